import Diagnostics
import Engine
import Statistics
import Syntax
import Tables

struct PlaceboVerb: Verb {
    let forms = [
        Form(
            "placebo", .start,
            [.slot("measure", .expression), .slot("newer", .period), .word("against"), .slot("older", .period), .anyOrder(BenchmarkVerb.clauses + BenchmarkVerb.inference + [BenchmarkVerb.minimum, CurrencyText.clause, [.word("why")]])])
    ]
    let manual = Manual(
        "the dry run of the rule: how much a benchmark shows one period earlier, when nothing was done",
        details: """
            Typed as benchmark is. The list's rules are applied to what was known one period earlier, and what they would have
            picked is benchmarked over the older period against the one before it: what is ahead there is ahead by itself. Rules
            that read figures of which only today's value is known cannot be applied; then it is the same accounts one period
            earlier. beyond is how much further ahead the benchmark is than its dry run, with its interval, p adjusted for the
            number of groups (Holm) and the verdict, as adjusted has it in its row beyond placebo; by falling back is
            the growth, beyond that of all accounts, that regression to the mean alone would bring to a group with such figures. why
            explains each trap.
            """,
        examples: """
            tierbook> placebo count(activity) 2026Q1 against 2025Q4 by tier
            The same accounts one period earlier: count(activity), 2025Q4 against 2025Q3, growth of totals, when nothing was done: Gold, Silver and Bronze cannot be told from all others. How far the benchmark is beyond that cannot be told.
            tier    accounts then  growth then  points ahead then  dry run               points ahead now  beyond  low  high  p  verdict      by falling back
            Gold                2            —                  —  cannot tell: too few                 —       —    —     —  —  cannot tell                —
            Silver              2        -100%                  —  cannot tell: too few                 —       —    —     —  —  cannot tell                —
            Bronze              2            —                  —  cannot tell: too few                 —       —    —     —  —  cannot tell                —
            the same accounts one period earlier, as no rules make the tiers
            warning: Who is in a tier is told by today's list, as no edition was published by 2026-01-01: whoever grew since may be in it because of that.
            """)

    func run(_ call: VerbCall, _ input: Query?, _ session: Session) throws(Diagnostic) -> Output {
        let setting = try BenchmarkSetting(try BenchmarkVerb.question(call), session)
        let placebo = try Placebo(setting, session)
        try BenchmarkVerb.checkIsSomething(placebo.benchmark, setting, call)
        if call.has("why") {
            return .reply(BenchmarkText.why(headline(placebo, setting), try BenchmarkFindings(listOf: setting, session), of: BenchmarkTrap.membersAndPeriods, and: [inForce(placebo, setting)]))
        }
        return .reply(Reply(headline: headline(placebo, setting), table: table(placebo), footer: footer(placebo) + [CurrencyText.footer(placebo.benchmark, setting)].compactMap { $0 }, notes: try notes(placebo, setting, session)).of(BenchmarkText.title(placebo.benchmark, setting)))
    }

    /// `Dry run of the rule, 2026Q1 against 2025Q4, when nothing was done: Platinum is ahead of the rest by 4 to 11 points.`
    private func headline(_ placebo: Placebo, _ setting: BenchmarkSetting) -> String {
        let what = if case .rules = placebo.membership { "Dry run of the rule" } else { "The same accounts one period earlier" }
        let title = "\(what): \(BenchmarkText.title(placebo.dryRun, setting)), when nothing was done"
        let compared = placebo.benchmark.groups.indices.filter { placebo.benchmark.groups[$0].role == .compared }
        if !compared.isEmpty, compared.allSatisfy({ placebo.places[$0] == nil }) {
            let day = if case .rules(let day) = placebo.membership { " by the rules as of \(day.text)" } else { "" }
            return "\(title): nobody was in \(joinWords(compared.prefix(6).map { placebo.benchmark.name($0) }, "or"))\(day), so the benchmark cannot be held against it."
        }
        let run = "\(title): \(BenchmarkText.outcome(placebo.dryRun))."
        if compared.allSatisfy({ placebo.beyond[$0] == nil }) { return run + " How far the benchmark is beyond that cannot be told." }
        let telling = placebo.benchmark.groups.indices.filter { placebo.beyond[$0]?.isTold ?? false }
        if telling.isEmpty { return run + " The benchmark is not beyond that by more than chance explains." }
        return run + " The benchmark differs from that for \(joinWords(telling.prefix(6).map { placebo.benchmark.name($0) }))."
    }

