import Diagnostics
import Tables

extension Tiering {
    /// Puts each ranked row into a tier by the rules, first tier first.
    ///
    /// Counts and shares over the whole list find their lines by selection; anything else walks the sorted list.
    /// - Parameter order: `ranking.order()`, where the caller has it.
    /// Errors: `invalid-share`, `invalid-count`, `cancelled`.
    package init(_ ranking: some Standing, rules: [TierRule], groups: Groups? = nil, order: Buffer? = nil)
        throws(Diagnostic)
    {
        for rule in rules { try rule.check() }
        if groups == nil, let ends = try Tiering.ends(rules, ranked: ranking.rankedCount) {
            self = try Tiering.cut(ranking, ends: ends)
            return
        }
        let order = if let order { order } else { try ranking.order() }
        self = try Tiering.walk(ranking, rules, groups, order)
    }

    // MARK: Along the sorted list

    private static func walk(_ ranking: some Standing, _ rules: [TierRule], _ groups: Groups?, _ order: Buffer)
        throws(Diagnostic) -> Tiering
    {
        let sorted = UnsafeBufferPointer(start: order.pointer(to: Int32.self), count: ranking.rankedCount)
        let lists = split(sorted, groups)
        var lines: [TierLine] = []
        let tiers = try Buffer(
            byteCount: ranking.rowCount * 2,
            fill: { (memory) throws(Diagnostic) in
                let tiers = memory.bindMemory(to: Int16.self)
                tiers.update(repeating: notRanked)
                for row in sorted { tiers[Int(row)] = nonTiered }
                for (group, list) in lists.enumerated() {
                    try Cancellation.check()
                    try list.withUnsafeBufferPointer { (list) throws(Diagnostic) in
                        var walk = ListWalk(ranking: ranking, list: list, tiers: tiers, group: group)
                        for (tier, rule) in rules.enumerated() { lines.append(try walk.take(rule, tier: tier)) }
                    }
                }
            })
        return Tiering(tiers: tiers, lines: lines)
    }

    /// The sorted rows of each group.
    static func split(_ sorted: UnsafeBufferPointer<Int32>, _ groups: Groups?) -> [[Int32]] {
        guard let groups else { return [Array(sorted)] }
        let ids: UnsafePointer<Int32> = groups.ids.pointer()
        var lists = [[Int32]](repeating: [], count: groups.count)
        for row in sorted {
            let group = Int(ids[Int(row)])
            if group >= 0, group < groups.count { lists[group].append(row) }
        }
        return lists
    }
}

/// One group's list, best first, from which tiers take their rows in turn.
private struct ListWalk<List: Standing> {
    let ranking: List
    let list: UnsafeBufferPointer<Int32>
    let tiers: UnsafeMutableBufferPointer<Int16>
    let group: Int
    /// No row before this index is left.
    var next = 0
    var shares = ShareSum()
    var measures: [ObjectIdentifier: MeasureSum] = [:]

    init(
        ranking: List, list: UnsafeBufferPointer<Int32>, tiers: UnsafeMutableBufferPointer<Int16>, group: Int
    ) {
        (self.ranking, self.list, self.tiers, self.group) = (ranking, list, tiers, group)
    }

    mutating func take(_ rule: TierRule, tier: Int) throws(Diagnostic) -> TierLine {
        switch rule {
        case .count(let count): return takeNext(tier) { $0 < count }
        case .share(let part, let whole):
            let count = try shares.add(part, whole, of: list.count)
            return takeNext(tier) { $0 < count }
        case .measureShare(let part, let whole, let buffer):
            let values: UnsafePointer<Double> = buffer.pointer()
            let identity = ObjectIdentifier(buffer)
            var sum = measures[identity] ?? MeasureSum(list.reduce(0) { $0 + amount(values[Int($1)]) })
            try sum.add(part, whole)
            let line = takeNext(tier) { _ in !sum.isReached } taken: { sum.taken += amount(values[$0]) }
            measures[identity] = sum
            return line
        case .condition(let buffer):
            let truths: UnsafePointer<UInt8> = buffer.pointer()
            return takeAll(tier) { truths[$0] == 2 }
        case .score(let points): return takeAll(tier) { ranking.score($0) * 100 >= points }
        }
    }

    /// Takes every row that is left and `fits`.
    private func takeAll(_ tier: Int, where fits: (Int) -> Bool) -> TierLine {
        var (count, last) = (0, -1)
        for at in next..<list.count where isLeft(at) && fits(Int(list[at])) {
            tiers[Int(list[at])] = Int16(truncatingIfNeeded: tier)
            (count, last) = (count + 1, at)
        }
        return line(tier, count: count, last: last, tied: 0)
    }

    /// Takes rows from the front while `wants`, which is told how many the tier has.
    private mutating func takeNext(_ tier: Int, while wants: (Int) -> Bool, taken: (Int) -> Void = { _ in })
        -> TierLine
    {
        var (count, last) = (0, -1)
        while next < list.count, wants(count) {
            if isLeft(next) {
                let row = Int(list[next])
                tiers[row] = Int16(truncatingIfNeeded: tier)
                taken(row)
                (count, last) = (count + 1, next)
            }
            next += 1
        }
        guard last >= 0 else { return line(tier, count: 0, last: last, tied: 0) }
        let keys = ranking.keyCells
        let key = keys[Int(list[last])]
        var tied = 0
        var at = last + 1
        while at < list.count, keys[Int(list[at])] == key {
            if isLeft(at) { tied += 1 }
            at += 1
        }
        return line(tier, count: count, last: last, tied: tied)
    }

    private func isLeft(_ at: Int) -> Bool { tiers[Int(list[at])] == Tiering.nonTiered }

    private func line(_ tier: Int, count: Int, last: Int, tied: Int) -> TierLine {
        let row = last < 0 ? nil : Int(list[last])
        return TierLine(
            tier: tier, group: group, count: count, row: row, score: row.map { ranking.score($0) } ?? .nan,
            place: last + 1, tied: tied)
    }
}

private func amount(_ value: Double) -> Double { value.isFinite && value > 0 ? value : 0 }
