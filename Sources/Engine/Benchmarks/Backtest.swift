import Diagnostics
import Statistics
import Syntax
import Tables
import Workspaces

/// Would a rule, applied to what was known on the day before the newer period began, have found the accounts that then grew? It is
/// held against ranking by the measure alone, as it was in the older period, and against chance.
package struct Backtest {
    /// Who counts as having grown: an account's gain is what it had in the newer period less what it had in the older.
    package enum Sought: Sendable {
        /// So many with the greatest gain, and those that tie with the last of them; nil for as many as are chosen.
        case most(Int?)
        /// All that gained more than so much, in the measure's unit.
        case above(Double)
    }

    /// One way to choose.
    package struct Choice: Sendable {
        /// Places among the candidates, the first to be taken first.
        let order: [Int]
        /// How much better than chance it finds growers.
        package let lift: Lift
        /// Of the gains of all that gained, the part that those chosen have.
        package let gainShare: Double
        /// Adjusted for the three comparisons that are made (Holm).
        package fileprivate(set) var pValue: Double
        /// Growers that the other choice did not find.
        package fileprivate(set) var alone = 0
        /// So many share the place at the line, some of them taken and some not; 0 where none do.
        package let tied: Int
    }

    /// What was asked: measure, periods and accounts.
    package let setting: BenchmarkSetting
    /// Whose order the rule's is.
    package let source: RankingBefore.Source
    /// Which accounts count as growers.
    package let sought: Sought
    /// The rule that is tested.
    package let rule: Choice
    /// Ranking by the measure alone, as it was in the older period.
    package let measure: Choice
    /// The two held against each other by what only one of them found, adjusted likewise.
    package let pairedP: Double
    /// How many are chosen, by either way.
    package let taken: Int
    /// How many candidates there are to be found.
    package let growers: Int
    /// Growers beyond the number that was asked for, which gained as much as the last of these; below 0 where fewer gained at all.
    package let tiedGrowers: Int
    /// Accounts left out: not there yet, not ranked, with a figure missing.
    package let absent: Int
    /// Of those that were there, the accounts that the rule does not rank.
    package let notRanked: Int
    /// Of those that it ranks, the accounts with a figure missing in either period.
    package let missing: Int
    /// Rows of accounts that could be chosen.
    let candidates: [Int]
    /// By candidate.
    let before: [Double]
    let after: [Double]
    let isGrower: [Bool]
    /// What the newer period's own rates of exchange would add to the gains of all candidates; nil where nothing is converted.
    package let exchange: Double?

    /// How many candidates there are.
    package var count: Int { candidates.count }
    var gains: [Double] { zip(after, before).map { $0 - $1 } }

    /// Errors: `no-rules-then` where the rules cannot be applied to that day, `nothing-to-compare`, what is wrong with the
    /// measures, the number or what is sought; `cancelled`.
    /// - Parameters:
    ///   - measures: what accounts are ranked by; none for the list's rules, or for the ranks of the edition that the setting names.
    ///   - currency: what is done with amounts in several currencies that accounts are ranked by.
    ///   - top: how many are chosen; nil for as many as the tiers hold.
    package init(_ setting: BenchmarkSetting, _ measures: [(arguments: Arguments, span: Span)], currency: CurrencyChoice, top: (count: Int, span: Span)?, _ sought: Sought, _ session: Session)
        throws(Diagnostic)
    {
        (self.setting, self.sought) = (setting, sought)
        let day = setting.periods.newer.window.from.adding(days: -1)
        let ranking = try RankingBefore(measures, currency: currency, setting.question.edition == nil ? nil : setting.edition, on: day, setting, session)
        source = ranking.source
        let (old, new, exchange) = try setting.measure.figures(setting.periods)
        let asked = setting.members.condition == nil ? Array(ranking.isThere.indices) : setting.members.rows
        let there = asked.filter { ranking.isThere[$0] }
        let ranked = there.filter { ranking.standings[$0] != nil }
        let candidates = ranked.filter { old[$0].isFinite && new[$0].isFinite }
        (absent, notRanked, missing) = (asked.count - there.count, there.count - ranked.count, ranked.count - candidates.count)
        let (before, after) = (candidates.map { old[$0] }, candidates.map { new[$0] })
        (self.candidates, self.before, self.after) = (candidates, before, after)
        self.exchange = exchange.map { own in candidates.reduce(0) { $0 + own[$1] } }

        if !candidates.isEmpty, before.allSatisfy({ $0 == 0 }) { throw try setting.nothingBefore() }

        let standings = candidates.map { ranking.standings[$0] ?? .init(tier: .max, rank: .max, score: .nan) }
        taken = try Backtest.number(top, measures.isEmpty ? Backtest.tiered(standings, ranking.source, session) : try session.tieredCount(among: asked), candidates.count, setting)
        let gains = zip(after, before).map { $0 - $1 }
        let (isGrower, tied) = try Backtest.growers(gains, sought, taken, setting)
        (self.isGrower, tiedGrowers, growers) = (isGrower, tied, isGrower.count { $0 })

        // Equal ones stand in the order of their keys, as in every list.
        let keys = try Backtest.keyPlaces(setting.accounts)
        let byRule = candidates.indices.sorted { (standings[$0].tier, standings[$0].rank, $0) < (standings[$1].tier, standings[$1].rank, $1) }
        let byMeasure = candidates.indices.sorted { a, b in
            before[a] == before[b] ? keys[candidates[a]] < keys[candidates[b]] : before[a] > before[b]
        }
        guard var rule = Choice(byRule, taken, isGrower, gains, isTie: { standings[$0].tier == standings[$1].tier && standings[$0].score == standings[$1].score }),
            var measure = Choice(byMeasure, taken, isGrower, gains, isTie: { before[$0] == before[$1] })
        else { throw Diagnostic("internal", "The back test has nothing to compare.", at: setting.question.span, help: "Please report this line.") }
        let (own, others) = (Set(byRule.prefix(taken)), Set(byMeasure.prefix(taken)))
        rule.alone = own.count { isGrower[$0] && !others.contains($0) }
        measure.alone = others.count { isGrower[$0] && !own.contains($0) }
        let paired = McNemar(firstOnly: rule.alone, secondOnly: measure.alone)?.pValue ?? 1
        let adjusted = Multiplicity.holm([rule.lift.pValue, measure.lift.pValue, paired]).map { $0 ?? 1 }
        (rule.pValue, measure.pValue, pairedP) = (adjusted[0], adjusted[1], adjusted[2])
        (self.rule, self.measure) = (rule, measure)
    }

    /// How many are chosen.
    private static func number(_ top: (count: Int, span: Span)?, _ tiered: Int, _ candidates: Int, _ setting: BenchmarkSetting) throws(Diagnostic) -> Int {
        let span = top?.span ?? setting.question.span
        let number = top?.count ?? tiered
        if candidates == 0 {
            throw Diagnostic("no-accounts", "No account could have been chosen: none that was there was ranked, with a figure in both periods.", at: setting.question.span, help: "Choose later periods.")
        }
        if number == 0 {
            throw Diagnostic("nobody-chosen", top == nil ? "No tiers say how many accounts are chosen." : "Nobody is chosen, so nobody is found.", at: span, help: "Add top N, as in top \(max(1, candidates / 5)).")
        }
        if number >= candidates {
            throw Diagnostic(
                "all-chosen", "\(top == nil ? "The tiers take" : "This takes") \(grouped(number)), and \(plural(candidates, "account")) could be chosen: whoever takes all finds all.", at: span,
                help: candidates > 1 ? "Choose fewer, as in top \(max(1, candidates / 5))." : "Choose periods in which there are more accounts.")
        }
        return number
    }

    /// How many the tiers held then.
    private static func tiered(_ standings: [RankingBefore.Standing], _ source: RankingBefore.Source, _ session: Session) throws(Diagnostic) -> Int {
        let names: Int = if case .edition(let name, _) = source { session.state.workspace.edition(named: name)?.contents.rules[.tier].count ?? 0 } else { session.state.workspace.rules[.tier].count }
        return standings.count { $0.tier < names }
    }

    private static func growers(_ gains: [Double], _ sought: Sought, _ taken: Int, _ setting: BenchmarkSetting) throws(Diagnostic) -> ([Bool], tied: Int) {
        let (newer, older) = (setting.periods.newer.label, setting.periods.older.label)
        let limit: Double
        var tied = 0
        switch sought {
        case .above(let least): limit = least.nextUp
        case .most(let number):
            let positive = gains.filter { $0 > 0 }.sorted(by: >)
            let number = number ?? taken
            if positive.count > number, number > 0 {
                limit = positive[number - 1]
                tied = positive.count { $0 >= limit } - number
            } else {
                limit = number > 0 ? Double.leastNonzeroMagnitude : .infinity
                tied = positive.count - number
            }
        }
        let found = gains.map { $0 >= limit }
        let count = found.count { $0 }
        if count == 0 {
            throw Diagnostic("nobody-grew", "No account gained enough from \(older) to \(newer) to be a grower, so there is nobody to find.", at: setting.question.newer.span.through(setting.question.older.span), help: gains.contains { $0 > 0 } ? "Ask for less, with growers above X." : "Choose other periods.")
        }
        if count == gains.count {
            throw Diagnostic("everybody-grew", "All \(plural(count, "account")) are growers by that, so whoever is chosen is one.", at: setting.question.newer.span.through(setting.question.older.span), help: "Write growers N for those that gained most, or growers above X.")
        }
        return (found, tied)
    }

    /// By row of accounts its place in the order of the keys.
    private static func keyPlaces(_ accounts: NamedTable) throws(Diagnostic) -> [Int32] {
        let count = accounts.table.rowCount
        guard let key = accounts.table.keyColumn else { return (0..<count).map { Int32(truncatingIfNeeded: $0) } }
        let keys = try Tables.Ordering.keys(of: key)
        let order = try Tables.Ordering.sortedRows(keys: UnsafeBufferPointer(start: keys.pointer(), count: count)).cells(of: Int32.self, count: count)
        var places = [Int32](repeating: 0, count: count)
        for (place, row) in order.enumerated() { places[Int(row)] = Int32(truncatingIfNeeded: place) }
        return places
    }
}

