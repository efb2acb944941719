import Diagnostics
import Prioritizing
import Syntax
import Tables
import Workspaces

extension ListWork {
    /// The tiers as they are typed.
    func tierSpecs(_ binder: inout Binder) throws(Diagnostic) -> [TierSpec] {
        var specs: [TierSpec] = []
        for rule in rules[.tier] {
            var spec = try session.reading(rule) { (call) throws(Diagnostic) in try TierSpec(call.arguments, call.span, &binder) }
            // Written again in other capitals it keeps its name.
            spec.name = rule.name
            specs.append(spec)
        }
        return specs
    }

    mutating func cut(_ result: inout RankingResult, _ standing: some Standing, _ policies: ListPolicies) throws(Diagnostic) {
        var binder = Binder(query, session)
        let specs = try tierSpecs(&binder)
        var per: [Int] = []
        if let rule = rules.rule(.policy, named: "per") {
            per = try session.reading(rule) { (_) throws(Diagnostic) in try policies.groups.map { (name) throws(Diagnostic) in try binder.column(name) } }
        }
        inputs.add(readBy: binder.query.steps.dropFirst(query.steps.count))
        inputs.add(slots: per + specs.compactMap(\.slot))
        query = binder.query
        let batch = try session.force(&query)
        for spec in specs { if let measure = spec.measure, let slot = spec.slot { inputs.add(measure, try batch.column(slot)) } }
        let back = Unranked(all: per.isEmpty && specs.allSatisfy { $0.slot == nil } ? 0 : batch.count)
        if !per.isEmpty { try TierGroups.set(&result, per, batch, back) }
        let made = try TierSpec.rules(specs, batch, back)
        result.tierNames = specs.map(\.name)
        result.rules = made
        result.rulesReadRanking = specs.contains(where: \.readsRanking)
        let tiering = try Tiering(standing, rules: made, groups: result.groups)
        let held = try held(tiering, standing, result, policies)
        result.isHeld = held != nil
        result.tiering = held ?? tiering
        noteEmpty(tiering, result)
    }

    /// One warning for all tiers without an account: of a hundred that says more than a hundred.
    private mutating func noteEmpty(_ tiering: Tiering, _ result: RankingResult) {
        let empty = tiering.lines.filter { $0.count == 0 }
        guard let first = empty.first else { return }
        func group(_ line: TierLine) -> String { result.groups == nil ? "" : " in \(result.groupNames[line.group])" }
        let all = empty.map { result.tierNames[$0.tier] + group($0) }
        let what = empty.count == 1 ? "\(result.tierNames[first.tier]) has no account\(group(first))." : "\(grouped(empty.count)) tiers have no account: \(Binder.list(all))."
        notes.append(.warning("empty-tier", what))
    }

    /// The tiers held back from churning, where that is the policy and there is an edition to count from.
    private mutating func held(_ tiering: Tiering, _ standing: some Standing, _ result: RankingResult, _ policies: ListPolicies) throws(Diagnostic) -> Tiering? {
        guard policies.buffer != nil || policies.isOneInOneOut, !result.tierNames.isEmpty else { return nil }
        guard let edition = session.state.workspace.editions.last else {
            notes.append(.note("no-edition", "The buffer and one in one out count from the last edition, and none is published yet.", help: "Type publish 'NAME'."))
            return nil
        }
        let groupCount = result.groups?.count ?? 1
        guard var ends = tiering.ends(groupCount: groupCount) else {
            notes.append(.warning("no-places", "A tier by condition has no places, so the buffer and one in one out do not hold.", help: "Cut tiers by top and next."))
            return nil
        }
        let previous = try previousTiers(edition, result.tierNames)
        if policies.isOneInOneOut { ends = Tiering.ends(sizes: sizes(previous, result, standing)) }
        return try Tiering(standing, ends: ends, width: policies.buffer ?? 0, previous: previous, groups: result.groups)
    }

    /// Int16 by row: the tier of now that has the name of the one an account was in.
    private func previousTiers(_ edition: Edition, _ names: [String]) throws(Diagnostic) -> Buffer {
        let list = try EditionList(try KeptList(edition.name, edition.contents), key: key)
        let known = list.list.tierNames.map { name in Int16(names.firstIndex { equalIgnoringCase($0, name) } ?? Int(Tiering.nonTiered)) }
        return list.tiers().withCells(of: Int16.self, count: key.count) { tiers in
            Buffer(tiers.map { $0 >= 0 ? known[Int($0)] : Tiering.nonTiered })
        }
    }

    /// By group, then tier: how many of the accounts that are still ranked there were in a tier.
    private func sizes(_ previous: Buffer, _ result: RankingResult, _ standing: some Standing) -> [[Int]] {
        var sizes = Array(repeating: Array(repeating: 0, count: result.tierNames.count), count: result.groups?.count ?? 1)
        let tiers = previous.pointer(to: Int16.self)
        let groups = result.groups.map { $0.ids.pointer(to: Int32.self) }
        for row in 0..<standing.rowCount where tiers[row] >= 0 {
            let group = groups.map { Int($0[row]) } ?? 0
            if sizes.indices.contains(group) { sizes[group][Int(tiers[row])] += 1 }
        }
        return sizes
    }
}
