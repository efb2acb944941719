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
    /// - Parameter unitByUnit: units must be drawn as `PlaceDrawer` does, so that another sample of as many draws the same ones
    ///   from the same state of the generator; else only the distribution counts.
    func replicates(_ count: Int, unitByUnit: Bool, _ generator: inout Generator) -> [Replicate]
    /// The statistic of the sample without each one of its units, for the jackknife; may be NaN.
    func withoutEach() -> [Double]
}

/// The statistic of one drawn sample, and its standard error there; NaN where there is none.
package struct Replicate: Sendable {
    /// NaN where the statistic is not defined in the draw.
    package let value: Double
    /// NaN where there is no formula for it, or none in the draw.
    package let standardError: Double

    /// Either may be NaN.
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
        let (units, count) = Clusters.units(codes)
        self.init(units, count: count)
    }

    /// - Parameter units: of each row, from 0 below `count`; a unit may have no row.
    init(_ units: [Int], count: Int) {
        var starts = [Int](repeating: 0, count: count + 1)
        for unit in units { starts[unit + 1] += 1 }
        for unit in 0..<count { starts[unit + 1] += starts[unit] }
        var next = starts
        var rows = [Int32](repeating: 0, count: units.count)
        for (row, unit) in units.enumerated() {
            rows[next[unit]] = Int32(truncatingIfNeeded: row)
            next[unit] += 1
        }
        self.rows = rows
        self.starts = starts
    }

    /// The unit of each row, in the order in which they first appear, and how many there are.
    static func units(_ codes: [Int32]) -> ([Int], count: Int) {
        var unitOf: [Int32: Int] = [:]
        var count = 0
        let units = codes.map { code in
            if code >= 0, let unit = unitOf[code] { return unit }
            if code >= 0 { unitOf[code] = count }
            count += 1
            return count - 1
        }
        return (units, count)
    }
}
