import Diagnostics

/// Values of some ranks among many values in few groups: a sample of each group tells between which two values they lie, one pass
/// over all counts what is less and takes what lies between, and only that is looked at closely (after Floyd & Rivest 1975).
struct GroupedRanks {
    static let mostGroups = 512
    /// Some hundreds of each group where there are rows enough, so that its window is narrow, but few of all.
    static func sampleSize(of count: Int, groupCount: Int) -> Int { max(8192, min(512 * groupCount, count / 16)) }
    private static let parts = 8

    private let values: UnsafeBufferPointer<Double>
    private let groups: UnsafeBufferPointer<Int32>
    private let groupCount: Int

    /// - Parameter groups: by value from 0 below `groupCount`, or −1 to leave it out.
    init(_ values: UnsafeBufferPointer<Double>, _ groups: UnsafeBufferPointer<Int32>, _ groupCount: Int) {
        (self.values, self.groups, self.groupCount) = (values, groups, groupCount)
    }

    /// NaN for a group without values. Errors: `cancelled`.
    func quantiles(_ p: Double) throws(Diagnostic) -> [Double] {
        guard p >= 0, p <= 1 else { return [Double](repeating: .nan, count: groupCount) }
        @Sendable func place(_ count: Int) -> Quantiles.Place { Quantiles.Place(p, of: count) }
        let members = try members { count in place(count).below...min(place(count).below + 1, count - 1) }
        return try Parallel.results(of: groupCount, parallel: values.count >= 50_000) { (group) in
            guard var group = members[group] else { return .nan }
            let place = place(group.count)
            return group.values.withUnsafeMutableBufferPointer { place.value(in: $0, rank: place.below - group.before) }
        }
    }

    /// Some values of a group, in any order.
    struct Members: Sendable {
        /// How many the group has in all, and how many of these are less than any here.
        var count = 0
        var before = 0
        var values: [Double] = []

        func has(_ ranks: ClosedRange<Int>) -> Bool { before <= ranks.lowerBound && ranks.upperBound < before + values.count }
    }

    /// Of each group the values of some ranks, from 0, and perhaps some of ranks about these; nil without any value. Errors:
    /// `cancelled`.
    /// - Parameter ranks: of how many the group has.
    func members(_ ranks: @Sendable (Int) -> ClosedRange<Int>) throws(Diagnostic) -> [Members?] {
        var found = try members(between: try windows(ranks))
        // Of a group whose sample was unlike it, all.
        let missed = found.map { $0.count > 0 && !$0.has(ranks($0.count)) }
        if missed.contains(true) {
            let all = try members(between: missed.map { $0 ? .all : .none })
            for group in 0..<groupCount where missed[group] { found[group] = all[group] }
        }
        return found.map { $0.count > 0 ? $0 : nil }
    }

    /// From one value through another.
    private struct Window {
        let from: Double
        let through: Double

        static let all = Window(from: -.infinity, through: .infinity)
        /// Nothing is less or more than NaN.
        static let none = Window(from: .nan, through: .nan)
    }

    /// Where the values of these ranks lie in each group, unless its sample is most unusual.
    private func windows(_ ranks: @Sendable (Int) -> ClosedRange<Int>) throws(Diagnostic) -> [Window] {
        let rows = Sampling.scattered(of: values.count, about: GroupedRanks.sampleSize(of: values.count, groupCount: groupCount))
        var samples = [[Double]](repeating: [], count: groupCount)
        for row in rows where groups[row] >= 0 && !values[row].isNaN { samples[Int(groups[row])].append(values[row]) }
        let (drawn, share) = (samples, Double(rows.count) / Double(max(1, values.count)))
        return try Parallel.results(of: groupCount, parallel: rows.count >= 20_000) { (group) in
            var sample = drawn[group]
            guard !sample.isEmpty else { return .all }
            return sample.withUnsafeMutableBufferPointer { GroupedRanks.window($0, ranks(Int(Double($0.count) / share)), share) }
        }
    }

