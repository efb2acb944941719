import Diagnostics
import Tables

/// Measures brought to one scale: all that does not depend on the weights. Keep it, and another set of weights sorts
/// nothing again.
///
/// A row is *ranked* when none of its measures is missing after its policy. Scaling looks at the ranked rows only.
package struct ScaledMeasures: Sendable {
    /// As they were given, at least one.
    package let measures: [Measure]
    /// All rows, ranked or not.
    package let rowCount: Int
    /// Rows that scaling looked at.
    package let rankedCount: Int
    /// One a measure.
    package let scales: [Scale]
    /// One a measure: doubles after the missing policy, NaN where a row is not ranked.
    let values: [Doubles]

    /// - Parameter orders: for each measure, where known, all rows in ascending order of its raw values, missing ones
    ///   last (`Ordering.sortedRows` of its keys). It is used where no value was filled in.
    /// Errors: `no-measure`, `invalid-reference`, `invalid-fill`, `cancelled`.
    package init(_ measures: [Measure], rowCount: Int, orders: [Buffer?] = []) throws(Diagnostic) {
        guard !measures.isEmpty else { throw Diagnostic("no-measure", "A score needs at least one measure.") }
        for measure in measures { try measure.check() }
        let fills = try measures.map { (measure) throws(Diagnostic) in try ScaledMeasures.fill(measure, rowCount) }
        let (mask, ranked) = try ScaledMeasures.rankedRows(measures, fills, rowCount)

        let values = try zip(measures, fills).map { (pair) throws(Diagnostic) in
            try ScaledMeasures.known(pair.0, pair.1, mask, rowCount, allRanked: ranked == rowCount)
        }
        let scales = try Parallel.results(of: measures.count, parallel: rowCount >= 50_000) { (index) throws(Diagnostic) in
            let order = index < orders.count && fills[index] == nil ? orders[index] : nil
            let ascending = try order.map { (order) throws(Diagnostic) in
                try ScaledMeasures.rankedFirst(order, mask, ranked)
            }
            return try Scale(
                values[index].cells, measures[index].scaling, lowerIsBetter: measures[index].lowerIsBetter,
                ranked: ranked, ascending: ascending)
        }
        self.init(measures: measures, rowCount: rowCount, rankedCount: ranked, scales: scales, values: values)
    }

    init(measures: [Measure], rowCount: Int, rankedCount: Int, scales: [Scale], values: [Doubles]) {
        self.measures = measures
        self.rowCount = rowCount
        self.rankedCount = rankedCount
        self.scales = scales
        self.values = values
    }

    /// The same, kept in a cache: other weights then scale and sort nothing again.
    /// - Parameter columns: where the measures' values come from; nothing is looked up but their identity.
    /// Errors: as above, and what `orders` throws.
    package static func kept(
        _ measures: [Measure], of columns: [Column], in cache: DerivedCache, orders: () throws(Diagnostic) -> [Buffer?]
    ) throws(Diagnostic) -> ScaledMeasures {
        guard let first = columns.first else { return try ScaledMeasures(measures, rowCount: 0) }
        let rowCount = first.count
        let names = zip(columns, measures).map { column, measure in
            "\(UInt(bitPattern: ObjectIdentifier(column.buffer)))+\(column.start) \(measure.scaling) \(measure.lowerIsBetter) \(measure.missing)"
        }
        let parts = try cache.buffers(of: first, kind: "scaled " + names.joined(separator: ", "), make: { () throws(Diagnostic) in
            let made = try ScaledMeasures(measures, rowCount: rowCount, orders: try orders())
            let scales = made.scales.map(\.buffer)
            return scales + made.values.map(\.buffer) + [Buffer([made.rankedCount] + made.values.map(\.start))] + columns.map(\.buffer)
        })
        let count = measures.count
        let numbers = parts[2 * count].pointer(to: Int.self)
        return ScaledMeasures(
            measures: measures, rowCount: rowCount, rankedCount: numbers[0],
            scales: measures.indices.map { measures[$0].scaling == .percentile ? .ranks(parts[$0]) : .values(parts[$0]) },
            values: measures.indices.map { Doubles(buffer: parts[count + $0], start: numbers[1 + $0], count: rowCount) })
    }

    /// The row's value of a measure after its missing policy; NaN when the row is not ranked.
    package func value(_ measure: Int, _ row: Int) -> Double { values[measure].cells[row] }

    /// The row's scaled value, more is better; NaN when the row is not ranked.
    package func scaled(_ measure: Int, _ row: Int) -> Double { scales[measure].value(row, ranked: rankedCount) }

    /// True when a measure is why a row is not ranked.
    package func isMissing(_ measure: Int, _ row: Int) -> Bool {
        guard case .excluded = measures[measure].missing else { return false }
        return !measures[measure].pointer()[row].isFinite
    }

    /// Whether the row has a value of every measure, its own or one filled in.
    package func isRanked(_ row: Int) -> Bool { !values[0].cells[row].isNaN }

    // MARK: Which rows are ranked

    /// What stands for a missing value; nil when its row is not ranked.
    private static func fill(_ measure: Measure, _ count: Int) throws(Diagnostic) -> Double? {
        switch measure.missing {
        case .excluded: return nil
        case .value(let fill): return fill
        case .median:
            try Cancellation.check()
            let cells = UnsafeBufferPointer(start: measure.pointer(), count: count)
            var present = cells.filter(\.isFinite)
            return present.isEmpty ? nil : Quantiles.median(of: &present)
        }
    }

    /// One byte a row, 1 where it is ranked, and how many are.
    private static func rankedRows(_ measures: [Measure], _ fills: [Double?], _ count: Int)
        throws(Diagnostic) -> (Buffer, Int)
    {
        let deciding = zip(measures, fills).filter { $0.1 == nil }.map(\.0)
        let mask = try Buffer(
            byteCount: count,
            fill: { (memory) throws(Diagnostic) in
                nonisolated(unsafe) let mask = memory.bindMemory(to: UInt8.self)
                try parallelFor(rows: count) { (_, rows) throws(Diagnostic) in
                    for row in rows { mask[row] = 1 }
                    for measure in deciding {
                        let values = measure.pointer()
                        for row in rows { mask[row] &= values[row].isFinite ? 1 : 0 }
                    }
                }
            })
        return (mask, UnsafeBufferPointer(start: mask.pointer(to: UInt8.self), count: count).reduce(0) { $0 &+ Int($1) })
    }

    /// A measure's values where rows are ranked, NaN elsewhere; its own memory when nothing differs.
    private static func known(_ measure: Measure, _ fill: Double?, _ mask: Buffer, _ count: Int, allRanked: Bool)
        throws(Diagnostic) -> Doubles
    {
        if allRanked, fill == nil { return Doubles(buffer: measure.values, start: measure.start, count: count) }
        nonisolated(unsafe) let values = measure.pointer()
        nonisolated(unsafe) let mask: UnsafePointer<UInt8> = mask.pointer()
        let fill = fill ?? .nan
        let buffer = try Buffer(
            byteCount: count * 8,
            fill: { (memory) throws(Diagnostic) in
                nonisolated(unsafe) let output = memory.bindMemory(to: Double.self)
                try parallelFor(rows: count) { (_, rows) throws(Diagnostic) in
                    for row in rows { output[row] = mask[row] == 0 ? .nan : values[row].isFinite ? values[row] : fill }
                }
            })
        return Doubles(buffer: buffer, start: 0, count: count)
    }

    /// The same order with the rows that are not ranked moved to its end.
    private static func rankedFirst(_ order: Buffer, _ mask: Buffer, _ ranked: Int) throws(Diagnostic) -> Buffer {
        let count = mask.byteCount
        if ranked == count { return order }
        let rows: UnsafePointer<Int32> = order.pointer()
        let mask: UnsafePointer<UInt8> = mask.pointer()
        return try Buffer(
            byteCount: count * 4,
            fill: { (memory) throws(Diagnostic) in
                try Cancellation.check()
                let output = memory.bindMemory(to: Int32.self)
                var (next, rest) = (0, ranked)
                for at in 0..<count {
                    let row = rows[at]
                    if mask[Int(row)] == 1 {
                        output[next] = row
                        next += 1
                    } else {
                        output[rest] = row
                        rest += 1
                    }
                }
            })
    }
}

/// A run of doubles in a buffer.
struct Doubles: Sendable {
    let buffer: Buffer
    let start: Int
    let count: Int

    var cells: UnsafeBufferPointer<Double> {
        UnsafeBufferPointer(start: buffer.pointer(to: Double.self) + start, count: count)
    }
}
