import Diagnostics
import Engine
import Prioritizing
import Syntax
import Tables
import Workspaces

/// What it takes, found and told.
struct ReachAnswer {
    private let account: String
    private let row: Int
    private let tier: String
    private let goals: TierGoals
    private let list: FirmList
    /// By measure; nil where it is in several objectives, which would all change with it.
    private let measures: [Reach?]
    /// Nil where there is but one measure, so no weight to move.
    private let weights: WeightReach?

    init(_ account: String, _ row: Int, to tier: Int, _ goals: TierGoals, _ list: FirmList) throws(Diagnostic) {
        (self.account, self.row, self.tier, self.goals, self.list) = (account, row, list.tierNames[tier], goals, list)
        let ranking = list.ranking
        measures = try list.measures.indices.map { (measure) throws(Diagnostic) in
            let isAlone = list.measures.count { equalIgnoringCase($0.name, list.measures[measure].name) } == 1
            guard isAlone, let reach = try ranking.reach(row, in: measure, any: goals.any) else { return nil }
            return MeasureText.settled(reach, list.measures[measure].type, ranking.scaled.measures[measure].lowerIsBetter)
        }
        weights = list.measures.count > 1 ? try ranking.reachByWeights(row, any: goals.any) : nil
    }

    private var found: NearestWeights? { if case .found(let nearest)? = weights { nearest } else { nil } }
    private var shares: [Double] { list.ranking.weights.map { Double($0) / Double(list.ranking.totalWeight) } }

    func reply(_ session: Session) throws(Diagnostic) -> Reply { Reply(headline: try headline(), table: table(), footer: try remarks(session)) }

    // MARK: The sentence

    /// `Condax, at rank 35, reaches Gold with 12 points of weight moved from revenue to won, or with revenue above 646.1.`
    private func headline() throws(Diagnostic) -> String {
        let rank = try list.ranking.place(of: row).map { ", at rank \(grouped($0))," } ?? ""
        let ways = [found.map(moved)].compactMap { $0 } + list.measures.indices.compactMap(amount)
        if !ways.isEmpty { return "\(account)\(rank) reaches \(tier) with \(ways.joined(separator: ", or with "))." }
        switch weights {
        case nil: return "\(account)\(rank) does not reach \(tier) by \(list.measures[0].name), whatever the amount."
        case .unknown: return "\(account)\(rank) does not reach \(tier) by any one measure, and the search found no weights that do it."
        default: return "\(account)\(rank) does not reach \(tier) by any one measure, nor by any weights."
        }
    }

    private func moved(_ nearest: NearestWeights) -> String {
        let changes = zip(nearest.shares, shares).map { $0 - $1 }
        func names(_ isOne: (Double) -> Bool) -> String { joinWords(changes.indices.filter { isOne(changes[$0]) }.map(label)) }
        let points = ReachAnswer.format([nearest.distance * 50], isPercent: false).text(nearest.distance * 50)
        return "\(points) \(points == "1" ? "point" : "points") of weight moved from \(names { $0 < -1e-12 }) to \(names { $0 > 1e-12 })"
    }

    private func amount(_ measure: Int) -> String? {
        let name = list.measures[measure].name
        switch measures[measure] {
        case .value: return "\(name) of \(needed(measure))"
        case .beyond: return "\(name) \(needed(measure))"
        default: return nil
        }
    }

    // MARK: The table

    private func table() -> Table {
        var (what, now, needed, change): ([String], [String?], [String?], [String?]) = ([], [], [], [])
        for measure in list.measures.indices {
            what.append(label(measure))
            now.append(MeasureText.value(list.ranking.scaled.value(measure, row), list.measures[measure].type))
            needed.append(measures[measure].map { _ in self.needed(measure) })
            change.append(self.change(measure))
        }
        if let weights {
            let all = found.map { shares + $0.shares } ?? shares
            let format = ReachAnswer.format(all, isPercent: true)
            for measure in list.measures.indices {
                what.append("weight of \(label(measure))")
                now.append(format.text(shares[measure]))
                needed.append(found.map { format.text($0.shares[measure]) } ?? (weights == .impossible ? "no weights do" : "none found"))
                change.append(found.map { signed($0.shares[measure] - shares[measure], format.text) })
            }
        }
        return Table([
            Field("what", .texts(what)), Field("now", .texts(now), look: .figures), Field("needed", .texts(needed), look: .figures),
            Field("change", .texts(change), look: .figures),
        ])
    }

