import Diagnostics
import Synchronization
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

    // MARK: By selection

    /// The last place of each tier; nil when a rule needs more than places.
    static func ends(_ rules: [TierRule], ranked: Int) throws(Diagnostic) -> [Int]? {
        var end = 0
        var ends: [Int] = []
        var shares = ShareSum()
        for rule in rules {
            switch rule {
            case .count(let count): end += min(count, ranked - end)
            case .share(let part, let whole): end += min(try shares.add(part, whole, of: ranked), ranked - end)
            case .measureShare, .condition: return nil
            }
            ends.append(end)
        }
        return ends
    }

    private static func cut(_ ranking: some Standing, ends: [Int]) throws(Diagnostic) -> Tiering {
        let filled = ends.indices.filter { ends[$0] > ($0 > 0 ? ends[$0 - 1] : 0) }
        let marks = try ranking.marks(at: filled.map { ends[$0] })
        let ties = Mutex([Int](repeating: 0, count: filled.count))
        let count = ranking.rowCount
        nonisolated(unsafe) let (keys, tieKeys) = (ranking.keyCells, ranking.tieCells)
        // What a row is by the number of cuts it lies beyond; the last cut parts the ranked from the others.
        let cuts = marks.map(\.key) + [Ordering.missing - 1]
        let numbers = filled.map { Int16($0) } + [nonTiered, notRanked]
        let tiers = try Buffer(
            byteCount: count * 2,
            fill: { (memory) throws(Diagnostic) in
                nonisolated(unsafe) let tiers = memory.bindMemory(to: Int16.self)
                try parallelFor(rows: count) { (_, rows) throws(Diagnostic) in
                    if fillTiers(tiers, rows, keys, cuts, numbers) {
                        let tied = settleTies(tiers, rows, keys, tieKeys, marks, numbers)
                        ties.withLock { all in for at in all.indices { all[at] += tied[at] } }
                    }
                }
            })
        let tied = ties.withLock { $0 }
        var lines: [TierLine] = []
        for (tier, end) in ends.enumerated() {
            let start = tier > 0 ? ends[tier - 1] : 0
            let at = filled.firstIndex(of: tier)
            let row = at.map { Int(marks[$0].row) }
            lines.append(
                TierLine(
                    tier: tier, group: 0, count: end - start, row: row, score: row.map { ranking.score($0) } ?? .nan,
                    place: row == nil ? 0 : end, tied: at.map { tied[$0] } ?? 0))
        }
        return Tiering(tiers: tiers, lines: lines)
    }

    /// Tiers by key alone: right for all rows but those with the very key of a cut. True when there are such rows.
    private static func fillTiers(
        _ tiers: UnsafeMutableBufferPointer<Int16>, _ rows: Range<Int>, _ keys: UnsafeBufferPointer<UInt64>,
        _ cuts: [UInt64], _ numbers: [Int16]
    ) -> Bool {
        var equal: UInt64 = 0
        for (index, cut) in cuts.enumerated() {
            for row in rows {
                let key = keys[row]
                let beyond: Int16 = key > cut ? 1 : 0
                tiers[row] = index == 0 ? beyond : tiers[row] &+ beyond
                equal |= key == cut ? 1 : 0
            }
        }
        numbers.withUnsafeBufferPointer { numbers in
            for row in rows { tiers[row] = numbers[Int(tiers[row])] }
        }
        return equal != 0
    }

    /// Sets the rows with the key of a cut by their tie keys; returns for each cut how many of its key lie below it.
    private static func settleTies(
        _ tiers: UnsafeMutableBufferPointer<Int16>, _ rows: Range<Int>, _ keys: UnsafeBufferPointer<UInt64>,
        _ ties: UnsafeBufferPointer<UInt64>?, _ marks: [Ordering.Mark], _ numbers: [Int16]
    ) -> [Int] {
        var tied = [Int](repeating: 0, count: marks.count)
        var seen: UInt64?
        for cut in marks where cut.key != seen {
            seen = cut.key
            for row in rows where keys[row] == cut.key {
                let own = Ordering.Mark(key: cut.key, tie: ties?[row] ?? 0, row: Int32(truncatingIfNeeded: row))
                let at = marks.firstIndex { own <= $0 }
                tiers[row] = at.map { numbers[$0] } ?? nonTiered
                for other in marks.indices where marks[other].key == cut.key && marks[other] < own { tied[other] += 1 }
            }
        }
        return tied
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
            var (count, last) = (0, -1)
            for at in next..<list.count where isLeft(at) && truths[Int(list[at])] == 2 {
                tiers[Int(list[at])] = Int16(truncatingIfNeeded: tier)
                (count, last) = (count + 1, at)
            }
            return line(tier, count: count, last: last, tied: 0)
        }
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
