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
    private let accounts: NamedTable
    private let key: Column
    private var inputs: ListInputs

    init(_ session: Session) throws(Diagnostic) {
        self.session = session
        rules = session.state.workspace.rules
        if rules[.objective].isEmpty {
            throw Diagnostic("no-list", "There is no list yet: no objective says what accounts are ranked by.", help: "For example objective 'protect revenue' = 60% revenue, 40% potential.")
        }
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
        let ranking = try Scoring.ranking(specs, query, batch, session)
        var result = RankingResult(
            ranking: ranking, measures: specs.map { .init(name: $0.name, type: $0.type) }, names: key, noun: accounts.name)
        let (scores, ranks) = (RankColumns.scores(ranking), RankColumns.ranks(ranking))
        offer("score", scores, &batch)
        offer("rank", ranks, &batch)
        try cut(&result, policies)
        var pins = try Pins(rules, result, session)
        let tiers = try pins.applied(to: result)
        let (qualifiers, more) = try qualifiers(result, tiers)
        return FirmList(
            accounts: accounts, objectives: objectives, policies: policies, result: result, ranks: ranks, scores: scores, tiers: tiers, pins: pins.all,
            qualifiers: qualifiers, value: value, inputs: inputs.fields, notes: notes + pins.notes(policies, result, tiers) + more)
    }

    /// Every objective's measures, end to end, with the weight each has in the whole.
    private mutating func objectives(_ policies: ListPolicies) throws(Diagnostic) -> ([FirmList.Objective], [MeasureSpec]) {
        var objectives: [FirmList.Objective] = []
        var specs: [MeasureSpec] = []
        for rule in rules[.objective] {
            let first = specs.count
            var binder = Binder(query, session)
            specs += try session.reading(rule) { (call) throws(Diagnostic) in
                var own: [MeasureSpec] = []
                for (arguments, span) in call.list("measures") { own.append(try MeasureSpec(arguments, span, &binder, session)) }
                return own
            }
            query = binder.query
            objectives.append(.init(name: rule.name, measures: first..<specs.count))
        }
        if case .weights(let weights) = policies.combining { ListWork.combine(&specs, objectives, weights) }
        return (objectives, specs)
    }

    /// A measure's weight in the list: its share in its objective times the objective's in the list, in whole numbers.
    private static func combine(_ specs: inout [MeasureSpec], _ objectives: [FirmList.Objective], _ weights: [Int64]) {
        guard objectives.count > 1 else { return }
        for (objective, weight) in zip(objectives, weights) {
            let total = specs[objective.measures].reduce(0) { $0 + $1.weight }
            for index in objective.measures { specs[index].weight *= total > 0 ? Double(weight) / total : 0 }
        }
    }

    /// What accounts are worth: as the policy says, else the first measure.
    private mutating func value(_ policies: ListPolicies, _ first: MeasureSpec, _ batch: inout Batch) throws(Diagnostic) -> ListValue {
        guard let (rule, name) = policies.value else {
            return ListValue(name: first.name, type: first.type, column: try batch.column(first.slot))
        }
        var binder = Binder(query, session)
        let bound = try session.reading(rule) { (call) throws(Diagnostic) in
            let expression = try call.expression("value")
            let bound = try binder.bind(expression)
            guard bound.type.isNumeric else { throw Diagnostic("not-a-number", "A value is a number; this is \(bound.type.withArticle).") }
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

    // MARK: Tiers

    private mutating func cut(_ result: inout RankingResult, _ policies: ListPolicies) throws(Diagnostic) {
        var binder = Binder(query, session)
        var specs: [TierSpec] = []
        for rule in rules[.tier] {
            specs.append(try session.reading(rule) { (call) throws(Diagnostic) in try TierSpec(call.arguments, call.span, &binder) })
        }
        var per: [Int] = []
        if let rule = rules.rule(.policy, named: "per") {
            per = try session.reading(rule) { (_) throws(Diagnostic) in try policies.groups.map { (name) throws(Diagnostic) in try binder.column(name) } }
        }
        inputs.add(readBy: binder.query.steps.dropFirst(query.steps.count))
        inputs.add(slots: per + specs.compactMap(\.slot))
        query = binder.query
        let batch = try session.force(&query)
        for spec in specs { if let measure = spec.measure, let slot = spec.slot { inputs.add(measure, try batch.column(slot)) } }
        let back = Unranked(all: batch.count)
        if !per.isEmpty { try TierGroups.set(&result, per, batch, back) }
        let made = try specs.map { (spec) throws(Diagnostic) in try spec.rule(batch, back) }
        result.tierNames = specs.map(\.name)
        result.rules = made
        let tiering = try Tiering(result.ranking, rules: made, groups: result.groups)
        result.tiering = tiering
        for line in tiering.lines where line.count == 0 {
            let group = result.groups == nil ? "" : " in \(result.groupNames[line.group])"
            notes.append(.warning("empty-tier", "\(result.tierNames[line.tier]) has no account\(group)."))
        }
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
