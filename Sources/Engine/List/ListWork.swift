import Diagnostics
import Prioritizing
import Syntax
import Tables
import Workspaces

/// Works the list out, in the order in which its parts build on each other: measures, ranking, tiers, what was set by
/// hand, qualifiers. Each may read what came before it, as `tier Gold where score >= 70` does.
struct ListWork {
    let session: Session
    let rules: Rules
    var query: Query
    var notes: [Diagnostic] = []
    let accounts: NamedTable
    let key: Column
    private let rollUp: RollUp?
    var inputs: ListInputs

    init(_ session: Session) throws(Diagnostic) {
        self.session = session
        rules = session.state.workspace.rules
        if rules[.objective].isEmpty {
            throw Diagnostic("no-list", "There is no list yet: no objective says what accounts are ranked by.", help: "For example objective 'protect revenue' = 60% revenue, 40% potential.")
        }
        rollUp = try RollUp(session)
        if let rollUp { session.state.workspace.contents = rollUp.contents }
        accounts = try ListWork.accounts(session)
        guard let key = accounts.table.keyColumn else {
            throw Diagnostic("no-key", "The list needs to tell accounts apart, and accounts has no key.", help: "Import it with key COLUMN.")
        }
        self.key = key
        query = Query(accounts)
        inputs = ListInputs(accounts.table)
    }

    /// The table that the list is over.
    static func accounts(_ session: Session) throws(Diagnostic) -> NamedTable {
        guard let accounts = session.state.workspace.table(named: "accounts") else {
            throw Diagnostic(
                "no-accounts", "The list is over the table accounts, and there is none.",
                help: session.state.workspace.tables.isEmpty ? "Type import accounts from 'FILE' key COLUMN." : "rename TABLE to accounts, or create accounts from TABLE key COLUMN.")
        }
        for column in ListColumn.inScope where session.state.workspace.hasListColumn(column) {
            guard let own = accounts.table.fields.first(where: { equalIgnoringCase($0.name, column.rawValue) }) else { continue }
            throw Diagnostic(
                "name-taken", "accounts has a column \(own.name), and the list is to have one of that name.",
                help: "Type rename accounts.\(Words.typed(own.name)) to imported \(own.name)")
        }
        return accounts
    }

    // MARK: The steps

    mutating func list() throws(Diagnostic) -> FirmList {
        let names = rules[.objective].map(\.name)
        let policies = try ListPolicies(rules, objectives: names, session)
        let (objectives, specs) = try objectives(policies)
        var batch = try session.force(&query)
        for spec in specs { inputs.add(spec.name, try batch.column(spec.slot)) }
        let value = try value(policies, specs[0], &batch)
        inputs.add(value.name, value.column)
        let quota = try quota(objectives, specs, policies, batch)
        let ranking = if let quota { quota.objectives[0] } else { try Scoring.ranking(specs, query, batch, session) }
        let explained = quota == nil ? specs[...] : specs[objectives[0].measures]
        var result = RankingResult(
            ranking: ranking, measures: explained.map { .init(name: $0.name, type: $0.type) }, names: key, noun: accounts.name)
        result.isFirmList = true
        let standing: any Standing = quota ?? ranking
        let (scores, ranks) = (quota.map { RankColumns.scores($0) } ?? RankColumns.scores(ranking), RankColumns.ranks(standing))
        offer("score", scores, &batch)
        offer("rank", ranks, &batch)
        try cut(&result, standing, policies)
        var pins = try Pins(rules, result, session)
        let tiers = try pins.applied(to: result)
        let (qualifiers, more) = try qualifiers(result, tiers)
        return FirmList(
            accounts: accounts, objectives: objectives, measures: specs.map { .init(name: $0.name, type: $0.type) }, policies: policies,
            result: result, quota: quota, ranks: ranks, scores: scores, tiers: tiers, pins: pins.all, qualifiers: qualifiers, value: value,
            inputs: inputs.fields, missing: { [batch] () throws(Diagnostic) in try Scoring.footer(specs, batch) }, spread: rollUp.map { ($0.top, $0.own) },
            notes: notes + pins.notes(policies, result, tiers) + more)
    }

    /// The objectives' own rankings, where each has so many places.
    private func quota(_ objectives: [FirmList.Objective], _ specs: [MeasureSpec], _ policies: ListPolicies, _ batch: Batch) throws(Diagnostic) -> Quota? {
        guard case .places(let places) = policies.combining else { return nil }
        var rankings: [Ranking] = []
        for objective in objectives { rankings.append(try Scoring.ranking(Array(specs[objective.measures]), query, batch, session)) }
        return try Quota(rankings, places: places)
    }

    /// Every objective's measures, end to end, with the weight each has in the whole.
    mutating func objectives(_ policies: ListPolicies) throws(Diagnostic) -> ([FirmList.Objective], [MeasureSpec]) {
        var objectives: [FirmList.Objective] = []
        var specs: [MeasureSpec] = []
        for rule in rules[.objective] {
            let first = specs.count
            var binder = Binder(query, session)
            var mixed: [Diagnostic] = []
            specs += try session.reading(rule) { (call) throws(Diagnostic) in
                var own: [MeasureSpec] = []
                for (arguments, span) in call.list("measures") {
                    let step = binder.query.steps.count
                    let spec = try MeasureSpec(arguments, span, &binder, session)
                    own.append(spec)
                    mixed += try ListWork.mixedCurrencies(spec, binder.query.amountsRead(from: step, session), rule, session)
                }
                return own
            }
            notes += mixed
            query = binder.query
            objectives.append(.init(name: rule.name, measures: first..<specs.count))
        }
        for (at, objective) in objectives.enumerated() where objectives.count > 1 && specs[objective.measures].allSatisfy({ $0.weight == 0 }) || policies.amount(at) == 0 {
            notes.append(.warning("idle-objective", "The objective \(Words.quoted(objective.name)) counts for nothing.", help: "Name it in policy combine, or forget it."))
        }
        if case .weights(let weights) = policies.combining { ListWork.combine(&specs, objectives, weights) }
        // What counts for nothing keeps nobody off the list.
        for index in specs.indices where specs[index].weight == 0 && specs[index].missing == .excluded { specs[index].missing = .value(0) }
        return (objectives, specs)
    }

