/// A cell that stands for a whole number over a denominator, or is missing.
protocol Packable: BitwiseCopyable, SIMDScalar, Hashable, Codable {
    static var missing: Self { get }
    var isMissing: Bool { get }
    /// How far the number lies above `base`, for a denominator that `range` found; anything for a missing cell.
    func distance(from base: Int64, over denominator: Double) -> UInt64
    /// The cells that lie so far above `base`.
    static func cells(_ base: Int64, _ distances: SIMD8<UInt64>, over denominator: Double) -> SIMD8<Self>
    /// Nil when the cells are no such numbers.
    static func range(of cells: UnsafeBufferPointer<Self>) -> NumberRange?
}

extension Packable {
    /// A bit for each of up to 64 cells: 1 unless it is missing.
    @inline(__always)
    static func presence(of cells: UnsafeBufferPointer<Self>) -> UInt64 {
        var word: UInt64 = 0
        for index in cells.indices { word |= (cells[index].isMissing ? 0 : 1) &<< UInt64(truncatingIfNeeded: index) }
        return word
    }
}

/// Where the numbers of some cells lie.
struct NumberRange {
    var least: Int64
    var greatest: Int64
    /// How many are not missing.
    var present: Int
    var hasMissing: Bool
    var denominator: UInt32 = 1

    /// The greatest distance from the least.
    var span: UInt64 { UInt64(bitPattern: greatest &- least) }
}

extension Packable where Self: FixedWidthInteger {
    /// Code 0 among texts, the least value among integers: no data is lost if nothing can be missing.
    static var missing: Self { .min }
    @inline(__always) var isMissing: Bool { self == .min }

    @inline(__always)
    func distance(from base: Int64, over _: Double) -> UInt64 {
        UInt64(bitPattern: Int64(truncatingIfNeeded: self) &- base)
    }

    @inline(__always)
    static func cells(_ base: Int64, _ distances: SIMD8<UInt64>, over _: Double) -> SIMD8<Self> {
        SIMD8(truncatingIfNeeded: distances &+ UInt64(bitPattern: base))
    }

    static func range(of cells: UnsafeBufferPointer<Self>) -> NumberRange? {
        var (least, greatest, missing) = (Self.max, Self.min, 0)
        for cell in cells {
            missing &+= cell == .min ? 1 : 0
            least = Swift.min(least, cell == .min ? .max : cell)
            greatest = Swift.max(greatest, cell)
        }
        if missing == cells.count { least = greatest }
        return NumberRange(
            least: Int64(truncatingIfNeeded: least), greatest: Int64(truncatingIfNeeded: greatest),
            present: cells.count - missing, hasMissing: missing > 0)
    }
}

extension Int8: Packable {}
extension Int16: Packable {}
extension Int32: Packable {}
extension Int64: Packable {}
extension UInt8: Packable {}
extension UInt16: Packable {}
extension UInt32: Packable {}

extension Double: Packable {
    static var missing: Double { .nan }
    @inline(__always) var isMissing: Bool { isNaN }

    @inline(__always)
    func distance(from base: Int64, over denominator: Double) -> UInt64 {
        UInt64(bitPattern: Double.wholes(self * denominator) &- base)
    }

    /// 1.5 × 2^52: added to a number within 51 bits, it rounds it to a whole one, which the last bits then are.
    private static let rounder = 0x1.8p52

    /// The nearest whole number of one within 50 bits; another one beyond 50 bits for all others.
    @inline(__always)
    private static func wholes(_ number: Double) -> Int64 {
        Int64(bitPattern: (number + rounder).bitPattern &- rounder.bitPattern)
    }

    /// 2^52: the bits of a double from here on count ones.
    private static let ones = 0x1p52

    @inline(__always)
    static func cells(_ base: Int64, _ distances: SIMD8<UInt64>, over denominator: Double) -> SIMD8<Double> {
        // Exact, as both are below 2^52.
        let distances = unsafeBitCast(distances | ones.bitPattern, to: SIMD8<Double>.self) - ones
        return (distances + Double(base)) / denominator
    }

    static func range(of cells: UnsafeBufferPointer<Double>) -> NumberRange? {
        // Whole numbers, quarters and decimals, the fewest first.
        for denominator in [1, 4, 10, 20, 100, 1_000, 10_000] as [UInt32] {
            if let range = range(of: cells, over: Double(denominator)) {
                return NumberRange(
                    least: range.least, greatest: range.greatest, present: range.present, hasMissing: range.hasMissing,
                    denominator: denominator)
            }
        }
        return nil
    }

    /// Nil when one of the cells is not exactly a number over this denominator, with its sign and within 50 bits.
    private static func range(of cells: UnsafeBufferPointer<Double>, over denominator: Double) -> NumberRange? {
        var survey = Survey(denominator: denominator)
        let bytes = UnsafeRawBufferPointer(cells)
        let whole = cells.count & ~3
        for at in stride(from: 0, to: whole, by: 4) {
            survey.take(bytes.loadUnaligned(fromByteOffset: 8 &* at, as: SIMD4<Double>.self))
            // A look now and then is enough: that a cell differs shows early.
            if at & 1023 == 0, survey.differs { return nil }
        }
        var rest = SIMD4<Double>(repeating: missing)
        for at in whole..<cells.count { rest[at - whole] = cells[at] }
        survey.take(rest)
        return survey.range(count: cells.count)
    }

    /// What cells have been seen, four at a time.
    private struct Survey {
        let denominator: Double
        private var least = SIMD4<Int64>(repeating: .max)
        private var greatest = SIMD4<Int64>(repeating: .min)
        private var missing = SIMD4<Int64>.zero
        private var nans = SIMD4<Int64>.zero
        private var difference = SIMD4<UInt64>.zero

        init(denominator: Double) { self.denominator = denominator }

        @inline(__always)
        mutating func take(_ cells: SIMD4<Double>) {
            let bits = unsafeBitCast(cells, to: SIMD4<UInt64>.self)
            let isMissing = bits .== Double.missing.bitPattern
            let rounded = cells * denominator + rounder
            let number = unsafeBitCast(rounded, to: SIMD4<Int64>.self) &- Int64(bitPattern: rounder.bitPattern)
            // This makes a zero of a negative zero, which then differs.
            let again = unsafeBitCast((rounded - rounder) / denominator, to: SIMD4<UInt64>.self)
            difference |= (again ^ bits).replacing(with: 0, where: isMissing)
            least = pointwiseMin(least, number.replacing(with: .max, where: isMissing))
            greatest = pointwiseMax(greatest, number.replacing(with: .min, where: isMissing))
            missing = missing.replacing(with: missing &+ 1, where: isMissing)
            nans = nans.replacing(with: nans &+ 1, where: cells .!= cells)
        }

        var differs: Bool { difference != .zero }

        /// - Parameter count: of all cells, not counting those that fill up the last four.
        func range(count: Int) -> NumberRange? {
            let present = 4 * (count / 4 + 1) - Int(missing.wrappedSum())
            let (least, greatest) = present == 0 ? (0, 0) : (least.min(), greatest.max())
            guard !differs, nans == missing, least >= -1 << 50, greatest <= 1 << 50 else { return nil }
            return NumberRange(least: least, greatest: greatest, present: present, hasMissing: present < count)
        }
    }
}
