import Diagnostics
import Engine
import Syntax
import Tables

struct BenchmarkVerb: Verb {
    let forms = [
        Form(
            "benchmark", .start,
            [
                .slot("measure", .expression), .slot("newer", .period), .word("against"), .slot("older", .period),
                .anyOrder(BenchmarkVerb.clauses + BenchmarkVerb.inference + [
                    BenchmarkVerb.minimum, CurrencyText.clause, [.word("without"), .slot("left out", .number), .word("largest")], [.word("resampled"), .optional([.slot("resamples", .number), .word("draws")])], [.word("adjusted"), .optional([.word("for"), .slot("covariates", .names)])], [.word("why")],
                ]),
            ])
    ]

    /// What placebo and decompose take too.
    static let clauses = [by, versus, edition, only]
    static let by: [Element] = [.word("by"), .slot("keys", .names)]
    static let versus: [Element] = [.word("versus"), .choice([[.word("rest")], [.word("all")], [.word("tier"), .slot("tier", .newName)]])]
    static let only: [Element] = [.word("where"), .slot("condition", .condition)]
    static let edition: [Element] = [.word("as of edition"), .slot("edition", .text)]
    /// What a difference is told by.
    static let inference: [[Element]] = [
        [.word("comparing"), .choice(GrowthKind.allCases.map { [.word($0.rawValue)] })],
        clustering,
    ]
    static let clustering: [Element] = [.word("clustered by"), .choice([[.word("none")], [.slot("cluster", .name)]])]
    static let minimum: [Element] = [.word("minimum"), .slot("minimum", .number)]

    let manual = Manual(
        "whether groups of accounts grew more than the others, and whether that can be told from chance",
        details: """
            benchmark sum(trades.amount) 2026Q2 against 2025Q2 by tier. The measure is made of sums and counts of rows with
            a date, their own or that of the nearest table above them: the lines of an order are of its day. A row
            for each group: what it had in both periods; growth of the totals; points ahead of the rest with the interval (low to
            high) that holds the truth 19 times in 20; p, the chance of such a difference where there is none, adjusted for the
            number of groups (0.0001 is that or less); and the verdict: ahead or behind where p is below 0.05. mean and median growth are
            of accounts; without largest leaves the greatest account out, and
            without 3 largest behind the line three; Gini and share of top fifth say how much few held in the older period; growth low and
            growth high are the interval of the group's own growth. | chart draws the points ahead, | chart intervals growth the growths.
            Tiers are those of the edition that held on the newer period's first day, or of as of edition 'E', else of now. The rest
            are accounts in no tier; by something else, and with versus all, groups are held against all others. Accounts that the
            list could not rank are not compared: it might not have picked them. by tier, region holds each against the rest of
            all regions; decompose … by tier within region compares like with like, and where region = 'EMEA' narrows who takes
            part, after the list has made its tiers of all. by qualifier makes a group for each qualifier, held against all that do not
            have it, so that an account with two is in two groups; by qualifiers makes one for each combination. Who asks for one alone,
            planned beforehand, defines it: define growth client = qualifiers contains 'Growth', and by growth client, whose p is not
            adjusted for the others; such definitions too go by the edition. An account without rows in a period has 0 there; without an older
            figure above 0 it has no growth of its own. A period that is not over is cut, and the older to as many days. minimum 10
            hides the figures of groups with fewer accounts.
            comparing means, or medians, makes points ahead, interval, p and verdict those of the accounts' own growths; of
            medians they are made of order statistics. Accounts of one parent move together and count as one; clustered by owner, or another
            column, or none, says otherwise. resampled, or resampled 1000 draws, finds interval and p by drawing accounts again (BCa,
            from set seed), as papers often do: of medians as good, of totals and means too narrow while accounts are few. adjusted, or adjusted for region, aum, sets beside it what other methods find, each
            with what it assumes: the difference in differences of logarithms, ANCOVA on the base (and columns of accounts), and
            the difference to placebo. why explains each trap, found or not.
            """ + CurrencyText.manual,
        examples: """
            tierbook> benchmark count(activity) 2026Q1 against 2025Q4 by tier
            count(activity), 2026Q1 against 2025Q4, growth of totals: Gold, Silver and Bronze cannot be told from all others.
            tier    growth  points ahead  low  high  verdict               p  accounts  2025Q4  2026Q1  mean growth  median growth  without largest  Gini  share of top fifth  growth low  growth high
            Gold      200%             —    —     —  cannot tell: too few  —         2       1       3         100%           100%                —  0.50                100%           —            —
            Silver       —             —    —     —  cannot tell: too few  —         2       0       1            —              —                —     —                   —           —            —
            Bronze       —             —    —     —  cannot tell: too few  —         2       0       1            —              —                —     —                   —           —            —
            3 with nothing (or less) in 2025Q4 but not in both have no growth of their own
            warning: Who is in a tier is told by today's list, as no edition was published by 2026-01-01: whoever grew since may be in it because of that.
            warning: activity ends on 2026-03-20, before 2026Q1 does.
            note: Gold, Silver, Bronze have fewer than 6 accounts with anything in these periods, too few to tell anything from chance.
            """)