    private func table(_ placebo: Placebo) -> Table {
        let groups = placebo.benchmark.groups
        let dry = placebo.places.map { place in place.map { placebo.dryRun.groups[$0] }.flatMap { $0.role == .hidden ? nil : $0 } }
        func points(_ name: String, _ values: [Double?]) -> Field { Field(name, .doubles(values.map { $0.map { $0 * 100 } ?? .nan }), look: .decimals(1)) }
        /// That which the points ahead are of.
        func compared(_ growth: GroupGrowth) -> Double? {
            switch placebo.benchmark.kind {
            case .totals: growth.growth
            case .means: growth.meanGrowth
            case .medians: growth.medianGrowth
            }
        }
        let beyond = placebo.beyond
        var fields = placebo.benchmark.keys
        fields += [
            Field("accounts then", .integers(dry.map { $0.map { Int64($0.growth.count) } })), Field("growth then", .doubles(dry.map { $0.flatMap { compared($0.growth) } ?? .nan }, type: .percent)),
            points("points ahead then", dry.map { $0?.difference?.value }),
            Field("dry run", .texts(dry.map { $0.map(BenchmarkText.verdict) ?? "nobody" }), look: .answer),
            points("points ahead now", groups.map { $0.difference?.value }), points("beyond", beyond.map { $0?.value }),
            points("low", beyond.map { $0?.interval.low }), points("high", beyond.map { $0?.interval.high }),
            Field("p", .doubles(beyond.map { $0?.pValue.map { max($0, BenchmarkText.leastP) } ?? .nan }), look: .decimals(4)),
            BenchmarkText.verdicts(zip(groups, beyond).map { BenchmarkText.word(for: $0.role) ?? $1.map { BenchmarkText.verdict($0) } ?? "cannot tell" }),
            Field("by falling back", .doubles(placebo.regression.map { $0 ?? .nan }, type: .percent)),
        ]
        return Table(fields.distinct, rowCount: groups.count)
    }

    private func footer(_ placebo: Placebo) -> [String] {
        let members =
            switch placebo.membership {
            case .rules(let day): "tiers by the rules as of \(day.text), without what was set by hand"
            case .same(let reason): "the same accounts one period earlier, as \(reason)"
            }
        let clustering = placebo.benchmark.clusters.map { [BenchmarkText.clustering($0, placebo.benchmark.kind)] } ?? []
        let count = placebo.comparisons
        let p = count > 1 ? ["p of beyond for \(grouped(count)) comparisons (Holm)"] : []
        var together: [String] = []
        if case .same = placebo.membership, count > 0 { together = ["\(placebo.periods.newer.label) is in both, so low, high and p of beyond add up the errors of both"] }
        return [members] + BenchmarkText.only(placebo.dryRun.members) + clustering + p + together
    }

    private func notes(_ placebo: Placebo, _ setting: BenchmarkSetting, _ session: Session) throws(Diagnostic) -> [Diagnostic] {
        let ofList = try BenchmarkFindings(listOf: setting, session).notes
        return ofList + [inForce(placebo, setting).here.map { .warning("list-in-force", $0) }].compactMap(\.self)
    }

    private func inForce(_ placebo: Placebo, _ setting: BenchmarkSetting) -> TrapLine {
        var here: String?
        if case .edition(let name, let made) = setting.members.source, made <= placebo.periods.newer.window.from {
            here = "\(name) held from \(made.text), so something may have been done in \(placebo.periods.newer.label) already: this is no dry run of it."
        }
        return ("list-in-force", here, "A dry run shows what a list does by itself; one that was in force was served, and shows that too.", "Choose periods of which the older ends before the list came into force.")
    }
}