    /// A measure; with its objective where it is in several.
    private func label(_ measure: Int) -> String {
        let name = list.measures[measure].name
        guard list.measures.count(where: { equalIgnoringCase($0.name, name) }) > 1,
            let objective = list.objectives.first(where: { $0.measures.contains(measure) })
        else { return name }
        return "\(name) in \(objective.name)"
    }

    private func needed(_ measure: Int) -> String {
        measures[measure].map { MeasureText.reach($0, list.measures[measure].type, list.ranking.scaled.measures[measure].lowerIsBetter) } ?? missingSign
    }

    private func change(_ measure: Int) -> String? {
        let type = list.measures[measure].type
        let isLower = list.ranking.scaled.measures[measure].lowerIsBetter
        let now = list.ranking.scaled.value(measure, row)
        func difference(_ needed: Double) -> String { signed(MeasureText.enough(needed, type, isLower) - now) { MeasureText.value($0, type) } }
        switch measures[measure] {
        case .value(let needed)?: return difference(needed)
        case .beyond(let needed)?: return "beyond \(difference(needed))"
        default: return nil
        }
    }

    /// The digits that weights have, as they might be typed; of endless ones two.
    private static func format(_ numbers: [Double], isPercent: Bool) -> NumberFormat {
        let scale = isPercent ? 100.0 : 1
        func isShown(_ decimals: Int) -> Bool {
            let unit = scale * Double(integerPowerOfTen(decimals))
            return numbers.allSatisfy { abs($0 * unit - ($0 * unit).rounded()) < 1e-6 }
        }
        return NumberFormat(decimals: (0...4).first(where: isShown) ?? 2, isPercent: isPercent)
    }

    private func signed(_ number: Double, _ text: (Double) -> String) -> String { (number > 0 ? "+" : "") + text(number) }

    // MARK: Beside it

    private func remarks(_ session: Session) throws(Diagnostic) -> [String] {
        var remarks: [String] = []
        if let nearest = found {
            if nearest.gap > 0.0005 { remarks.append("the search ended early; less than \(NumberFormat(decimals: 2).text(nearest.bound * 50)) points are proven not to do") }
            if let statement = try statement(nearest, session) { remarks.append("to see it: whatif \(statement)") }
        }
        if case .unknown(let bound)? = weights { remarks.append("less than \(NumberFormat(decimals: 2).text(bound * 50)) points are proven not to do") }
        let several = list.measures.indices.filter { measures[$0] == nil }
        if !several.isEmpty { remarks.append("a measure in several objectives is not tried alone") }
        if goals.buffer > 0 { remarks.append("with a buffer of \(plural(goals.buffer, "place")) \(tier) is sure \(plural(goals.buffer, "place")) above its line only") }
        return remarks
    }

    /// The objective with these weights, where there is one objective and the weights can be typed: `objective 'a' = 72% won, 28% revenue`.
    private func statement(_ nearest: NearestWeights, _ session: Session) throws(Diagnostic) -> String? {
        guard list.objectives.count == 1, let rule = session.state.workspace.rules[.objective].first else { return nil }
        let weights = Weights.reduced(nearest.weights)
        let total = weights.reduce(0, +)
        // Percentages of up to four decimals say it exactly, or else the whole numbers themselves.
        let step = total <= 1_000_000 && 1_000_000 % total == 0 ? 1_000_000 / total : 0
        let typed = weights.map { step > 0 ? Double($0 * step) / 10_000 : Double($0) }
        guard let read = try? Weights.whole(typed), read == weights else { return nil }
        let texts = weights.map { step > 0 ? ReachAnswer.percent($0 * step) : String($0) }
        let terms = try session.reading(rule) { (call) throws(Diagnostic) in
            call.list("measures").map { entry in
                let start = entry.arguments.number("weight").map { $0.span.end } ?? entry.span.start
                let text = session.text(of: Span(start, entry.span.end))
                return text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
            }
        }
        guard terms.count == texts.count else { return nil }
        return "objective \(Words.quoted(rule.name)) = \(zip(texts, terms).map { "\($0) \($1)" }.joined(separator: ", "))"
    }

    /// Ten-thousandths of a percent, as typed: `72.5%`.
    private static func percent(_ parts: Int64) -> String {
        var (mantissa, scale) = (parts, 4)
        while scale > 0, mantissa % 10 == 0 { (mantissa, scale) = (mantissa / 10, scale - 1) }
        return Number.text(mantissa, scale: scale) + "%"
    }
}
