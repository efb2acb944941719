import Diagnostics
import Tables

extension Tiering {
    /// Tiers of the same sizes as by rule, held back from churning by a band around each line.
    ///
    /// For the line below the n-th place and a band of b places, *above* being who stands in its tier or a higher one:
    /// 1. who was above stays down to place n + b, who was below comes in from place n − b up;
    /// 2. then the number above is made n again: where they are too many, the last of them go down; where they are too
    ///    few, the first of those below come up.
    ///
    /// Lines are drawn from the top; who has got into a higher tier is above every later line and goes down from none.
    /// From this follows that place n − b and better is always above, worse than n + b always below, that inside the
    /// band a row moves only to keep the size and then towards where the rule has it, that b = 0 gives the rule's own
    /// answer, and that the same list drawn again on its own result does not move.
    ///
    /// This is how index providers hold the number of constituents: *Ground Rules for the FTSE UK Index Series*, periodic
    /// review of constituents (FTSE 100: in at the 90th place or better, out at the 111th or worse, and then the
    /// lowest-ranking constituents out or the highest-ranking others in until there are 100 again); MSCI's buffer zones
    /// are of the same kind.
    /// - Parameters:
    ///   - ends: by group, the place below which each tier's line lies, not falling (`ends(of:)`, `ends(sizes:)`).
    ///   - previous: Int16 tiers by row in the list before, negative for a row that was in no tier.
    ///   - width: b.
    /// Errors: `invalid-band`, `cancelled`.
    package init(
        _ standing: some Standing, ends: [[Int]], width: Int, previous: Buffer, groups: Groups? = nil,
        order: Buffer? = nil
    ) throws(Diagnostic) {
        guard width >= 0 else { throw Diagnostic("invalid-band", "A buffer cannot have fewer than 0 places.") }
        let order = if let order { order } else { try standing.order() }
        let lists = Tiering.split(
            UnsafeBufferPointer(start: order.pointer(to: Int32.self), count: standing.rankedCount), groups)
        let before = previous.pointer(to: Int16.self)
        var tiers = [Int16](repeating: Tiering.notRanked, count: standing.rowCount)
        var lines: [TierLine] = []
        for (group, list) in lists.enumerated() {
            try Cancellation.check()
            let drawn = Tiering.draw(list.map { before[Int($0)] }, ends: group < ends.count ? ends[group] : [], width: width)
            for (row, tier) in zip(list, drawn) { tiers[Int(row)] = tier }
            lines += Tiering.lines(of: list, drawn, tierCount: ends.first?.count ?? 0, standing, group: group)
        }
        if groups != nil {
            // A ranked row of no group is in no tier.
            for row in tiers.indices where tiers[row] == Tiering.notRanked && standing.isRanked(row) {
                tiers[row] = Tiering.nonTiered
            }
        }
        self.init(tiers: Buffer(tiers), lines: lines)
    }

    /// The tiers of one list, place by place, from those it had before.
    static func draw(_ before: [Int16], ends: [Int], width: Int) -> [Int16] {
        var tiers = [Int16](repeating: nonTiered, count: before.count)
        var above = 0
        for (number, end) in ends.enumerated() {
            let tier = Int16(truncatingIfNeeded: number)
            var room = max(0, min(end, before.count) - above)
            above += room
            let (inside, outside) = (end - width, end.addingReportingOverflow(width))
            let last = outside.overflow ? Int.max : outside.partialValue
            func stands(_ at: Int) -> Bool {
                at < inside || at < last && before[at] >= 0 && before[at] <= tier
            }
            for at in tiers.indices where room > 0 && tiers[at] == nonTiered && stands(at) {
                tiers[at] = tier
                room -= 1
            }
            for at in tiers.indices where room > 0 && tiers[at] == nonTiered {
                tiers[at] = tier
                room -= 1
            }
        }
        return tiers
    }

    private static func lines(
        of list: [Int32], _ tiers: [Int16], tierCount: Int, _ standing: some Standing, group: Int
    ) -> [TierLine] {
        var counts = [Int](repeating: 0, count: tierCount)
        var lasts = [Int](repeating: -1, count: tierCount)
        for (at, tier) in tiers.enumerated() where tier >= 0 {
            counts[Int(tier)] += 1
            lasts[Int(tier)] = at
        }
        let keys = standing.keyCells
        return (0..<tierCount).map { tier in
            let last = lasts[tier]
            guard last >= 0 else {
                return TierLine(tier: tier, group: group, count: 0, row: nil, score: .nan, place: 0, tied: 0)
            }
            let row = Int(list[last])
            var (at, tied) = (last + 1, 0)
            while at < list.count, keys[Int(list[at])] == keys[row] {
                if tiers[at] < 0 || tiers[at] > tier { tied += 1 }
                at += 1
            }
            return TierLine(
                tier: tier, group: group, count: counts[tier], row: row, score: standing.score(row), place: last + 1,
                tied: tied)
        }
    }

    // MARK: Where lines lie

    /// By group, the places at which the tiers of this tiering end; nil when a tier, by its condition, does not follow
    /// right below the one before, so that its line is no place.
    package func ends(groupCount: Int = 1) -> [[Int]]? {
        var ends = [[Int]](repeating: [], count: groupCount)
        for line in lines where line.group < groupCount {
            let end = (ends[line.group].last ?? 0) + line.count
            if line.count > 0, line.place != end { return nil }
            ends[line.group].append(end)
        }
        return ends
    }

    /// *One in, one out*: as many join a tier as leave it, so that each ends where its size in the list before, of
    /// which some rows may be gone, puts it. By group, then tier.
    package static func ends(sizes: [[Int]]) -> [[Int]] {
        sizes.map { sizes in
            var end = 0
            return sizes.map { size in
                end = end.addingReportingOverflow(max(0, size)).overflow ? .max : end + max(0, size)
                return end
            }
        }
    }

    /// The reserve list of a tier: the first `count` rows of the order that are in no such tier and in none above it,
    /// who come in when somebody leaves. `rows` are those of one group, best first.
    package func reserve(of tier: Int, count: Int, rows: some Sequence<Int32>) -> [Int32] {
        let tiers = tiers.pointer(to: Int16.self)
        return Array(rows.lazy.filter { tiers[Int($0)] < 0 || Int(tiers[Int($0)]) > tier }.prefix(max(0, count)))
    }
}
