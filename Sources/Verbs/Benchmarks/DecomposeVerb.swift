import Diagnostics
import Engine
import Statistics
import Syntax
import Tables

struct DecomposeVerb: Verb {
    let forms = [
        Form(
            "decompose", .start,
            [
                .slot("measure", .expression), .slot("newer", .period), .word("against"), .slot("older", .period),
                .anyOrder(BenchmarkVerb.clauses + [CurrencyText.clause, [.word("within"), .slot("within", .names)], [.word("why")]]),
            ])
    ]
    let manual = Manual(
        "who carried a growth, or whether a group is ahead by its accounts or by its mix",
        details: """
            Typed as benchmark is. A row for each account, the greatest change first: points are its part of the growth of all
            accounts, and add up to that, below a table of the groups; where accounts are in several, by qualifier, nothing adds up and by
            qualifiers stands in its place. With within region a group's points ahead are split:
            within is what its accounts grew more than others of their region, mix what comes of having more in regions that
            grow, interaction both at once; they add up to the points ahead. Where the group is ahead in no region, and yet
            ahead as a whole (Simpson's paradox), that is said. why explains each trap. | chart draws the steps: from the older total through each group, or
            each account, to the newer; or from within through mix and interaction to the points ahead.
            """,
        examples: """
            tierbook> decompose sum(activity.hours) 2026Q1 against 2025Q4 by tier | chart
            sum(activity.hours), 2026Q1 against 2025Q4 by tier
            2025Q4  ████                                                           0.25
            Gold        ▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓                 +2.75
            Silver                                               ▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓  +1.00
            Bronze                                                                 0.00
            2026Q1  ████████████████████████████████████████████████████████████   4.00
            warning: Who is in a tier is told by today's list, as no edition was published by 2026-01-01: whoever grew since may be in it because of that.
            warning: activity ends on 2026-03-20, before 2026Q1 does.

            tierbook> decompose sum(activity.hours) 2026Q1 against 2025Q4 by tier
            sum(activity.hours), 2026Q1 against 2025Q4: all accounts grew by 1,500.0%, of which Gold carried 1,100.0 points, Silver 400.0 and Bronze 0.0; 1 account makes half of it.
            tier    accounts  2025Q4  2026Q1  change    points
            Gold           2    0.25       3    2.75  1,100.00
            Silver         2    0.00       1    1.00    400.00
            Bronze         1    0.00       0    0.00      0.00
            account  tier    2025Q4  2026Q1  change  points
            Acme     Gold      0.25     2.5    2.25  900.00
            Cedar    Silver    0.00     1.0    1.00  400.00
            Birch    Gold      0.00     0.5    0.50  200.00
            1 account left out: a figure is missing
            warning: Who is in a tier is told by today's list, as no edition was published by 2026-01-01: whoever grew since may be in it because of that.
            warning: activity ends on 2026-03-20, before 2026Q1 does.
            """)

    func run(_ call: VerbCall, _ input: Query?, _ session: Session) throws(Diagnostic) -> Output {
        let setting = try BenchmarkSetting(try BenchmarkVerb.question(call), session)
        let benchmark = try setting.benchmark()
        try BenchmarkVerb.checkIsSomething(benchmark, setting, call)
        let title = "\(setting.measure.text), \(setting.periods.newer.label) against \(setting.periods.older.label)"
        let findings = try BenchmarkFindings(setting, benchmark, session)
        if call.has("why") { return .reply(BenchmarkText.why(title + ".", findings, of: BenchmarkTrap.membersAndPeriods)) }
        for note in findings.notes where BenchmarkTrap.ofMembersAndPeriods.contains(note.id) { session.note(note) }
        if call.has("within") {
            try checkKinds(call)
            var reply = try split(try MixSplit(benchmark, within: call.names("within"), setting, session), benchmark, title, call)
            reply.footer += BenchmarkText.only(benchmark.members) + [CurrencyText.footer(benchmark, setting)].compactMap { $0 }
            return .reply(reply)
        }
        if setting.members.severalCount > 0 {
            let keys = call.names("keys")
            throw setting.members.overlap(at: keys.first { equalIgnoringCase($0.parts.last ?? "", Qualifier.key) }?.span ?? call.verbSpan, "groups", "by qualifiers")
        }
        return .query(carried(Carriers(benchmark), benchmark, setting, title))
    }

