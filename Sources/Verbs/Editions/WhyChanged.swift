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

    /// Nil where there is nothing to split, said in `absent`.
    static func reply(_ account: String, at span: Span, since edition: String, at place: Span, _ session: Session) throws(Diagnostic) -> Reply {
        let edition = try session.edition(edition, at: place)
        let then = try KeptList(edition.name, edition.contents)
        let list = try session.list()
        let now = try session.listNow()
        let before = try AccountRows([account], then.key)[0]
        guard let after = try AccountRows([account], now.key)[0] else {
            if before != nil { return Reply(headline: "\(account) was \(standing(then, before)) in \(then.name); it is no account any more.") }
            _ = try ListNames.account(account, list, at: span)
            return Reply()
        }
        guard let before else { return Reply(headline: "\(account) was not in \(then.name): it is new, and \(standing(now, after)) now.") }
        return try WhyChanged(session: session, account: account, then: then, now: now, rows: (before, after)).reply()
    }

    private init(session: Session, account: String, then: KeptList, now: KeptList, rows: (then: Int, now: Int)) {
        (self.session, self.account, self.then, self.now, self.rows) = (session, account, then, now, rows)
    }

    /// `Gold, rank 12`
    private static func standing(_ list: KeptList, _ row: Int?) -> String {
        guard let row else { return "nowhere" }
        let tier = list.name(ofTier: list.tier(row))
        let label = list.tierNames.isEmpty ? nil : list.tier(row) >= 0 ? "in \(tier)" : tier
        let rank: String? = if case .whole(let rank) = list.cell(.rank, row) { "rank \(grouped(rank))" } else { list.tierNames.isEmpty ? "not ranked" : nil }
        return [label, rank].compactMap { $0 }.joined(separator: ", ")
    }

    private func reply() throws(Diagnostic) -> Reply {
        let head = "\(account): \(WhyChanged.standing(then, rows.then)) in \(then.name), \(WhyChanged.standing(now, rows.now)) now"
        guard then.cell(.rank, rows.then) != .missing, now.cell(.rank, rows.now) != .missing,
            let change = try AccountChange(then, rows.then, now, rows.now, session)
        else {
            return Reply(headline: "\(head). One of the figures it is ranked by was missing then or is now, so the change is not split.", footer: figures())
        }
        for found in change.notes { session.note(found) }
        let parts = [("own figures", change.score.own), ("others' figures", change.score.others), ("rules", change.score.rules)]
        let words = parts.map { name, points in "\(WhyChanged.signed(points)) by \(name)" }
        let score = change.score
        let sentence =
            score.change == 0 && parts.allSatisfy { $0.1 == 0 } && change.rank.change == 0
            ? "nothing changed."
            : "\(WhyChanged.signed(score.change)) points, \(joinWords(words))."
        return Reply(headline: "\(head); \(sentence)", table: table(change), footer: figures())
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

    private static func signed(_ points: Double) -> String {
        let text = NumberFormat(decimals: 1).text(abs(points))
        return (text.contains { $0 != "0" && $0 != "." } ? points < 0 ? "-" : "+" : "±") + text
    }
}
