import Diagnostics
import Engine
import Syntax
import Tables
import Workspaces

struct ServiceVerb: Verb {
    let forms = [Form("service", .start, [.slot("account", .text)])]
    let manual = Manual(
        "show what an account is owed of each service, what was done and what is due",
        details: """
            In the period of each clause that the as-of day lies in: owed by its end, done up to the as-of day, due by the end,
            overdue what an even pace would have done by now; last period tells how the one before it ended. clause is the one
            that counts, hides those that would have, had it not been there. why 'Call' for 'Acme' says why.
            """,
        examples: """
            tierbook> clause Gold 'Call' 4 per quarter by 'Sales'; clause all 'Call' 1 per quarter by 'Sales'; clause Gold 'Meeting' on request
            C1: 2 accounts (Gold) get 'Call' 4 per quarter, by 'Sales'.
            C2: 4 accounts get 'Call' 1 per quarter, by 'Sales'.
            C3: 2 accounts (Gold) get 'Meeting' on request.
            tierbook> service 'Acme'
            Acme is in Gold: 1 service owed as of 2026-03-31, behind in Call.
            service  promise        owed  done  due  overdue          by  status      last period       role   clause  hides
            Call     4 per quarter     4     1    3        3  2026-03-31  missed      1 of 4 in 2025Q4  Sales  C1      C2
            Meeting  on request        —     1    —        —           —  on request  —                 —      C3      —
            """)

    func run(_ call: VerbCall, _ input: Query?, _ session: Session) throws(Diagnostic) -> Output {
        let (name, span) = try call.text("account")
        return .reply(try ServiceAnswer(name, at: span, session).reply())
    }
}

/// What one account gets, for `service`, `why … for …` and `ask`.
struct ServiceAnswer {
    let account: String
    let row: Int
    let compliance: Compliance
    let session: Session

    init(_ name: String, at span: Span, _ session: Session) throws(Diagnostic) {
        compliance = try Compliance(session, in: nil, at: span)
        row = try Accounts.row(of: name, compliance.labels.accounts, at: span)
        account = name
        self.session = session
        if compliance.kind(of: row).isPart {
            let head = Plain.text(compliance.labels.head(of: row))
            throw Diagnostic("counts-for-another", "\(name) counts for \(head), which is served in its place.", at: span, help: "service \(Words.quoted(head))")
        }
    }

    var charter: Charter { compliance.charter }

    /// `Acme is in Gold, 'Hedge fund'`
    var kindText: String {
        let kind = compliance.kind(of: row)
        let tier = kind.tier == Clause.nonTiered ? "is non-tiered" : "is in \(kind.tier)"
        let labels = charter.names(kind.segments).map { Words.quoted($0) }
        return "\(account) \(tier)\(labels.isEmpty ? "" : ", \(labels.joined(separator: ", "))")"
    }

    /// - Parameter services: those that are asked for; nil for all.
    func reply(of services: [String]? = nil) throws(Diagnostic) -> Reply {
        let duties = compliance.duties(of: row).filter { duty in services?.contains(charter.services[duty.service]) ?? true }
        let before = try DutyBefore(compliance, row, session)
        let holders = try session.roleHolders(charter, compliance.labels)
        func clause(_ duty: Duty) -> Clause? { duty.clause.map { charter.clauses[$0] } }
        func done(_ duty: Duty) -> Double? { compliance.done(duty, row) }
        func isOwed(_ duty: Duty) -> Bool { duty.owed > 0 }
        let roles = duties.map { clause($0)?.role }
        let fields = [
            Field("service", .texts(duties.map { charter.services[$0.service] })),
            Field("promise", .texts(duties.map { clause($0)?.promise.text ?? "not in the charter" })),
            Field("owed", .integers(duties.map { isOwed($0) ? Int64($0.owed) : nil })),
            Field("done", Counts.column(duties.map(done))),
            Field("due", Counts.column(duties.map { duty in isOwed(duty) ? done(duty).map { max(0, Double(duty.owed) - $0) } : nil })),
            Field("overdue", Counts.column(duties.map { duty in isOwed(duty) ? done(duty).map { duty.shortfall($0) } : nil })),
            Field("by", .dates(duties.map { isOwed($0) ? $0.window.last : nil })),
            Field("status", .texts(duties.map { $0.status(done($0)).rawValue })),
            Field("last period", .texts(duties.map { before.text($0) })),
            Field("role", .texts(roles)), Field("who", .texts(roles.map { $0.flatMap { holders.name($0, row) } })),
            Field("clause", .texts(duties.map { clause($0)?.id })),
            Field("hides", .texts(duties.map { $0.hidden.isEmpty ? nil : $0.hidden.map { charter.clauses[$0].id }.joined(separator: ", ") })),
        ]
        let shown = fields.filter { !["last period", "role", "who", "hides"].contains($0.name) || $0.column.missingCount() < duties.count }
        return Reply(headline: headline(duties), table: Table(shown, rowCount: duties.count))
    }

