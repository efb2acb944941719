import Diagnostics
import Engine
import Syntax
import Tables
import Workspaces

struct ComplianceVerb: Verb {
    let forms = [
        Form("compliance", .start, [.anyOrder([[.word("in"), .slot("period", .expression)], [.word("by"), .slot("keys", .names)], BenchmarkVerb.edition])])
    ]
    let manual = Manual(
        "what was delivered against the charter",
        details: """
            A row for each account and service of which something is owed or was done, the under-served of the highest tier
            first. Each clause is looked at in its own period that the as-of day lies in, or in PERIOD, to which what it
            promises is scaled: 1 per quarter is 4 in 2026, and 1 per year is left out of a quarter. Tiers and clauses are
            those of today, in past periods too, or with as of edition 'E' those it published. on track is what was done at an even pace or is complete, behind what was not
            while there is time, missed what the period ended without, beyond charter what was done and not owed. expected is
            what is due by now, shortfall what of it was not done. by adds up by tier, service, role, responsible, by quarter (or
            week, month, half year, year: whole ones, all that the period touches), and by columns of accounts: owner, region.
            complying are then the accounts without any shortfall; delivered is what was done of what is owed, share how much
            of what is expected, and what | chart draws; on track, behind and missed count services of accounts, the others times. What is
            given on request or cannot be measured is left out; charter check tells of it.
            """,
        examples: """
            tierbook> clause Gold 'Call' 4 per quarter by 'Sales'; clause all 'Call' 1 per quarter by 'Sales'; clause Gold 'Meeting' 1 per quarter
            C1: 2 accounts (Gold) get 'Call' 4 per quarter, by 'Sales'.
            C2: 4 accounts get 'Call' 1 per quarter, by 'Sales'.
            C3: 2 accounts (Gold) get 'Meeting' 1 per quarter.
            tierbook> compliance | where shortfall > 0
            account  tier    service  owed  expected  done  shortfall  status  period  role   clause
            Acme     Gold    Call        4         4     1          3  missed  2026Q1  Sales  C1
            Birch    Gold    Call        4         4     1          3  missed  2026Q1  Sales  C1
            Birch    Gold    Meeting     1         1     0          1  missed  2026Q1  —      C3
            Dune     Silver  Call        1         1     0          1  missed  2026Q1  Sales  C2
            Elm      Bronze  Call        1         1     0          1  missed  2026Q1  Sales  C2
            Fjord    Bronze  Call        1         1     0          1  missed  2026Q1  Sales  C2
            6 of 9 rows
            tierbook> compliance in 2026Q1 by tier
            Of 14 services due in 2026Q1, 4 were delivered (29%); 5 of 6 accounts in tiers fall short.
            tier    accounts  complying  owed  expected  delivered  shortfall  share  on track  behind  missed  beyond charter
            Gold           2          0    10        10          3          7    30%         1       0       3               0
            Silver         2          1     2         2          1          1    50%         1       0       1               0
            Bronze         2          0     2         2          0          2     0%         0       0       2               1
            tierbook> compliance in last 2 quarters by service, quarter
            service  quarter  accounts  complying  owed  expected  delivered  shortfall  share  on track  behind  missed  beyond charter
            Call     2025Q4          6          0    12        12          1         11   8.3%         0       0       6               0
            Call     2026Q1          6          1    12        12          3          9  25.0%         1       0       5               0
            Meeting  2025Q4          2          0     2         2          0          2   0.0%         0       0       2               0
            Meeting  2026Q1          2          1     2         2          1          1  50.0%         1       0       1               1
            """)

    func run(_ call: VerbCall, _ input: Query?, _ session: Session) throws(Diagnostic) -> Output {
        let window = try window(call, session)
        let edition = try call.arguments.text("edition").map { (name) throws(Diagnostic) in try session.edition(name.text, at: name.span) }
        if edition == nil { try noteEdition(window, session) }
        let names = call.names("keys")
        if names.isEmpty {
            let compliance = try Compliance(session, in: window, as: edition, at: call.verbSpan)
            noteUnmeasured(compliance, session)
            var query = try compliance.rows(session)
            query.remarks += leftOut(compliance)
            query.preamble = .init(headline: try ComplianceText.headline(compliance, window, session), rowLimit: 20, noun: "accounts and services")
            return .query(query)
        }
        return .reply(try grouped(by: names, window, edition, call, session))
    }

    private func window(_ call: VerbCall, _ session: Session) throws(Diagnostic) -> ServiceWindow? {
        guard let expression = call.arguments.expression("period") else { return nil }
        if case .call(let twice) = expression.kind, twice.function == "in" {
            throw Diagnostic("word-twice", "in is there twice.", at: twice.functionSpan, help: "Leave one out; by quarter, or month, tells the periods within one apart.")
        }
        let days = try Binder(Query(result: Table([], rowCount: 1)), session).period(expression, verb: "compliance").days
        return ServiceWindow(from: days.from, before: days.before)
    }

