import Diagnostics
import Engine
import Prioritizing
import Syntax
import Tables
import Workspaces

/// `why 'Acme' changed since '2025H2'`: score and rank then and now, and what made the difference.
struct WhyChanged {
    let session: Session
    private let account: String
    private let then: KeptList
    private let now: KeptList
    private let rows: (then: Int, now: Int)

    static func reply(_ account: String, at span: Span, since edition: String, at place: Span, _ session: Session) throws(Diagnostic) -> Reply {
        let edition = try session.edition(edition, at: place)
        let then = try KeptList(edition.name, edition.contents)
        let list = try session.list()
        let now = try session.listNow()
        let before = try AccountRows([account], then.key)[0]
        guard let after = try AccountRows([account], now.key)[0] else {
            if let before { return Reply(headline: "\(account) was \(standing(then, before)) in \(then.name); it is not on the list any more.") }
            _ = try ListNames.account(account, list, at: span)
            return Reply()
        }
        guard let before else { return Reply(headline: "\(account) was not in \(then.name): it is new, and \(standing(now, after)) now.") }
        return try WhyChanged(session: session, account: account, then: then, now: now, rows: (before, after)).reply()
    }

    private init(session: Session, account: String, then: KeptList, now: KeptList, rows: (then: Int, now: Int)) {
        (self.session, self.account, self.then, self.now, self.rows) = (session, account, then, now, rows)
    }

    /// `in Gold at rank 12`, `not ranked`
    private static func standing(_ list: KeptList, _ row: Int) -> String {
        let tier = list.tierNames.isEmpty ? nil : list.tier(row) >= 0 ? "in \(list.name(ofTier: list.tier(row)))" : "non-tiered"
        guard case .whole(let rank) = list.cell(.rank, row) else { return list.tier(row) >= 0 ? tier ?? "not ranked" : "not ranked" }
        return [tier, "at rank \(grouped(rank))"].compactMap { $0 }.joined(separator: " ")
    }

    private func reply() throws(Diagnostic) -> Reply {
        let head = try headline()
        guard then.cell(.rank, rows.then) != .missing, now.cell(.rank, rows.now) != .missing,
            let change = try AccountChange(then, rows.then, now, rows.now, session)
        else {
            return Reply(headline: "\(head). A figure that it is ranked by was missing then or is now, so the change is not split.", footer: figures())
        }
        for found in change.notes { session.note(found) }
        return Reply(headline: "\(head); \(sentence(change.score)).", table: table(change), footer: figures())
    }

    /// `Acme was non-tiered at rank 31 in 2025H2 and is in Gold at rank 8 now, by rules`
    private func headline() throws(Diagnostic) -> String {
        let (was, `is`) = (WhyChanged.standing(then, rows.then), WhyChanged.standing(now, rows.now))
        if was == `is` { return "\(account) is \(`is`), as in \(then.name)" }
        let comparison = try EditionComparison(then, now)
        let mover = comparison.movers.first { $0.now == rows.now }
        let cause = try mover.map { (mover) throws(Diagnostic) in ", cause: \(try MoveCauses(comparison, session).cause(mover))" } ?? ""
        return "\(account) was \(was) in \(then.name) and is \(`is`) now\(cause)"
    }

    /// `+6.7 points, all by own figures`
    private func sentence(_ score: ChangeDecomposition) -> String {
        let parts = [("own figures", score.own), ("others' figures", score.others), ("rules", score.rules)].filter { WhyChanged.isSeen($0.1) }
        if parts.isEmpty { return "its score is the same" }
        if parts.count == 1 { return "\(WhyChanged.signed(score.change)) points, all by \(parts[0].0)" }
        return "\(WhyChanged.signed(score.change)) points: \(joinWords(parts.map { "\(WhyChanged.signed($0.1)) by \($0.0)" }))"
    }

    private func table(_ change: AccountChange) -> Table {
        func cells(_ split: ChangeDecomposition) -> [Double] { [split.before, split.own, split.others, split.rules, split.now] }
        let ranks = cells(change.rank)
        return Table([
            Field("part", .texts([then.name, "own figures", "others' figures", "rules", "now"])),
            Field("score", .doubles(cells(change.score)), look: .decimals(1)),
            Field("rank", .doubles(ranks), look: .decimals(ranks.allSatisfy { $0 == $0.rounded() } ? 0 : 1)),
        ])
    }

    /// Its own figures that are others now: `revenue 640,000 → 820,000`.
    private func figures() -> [String] {
        let old = then.inputs
        return now.inputs.compactMap { input in
            guard let was = old.first(where: { equalIgnoringCase($0.name, input.name) }) else { return nil }
            let (before, after) = (was.column[rows.then], input.column[rows.now])
            return before == after ? nil : "\(input.name) \(Plain.figure(before)) → \(Plain.figure(after))"
        }
    }

    /// More than is lost in rounding.
    private static func isSeen(_ points: Double) -> Bool { abs(points) >= 0.05 }

    private static func signed(_ points: Double) -> String {
        (isSeen(points) ? points < 0 ? "-" : "+" : "±") + NumberFormat(decimals: 1).text(abs(points))
    }
}
