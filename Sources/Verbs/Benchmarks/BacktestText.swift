import Diagnostics
import Engine
import Statistics
import Tables

/// A back test in words and as tables.
struct BacktestText {
    private let test: Backtest
    private let older: String
    private let newer: String

    /// The ranks knew what came later.
    private let isKnowing: Bool

    init(_ test: Backtest, isKnowing: Bool) {
        self.test = test
        self.isKnowing = isKnowing
        (older, newer) = (test.setting.periods.older.label, test.setting.periods.newer.label)
    }

    private var ruleName: String {
        switch test.source {
        case .rules: "the rules"
        case .typed: "this ranking"
        case .edition(let name, _): name
        }
    }

    private var measureName: String { "\(older) alone" }

    // MARK: Words

    /// `Of the 80 accounts that gained most in sum(trades.amount) from 2025Q1 to 2026Q1, the rules would have had 25 among their first
    /// 80 of 330, where chance has 19.4: better than chance. 2025Q1 alone has 31; the two cannot be told apart.`
    var headline: String {
        let lift = test.rule.lift
        let expected = NumberFormat(decimals: 1).text(lift.expected)
        return "Of the \(plural(test.growers, "account")) that gained \(gained) in \(test.setting.measure.text) from \(older) to \(newer), \(ruleName) had \(grouped(lift.found)) among the first \(grouped(test.taken)) of \(grouped(test.count)), where chance has \(expected): \(outcome(test.rule)). \(measureName) had \(grouped(test.measure.lift.found)); \(paired).\(isKnowing ? " The ranks may have known what came later, so none of this is proof." : "")"
    }

    private var gained: String {
        guard case .above(let least) = test.sought else { return "most" }
        return least > 0 ? "more than \(NumberFormat(for: [least]).text(least))" : "anything"
    }

    private func outcome(_ choice: Backtest.Choice) -> String {
        choice.isTold ? choice.lift.value > 1 ? "better than chance" : "worse than chance" : "it cannot be told from chance"
    }

    private var isPairTold: Bool { test.pairedP < 0.05 }

    private var paired: String {
        if !isPairTold { return "the two cannot be told apart" }
        return test.rule.alone > test.measure.alone ? "it finds less, which chance does not explain" : "it finds more, which chance does not explain"
    }

    private func verdict(_ choice: Backtest.Choice) -> String {
        if choice.isTold { return choice.lift.value > 1 ? "better than chance" : "worse than chance" }
        return choice.lift.leastPValue >= 0.05 ? "cannot tell: too few" : "cannot tell"
    }

    private var ruleVerdict: String {
        let other = isPairTold ? (test.rule.alone > test.measure.alone ? "more than \(measureName)" : "less than \(measureName)") : "not told from \(measureName)"
        return "\(isKnowing ? "with hindsight: " : "")\(verdict(test.rule)), \(other)"
    }

    var footer: [String] {
        var parts = BenchmarkText.only(test.setting.members)
        switch test.source {
        case .rules(let day): parts.append("the rules as of \(day.text), without what was set by hand")
        case .typed(let text, let day, let rates):
            let exchange = rates.map { ", in \($0.home) at the exchange rates of each day\(test.exchange == nil ? CurrencyText.taken($0) : "")" }
            parts.append("ranked by \(text) as of \(day.text)\(exchange ?? "")")
        case .edition(let name, let date): parts.append("the ranks that \(name) published on \(date.text)")
        }
        if let effect = test.exchange { parts.append(CurrencyText.footer(effect, test.setting)) }
        if test.tiedGrowers > 0 { parts.append("\(plural(test.tiedGrowers, "grower")) more than asked for \(test.tiedGrowers == 1 ? "ties" : "tie") with the last") }
        if test.tiedGrowers < 0 { parts.append("no more than these gained: \(grouped(-test.tiedGrowers)) fewer than asked for") }
        if test.absent > 0 { parts.append("\(plural(test.absent, "account")) not there yet") }
        if test.notRanked > 0 { parts.append("\(grouped(test.notRanked)) not ranked then") }
        if test.missing > 0 { parts.append("\(grouped(test.missing)) left out: a figure is missing") }
        return parts
    }

    // MARK: Tables

    var table: Table {
        let choices = [test.rule, test.measure]
        let base = Double(test.growers) / Double(test.count)
        func shares(_ own: (Backtest.Choice) -> Double?, chance: Double?) -> Column {
            .doubles(choices.map { own($0) ?? .nan } + [chance ?? .nan], type: .percent)
        }
        func decimals(_ name: String, _ digits: Int, _ own: (Backtest.Choice) -> Double?, chance: Double? = nil) -> Field {
            Field(name, .doubles(choices.map { own($0) ?? .nan } + [chance ?? .nan]), look: .decimals(digits))
        }
        let chosen = Int64(test.taken)
        return Table([
            Field("choice", .texts([ruleName, measureName, "chance"])), Field("chosen", .integers([chosen, chosen, chosen])),
            decimals("growers found", 1, { Double($0.lift.found) }, chance: test.rule.lift.expected),
            Field("of", .integers([Int64(test.growers), Int64(test.growers), Int64(test.growers)])),
            Field("precision", shares(\.lift.precision, chance: base)),
            Field("low", shares({ $0.lift.precisionInterval()?.low }, chance: nil)), Field("high", shares({ $0.lift.precisionInterval()?.high }, chance: nil)),
            decimals("lift", 2, \.lift.value, chance: 1), decimals("lift low", 2, { $0.lift.interval()?.low }), decimals("lift high", 2, { $0.lift.interval()?.high }),
            decimals("p", 4, { max($0.pValue, BenchmarkText.leastP) }),
            Field("gain share", shares(\.gainShare, chance: Double(test.taken) / Double(test.count))),
            Field("found alone", .integers([Int64(test.rule.alone), Int64(test.measure.alone), nil])),
            Field("paired p", .doubles([max(test.pairedP, BenchmarkText.leastP), .nan, .nan]), look: .decimals(4)),
            BenchmarkText.verdicts([ruleVerdict, verdict(test.measure), "held against"]),
        ])
    }

    var curve: Table {
        let points = test.curve
        func shares(_ own: (Backtest.Point) -> Double) -> Column { .doubles(points.map(own), type: .percent) }
        // An edition may be called share.
        return Table([
            Field("share", shares(\.share)), Field("accounts", .integers(points.map { Int64($0.accounts) })), Field(ruleName, shares(\.rule)),
            Field(measureName, shares(\.measure)), Field("chance", shares(\.share)), Field("gain of \(ruleName)", shares(\.ruleGain)),
            Field("gain of \(measureName)", shares(\.measureGain)),
        ].distinct)
    }

    var gainCurve: Drawing {
        Drawing(.line, of: nil, figures: curve.fields[2...4].map(\.name), labels: ["share"], title: title)
    }

    var title: String { "Growers found in \(test.setting.measure.text), \(newer) against \(older)" }

    var accounts: Query {
        var query = test.accounts { BenchmarkText.totals($0, test.setting.measure.type) }
        query.preamble = .init(headline: headline, noun: "accounts")
        query.footer += footer
        return query
    }
}
