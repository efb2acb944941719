import Diagnostics
import Tables

/// The scaled values of one measure, by row.
package enum Scale: Sendable {
    /// Int32 doubled average ranks, 2 is the worst and 2n the best; `Int32.min` where a row is not ranked.
    case ranks(Buffer)
    /// Doubles, more is better; NaN where a row is not ranked.
    case values(Buffer)

    /// Int32 or doubles, as the case says.
    package var buffer: Buffer {
        switch self {
        case .ranks(let buffer), .values(let buffer): buffer
        }
    }

    /// - Parameters:
    ///   - values: finite where a row is ranked, NaN elsewhere.
    ///   - ascending: all rows in order of these values, where the caller has it (see `Ordering.sortedRows`).
    init(_ values: UnsafeBufferPointer<Double>, _ scaling: Scaling, lowerIsBetter: Bool, ranked: Int, ascending: Buffer?)
        throws(Diagnostic)
    {
        // Halves, because the difference of two doubles may be too large for one.
        let (centre, spread, constant): (Double, Double, Double)
        switch scaling {
        case .percentile:
            let ranks =
                if let ascending { try Ordering.doubledAverageRanks(values, ascending: ascending) } else {
                    try Ordering.doubledAverageRanks(values)
                }
            self = .ranks(lowerIsBetter ? try Scale.reversed(ranks, ranked: ranked) : ranks)
            return
        case .minmax:
            let (least, greatest) = try Scale.extent(values)
            (centre, spread, constant) = (least / 2, greatest / 2 - least / 2, 0.5)
        case .zscore:
            let (mean, deviation) = try Scale.moments(values)
            (centre, spread, constant) = (mean / 2, deviation / 2, 0)
        case .reference(let low, let high):
            (centre, spread, constant) = (low / 2, high / 2 - low / 2, 0.5)
        }
        let isBounded = scaling != .zscore
        self = .values(
            try Scale.map(values) { x in
                if x.isNaN { return x }
                var y = spread > 0 ? (x / 2 - centre) / spread : constant
                if isBounded { y = y < 0 ? 0 : y > 1 ? 1 : y }
                return lowerIsBetter ? (isBounded ? 1 - y : -y) : y
            })
    }

    /// A row's scaled value; NaN when it is not ranked. `ranked` is the number of ranked rows.
    @inline(__always)
    func value(_ row: Int, ranked: Int) -> Double {
        switch self {
        case .ranks(let buffer): Scale.percentile(buffer.pointer(to: Int32.self)[row], ranked)
        case .values(let buffer): buffer.pointer(to: Double.self)[row]
        }
    }

    /// The percentile of a doubled rank among `ranked` rows: (rank/2 − 1)/(n − 1).
    @inline(__always)
    static func percentile(_ rank: Int32, _ ranked: Int) -> Double {
        if rank == .min { return .nan }
        return ranked > 1 ? Double(rank - 2) / Double(2 * (ranked - 1)) : 1
    }

    private static func reversed(_ ranks: Buffer, ranked: Int) throws(Diagnostic) -> Buffer {
        nonisolated(unsafe) let source: UnsafePointer<Int32> = ranks.pointer()
        let sum = Int32(truncatingIfNeeded: 2 * ranked + 2)
        return try Buffer(
            byteCount: ranks.byteCount,
            fill: { (memory) throws(Diagnostic) in
                nonisolated(unsafe) let output = memory.bindMemory(to: Int32.self)
                try parallelFor(rows: output.count) { (_, rows) throws(Diagnostic) in
                    for row in rows { output[row] = source[row] == .min ? .min : sum &- source[row] }
                }
            })
    }

    @inline(__always)
    private static func map(_ values: UnsafeBufferPointer<Double>, _ body: @Sendable (Double) -> Double)
        throws(Diagnostic) -> Buffer
    {
        nonisolated(unsafe) let values = values
        return try Buffer(
            byteCount: values.count * 8,
            fill: { (memory) throws(Diagnostic) in
                nonisolated(unsafe) let output = memory.bindMemory(to: Double.self)
                try parallelFor(rows: values.count) { (_, rows) throws(Diagnostic) in
                    for row in rows { output[row] = body(values[row]) }
                }
            })
    }

    private static func extent(_ values: UnsafeBufferPointer<Double>) throws(Diagnostic) -> (Double, Double) {
        try Cancellation.check()
        var (least, greatest) = (Double.infinity, -Double.infinity)
        for x in values {
            if x < least { least = x }
            if x > greatest { greatest = x }
        }
        return least <= greatest ? (least, greatest) : (0, 0)
    }

    /// Mean and population standard deviation of what is not NaN; exactly 0 when all are equal. Sums run over fixed
    /// blocks of rows; values are brought near 1 first, so that squares neither overflow nor vanish.
    private static func moments(_ values: UnsafeBufferPointer<Double>) throws(Diagnostic) -> (Double, Double) {
        let (least, greatest) = try extent(values)
        guard greatest > least else { return (least, 0) }
        let unit = Double(sign: .plus, exponent: max(abs(least), abs(greatest)).exponent, significand: 1)
        var count = 0
        let mean = blockSum(values) { x in
            count += 1
            return x / unit
        } / Double(count)
        let variance = blockSum(values) { x in (x / unit - mean) * (x / unit - mean) } / Double(count)
        return (mean * unit, variance.squareRoot() * unit)
    }

    @inline(__always)
    private static func blockSum(_ values: UnsafeBufferPointer<Double>, _ term: (Double) -> Double) -> Double {
        var total = 0.0
        for start in stride(from: 0, to: values.count, by: blockRows) {
            var sum = 0.0
            for row in start..<min(values.count, start + blockRows) where !values[row].isNaN { sum += term(values[row]) }
            total += sum
        }
        return total
    }
}
