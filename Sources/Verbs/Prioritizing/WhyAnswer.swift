import Diagnostics
import Engine
import Prioritizing
import Tables

/// Why a row has its score and its tier: what each measure adds, and what each would have to be for the next tier.
struct WhyAnswer {
    let name: String
    let row: Int
    let ranked: RankingResult
    /// Nil where the row is not ranked.
    let attribution: Attribution?
    /// The tier above the row's own and the line to it; nil at the top and without tiers.
    let target: (tier: Int, line: TierLine)?
    /// Where groups have lists of their own: the row's place among its group's ranked rows.
    private(set) var inGroup: (name: String, place: Int, count: Int)?
    /// What each measure alone would have to be.
    private(set) var lifts: [Reach] = []

    /// - Parameter goal: where the row is to get, unless that is the place of the next tier's last row.
    init(_ name: String, _ row: Int, _ ranked: RankingResult, goal: Goal? = nil) throws(Diagnostic) {
        (self.name, self.row, self.ranked) = (name, row, ranked)
        attribution = try ranked.ranking.attribution(row)
        target = WhyAnswer.nextTier(row, ranked)
        inGroup = try WhyAnswer.group(row, ranked)
        guard attribution != nil, let target, !ranked.rulesReadRanking, let goal = goal ?? ranked.rules.map({ Goal.tier(target.tier, rules: $0, groups: ranked.groups) }) else { return }
        for measure in ranked.measures.indices {
            if let lift = try ranked.ranking.reach(row, in: measure, goal) { lifts.append(lift) }
        }
    }

    private static func group(_ row: Int, _ ranked: RankingResult) throws(Diagnostic) -> (name: String, place: Int, count: Int)? {
        guard let groups = ranked.groups, let place = try ranked.ranking.place(of: row, groups: groups.ids) else { return nil }
        return withExtendedLifetime(groups) {
            let ids = groups.ids.pointer(to: Int32.self)
            guard ids[row] >= 0, Int(ids[row]) < ranked.groupNames.count else { return nil }
            let count = (0..<ranked.ranking.rowCount).count { ids[$0] == ids[row] && ranked.ranking.isRanked($0) }
            return (ranked.groupNames[Int(ids[row])], place, count)
        }
    }

    private static func nextTier(_ row: Int, _ ranked: RankingResult) -> (tier: Int, line: TierLine)? {
        guard let tiering = ranked.tiering, !ranked.tierNames.isEmpty else { return nil }
        let own = Int(tiering.tier(row))
        let group = ranked.groups.map { Int($0.ids.pointer(to: Int32.self)[row]) } ?? 0
        var tier = own < 0 ? ranked.tierNames.count - 1 : own - 1
        while tier >= 0 {
            if let line = tiering.line(tier: tier, group: group), line.count > 0 { return (tier, line) }
            tier -= 1
        }
        return nil
    }

    var headline: String {
        guard let attribution else { return WhyAnswer.notRanked(name, row, ranked) }
        var place = "rank \(grouped(attribution.place)) of \(grouped(attribution.rankedCount))"
        if let inGroup { place = "rank \(grouped(inGroup.place)) of \(grouped(inGroup.count)) in \(inGroup.name), \(place) over all" }
        guard let label else { return "\(name) has \(TierLabels.points(attribution.score)) points: \(place)." }
        return "\(name) is \(label): \(place)\(distance(attribution.score))."
    }

    static func notRanked(_ name: String, _ row: Int, _ ranked: RankingResult) -> String {
        let missing = ranked.measures.indices.filter { ranked.ranking.scaled.isMissing($0, row) }.map { ranked.measures[$0].name }
        return "\(name) is not ranked: it has no \(joinWords(missing, "and no"))."
    }

    /// `in Gold`, `non-tiered`; nil where there are no tiers.
    var label: String? {
        guard let tiering = ranked.tiering else { return nil }
        let own = Int(tiering.tier(row))
        return own < 0 ? "non-tiered" : "in \(ranked.tierNames[own])"
    }

    /// `, 11.9 points below Gold (70.5)`
    func distance(_ score: Double) -> String {
        guard let target else { return "" }
        let distance = target.line.score - score
        let line = "\(ranked.tierNames[target.tier]) (\(TierLabels.points(target.line.score)))"
        return distance <= 0 ? ", with the score of \(line); the key decides" : ", \(TierLabels.points(distance)) points below \(line)"
    }

    /// The measures with their points, which add up to the score; nil where the row is not ranked.
    func table() throws(Diagnostic) -> Table? {
        guard let attribution else { return nil }
        let parts = attribution.parts
        let isPercentile = parts.allSatisfy { (0...1).contains($0.scaled) }
        // Weights were typed: they look as typed, whatever digits the percentiles have.
        let weights = parts.map(\.weight)
        let typed = NumberFormat(for: weights, isPercent: true).decimals
        let values: [String?] = zip(parts, ranked.measures).map { MeasureText.value($0.value, $1.type) }
        var fields = [
            Field("measure", .texts(ranked.measures.map(\.name) + ["score"])),
            Field("value", .texts(values + [nil]), look: .figures),
            Field(isPercentile ? "scaled" : "scaled value", .doubles(parts.map(\.scaled) + [.nan], type: isPercentile ? .percent : .decimal)),
            Field("weight", .doubles(weights + [.nan], type: .percent), look: .decimals(typed)),
            Field("points", .doubles((parts.map(\.points) + [attribution.score]).map { $0 * 100 }), look: .decimals(1)),
        ]
        if isPercentile, ranked.ranking.isExact { fields[2].name = "percentile" }
        if let target, !lifts.isEmpty {
            let texts: [String?] = lifts.enumerated().map { MeasureText.reach($1, ranked.measures[$0].type, ranked.ranking.scaled.measures[$0].lowerIsBetter) }
            fields.append(Field("alone lifts it to \(ranked.tierNames[target.tier])", .texts(texts + [nil]), look: .figures))
        }
        return Table(fields)
    }

    /// What lifts the row in a measure's own unit: `641.6 more revenue lifts it to Gold`.
    var liftSentences: [String] {
        guard let attribution, let target else { return [] }
        return lifts.enumerated().compactMap { index, lift in
            let (measure, isLower) = (ranked.measures[index], ranked.ranking.scaled.measures[index].lowerIsBetter)
            let lift = MeasureText.settled(lift, measure.type, isLower)
            let needed: Double
            switch lift {
            case .value(let value), .beyond(let value): needed = value
            case .already, .impossible: return nil
            }
            let change = abs(MeasureText.enough(needed, measure.type, isLower) - attribution.parts[index].value)
            if change == 0 { return "any \(isLower ? "less" : "more") \(measure.name) lifts it to \(ranked.tierNames[target.tier])" }
            let beyond = if case .beyond = lift { "over " } else { "" }
            return "\(beyond)\(MeasureText.value(change, measure.type)) \(isLower ? "less" : "more") \(measure.name) lifts it to \(ranked.tierNames[target.tier])"
        }
    }
}