    /// Refuses kinds by which the groups themselves are told apart.
    private func checkKinds(_ call: VerbCall) throws(Diagnostic) {
        let keys = call.names("keys")
        for kind in call.names("within") where keys.contains(where: { equalIgnoringCase($0.text, kind.text) }) {
            throw Diagnostic(
                "same-keys", "Groups are told apart by \(kind.text) already: within one there are no others to hold its accounts against.", at: kind.span,
                help: "Write within another column, such as region.")
        }
    }

    // MARK: Who carried it

    private func carried(_ carriers: Carriers, _ benchmark: Benchmark, _ setting: BenchmarkSetting, _ title: String) -> Query {
        func totals(_ values: [Double]) -> Column { BenchmarkText.totals(values, setting.measure.type) }
        var query = carriers.rows(setting, totals: totals)
        var summary: Table?
        if !benchmark.keys.isEmpty {
            let groups = carriers.groups
            let fields = benchmark.keys + [
                Field("accounts", .integers(groups.map { Int64($0.accounts) })), Field(setting.periods.older.label, totals(groups.map(\.before))),
                Field(setting.periods.newer.label, totals(groups.map(\.after))), Field("change", totals(groups.map(\.change)), look: .answer),
                Field("points", .doubles(groups.map { carriers.points($0.change) ?? .nan }), look: .answering(2)),
            ]
            summary = Table(fields.distinct, rowCount: groups.count)
        }
        query.drawing = drawing(carriers, benchmark, setting, title)
        query.footer += BenchmarkText.only(benchmark.members)
        if carriers.missing > 0 { query.footer.append("\(plural(carriers.missing, "account")) left out: a figure is missing") }
        if let exchange = CurrencyText.footer(benchmark, setting) { query.footer.append(exchange) }
        query.preamble = .init(headline: "\(title): \(sentence(carriers, setting.members))", summary: CurrencyText.carriers(summary, benchmark, setting), rowLimit: 20, noun: "accounts")
        return query
    }

    /// From the older total through what each group, or each account where there are none, changed, and what newer rates of exchange
    /// add, to the newer one.
    private func drawing(_ carriers: Carriers, _ benchmark: Benchmark, _ setting: BenchmarkSetting, _ title: String) -> Drawing? {
        let (accounts, keys) = (setting.accounts.table, benchmark.keys.map(\.name).joined(separator: ", "))
        guard let name = keys.isEmpty ? accounts.key.map({ accounts.fields[$0].name }) : keys else { return nil }
        var steps = keys.isEmpty ? carriers.accounts(of: setting.accounts) : carriers.groups
        if let exchange = benchmark.exchangeOfAll { steps.append(.init(name: "exchange rates", accounts: 0, before: 0, after: exchange.effect)) }
        let figures = [(setting.periods.older.label, steps.map(\.before)), (setting.periods.newer.label, steps.map(\.after))].map { Field($0, BenchmarkText.totals($1, setting.measure.type)) }
        return Drawing(
            .waterfall, of: Table([Field(name, .texts(steps.map(\.name)))] + figures, rowCount: steps.count), figures: figures.map(\.name), labels: [name],
            title: keys.isEmpty ? title : "\(title) by \(name)")
    }

    /// `all accounts grew by 12.6 points: Platinum carried 12.7, Gold 1.3, non-tiered -8.5. 5 accounts make half of it.`
    private func sentence(_ carriers: Carriers, _ members: BenchmarkMembers) -> String {
        let who = members.condition.map { "accounts where \($0.text)" } ?? "all accounts"
        guard let points = carriers.points(carriers.change) else { return "\(who) together had nothing\(carriers.before < 0 ? " but a loss" : "") before, so there is no growth." }
        let number = NumberFormat(decimals: 1)
        var text = "\(who) \(points < 0 ? "shrank" : "grew") by \(number.text(points.magnitude))%"
        let parts = carriers.groups.prefix(6).compactMap { group in carriers.points(group.change).map { (group.name, number.text($0)) } }
        if parts.count > 1, carriers.groups.count <= 6 { text += ", of which " + joinWords(parts.enumerated().map { "\($1.0) \($0 == 0 ? "carried " : "")\($1.1)\($0 == 0 ? " points" : "")" }) }
        if let half = carriers.halfCount { text += "; \(plural(half, "account")) \(half == 1 ? "makes" : "make") half of it" }
        return text + "."
    }

    // MARK: Within and mix

