import Diagnostics

/// Values of some ranks among many values in few groups: a histogram of each group's values tells which bins hold them, and
/// only the values of these bins are looked at closely.
struct GroupedBins {
    static let mostGroups = 256
    private static let cells = 65_536
    private static let parts = 8

    private let values: UnsafeBufferPointer<Double>
    private let groups: UnsafeBufferPointer<Int32>
    private let groupCount: Int
    private let bins: Int
    /// Bins are equally wide from here on; what lies outside is in the first or the last one.
    private let least: Double
    private let binsPerUnit: Double

    init(_ values: UnsafeBufferPointer<Double>, _ groups: UnsafeBufferPointer<Int32>, _ groupCount: Int) throws(Diagnostic) {
        (self.values, self.groups, self.groupCount) = (values, groups, groupCount)
        bins = min(2048, GroupedBins.cells / groupCount)
        // Bins for the bulk of the values: a few extreme ones must not make them wide.
        var sample = stride(from: 0, to: values.count, by: max(1, values.count / 8192)).map { values[$0] }.filter(\.isFinite)
        sample.sort()
        let (low, high) = sample.isEmpty ? (0, 0) : (sample[sample.count / 50], sample[sample.count - 1 - sample.count / 50])
        least = low
        let width = Double(bins) / (high - low)
        binsPerUnit = width.isFinite && width > 0 ? width : 0
    }

    /// NaN for a group without values.
    func quantiles(_ p: Double) throws(Diagnostic) -> [Double] {
        guard p >= 0, p <= 1 else { return [Double](repeating: .nan, count: groupCount) }
        func place(_ count: Int) -> Quantiles.Place { Quantiles.Place(p, of: count) }
        return try members { count in place(count).below...min(place(count).below + 1, count - 1) }.map { group in
            guard var group else { return .nan }
            let place = place(group.count)
            return group.values.withUnsafeMutableBufferPointer { place.value(in: $0, rank: place.below - group.before) }
        }
    }

    /// Some values of a group, in any order.
    struct Members: Sendable {
        /// How many the group has in all, and how many of these are less than any here.
        let count: Int
        let before: Int
        var values: [Double]
    }

    /// Of each group the values of some ranks, from 0, and perhaps some of ranks about these; nil without any value.
    /// - Parameter ranks: of how many the group has.
    func members(_ ranks: (Int) -> ClosedRange<Int>) throws(Diagnostic) -> [Members?] {
        let histogram = try self.histogram()
        var found: [(count: Int, before: Int)] = []
        var low = [Int32](repeating: 0, count: groupCount)
        var high = [Int32](repeating: -1, count: groupCount)
        for group in 0..<groupCount {
            let counts = histogram[group * bins..<(group + 1) * bins]
            let total = counts.reduce(0, +)
            found.append((total, 0))
            guard total > 0 else { continue }
            let wanted = ranks(total)
            var before = 0
            for (bin, count) in counts.enumerated() where count > 0 {
                if before + count > wanted.lowerBound, high[group] < 0 {
                    (low[group], found[group].before) = (Int32(bin), before)
                }
                if before + count > wanted.lowerBound { high[group] = Int32(bin) }
                before += count
                if before > wanted.upperBound { break }
            }
        }
        let values = try collect(low, high)
        return (0..<groupCount).map { found[$0].count == 0 ? nil : Members(count: found[$0].count, before: found[$0].before, values: values[$0]) }
    }

    /// A bin's number and how far in it; below 0 before the first. Without bins all values are in the first.
    @inline(__always)
    private func place(_ value: Double) -> Double { binsPerUnit > 0 ? (value - least) * binsPerUnit : 0 }

    @inline(__always)
    private func bin(_ value: Double) -> Int {
        let place = place(value)
        return place > 0 ? Int(min(place, Double(bins - 1))) : 0
    }

    /// How many values of each group lie in each bin.
    private func histogram() throws(Diagnostic) -> [Int] {
        let shared = UncheckedSend(self)
        let parts = try GroupedBins.inParts(values.count) { range in
            let own = shared.value
            let (bins, groupCount) = (own.bins, own.groupCount)
            // What does not count is counted before the first group, for a jump over it would often be guessed wrong.
            var counts = [Int32](repeating: 0, count: bins * (groupCount + 1))
            counts.withUnsafeMutableBufferPointer { counts in
                for row in range {
                    let value = own.values[row]
                    counts[value.isNaN ? 0 : (Int(own.groups[row]) + 1) * bins + own.bin(value)] &+= 1
                }
            }
            return counts
        }
        var total = [Int](repeating: 0, count: bins * groupCount)
        for part in parts { for cell in total.indices { total[cell] += Int(part[bins + cell]) } }
        return total
    }

    /// The values of each group's bins from a low one to a high one.
    private func collect(_ low: [Int32], _ high: [Int32]) throws(Diagnostic) -> [[Double]] {
        // Places of the bins, with one for rows in no group before them. Their first and last have all that lies outside too.
        let none = (from: Double.infinity, through: -Double.infinity)
        let bounds = [none] + zip(low, high).map { (low, high) -> (from: Double, through: Double) in
            high < low ? none : (low == 0 ? -.infinity : Double(low), Int(high) == bins - 1 ? .infinity : Double(high + 1).nextDown)
        }
        let shared = UncheckedSend(self)
        let parts = try GroupedBins.inParts(values.count) { range in
            let own = shared.value
            // Written down whether wanted or not, and kept by counting on: half of the comparisons would be guessed wrong.
            let rows = [Int32](unsafeUninitializedCapacity: range.count) { out, count in
                bounds.withUnsafeBufferPointer { bounds in
                    for row in range {
                        let bound = bounds[Int(own.groups[row]) + 1]
                        let place = own.place(own.values[row])
                        out[count] = Int32(truncatingIfNeeded: row)
                        count &+= (place >= bound.from ? 1 : 0) & (place <= bound.through ? 1 : 0)
                    }
                }
            }
            // A missing one is at no place, unless there are no bins.
            return rows.filter { !own.values[Int($0)].isNaN }
        }
        var members = [[Double]](repeating: [], count: groupCount)
        for part in parts { for row in part { members[Int(groups[Int(row)])].append(values[Int(row)]) } }
        return members
    }

    private static func inParts<T: Sendable>(_ count: Int, _ body: @Sendable (Range<Int>) -> T) throws(Diagnostic) -> [T] {
        let size = (count + parts - 1) / parts
        return try Parallel.results(of: parts, parallel: count >= 50_000) { (part) in body(min(count, part * size)..<min(count, (part + 1) * size)) }
    }
}