    /// Sums of money in several currencies, which a rule can only add up as they stand. Whole numbers are mostly no money.
    private static func mixedCurrencies(_ spec: MeasureSpec, _ amounts: [AmountsRead], _ rule: Rule, _ session: Session) throws(Diagnostic) -> [Diagnostic] {
        for read in amounts where read.type != .whole {
            let codes = try read.codes(session)
            if codes.count < 2 { continue }
            return [
                .note(
                    "many-currencies", "The \(rule.title) reads \(spec.name), amounts in \(grouped(codes.count)) currencies (\(AmountCurrency.list(codes))), as though they were in one.",
                    help: "Keep to one with where currency = \(Words.quoted(codes[0])), or rank by a column that holds them in one.")
            ]
        }
        return []
    }

    /// A measure's weight in the list: its share in its objective times the objective's in the list, in whole numbers.
    private static func combine(_ specs: inout [MeasureSpec], _ objectives: [FirmList.Objective], _ weights: [Int64]) {
        guard objectives.count > 1 else { return }
        if let whole = exact(specs, objectives, weights) {
            for (index, weight) in whole.enumerated() { specs[index].weight = Double(weight) }
            return
        }
        for (objective, weight) in zip(objectives, weights) {
            let total = specs[objective.measures].reduce(0) { $0 + $1.weight }
            for index in objective.measures { specs[index].weight *= total > 0 ? Double(weight) / total : 0 }
        }
    }

    /// The weights on the least common whole of all objectives, thirds and sevenths too; nil where that is too fine.
    private static func exact(_ specs: [MeasureSpec], _ objectives: [FirmList.Objective], _ weights: [Int64]) -> [Int64]? {
        var parts: [(own: [Int64], total: Int64)] = []
        var common: Int64 = 1
        for objective in objectives {
            // All weights of an objective may be 0; then it counts for nothing.
            let own = (try? Weights.whole(specs[objective.measures].map(\.weight))) ?? objective.measures.map { _ in 0 }
            let total = max(1, own.reduce(0, +))
            guard let next = Weights.leastCommonMultiple(common, total) else { return nil }
            common = next
            parts.append((own, total))
        }
        var whole: [Int64] = []
        for (part, weight) in zip(parts, weights) {
            let (factor, tooLarge) = weight.multipliedReportingOverflow(by: common / part.total)
            for own in part.own {
                let (product, overflow) = own.multipliedReportingOverflow(by: factor)
                if tooLarge || overflow || product > 1_000_000 { return nil }
                whole.append(product)
            }
        }
        return whole
    }

    /// What accounts are worth: as the policy says, else the first measure.
    mutating func value(_ policies: ListPolicies, _ first: MeasureSpec, _ batch: inout Batch) throws(Diagnostic) -> ListValue {
        guard let (rule, name) = policies.value else {
            return ListValue(name: first.name, type: first.type, column: try batch.column(first.slot))
        }
        var binder = Binder(query, session)
        let bound = try session.reading(rule) { (call) throws(Diagnostic) in
            let expression = try call.expression("value")
            let bound = try binder.bind(expression)
            guard bound.type.isNumeric else { throw Diagnostic("not-a-number", "A value is a number; this is \(bound.type.withArticle).", at: expression.span) }
            return bound
        }
        let slot = binder.slot(bound)
        query = binder.query
        batch = try session.force(&query)
        return ListValue(name: name, type: bound.type, column: try batch.column(slot))
    }

    /// From here on conditions may read a column of the list.
    private mutating func offer(_ name: String, _ column: Column, _ batch: inout Batch) {
        let slot = query.addSlot(column.type)
        batch[slot] = .based(column)
        query.source = .batch(batch)
        query.set(name, slot)
    }

    // MARK: Qualifiers

    private mutating func qualifiers(_ result: RankingResult, _ tiers: Buffer) throws(Diagnostic) -> ([Qualifier], [Diagnostic]) {
        if rules[.qualifier].isEmpty { return ([], []) }
        var batch = try session.force(&query)
        offer("tier", TierLabels.column(tiers, result.tierNames), &batch)
        var binder = Binder(query, session)
        var slots: [(rule: Rule, need: String, condition: Int?)] = []
        for rule in rules[.qualifier] {
            slots.append(
                try session.reading(rule) { (call) throws(Diagnostic) in
                    let condition = try call.arguments.expression("condition").map { (expression) throws(Diagnostic) in
                        binder.slot(try binder.condition(expression))
                    }
                    return (rule, call.arguments.text("need")?.text ?? "", condition)
                })
        }
        query = binder.query
        batch = try session.force(&query)
        let marks = try Marks(rules, key, session)
        var found: [Qualifier] = []
        for (rule, need, condition) in slots {
            let truths = try condition.map { (slot) throws(Diagnostic) in try batch.column(slot) }
            found.append(marks.qualifier(rule.name, need, truths, rows: batch.count))
        }
        return (found, marks.notes)
    }
}
