import Diagnostics

/// How the cells of a group become one.
package enum AggregateFunction: Sendable, Equatable {
    /// Rows.
    case count
    /// Rows with a value.
    case countValues
    /// Of what is there; the least and the greatest also of texts, dates and booleans.
    case sum, average, minimum, maximum
    /// Sample standard deviation (n − 1); missing for fewer than two values.
    case deviation
    /// Type-7 quantile (Hyndman & Fan 1996) at a share from 0 to 1.
    case quantile(Double)
    /// Distinct values; missing ones do not count.
    case distinctCount
    /// By the order of the rows; missing cells are passed over.
    case first, last
    /// Of booleans, by Kleene's logic.
    case any, all
    /// What the statistic gives of the group's values.
    case statistic(GroupStatistic)
}

/// Aggregates by group. Missing cells are left out; a group without values gives a missing cell, and 0 for counts.
package enum Aggregating {
    /// One cell a group. Deviations, quantiles and averages are decimals whatever the column's type, but for averages
    /// of money; sums keep it.
    /// - Parameter second: the other value of each pair, for statistics of pairs.
    /// Errors: `cancelled`, and what a statistic throws.
    package static func aggregate(_ function: AggregateFunction, _ column: Column?, and second: Column? = nil, _ groups: Groups, rows: Int, tally: Tally)
        throws(Diagnostic) -> Column
    {
        try Cancellation.check()
        let ids = groups.ids.pointer(to: Int32.self)
        guard let column, function != .count else { return try counts(ids, rows, groups.count) { _ in true } }
        switch function {
        case .count, .countValues: return try countValues(column, ids, groups.count)
        case .sum: return try sum(column, ids, groups.count, tally)
        case .average:
            if case .money(let currency, let scale) = column.type { return try moneyAverage(column, ids, groups.count, currency, scale, tally) }
            let sums = try doubleSums(column, ids, groups.count)
            let counted = try countValues(column, ids, groups.count).integers()
            let n = counted.pointer(to: Int64.self)
            return .doubles(fitting((0..<groups.count).map { n[$0] == 0 ? .nan : sums[$0] / Double(n[$0]) }, tally))
        case .deviation: return try deviation(column, ids, groups.count)
        case .quantile(let share):
            let (buffer, start) = column.doubles()
            return .doubles(
                try Quantiles.grouped(
                    share, values: UnsafeBufferPointer(start: buffer.pointer(to: Double.self) + start, count: rows),
                    groups: UnsafeBufferPointer(start: ids, count: rows), groupCount: groups.count))
        case .minimum, .maximum: return extreme(column, ids, groups.count, greatest: function == .maximum)
        case .first, .last: return edge(column, ids, groups.count, last: function == .last)
        case .any, .all: return anyOrAll(column, ids, groups.count, all: function == .all)
        case .distinctCount: return try distinct(column, groups, rows)
        case .statistic(let statistic): return try self.statistic(statistic, column, second, groups, rows: rows)
        }
    }

    /// Rows by group; each block counts by itself where there are few groups.
    @inline(__always)
    private static func counts(
        _ ids: UnsafePointer<Int32>, _ rows: Int, _ groups: Int, _ counted: @Sendable (Int) -> Bool
    ) throws(Diagnostic) -> Column {
        let blocks = (rows + blockRows - 1) / blockRows
        let isSplit = groups <= 4096 && blocks > 1
        let parts = isSplit ? blocks : 1
        let memory = Buffer.allocate(parts * groups * 8)
        defer { Buffer.release(memory) }
        nonisolated(unsafe) let partial = memory.bindMemory(to: Int64.self, capacity: max(1, parts * groups))
        nonisolated(unsafe) let ids = ids
        partial.initialize(repeating: 0, count: parts * groups)
        if isSplit {
            try parallelFor(rows: rows) { (block, range) throws(Diagnostic) in
                let counts = partial + block * groups
                for i in range where ids[i] >= 0 && counted(i) { counts[Int(ids[i])] &+= 1 }
            }
        } else {
            for i in 0..<rows where ids[i] >= 0 && counted(i) { partial[Int(ids[i])] &+= 1 }
        }
        return Column.makeIntegers(.whole, groups) { out in
            for group in 0..<groups {
                out[group] = 0
                for part in 0..<parts { out[group] += partial[part * groups + group] }
            }
        }
    }

    private static func countValues(_ column: Column, _ ids: UnsafePointer<Int32>, _ groups: Int) throws(Diagnostic) -> Column {
        if case .doubles(let buffer) = column.storage {
            nonisolated(unsafe) let x = buffer.pointer(to: Double.self) + column.start
            return try counts(ids, column.count, groups) { !x[$0].isNaN }
        }
        let missing = Logic.isMissing(column)
        nonisolated(unsafe) let x = missing.truths
        return try counts(ids, column.count, groups) { x[$0] == 0 }
    }

    // MARK: Sums

    /// Doubles are added up block by block and the blocks in order, so that threads do not change a sum.
    private static func doubleSums(_ column: Column, _ ids: UnsafePointer<Int32>, _ groups: Int) throws(Diagnostic) -> [Double] {
        let (buffer, start) = column.doubles()
        let x = buffer.pointer(to: Double.self) + start
        let rows = column.count
        var total = [Double](repeating: 0, count: groups)
        let blocks = (rows + blockRows - 1) / blockRows
        guard groups <= 4096, blocks > 1 else {
            for i in 0..<rows where ids[i] >= 0 && !x[i].isNaN { total[Int(ids[i])] += x[i] }
            return total
        }
        let memory = Buffer.allocate(blocks * groups * 8)
        defer { Buffer.release(memory) }
        let partial = memory.bindMemory(to: Double.self, capacity: blocks * groups)
        partial.initialize(repeating: 0, count: blocks * groups)
        let shared = UncheckedSend((x, ids, partial))
        try parallelFor(rows: rows) { (block, range) throws(Diagnostic) in
            let (x, ids, partial) = shared.value
            let sums = partial + block * groups
            for i in range where ids[i] >= 0 && !x[i].isNaN { sums[Int(ids[i])] += x[i] }
        }
        for block in 0..<blocks { for group in 0..<groups { total[group] += partial[block * groups + group] } }
        return total
    }

    private static func sum(_ column: Column, _ ids: UnsafePointer<Int32>, _ groups: Int, _ tally: Tally) throws(Diagnostic) -> Column {
        let counted = try countValues(column, ids, groups).integers()
        let n = counted.pointer(to: Int64.self)
        guard case .integers = column.storage else {
            let sums = try doubleSums(column, ids, groups)
            return .doubles(fitting((0..<groups).map { n[$0] == 0 ? .nan : sums[$0] }, tally), type: column.type)
        }
        let sums = wholeSums(column, ids, groups)
        var lost = 0
        let cells: [Int64?] = sums.indices.map { group in
            if n[group] == 0 { return nil }
            guard let fits = Int64(exactly: sums[group]), fits != .min else {
                lost += 1
                return nil
            }
            return fits
        }
        tally.overflows.add(lost)
        return .integers(cells, type: column.type)
    }

    /// What went beyond a double is missing, and counted as lost.
    private static func fitting(_ cells: [Double], _ tally: Tally) -> [Double] {
        tally.overflows.add(cells.count { $0.isInfinite })
        return cells.map { $0.isInfinite ? .nan : $0 }
    }

    /// Exact: whole numbers and units of money.
    private static func wholeSums(_ column: Column, _ ids: UnsafePointer<Int32>, _ groups: Int) -> [Int128] {
        let source = column.integers()
        let x = source.pointer(to: Int64.self)
        var sums = [Int128](repeating: 0, count: groups)
        for i in 0..<column.count where ids[i] >= 0 && x[i] != .min { sums[Int(ids[i])] += Int128(x[i]) }
        return sums
    }

    /// At the column's scale but at least two decimals; exact up to the last digit, which is rounded half to even.
    private static func moneyAverage(_ column: Column, _ ids: UnsafePointer<Int32>, _ groups: Int, _ currency: Currency, _ scale: Int, _ tally: Tally)
        throws(Diagnostic) -> Column
    {
        let counted = try countValues(column, ids, groups).integers()
        let n = counted.pointer(to: Int64.self)
        let sums = wholeSums(column, ids, groups)
        let factor = Int128(integerPowerOfTen(max(2, scale) - scale))
        let cells = (0..<groups).map { group -> Int64? in
            if n[group] == 0 { return nil }
            let (quotient, rest) = (sums[group] * factor).quotientAndRemainder(dividingBy: Int128(n[group]))
            let twice = Int128(rest.magnitude) * 2 - Int128(n[group])
            let roundsAway = twice > 0 || (twice == 0 && quotient % 2 != 0)
            let units = Int64(exactly: quotient + (roundsAway ? (sums[group] < 0 ? -1 : 1) : 0))
            if units == nil { tally.overflows.add(1) }
            return units
        }
        return .integers(cells, type: .money(currency, scale: max(2, scale)))
    }

    /// Two passes: the mean, then the squares of the distances from it.
    private static func deviation(_ column: Column, _ ids: UnsafePointer<Int32>, _ groups: Int) throws(Diagnostic) -> Column {
        let sums = try doubleSums(column, ids, groups)
        let counted = try countValues(column, ids, groups).integers()
        let n = counted.pointer(to: Int64.self)
        let means = (0..<groups).map { n[$0] == 0 ? 0 : sums[$0] / Double(n[$0]) }
        let (buffer, start) = column.doubles()
        let x = buffer.pointer(to: Double.self) + start
        var squares = [Double](repeating: 0, count: groups)
        for i in 0..<column.count where ids[i] >= 0 && !x[i].isNaN {
            let distance = x[i] - means[Int(ids[i])]
            squares[Int(ids[i])] += distance * distance
        }
        return .doubles((0..<groups).map { n[$0] < 2 ? .nan : (squares[$0] / Double(n[$0] - 1)).squareRoot() })
    }

    // MARK: Extremes

    private static func extreme(_ column: Column, _ ids: UnsafePointer<Int32>, _ groups: Int, greatest: Bool) -> Column {
        if case .doubles(let buffer) = column.storage {
            let x = buffer.pointer(to: Double.self) + column.start
            var best = [Double](repeating: .nan, count: groups)
            for i in 0..<column.count where ids[i] >= 0 && !x[i].isNaN {
                let group = Int(ids[i])
                if best[group].isNaN || (greatest ? x[i] > best[group] : x[i] < best[group]) { best[group] = x[i] }
            }
            return .doubles(best, type: column.type)
        }
        let order = sortable(column)
        let x = order.pointer(to: Int64.self)
        var best = [Int32](repeating: -1, count: groups)
        for i in 0..<column.count where ids[i] >= 0 && x[i] != .min {
            let group = Int(ids[i])
            if best[group] < 0 || (greatest ? x[i] > x[Int(best[group])] : x[i] < x[Int(best[group])]) { best[group] = Int32(i) }
        }
        return column.gather(Rows(best))
    }

    /// Int64 that order as the cells do; `Int64.min` where missing.
    package static func sortable(_ column: Column) -> Buffer {
        switch column.storage {
        case .integers: return column.integers()
        case .truths:
            let t = column.truths
            return Column.makeIntegers(.whole, column.count) { out in
                for i in 0..<column.count { out[i] = t[i] == 1 ? .min : Int64(t[i]) }
            }.buffer
        case .codes(_, _, let dictionary):
            let codes = column.codes()
            let x = codes.pointer(to: Int32.self)
            let ranks = dictionary.ranks
            let r = ranks.pointer(to: Int32.self)
            return Column.makeIntegers(.whole, column.count) { out in
                for i in 0..<column.count { out[i] = x[i] == 0 ? .min : Int64(r[Int(x[i])]) }
            }.buffer
        case .doubles:
            let (buffer, start) = column.doubles()
            let x = buffer.pointer(to: Double.self) + start
            return Column.makeIntegers(.whole, column.count) { out in
                for i in 0..<column.count {
                    let bits = Int64(bitPattern: (x[i] + 0.0).bitPattern)
                    out[i] = x[i].isNaN ? .min : bits >= 0 ? bits : (Int64.max ^ bits)
                }
            }.buffer
        }
    }

    private static func edge(_ column: Column, _ ids: UnsafePointer<Int32>, _ groups: Int, last: Bool) -> Column {
        let missing = Logic.isMissing(column)
        let m = missing.truths
        var found = [Int32](repeating: -1, count: groups)
        for i in 0..<column.count where ids[i] >= 0 && m[i] == 0 {
            if last || found[Int(ids[i])] < 0 { found[Int(ids[i])] = Int32(i) }
        }
        return column.gather(Rows(found))
    }

    /// Kleene: any is true when one is true, unknown when none is true and one unknown; all likewise. Of nothing: missing.
    private static func anyOrAll(_ column: Column, _ ids: UnsafePointer<Int32>, _ groups: Int, all: Bool) -> Column {
        let t = column.truths
        var result = [UInt8](repeating: 3, count: groups)
        for i in 0..<column.count where ids[i] >= 0 {
            let group = Int(ids[i])
            if result[group] == 3 { result[group] = t[i] } else { result[group] = all ? min(result[group], t[i]) : max(result[group], t[i]) }
        }
        return .booleans(result.map { $0 == 2 ? true : $0 == 0 ? false : nil })
    }

    private static func distinct(_ column: Column, _ groups: Groups, _ rows: Int) throws(Diagnostic) -> Column {
        let ids = groups.ids.pointer(to: Int32.self)
        let owner = Column(.whole, .integers(groups.ids, .four), count: rows)
        let pairs = try Grouping.groups(by: [owner, column], rows: rows)
        let missing = Logic.isMissing(column)
        let m = missing.truths
        var result = [Int64?](repeating: 0, count: groups.count)
        for row in pairs.firstRows where row >= 0 && ids[Int(row)] >= 0 && m[Int(row)] == 0 {
            let group = Int(ids[Int(row)])
            result[group] = (result[group] ?? 0) + 1
        }
        return .integers(result)
    }
}