    // MARK: Groups

    private func grouped(by names: [Name], _ window: ServiceWindow?, _ edition: Edition?, _ call: VerbCall, _ session: Session) throws(Diagnostic) -> Reply {
        var seen: [String] = []
        for name in names {
            if seen.contains(where: { equalIgnoringCase($0, name.text) }) { throw Diagnostic("duplicate-name", "\(name.text) is there twice.", at: name.span) }
            seen.append(name.text)
        }
        let units = names.filter { name in ServicePeriod.Unit.allCases.contains { $0.rawValue == name.text.lowercased() } }
        guard let unit = units.first else {
            let compliance = try Compliance(session, in: window, as: edition, at: call.verbSpan)
            noteUnmeasured(compliance, session)
            let sums = try compliance.sums(by: names, session)
            let reply = Reply(headline: try ComplianceText.headline(compliance, window, session, known: sums), table: try ComplianceText.table(sums.keys, sums.sums), footer: leftOut(compliance))
            return drawn(reply, keys: sums.keys.count, window?.text)
        }
        if units.count > 1 { throw Diagnostic("two-periods", "Periods are of one kind.", at: units[1].span) }
        guard let window else { throw Diagnostic("no-period", "by \(unit.text) tells \(unit.text)s of a period apart, and none is given.", at: unit.span, help: "For example compliance in last 4 quarters by \(unit.text).") }
        return try byPeriod(names, unit, window, edition, call, session)
    }

    private func byPeriod(_ names: [Name], _ name: Name, _ window: ServiceWindow, _ edition: Edition?, _ call: VerbCall, _ session: Session) throws(Diagnostic) -> Reply {
        guard let unit = ServicePeriod.Unit(rawValue: name.text.lowercased()) else { return Reply() }
        let others = names.filter { $0 != name }
        var periods: [ServiceWindow] = []
        var next = ServicePeriod(1, unit).window(containing: window.from)
        while next.from < window.before {
            periods.append(next)
            next = ServicePeriod(1, unit).window(containing: next.before)
            if periods.count > 500 { throw Diagnostic("too-many-periods", "This is more than 500 \(name.text)s.", at: name.span) }
        }
        var keys: [(name: String, cells: [Column])] = others.map { ($0.text, []) }
        var labels: [Int] = []
        var sums: [DeliverySums.Sum] = []
        var footer: [String] = []
        for (number, period) in periods.enumerated() {
            let compliance = try Compliance(session, in: period, as: edition, at: call.verbSpan)
            noteUnmeasured(compliance, session)
            if period.from > compliance.asOf { continue }
            for phrase in leftOut(compliance) where !footer.contains(phrase) { footer.append(phrase) }
            let part = try compliance.sums(by: others, session)
            for (index, key) in part.keys.enumerated() { keys[index].cells.append(key.column) }
            labels += Array(repeating: number, count: part.sums.count)
            sums += part.sums
        }
        var columns: [(name: String, column: Column)] = keys.map { ($0.name, Column.stacked($0.cells)) }
        columns.insert((name.text, .levels(periods.map(\.text), labels)), at: names.firstIndex(of: name) ?? 0)
        return drawn(Reply(table: try ComplianceText.table(columns, sums), footer: footer), keys: columns.count, periods.first.flatMap { first in periods.last.map { first == $0 ? first.text : "\(first.text) to \($0.text)" } })
    }

    /// The share of what was due is what charts are drawn of.
    private func drawn(_ reply: Reply, keys: Int, _ when: String?) -> Reply {
        let subject = "compliance\(when.map { " in \($0)" } ?? "")"
        guard let table = reply.table, let share = table.index(of: "share") else { return reply.of(subject) }
        let labels = table.fields.prefix(keys)
        let parts = keys > 1 ? [Array(labels.dropLast()), Array(labels.suffix(1))] : [Array(labels)]
        return reply.of(subject, drawing: Drawing(.bar, [table.fields[share]], by: parts, of: subject))
    }

    /// Says so where today's tiers, qualifiers or clauses are not those that held when the period began.
    private func noteEdition(_ window: ServiceWindow?, _ session: Session) throws(Diagnostic) {
        guard let window, let held = session.state.workspace.editions.last(where: { $0.date <= window.from }), !held.contents.rules[.clause].isEmpty, let changed = try session.charterChanges(since: held) else { return }
        session.note(.note("todays-tiers", "Tiers, qualifiers and clauses are today's; since \(held.name), which held on \(window.from.text), \(changed).", help: "Add as of edition \(Words.quoted(held.name)) to hold it against what was published."))
    }

    /// What is counted may be known for a part of the period only.
    private func noteData(_ compliance: Compliance, _ session: Session) {
        let missing = compliance.periodsWithoutData()
        for (table, first, last) in missing {
            session.note(.warning("no-data", "\(table) has rows from \(first.text) to \(last.text) only: what was done outside these days is not known, and counts as not done.", help: "Look at a period within them."))
        }
    }