    func run(_ call: VerbCall, _ input: Query?, _ session: Session) throws(Diagnostic) -> Output {
        var question = try BenchmarkVerb.question(call)
        question.resampling = try resampling(call, session)
        if let (_, span) = call.arguments.number("left out") {
            question.leavingOut = try call.count("left out", of: "accounts")
            if !(1...1_000).contains(question.leavingOut) { throw Diagnostic("out-of-range", "1 to 1,000 of the greatest accounts can be left out.", at: span) }
        }
        let setting = try BenchmarkSetting(question, session)
        let benchmark = try setting.benchmark()
        try BenchmarkVerb.checkIsSomething(benchmark, setting, call)
        var findings = try BenchmarkFindings(setting, benchmark, session)
        if call.has("adjusted") {
            if call.has("resampled") { throw Diagnostic("two-methods", "adjusted has formulas of its own, which draw nothing.", at: call.verbSpan, help: "Leave resampled out.") }
            let adjusted = try AdjustedBenchmark(setting, benchmark, for: call.names("covariates"), session)
            findings.add(adjusted, benchmark, setting)
            let names = call.names("covariates").map(\.text)
            if !names.isEmpty {
                session.note(.note("covariates-of-today", "\(joinWords(names)) \(names.count == 1 ? "is" : "are") as of today: what the list may itself have changed since must not be adjusted for."))
            }
            let text = AdjustedText(adjusted: adjusted, benchmark: benchmark, setting: setting)
            if !call.has("why") { return .reply(Reply(headline: text.headline, table: text.table, footer: text.footer, notes: findings.notes).of(text.title)) }
        }
        let isKnowing = findings.sentence(.hindsight) != nil
        let headline = BenchmarkText.headline(benchmark, setting) + (isKnowing ? " Who is compared may have been picked by what came later, so none of this is proof." : "")
        if call.has("why") { return .reply(BenchmarkText.why(headline, findings)) }
        return .reply(
            Reply(
                headline: headline, table: BenchmarkText.table(benchmark, setting), footer: BenchmarkText.footer(benchmark, setting),
                notes: findings.notes
            ).of(BenchmarkText.title(benchmark, setting)))
    }

    private func resampling(_ call: VerbCall, _ session: Session) throws(Diagnostic) -> Resampling? {
        guard call.has("resampled") else { return nil }
        let draws = call.arguments.number("resamples") == nil ? 10_000 : try call.count("resamples", of: "draws")
        if let (_, span) = call.arguments.number("resamples"), !Resampling.range.contains(draws) {
            throw Diagnostic("out-of-range", "Accounts are drawn again \(grouped(Resampling.range.lowerBound)) to \(grouped(Resampling.range.upperBound)) times.", at: span)
        }
        return Resampling(draws: draws, seed: session.state.settings.seed)
    }

    /// - Parameters:
    ///   - measure: nil for the one typed.
    ///   - newer, older: where messages on periods point, of a verb that has other periods; nil for those typed.
    static func question(_ call: VerbCall, measure: Expression? = nil, newer: Expression? = nil, older: Expression? = nil) throws(Diagnostic) -> BenchmarkQuestion {
        func typed(_ given: Expression?, _ slot: String) throws(Diagnostic) -> Expression { if let given { given } else { try call.expression(slot) } }
        let (typedOlder, currency) = try CurrencyText.read(call, older: try typed(older, "older"))
        var question = BenchmarkQuestion(
            measure: try typed(measure, "measure"), newer: try typed(newer, "newer"), older: typedOlder, keys: call.names("keys"),
            baseline: try baseline(call), edition: call.arguments.text("edition").map { ($0.text, $0.span) },
            minimum: call.has("minimum") ? try call.count("minimum", of: "accounts") : 0, currency: currency, verb: call.verb, span: call.verbSpan)
        question.baselineSpan = call.arguments.name("tier")?.span
        question.comparing = GrowthKind.allCases.first { call.has($0.rawValue) } ?? .totals
        question.clustering = try clustering(call)
        question.condition = call.arguments.expression("condition")
        return question
    }

    static func clustering(_ call: VerbCall) throws(Diagnostic) -> BenchmarkClusters.Choice {
        if !call.has("clustered by") { return .automatic }
        return call.has("none") ? .none : .by(try call.name("cluster"))
    }

    /// Nil where none was typed.
    static func baseline(_ call: VerbCall) throws(Diagnostic) -> ComparedGroups.Baseline? {
        if call.has("rest") { return .rest }
        if call.has("all") { return .others }
        return call.has("versus") && call.has("tier") ? .tier(try call.name("tier").text) : nil
    }

    /// Refuses periods in which there is nothing to compare.
    /// - Parameter name: what is measured; nil for the measure as it was typed.
    static func checkIsSomething(_ benchmark: Benchmark, _ setting: BenchmarkSetting, _ call: VerbCall, called name: String? = nil) throws(Diagnostic) {
        if benchmark.groups.isEmpty { throw Diagnostic("no-accounts", "There are no accounts to compare.", at: call.verbSpan) }
        if benchmark.groups.contains(where: { $0.growth.before != 0 }) { return }
        throw try setting.nothingBefore(called: name)
    }
}