    private func split(_ split: MixSplit, _ benchmark: Benchmark, _ title: String, _ call: VerbCall) throws(Diagnostic) -> Reply {
        if split.groups.isEmpty { throw Diagnostic("nothing-to-compare", "No group is held against others here, so there is nothing to split.", at: call.verbSpan, help: "Write by tier, or by a column.") }
        let parts = split.groups.flatMap { group in group.parts.map { (name: benchmark.name(group.index), part: $0) } }
        func points(_ name: String, _ values: [Double]) -> Field { Field(name, .doubles(values.map { $0 * 100 }), look: .decimals(2)) }
        var fields = [Field("group", .texts(parts.map(\.name)))] + split.partKeys
        fields += [
            Field("accounts", .integers(parts.map { Int64($0.part.group.count) })),
            Field("growth", .doubles(parts.map { $0.part.group.growth ?? .nan }, type: .percent)),
            Field("growth of \(benchmark.baselineName)", .doubles(parts.map { $0.part.baseline.growth ?? .nan }, type: .percent)),
            Field("weight", .doubles(parts.map { $0.part.weight ?? .nan }, type: .percent)),
            Field("weight in \(benchmark.baselineName)", .doubles(parts.map { $0.part.baseWeight ?? .nan }, type: .percent)),
            points("within", parts.map(\.part.split.within)), points("mix", parts.map(\.part.split.mix)), points("interaction", parts.map(\.part.split.interaction)),
        ]
        let told = split.groups.compactMap { group in group.whole.map { (name: benchmark.name(group.index), whole: $0) } }
        let summary = Table(
            [
                Field("group", .texts(told.map(\.name))), points("points ahead", told.map(\.whole.change)), points("within", told.map(\.whole.whole.within)),
                points("mix", told.map(\.whole.whole.mix)), points("interaction", told.map(\.whole.whole.interaction)),
            ], rowCount: told.count)
        var reply = Reply(headline: "\(title): \(sentence(told, split, benchmark))", table: Table(fields.distinct, rowCount: parts.count), notes: notes(split, benchmark, told))
        reply.summary = summary
        reply.drawing = drawing(told, split, benchmark, title)
        return reply
    }

    /// Each group's points ahead as within, mix and interaction.
    private func drawing(_ told: [(name: String, whole: MixDecomposition)], _ split: MixSplit, _ benchmark: Benchmark, _ title: String) -> Drawing {
        let parts = told.flatMap { name, whole in
            [("within \(joinWords(split.keyNames))", whole.whole.within), ("mix", whole.whole.mix), ("interaction", whole.whole.interaction)].map { (group: name, part: $0, points: $1) }
        }
        let table = Table(
            [
                Field("part", .texts(parts.map(\.part))), Field("group", .texts(parts.map(\.group))),
                Field("points ahead", .doubles(parts.map { $0.points * 100 }), look: .decimals(2)),
            ], rowCount: parts.count)
        return Drawing(.waterfall, of: table, figures: ["points ahead"], labels: ["part", "group"], title: "\(title): points ahead of \(benchmark.baselineName)")
    }

    /// `Gold is 7.1 points ahead of the rest: 5.0 within region, 1.6 by mix and 0.5 by both at once make 7.1.`
    private func sentence(_ told: [(name: String, whole: MixDecomposition)], _ split: MixSplit, _ benchmark: Benchmark) -> String {
        let number = NumberFormat(decimals: 1)
        let kind = joinWords(split.keyNames)
        let parts = told.prefix(3).map { name, whole in
            // With the signs of the table: below 0 is behind.
            let points = { (part: Double) in number.text(part * 100) }
            let way = whole.change < 0 ? "behind" : "ahead of"
            return "\(name) is \(number.text(whole.change.magnitude * 100)) points \(way) \(benchmark.baselineName): \(points(whole.whole.within)) within \(kind), \(points(whole.whole.mix)) by mix and \(points(whole.whole.interaction)) by both at once make \(points(whole.change))"
        }
        return (parts.isEmpty ? "no difference can be split" : parts.joined(separator: "; ")) + "."
    }

    private func notes(_ split: MixSplit, _ benchmark: Benchmark, _ told: [(name: String, whole: MixDecomposition)]) -> [Diagnostic] {
        let kind = joinWords(split.keyNames)
        var notes = told.filter(\.whole.isReversed).map { name, whole in
            Diagnostic.warning(
                "direction-reversed", "\(name) is \(whole.change < 0 ? "behind" : "ahead of") \(benchmark.baselineName) as a whole, and in no \(kind): the difference is all mix (Simpson's paradox).",
                help: "Go by the growth within each \(kind).")
        }
        let open = split.groups.filter { $0.whole == nil }.map { benchmark.name($0.index) }
        if !open.isEmpty { notes.append(.note("not-split", "\(Binder.list(open)) cannot be split: in some \(kind) there is nothing in the older period, and so no growth.")) }
        return notes
    }
}
