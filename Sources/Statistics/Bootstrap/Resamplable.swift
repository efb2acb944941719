/// A statistic of a sample, in the form in which it can be worked out again for units drawn from the sample.
///
/// The units are rows, or clusters of rows (accounts of one parent, of one owner) that are drawn whole because they move together.
package protocol Resamplable: Sendable {
    /// Of the sample itself; finite.
    var value: Double { get }
    /// Nil where there is no formula for it, as for a quantile.
    var standardError: Double? { get }
    /// How many units there are to draw from.
    var unitCount: Int { get }
    /// The statistic of `count` samples, each of as many units as there are, drawn with replacement. May be NaN in a draw for
    /// which it is not defined.
    func replicates(_ count: Int, _ generator: inout Generator) -> [Replicate]
    /// The statistic of the sample without each one of its units, for the jackknife; may be NaN.
    func withoutEach() -> [Double]
}

/// The statistic of one drawn sample, and its standard error there; NaN where there is none.
package struct Replicate: Sendable {
    package let value: Double
    package let standardError: Double

    package init(value: Double, standardError: Double) {
        self.value = value
        self.standardError = standardError
    }
}

/// Draws places below a bound, two from one random number, evenly and without bias (Lemire 2019).
struct PlaceDrawer {
    private let bound: UInt64
    private let least: UInt32

    init(below bound: Int) {
        let bound = UInt32(clamping: max(1, bound))
        self.bound = UInt64(bound)
        least = (0 &- bound) % bound
    }

    @inline(__always)
    func two(_ generator: inout Generator) -> (Int, Int) {
        let number = generator.next()
        return (place(number & 0xFFFF_FFFF, &generator), place(number >> 32, &generator))
    }

    @inline(__always)
    private func place(_ half: UInt64, _ generator: inout Generator) -> Int {
        let product = half &* bound
        // So rarely that the other way need not be fast.
        if UInt32(truncatingIfNeeded: product) < least { return generator.below(Int(bound)) }
        return Int(truncatingIfNeeded: product >> 32)
    }

    /// As many places as `output` has.
    func fill(_ output: UnsafeMutableBufferPointer<Int32>, _ generator: inout Generator) {
        for at in stride(from: 0, to: output.count - 1, by: 2) {
            let (first, second) = two(&generator)
            output[at] = Int32(truncatingIfNeeded: first)
            output[at + 1] = Int32(truncatingIfNeeded: second)
        }
        if output.count % 2 == 1 { output[output.count - 1] = Int32(truncatingIfNeeded: two(&generator).0) }
    }
}

/// Which rows each unit has.
struct Clusters: Sendable {
    /// Rows, unit by unit, and where each unit's begin.
    private let rows: [Int32]
    private let starts: [Int]

    var count: Int { starts.count - 1 }

    subscript(_ unit: Int) -> ArraySlice<Int32> { rows[starts[unit]..<starts[unit + 1]] }

    /// - Parameter codes: one a row; rows with the same code are one unit, a row with a negative code is one of its own.
    init(_ codes: [Int32]) {
        var unitOf: [Int32: Int] = [:]
        var (units, sizes): ([Int], [Int]) = ([], [])
        for code in codes {
            if code >= 0, let unit = unitOf[code] {
                units.append(unit)
                sizes[unit] += 1
            } else {
                if code >= 0 { unitOf[code] = sizes.count }
                units.append(sizes.count)
                sizes.append(1)
            }
        }
        var starts = [0]
        for size in sizes { starts.append(starts[starts.count - 1] + size) }
        var next = starts
        var rows = [Int32](repeating: 0, count: codes.count)
        for (row, unit) in units.enumerated() {
            rows[next[unit]] = Int32(truncatingIfNeeded: row)
            next[unit] += 1
        }
        self.rows = rows
        self.starts = starts
    }
}