    /// Between the sample's values so far beyond the ranks' own places, four deviations, that chance hardly leads there.
    private static func window(_ sample: UnsafeMutableBufferPointer<Double>, _ ranks: ClosedRange<Int>, _ share: Double) -> Window {
        // The place of a rank in a sample has a deviation of at most √m/2.
        let spread = 2 * Double(sample.count).squareRoot() + 2
        let (low, high) = (Double(ranks.lowerBound) * share - spread, Double(ranks.upperBound) * share + spread)
        func value(_ place: Double) -> Double {
            Selecting.select(Int(place), in: sample)
            return sample[Int(place)]
        }
        return Window(from: low >= 0 ? value(low) : -.infinity, through: high < Double(sample.count) ? value(high) : .infinity)
    }

    /// Of each group what lies in its window, with how many are less than that and how many there are.
    private func members(between windows: [Window]) throws(Diagnostic) -> [Members] {
        let shared = UncheckedSend(self)
        let (count, size) = (values.count, (values.count + GroupedRanks.parts - 1) / GroupedRanks.parts)
        let parts = try Parallel.results(of: GroupedRanks.parts, parallel: count >= 50_000) { (part) in
            shared.value.part(min(count, part * size)..<min(count, (part + 1) * size), windows)
        }
        return (0..<groupCount).map { group in
            var all = Members(count: parts.reduce(0) { $0 + $1.counts[group] }, before: parts.reduce(0) { $0 + $1.before[group] })
            all.values.reserveCapacity(parts.reduce(0) { $0 + $1.starts[group + 1] - $1.starts[group] })
            for part in parts { all.values += part.values[part.starts[group]..<part.starts[group + 1]] }
            return all
        }
    }

    /// What some of the rows have in the windows.
    private struct Part: Sendable {
        /// Of each group how many values there are, and how many of these are less than its window.
        var counts: [Int]
        var before: [Int]
        /// Those in the windows, by group: a group's from its start up to the next one's.
        var values: [Double]
        var starts: [Int]
    }

    private func part(_ rows: Range<Int>, _ windows: [Window]) -> Part {
        // What is in no group comes before the first, for a jump over it would often be guessed wrong.
        let windows = [Window.none] + windows
        var counts = [Int](repeating: 0, count: 8 * windows.count)
        var kept: [Int32] = []
        let chunk = 4096
        withUnsafeTemporaryAllocation(of: Int32.self, capacity: chunk) { room in
            for start in stride(from: rows.lowerBound, to: rows.upperBound, by: chunk) {
                let keeping = pass(start..<min(start + chunk, rows.upperBound), windows, &counts, room)
                kept.append(contentsOf: room[..<keeping])
            }
        }
        func count(_ group: Int, _ side: Int) -> Int { counts[8 * (group + 1) + 2 * side] + counts[8 * (group + 1) + 2 * side + 1] }
        let before = (0..<groupCount).map { count($0, 2) }
        var starts = [0]
        for group in 0..<groupCount { starts.append(starts[group] + count(group, 1)) }
        var next = starts
        let within = [Double](unsafeUninitializedCapacity: kept.count) { out, count in
            for row in kept {
                let group = Int(groups[Int(row)])
                out[next[group]] = values[Int(row)]
                next[group] += 1
            }
            count = kept.count
        }
        return Part(counts: (0..<groupCount).map { before[$0] + count($0, 1) + count($0, 3) }, before: before, values: within, starts: starts)
    }

    /// Counts by place some rows that are less than their group's window, in it, more or missing, and writes down those in it; returns
    /// how many these are. Two counts of each, by turns, so that one need not wait for the other.
    private func pass(_ rows: Range<Int>, _ windows: [Window], _ counts: inout [Int], _ kept: UnsafeMutableBufferPointer<Int32>) -> Int {
        var keeping = 0
        windows.withUnsafeBufferPointer { windows in
            counts.withUnsafeMutableBufferPointer { counts in
                for row in rows {
                    let (place, value) = (Int(groups[row]) &+ 1, values[row])
                    let window = windows[place]
                    // Sums of comparisons, not choices: which way a value lies could not be guessed. 2 is less, 1 in it, 3 more, 0 missing.
                    let (less, most, more) = (value < window.from ? 1 : 0, value <= window.through ? 1 : 0, value > window.through ? 1 : 0)
                    counts[8 &* place &+ 2 &* (less &+ most &+ 3 &* more) &+ row & 1] &+= 1
                    // Written whether wanted or not, and kept by counting on.
                    kept[keeping] = Int32(truncatingIfNeeded: row)
                    keeping &+= most &- less
                }
            }
        }
        return keeping
    }
}
