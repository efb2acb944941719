import Diagnostics

/// The values about a quantile of many, ascending: what draws of that quantile pick from.
package struct Neighbours: Sendable {
    /// How many values there are in all.
    package let count: Int
    /// The rank of the first that is here, from 0.
    package let first: Int
    /// Those of ranks `first` and on, ascending; at least one.
    package let values: [Double]

    /// Of each group, the values whose ranks are at most `reach` of its size away from its p-quantile (p from 0 to 1); nil for a
    /// group without values. NaN values do not count. Errors: `cancelled`.
    /// - Parameter groups: by value from 0 below `groupCount`, or −1 to leave it out.
    package static func of(
        _ p: Double, _ values: UnsafeBufferPointer<Double>, groups: UnsafeBufferPointer<Int32>, groupCount: Int, reach: @Sendable (Int) -> Int
    ) throws(Diagnostic) -> [Neighbours?] {
        @Sendable func ranks(_ count: Int) -> ClosedRange<Int> {
            let below = Quantiles.Place(p, of: count).below
            let reach = reach(count)
            return max(0, below - reach)...min(count - 1, below + 1 + reach)
        }
        let members = try GroupedRanks(values, groups, groupCount).members(ranks)
        return try Parallel.results(of: groupCount, parallel: values.count >= 50_000) { (group) throws(Diagnostic) in
            guard let members = members[group] else { return nil }
            return try Neighbours(members, ranks: ranks(members.count))
        }
    }

    private init(_ members: GroupedRanks.Members, ranks: ClosedRange<Int>) throws(Diagnostic) {
        (count, first) = (members.count, ranks.lowerBound)
        let (low, high) = (ranks.lowerBound - members.before, ranks.upperBound - members.before)
        var near = members.values
        // Where many are alike there may be far more than those of the ranks: only these are sorted.
        near.withUnsafeMutableBufferPointer { near in
            if low > 0 { Selecting.select(low, in: near) }
            let rest = UnsafeMutableBufferPointer(rebasing: near[low...])
            if high - low + 1 < rest.count { Selecting.select(high - low, in: rest) }
        }
        values = try Ordering.ascending(Array(near[low...high]))
    }
}
