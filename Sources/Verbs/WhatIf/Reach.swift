import Diagnostics
import Engine
import Prioritizing
import Syntax
import Tables
import Workspaces

struct ReachVerb: Verb {
    let forms = [Form("reach", .start, [.slot("account", .text), .word("to"), .slot("tier", .newName)])]
    let manual = Manual(
        "say what it would take to bring an account into a tier",
        details: """
            reach 'Acme' to Gold finds the smallest change of the weights that does it, told as points of weight moved from some
            measures to others, and what each measure alone would have to be. The others' ranks are worked out anew for
            that. It is exact for two measures; with more the search ends when no other weights are nearer by a twentieth of a
            point, or says how far it has got. A better tier counts as reached too. Asked are the rules alone: what was set by
            hand is left out. Tiers are by place, or by a line of score or rank. whatif tries what it says.
            """,
        examples: """
            tierbook> rename accounts.tier to grade
            accounts.tier is now called grade.
            tierbook> objective 'protect revenue' = 60% revenue, 40% wallet; tier Gold top 1; tier Silver next 1
            'protect revenue' ranks 5 of 6 accounts by 60% revenue, 40% wallet. No tier cuts the list yet.
            1 missing wallet (not ranked)
            Gold has 1 account, down to 100.0 points. Gold 1, the rest 5.
            Silver has 1 account, down to 65.0 points. Gold 1, Silver 1, the rest 4.
            tierbook> reach 'Cedar' to Silver
            Cedar, at rank 3, reaches Silver with 10.003 points of weight moved from revenue to wallet, or with revenue of 640,000, or with wallet above 2,000,000.
            what                     now           needed           change
            revenue              410,000          640,000         +230,000
            wallet             1,500,000  above 2,000,000  beyond +500,000
            weight of revenue    60.000%          49.997%         -10.003%
            weight of wallet     40.000%          50.003%         +10.003%
            to see it: whatif objective 'protect revenue' = 49.997% revenue, 50.003% wallet
            tierbook> reach 'Acme' to Silver
            Acme is in Gold, better than Silver, already at rank 1 of 5.
            tierbook> reach 'Fjord' to Silver | where change is not missing | select what, needed
            what            needed
            revenue  above 640,000
            1 of 4 rows
            """)

    func run(_ call: VerbCall, _ input: Query?, _ session: Session) throws(Diagnostic) -> Output {
        let list = try session.list()
        try check(list, call)
        let (account, place) = try call.text("account")
        let name = try call.name("tier")
        let tier = try ListNames.tier(name, list, session)
        let row = try ListNames.account(account, list, at: place)
        if list.pins.contains(where: { $0.row == row && ($0.status == .holds || $0.status == .idle) }) {
            session.note(.note("set-by-hand", "\(account) is set by hand: it is \(list.tier(row) < 0 ? "" : "in ")\(list.name(ofTier: list.tier(row))) whatever the rules say. This is what they say.", at: place))
        }
        guard list.ranking.isRanked(row) else { return .reply(Reply(headline: WhyAnswer.notRanked(account, row, list.result))) }
        let ruled = list.ruleTier(row)
        if (0...tier).contains(ruled) {
            let better = ruled < tier ? ", better than \(list.tierNames[tier])," : ""
            let rank = try list.ranking.place(of: row).map { " at rank \(grouped($0)) of \(grouped(list.ranking.rankedCount))" } ?? ""
            return .reply(Reply(headline: "\(account) is in \(list.tierNames[ruled])\(better) already\(rank)."))
        }
        let goals: TierGoals
        do throws(Diagnostic) {
            goals = try list.goals(tier: tier, row: row, session)
        } catch {
            var error = error
            error.span = error.span ?? name.span
            throw error
        }
        return .reply(try ReachAnswer(account, row, to: tier, goals, list).reply(session))
    }

    private func check(_ list: FirmList, _ call: VerbCall) throws(Diagnostic) {
        guard list.quota == nil else {
            throw Diagnostic(
                "no-weights", "Where objectives have places there is no one set of weights to move, and a rank comes from the best of several.", at: call.verbSpan,
                help: "Combine them by weight in a scenario, and ask there: scenario new 'NAME'; policy combine by weight ….")
        }
        if list.tierNames.isEmpty {
            throw Diagnostic("no-tiers", "No tier cuts the list, so there is none to reach.", at: call.verbSpan, help: "For example tier Gold top 20.")
        }
    }
}

/// What it takes, found and told.
private struct ReachAnswer {
    let account: String
    let row: Int
    let tier: String
    let goals: TierGoals
    let list: FirmList
    /// By measure; nil where it is in several objectives, which would all change with it.
    private let measures: [Reach?]
    /// Nil where there is but one measure, so no weight to move.
    private let weights: WeightReach?

    init(_ account: String, _ row: Int, to tier: Int, _ goals: TierGoals, _ list: FirmList) throws(Diagnostic) {
        (self.account, self.row, self.tier, self.goals, self.list) = (account, row, list.tierNames[tier], goals, list)
        let ranking = list.ranking
        measures = try list.measures.indices.map { (measure) throws(Diagnostic) in
            let isAlone = list.measures.count { equalIgnoringCase($0.name, list.measures[measure].name) } == 1
            return isAlone ? try ranking.reach(row, in: measure, any: goals.any) : nil
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