    private func headline(_ duties: [Duty]) -> String {
        let owed = duties.filter { $0.owed > 0 }
        let late = owed.filter { duty in compliance.done(duty, row).map { duty.shortfall($0) > 0 } ?? false }
        if owed.isEmpty { return "\(kindText): nothing is owed as of \(compliance.asOf.text)." }
        let unseen = owed.filter { compliance.done($0, row) == nil }
        func names(_ duties: [Duty]) -> String { Binder.list(duties.map { charter.services[$0.service] }) }
        let states = [late.isEmpty ? (unseen.isEmpty ? "none is behind" : nil) : "behind in \(names(late))", unseen.isEmpty ? nil : "\(names(unseen)) not measured"]
        let state = states.compactMap { $0 }.joined(separator: ", ")
        return "\(kindText): \(plural(owed.count, "service")) owed as of \(compliance.asOf.text), \(state)."
    }
}

/// How the periods before the present ones ended.
private struct DutyBefore {
    private let texts: [Int: String]

    init(_ compliance: Compliance, _ row: Int, _ session: Session) throws(Diagnostic) {
        var texts: [Int: String] = [:]
        var windows: [ServiceWindow] = []
        for duty in compliance.duties(of: row) {
            guard case .times(_, let period)? = duty.promise else { continue }
            let window = period.window(before: duty.window)
            if !windows.contains(window) { windows.append(window) }
        }
        for window in windows {
            let earlier = try Compliance(session, in: window, at: Span(0, 0))
            for (now, then) in zip(compliance.duties(of: row), earlier.duties(of: row)) {
                guard case .times(_, let period)? = now.promise, period.window(before: now.window) == window, let done = earlier.done(then, row) else { continue }
                texts[now.service] = "\(Counts.text(done)) of \(then.owed) in \(window.text)"
            }
        }
        self.texts = texts
    }

    func text(_ duty: Duty) -> String? { texts[duty.service] }
}

/// Counts of what was done, whole unless a measure says otherwise.
enum Counts {
    static func column(_ numbers: [Double?]) -> Column {
        let isWhole = numbers.allSatisfy { $0.map { $0 == $0.rounded() && abs($0) < 9e15 } ?? true }
        return isWhole ? .integers(numbers.map { $0.map { Int64($0) } }) : .doubles(numbers.map { $0 ?? .nan })
    }

    static func text(_ number: Double) -> String { NumberFormat(for: [number]).text(number) }
}

enum Accounts {
    /// An account's row by its key as typed.
    static func row(of name: String, _ accounts: NamedTable, at span: Span) throws(Diagnostic) -> Int {
        guard let key = accounts.table.keyColumn else {
            throw Diagnostic("no-key", "accounts has no key to find an account by.", at: span, help: "Import it with key COLUMN.")
        }
        if let row = try AccountRows([name], key)[0] { return row }
        let near = nearest(name, among: (0..<key.count).lazy.map { Plain.text(key[$0]) }).map { Words.quoted($0) }
        throw Diagnostic("no-such-account", "There is no account \(Words.quoted(name)).", at: span, help: near.isEmpty ? nil : "Did you mean \(joinWords(near, "or"))?")
    }
}
