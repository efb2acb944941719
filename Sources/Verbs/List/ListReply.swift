import Diagnostics
import Engine
import Prioritizing
import Syntax
import Tables

/// What commands that change the list say of it.
enum ListReply {
    static func objective(_ name: String, _ list: FirmList) -> Reply {
        let measures = list.objectives.first { equalIgnoringCase($0.name, name) }?.measures ?? 0..<0
        let weights = measures.map { Double(list.ranking.weights[$0]) }
        let total = weights.reduce(0, +)
        let parts = zip(measures, weights).map { measure, weight in
            "\(NumberFormat(for: [weight / total], isPercent: true).text(weight / total)) \(list.result.measures[measure].name)"
        }
        let ranked = list.ranking.rankedCount
        let who = ranked == list.rowCount ? "all \(plural(ranked, "account"))" : "\(grouped(ranked)) of \(plural(list.rowCount, "account"))"
        let next = list.tierNames.isEmpty ? " No tier cuts the list yet." : " \(sizes(list))."
        let others = list.objectives.count > 1 ? ", one of \(list.objectives.count) objectives" : ""
        return Reply(headline: "\(Words.quoted(name)) ranks \(who) by \(parts.joined(separator: ", "))\(others).\(next)", footer: missing(list))
    }

    /// `Platinum 10, Gold 21 (1 by override), non-tiered 54`
    static func sizes(_ list: FirmList) -> String {
        var sizes = [Int](repeating: 0, count: list.tierNames.count)
        var rest = 0
        for row in 0..<list.rowCount {
            let tier = list.tier(row)
            if tier >= 0 { sizes[tier] += 1 } else { rest += 1 }
        }
        var parts: [String] = []
        for (tier, size) in sizes.enumerated() {
            let pinned = list.pins.count { $0.status == .holds && $0.tier == tier }
            parts.append("\(list.tierNames[tier]) \(grouped(size))\(pinned > 0 ? " (\(pinned) by override)" : "")")
        }
        return (parts + ["the rest \(grouped(rest))"]).joined(separator: ", ")
    }

    /// `1 missing wallet (not ranked)`
    static func missing(_ list: FirmList) -> [String] {
        var parts: [String] = []
        for (index, measure) in list.result.measures.enumerated() {
            let missing = (0..<list.rowCount).count { list.ranking.scaled.isMissing(index, $0) }
            let phrase = "\(grouped(missing)) missing \(measure.name) (not ranked)"
            if missing > 0, !parts.contains(phrase) { parts.append(phrase) }
        }
        return parts
    }

    /// The lines between tiers: `Gold 20 down to 70.5, 1 with that score below the line by key`.
    static func lines(_ list: FirmList) -> [String] {
        list.result.tiering.map { TierLabels.remarks(list.result, $0) } ?? []
    }
}
