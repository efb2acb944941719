import Diagnostics

/// Quantiles of many values in few groups: a histogram of each group's values tells which bin holds its quantile, and
/// only the values of that bin are looked at closely.
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

    func quantiles(_ p: Double) throws(Diagnostic) -> [Double] {
        let histogram = try self.histogram()
        /// For each group where its quantile lies, the two bins it takes and the values before these.
        var wanted: [(place: Quantiles.Place, before: Int)?] = []
        var low = [Int32](repeating: -1, count: groupCount)
        var high = [Int32](repeating: -1, count: groupCount)
        for group in 0..<groupCount {
            let counts = histogram[group * bins..<(group + 1) * bins]
            let total = counts.reduce(0, +)
            guard total > 0, p >= 0, p <= 1 else {
                wanted.append(nil)
                continue
            }
            let place = Quantiles.Place(p, of: total)
            var before = 0
            for (bin, count) in counts.enumerated() where count > 0 {
                if before + count > place.below, low[group] < 0 {
                    low[group] = Int32(bin)
                    wanted.append((place, before))
                }
                if before + count > min(place.below + 1, total - 1) {
                    high[group] = Int32(bin)
                    break
                }
                before += count
            }
        }
        var members = try collect(low, high)
        return (0..<groupCount).map { group in
            guard let (place, before) = wanted[group] else { return .nan }
            return members[group].withUnsafeMutableBufferPointer { place.value(in: $0, rank: place.below - before) }
        }
    }

    @inline(__always)
    private func bin(_ value: Double) -> Int {
        let place = (value - least) * binsPerUnit
        // Infinite values times no bins are NaN, which the comparisons send to the first bin.
        return place > 0 ? Int(min(place, Double(bins - 1))) : 0
    }

    /// How many values of each group lie in each bin.
    private func histogram() throws(Diagnostic) -> [Int] {
        let shared = UncheckedSend(self)
        let parts = try GroupedBins.inParts(values.count) { range in
            let own = shared.value
            let (bins, groupCount) = (own.bins, own.groupCount)
            var counts = [Int32](repeating: 0, count: bins * groupCount)
            counts.withUnsafeMutableBufferPointer { counts in
                for row in range {
                    let group = Int(own.groups[row])
                    let value = own.values[row]
                    if group >= 0, !value.isNaN { counts[group * bins + own.bin(value)] &+= 1 }
                }
            }
            return counts
        }
        var total = [Int](repeating: 0, count: bins * groupCount)
        for part in parts { for cell in total.indices { total[cell] += Int(part[cell]) } }
        return total
    }

    /// The values of each group's wanted bins.
    private func collect(_ low: [Int32], _ high: [Int32]) throws(Diagnostic) -> [[Double]] {
        let shared = UncheckedSend(self)
        let parts = try GroupedBins.inParts(values.count) { range in
            let own = shared.value
            var found: [(group: Int32, value: Double)] = []
            low.withUnsafeBufferPointer { low in
                high.withUnsafeBufferPointer { high in
                    for row in range {
                        let group = Int(own.groups[row])
                        let value = own.values[row]
                        guard group >= 0, !value.isNaN else { continue }
                        let bin = Int32(truncatingIfNeeded: own.bin(value))
                        if bin == low[group] || bin == high[group] { found.append((Int32(group), value)) }
                    }
                }
            }
            return found
        }
        var members = [[Double]](repeating: [], count: groupCount)
        for part in parts { for item in part { members[Int(item.group)].append(item.value) } }
        return members
    }

    private static func inParts<T: Sendable>(_ count: Int, _ body: @Sendable (Range<Int>) -> T) throws(Diagnostic) -> [T] {
        let size = (count + parts - 1) / parts
        return try Parallel.results(of: parts, parallel: true) { (part) in body(min(count, part * size)..<min(count, (part + 1) * size)) }
    }
}