extension Backtest.Choice {
    /// The first so many of an order.
    fileprivate init?(_ order: [Int], _ taken: Int, _ isGrower: [Bool], _ gains: [Double], isTie: (Int, Int) -> Bool) {
        let chosen = order.prefix(taken)
        guard let last = chosen.last, order.count > taken,
            let lift = Lift(found: chosen.count { isGrower[$0] }, chosen: taken, sought: isGrower.count { $0 }, of: order.count)
        else { return nil }
        self.order = order
        self.lift = lift
        pValue = lift.pValue
        let all = gains.reduce(0) { $0 + max(0, $1) }
        gainShare = all > 0 ? chosen.reduce(0) { $0 + max(0, gains[$1]) } / all : 0
        tied = isTie(last, order[taken]) ? order.count { isTie(last, $0) } : 0
    }

    /// More than chance explains, all comparisons taken together.
    package var isTold: Bool { pValue < 0.05 && !(lift.interval()?.contains(1) ?? true) }
}

extension Session {
    /// How many of some accounts the list of now has in its tiers; 0 without one.
    fileprivate func tieredCount(among rows: [Int]) throws(Diagnostic) -> Int {
        guard state.workspace.hasListColumn(.tier), !state.workspace.rules[.objective].isEmpty else { return 0 }
        let list = try list()
        return rows.count { $0 < list.rowCount && list.ruleTier($0) >= 0 }
    }
}
