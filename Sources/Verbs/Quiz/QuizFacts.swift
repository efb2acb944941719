import Diagnostics
import Engine
import Tables
import Workspaces

/// What a quiz is made of and proved against: charter, list and FAQ as they are at this moment.
struct QuizFacts {
    let faq: FAQ
    /// Nil where there are no accounts.
    let labels: AccountLabels?
    let charter: Charter
    let kinds: [AccountKind]
    let byRow: [Int32]
    /// By kind, how many accounts are of it.
    private let counts: [Int]
    let holders: RoleHolders?
    /// By row of accounts; nil where nothing ranks them.
    let ranks: Column?

    /// A key and what proves it.
    struct Key {
        var text: String
        var proof: String
    }

    init(_ session: Session) throws(Diagnostic) {
        faq = try session.faq()
        labels = session.state.workspace.table(named: "accounts") == nil ? nil : try session.accountLabels()
        charter = labels == nil ? Charter([]) : try session.charter()
        (kinds, byRow) = try labels?.kinds(charter) ?? ([], [])
        var counts = [Int](repeating: 0, count: kinds.count)
        for kind in byRow { counts[Int(kind)] += 1 }
        self.counts = counts
        holders = if let labels { try session.roleHolders(charter, labels) } else { nil }
        ranks = session.state.workspace.hasListColumn(.rank) ? try session.list().accountColumn(.rank) : nil
    }

    var accounts: Column? { labels?.accounts.table.keyColumn }

    // MARK: Keys

    /// What is right, worked out now; nil where the workspace does not tell any more.
    func key(of question: QuizQuestion) throws(Diagnostic) -> Key? {
        let subject = question.subject
        switch (question.kind, subject.first, subject.dropFirst().first) {
        case (.promise, let account?, let service?):
            guard let row = try row(of: account), let clause = clause(kinds[Int(byRow[row])], service) else { return nil }
            return Key(text: clause.promise.text, proof: "\(clause.id) says \(clause.inWords)")
        case (.responsible, let account?, let service?):
            guard let row = try row(of: account), let clause = clause(kinds[Int(byRow[row])], service), let role = clause.role else { return nil }
            guard let holder = holders?.name(role, row) else { return Key(text: role, proof: "\(clause.id) says \(clause.inWords)") }
            return Key(text: holder, proof: "\(clause.id) names the role \(role), which is \(holder)'s for \(account)")
        case (.tierPromise, let tier?, let service?):
            guard let clause = clause(AccountKind(tier: tier, segments: 0), service) else { return nil }
            return Key(text: clause.promise.text, proof: "\(clause.id) says \(clause.inWords)")
        case (.tier, let account?, _):
            guard let row = try row(of: account) else { return nil }
            return Key(text: kinds[Int(byRow[row])].tier, proof: rank(row).map { "\(account) is at rank \(grouped($0))" } ?? "\(account) has it in accounts")
        case (.size, let tier?, _):
            guard isTier(tier) else { return nil }
            return Key(text: grouped(size(tier)), proof: sizeProof)
        case (.highest, _, _): return try highest(subject)
        case (.answer, let id?, _):
            guard let id = entry(id), answers(id) else { return nil }
            return Key(text: QuizFacts.shown(faq[id].answer), proof: "question \(id)\(FAQText.aside(id, faq))")
        case (.owner, let id?, _):
            guard let id = entry(id), answers(id), !faq[id].owner.isEmpty else { return nil }
            return Key(text: faq[id].owner, proof: "question \(id) belongs to \(faq[id].owner)")
        default: return nil
        }
    }

    private func highest(_ names: [String]) throws(Diagnostic) -> Key? {
        var found: [(name: String, rank: Int64)] = []
        for name in names {
            guard let row = try row(of: name), let rank = rank(row) else { return nil }
            found.append((name, rank))
        }
        found.sort { ($0.rank, $0.name) < ($1.rank, $1.name) }
        guard let best = found.first, found.dropFirst().first?.rank != best.rank else { return nil }
        return Key(text: best.name, proof: found.map { "\($0.name) is at rank \(grouped($0.rank))" }.joined(separator: ", "))
    }

    // MARK: Facts

    /// Nil for an account that counts for its parent too: it is in no tier of its own, and its parent is served in its place.
    func row(of account: String) throws(Diagnostic) -> Int? {
        guard let accounts, let row = try AccountRows([account], accounts)[0], !isPart(row) else { return nil }
        return row
    }

    func isPart(_ row: Int) -> Bool { kinds[Int(byRow[row])].isPart }

    func rank(_ row: Int) -> Int64? { if case .whole(let rank)? = ranks?[row] { rank } else { nil } }

    /// The clause that counts for accounts of a kind.
    func clause(_ kind: AccountKind, _ service: String) -> Clause? {
        charter.entitlements(of: kind).first { equalIgnoringCase(charter.services[$0.service], service) }?.clause.map { charter.clauses[$0] }
    }

    /// The tiers there are, the rest last.
    var tiers: [String] { labels.map { $0.tierNames + [Clause.nonTiered] } ?? [] }

    private func isTier(_ name: String) -> Bool { tiers.contains { equalIgnoringCase($0, name) } }

    /// The kinds of the accounts that are in a tier themselves.
    func kinds(in tier: String) -> [Int] { kinds.indices.filter { !kinds[$0].isPart && equalIgnoringCase(kinds[$0].tier, tier) } }

    /// How many accounts are in a tier, those that count for their parents left out.
    func size(_ tier: String) -> Int { kinds(in: tier).reduce(0) { $0 + counts[$1] } }

    private var sizeProof: String {
        let parts = kinds.indices.reduce(0) { $0 + (kinds[$1].isPart ? counts[$1] : 0) }
        return "counted over \(plural(byRow.count - parts, "account"))" + (parts == 0 ? "" : ", without \(grouped(parts)) that count for their parents")
    }

    private func entry(_ text: String) -> Int? { Int(text).flatMap { (1...max(1, faq.count)).contains($0) && !faq.isEmpty ? $0 : nil } }

    /// Whether an entry has an answer that holds.
    func answers(_ id: Int) -> Bool { faq[id].isLive && faq.status(id) != .stale }

    /// An answer as an option: all of it, in one line.
    static func shown(_ answer: String) -> String { FAQText.short(answer, FAQLimits.answer) }
}
