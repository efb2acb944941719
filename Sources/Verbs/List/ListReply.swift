import Diagnostics
import Engine
import Prioritizing
import Syntax
import Tables

/// What commands that change the list say of it.
enum ListReply {
    static func objective(_ name: String, _ list: FirmList) throws(Diagnostic) -> Reply {
        let measures = list.objectives.first { equalIgnoringCase($0.name, name) }?.measures ?? 0..<0
        let parts = measures.map { list.measures[$0].name }
        let weights = ListReply.weights(list, measures)
        let terms = zip(parts, weights).map { "\(NumberFormat(for: [$1], isPercent: true).text($1)) \($0)" }
        let ranked = list.standing.rankedCount
        let who = ranked == list.rowCount && ranked != 1 ? "all \(plural(ranked, "account"))" : "\(grouped(ranked)) of \(plural(list.rowCount, "account"))"
        let others = list.objectives.count > 1 ? ", one of \(list.objectives.count) objectives" : ""
        return Reply(headline: "\(Words.quoted(name)) ranks \(who) by \(terms.joined(separator: ", "))\(others). \(sizes(list)).", footer: try list.missing)
    }

    /// The weights of an objective's measures, as shares of it.
    private static func weights(_ list: FirmList, _ measures: Range<Int>) -> [Double] {
        let objective = list.objectives.firstIndex { $0.measures == measures } ?? 0
        let whole = list.quota.map { $0.objectives[objective].weights } ?? Array(list.ranking.weights[measures])
        let total = Double(max(1, whole.reduce(0, +)))
        return whole.map { Double($0) / total }
    }

    /// `Platinum 10, Gold 21 (1 by override), the rest 54`
    static func sizes(_ list: FirmList) -> String {
        if list.tierNames.isEmpty { return "No tier cuts the list yet" }
        let (sizes, rest) = Tiering.sizes(of: list.tiers, tierCount: list.tierNames.count)
        var parts: [String] = []
        for (tier, size) in sizes.enumerated() {
            let pinned = list.pins.count { pin in pin.status == .holds && pin.tier == tier && pin.row.map { list.tier($0) == tier } ?? false }
            parts.append("\(list.tierNames[tier]) \(grouped(size))\(pinned > 0 ? " (\(pinned) by override)" : "")")
        }
        return (parts + ["the rest \(grouped(rest))"]).joined(separator: ", ")
    }

    /// The lines between tiers: `Gold 20 down to 70.5, 1 with that score below the line by key`.
    static func lines(_ list: FirmList) throws(Diagnostic) -> [String] {
        (list.result.tiering.map { TierLabels.remarks(list.result, $0) } ?? []) + (try reserves(list))
    }

    /// `next below Gold: Finjob, Conecom`
    private static func reserves(_ list: FirmList) throws(Diagnostic) -> [String] {
        guard list.policies.reserve > 0, list.result.groups == nil, let tiering = list.result.tiering else { return [] }
        return try list.standing.order().withCells(of: Int32.self, count: list.standing.rankedCount) { rows in
            list.tierNames.indices.compactMap { tier in
                let next = tiering.reserve(of: tier, count: list.policies.reserve, rows: rows)
                return next.isEmpty ? nil : "next below \(list.tierNames[tier]): \(next.map { Plain.text(list.result.names[Int($0)]) }.joined(separator: ", "))"
            }
        }
    }
}