    /// `C10, C16 left out, being for longer periods`
    private func leftOut(_ compliance: Compliance) -> [String] {
        let (longer, scaled) = compliance.partPeriods
        return compliance.editionFooter + [
            longer.isEmpty ? nil : "\(Binder.list(longer)) left out, being for longer periods",
            scaled.isEmpty ? nil : "\(Binder.list(scaled)) scaled to the period, in whole times",
        ].compactMap { $0 }
    }

    private func noteUnmeasured(_ compliance: Compliance, _ session: Session) {
        noteData(compliance, session)
        let failing = compliance.charter.clauses.indices.filter { compliance.failure($0) != nil && compliance.charter.clauses[$0].promise != .none }
        guard let first = failing.first, let failure = compliance.failure(first) else { return }
        let ids = failing.map { compliance.charter.clauses[$0].id }
        session.note(.warning("not-measured", "\(Binder.list(ids)) cannot be measured and \(ids.count == 1 ? "is" : "are") left out. \(failure.message)", help: failure.help))
    }
}

extension DeliverySums {
    /// Each account is in one group, of one tier.
    fileprivate var tellTiers: Bool {
        let names = keys.map { $0.name.lowercased() }
        return names.contains("tier") && !Compliance.serviceKeys.contains(where: names.contains)
    }
}

enum ComplianceText {
    /// `Of 1,240 services due by now 1,100 were delivered (89%); 14 of 30 accounts in tiers fall short, 100 of 300 others.`
    ///
    /// - Parameter known: sums that may tell it already.
    static func headline(_ compliance: Compliance, _ window: ServiceWindow?, _ session: Session, known: DeliverySums? = nil) throws(Diagnostic) -> String {
        let groups = if let known, known.tellTiers { known } else { try compliance.sums(by: [Name(["tier"], span: Span(0, 0))], session) }
        // What a window that is over held is due whatever the day.
        let isOver = window.map { $0.last <= compliance.asOf } ?? false
        let when = (window.map { " in \($0.text)" } ?? "") + (isOver ? "" : " by \(compliance.asOf.text)")
        let expected = groups.sums.reduce(0) { $0 + $1.expected }
        if expected == 0 { return "Nothing is due\(when)." }
        let kept = Double(expected) - groups.sums.reduce(0) { $0 + $1.shortfall }
        let share = NumberFormat(decimals: 0, isPercent: true).text(kept / Double(expected))
        return "Of \(plural(expected, "service")) due\(when), \(Counts.text(kept)) \(kept == 1 ? "was" : "were") delivered (\(share)); \(short(groups))."
    }

    private static func short(_ groups: DeliverySums) -> String {
        guard let tiers = groups.keys.first(where: { equalIgnoringCase($0.name, "tier") })?.column else { return "" }
        var (tiered, others) = ((short: 0, all: 0), (short: 0, all: 0))
        for (row, sum) in groups.sums.enumerated() {
            let short = sum.accounts - sum.complying
            if Plain.text(tiers[row]) == Clause.nonTiered { others = (others.short + short, others.all + sum.accounts) } else { tiered = (tiered.short + short, tiered.all + sum.accounts) }
        }
        func part(_ counts: (short: Int, all: Int), _ noun: String) -> String { counts.short == 0 ? "none of \(grouped(counts.all)) \(noun)" : "\(grouped(counts.short)) of \(grouped(counts.all)) \(noun)" }
        var parts: [String] = []
        if tiered.all > 0 { parts.append(part(tiered, "accounts in tiers") + (tiered.short == 1 ? " falls" : " fall") + " short") }
        if others.all > 0 { parts.append(part(others, parts.isEmpty ? "accounts" : "others") + (parts.isEmpty ? " fall short" : "")) }
        return parts.joined(separator: ", ")
    }

    static func table(_ keys: [(name: String, column: Column)], _ sums: [DeliverySums.Sum]) throws(Diagnostic) -> Table {
        let rates = sums.map { $0.expected > 0 ? (Double($0.expected) - $0.shortfall) / Double($0.expected) : .nan }
        var fields = keys.map { Field($0.name, $0.column) }
        fields += [
            Field("accounts", .integers(sums.map { Int64($0.accounts) })), Field("complying", .integers(sums.map { Int64($0.complying) })),
            Field("owed", .integers(sums.map { Int64($0.owed) })), Field("expected", .integers(sums.map { Int64($0.expected) })), Field("delivered", Counts.column(sums.map(\.delivered))),
            Field("shortfall", Counts.column(sums.map(\.shortfall))), Field("share", .doubles(rates, type: .percent)),
            Field("on track", .integers(sums.map { Int64($0.onTrack) })), Field("behind", .integers(sums.map { Int64($0.behind) })), Field("missed", .integers(sums.map { Int64($0.missed) })),
            Field("beyond charter", Counts.column(sums.map(\.beyond))),
        ]
        return try Table(fields, rowCount: sums.count).sorted(byFirst: keys.count)
    }
}
