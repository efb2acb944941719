import Diagnostics
import Tables

/// Window functions: a cell for each row from the rows of its group, in the batch's order.
enum Windows {
    static func column(_ call: WindowCall, _ batch: Batch, _ tally: Tally) throws(Diagnostic) -> Column {
        let rows = batch.count
        var keys: [Column] = []
        for slot in call.per { keys.append(try batch.column(slot)) }
        let groups = call.per.isEmpty ? Groups.single(rows: rows) : try Grouping.groups(by: keys, rows: rows)
        let argument = try call.argument.map { (slot) throws(Diagnostic) in try batch.column(slot) }
        var window: Window { Window(call: call, groups: groups, rows: rows, argument: argument ?? .repeating(.missing, type: .whole, count: rows)) }
        switch call.function {
        case .rowNumber: return window.rowNumber()
        case .rank: return try window.rank()
        case .percentileRank: return try window.percentileRank()
        case .ntile: return try window.tiles()
        case .share: return try window.share(tally)
        case .runningSum: return window.runningSum(tally)
        case .runningShare: return try window.runningShare(tally)
        case .lag, .lead: return try window.shifted(by: call.function == .lag ? call.parameter : -call.parameter)
        case .adjusted(let adjustment): return try window.adjusted(adjustment)
        case .aggregate(let function):
            let members = try call.filter.map { (slot) throws(Diagnostic) in groups.keeping(try batch.column(slot)) } ?? groups
            let second = try call.second.map { (slot) throws(Diagnostic) in try batch.column(slot) }
            let cells = try Aggregating.aggregate(function, argument, and: second, members, rows: rows, tally: tally)
            return Casting.cast(cells, to: call.type, tally: tally).gather(Rows(groups.ids, count: rows))
        }
    }
}

private struct Window {
    let call: WindowCall
    let groups: Groups
    let rows: Int
    let argument: Column

    var ids: UnsafePointer<Int32> { groups.ids.pointer(to: Int32.self) }

    func rowNumber() -> Column {
        var seen = [Int64](repeating: 0, count: groups.count)
        return .integers(
            (0..<rows).map { row in
                seen[Int(ids[row])] += 1
                return seen[Int(ids[row])]
            })
    }

    /// Rows ordered by the argument; missing last.
    private func ordered(descending: Bool) throws(Diagnostic) -> (order: Buffer, keys: Buffer) {
        let keys = try Ordering.keys(of: argument, descending: descending)
        return (try Ordering.sortedRows(keys: UnsafeBufferPointer(start: keys.pointer(), count: rows)), keys)
    }

    /// 1 for the first; equal cells share the least place. Missing cells have no rank.
    func rank() throws(Diagnostic) -> Column {
        let (order, keys) = try ordered(descending: call.descending)
        let o = order.pointer(to: Int32.self)
        let k = keys.pointer(to: UInt64.self)
        var seen = [Int64](repeating: 0, count: groups.count)
        var lastKey = [UInt64](repeating: 0, count: groups.count)
        var lastRank = [Int64](repeating: 0, count: groups.count)
        var ranks = [Int64?](repeating: nil, count: rows)
        for place in 0..<rows {
            let row = Int(o[place])
            if k[row] == Ordering.missing { break }
            let group = Int(ids[row])
            seen[group] += 1
            if seen[group] == 1 || k[row] != lastKey[group] { lastRank[group] = seen[group] }
            lastKey[group] = k[row]
            ranks[row] = lastRank[group]
        }
        return .integers(ranks)
    }

    /// (average rank − 1) ÷ (n − 1), ascending: 0% for the least, 100% for the greatest; a lone cell has 100%.
    func percentileRank() throws(Diagnostic) -> Column {
        let (order, keys) = try ordered(descending: false)
        let o = order.pointer(to: Int32.self)
        let k = keys.pointer(to: UInt64.self)
        var members = [[Int32]](repeating: [], count: groups.count)
        for place in 0..<rows where k[Int(o[place])] != Ordering.missing { members[Int(ids[Int(o[place])])].append(o[place]) }
        var shares = [Double](repeating: .nan, count: rows)
        for group in members {
            var start = 0
            while start < group.count {
                var end = start + 1
                while end < group.count, k[Int(group[end])] == k[Int(group[start])] { end += 1 }
                let average = Double(start + end - 1) / 2
                for at in start..<end { shares[Int(group[at])] = group.count == 1 ? 1 : average / Double(group.count - 1) }
                start = end
            }
        }
        return .doubles(shares, type: .percent)
    }

    /// Tile 1 holds the first of n parts of nearly equal size; earlier tiles take the remainder.
    func tiles() throws(Diagnostic) -> Column {
        let (order, keys) = try ordered(descending: call.descending)
        let o = order.pointer(to: Int32.self)
        let k = keys.pointer(to: UInt64.self)
        var sizes = [Int](repeating: 0, count: groups.count)
        for row in 0..<rows where k[row] != Ordering.missing { sizes[Int(ids[row])] += 1 }
        var seen = [Int](repeating: 0, count: groups.count)
        var tiles = [Int64?](repeating: nil, count: rows)
        for place in 0..<rows where k[Int(o[place])] != Ordering.missing {
            let group = Int(ids[Int(o[place])])
            let (size, more) = sizes[group].quotientAndRemainder(dividingBy: call.parameter)
            let at = seen[group]
            let tile = at < more * (size + 1) ? at / (size + 1) : more + (at - more * (size + 1)) / max(1, size)
            tiles[Int(o[place])] = Int64(tile + 1)
            seen[group] += 1
        }
        return .integers(tiles)
    }

    /// The cells of each group made anew, all at once.
    func adjusted(_ adjustment: GroupAdjustment) throws(Diagnostic) -> Column {
        var members = [[Int]](repeating: [], count: groups.count)
        for row in 0..<rows { members[Int(ids[row])].append(row) }
        let (buffer, start) = argument.doubles()
        let x = buffer.pointer(to: Double.self) + start
        var cells = [Double](repeating: .nan, count: rows)
        for group in members {
            try Cancellation.check()
            for (row, cell) in zip(group, adjustment.body(group.map { x[$0].isFinite ? x[$0] : nil })) { cells[row] = cell ?? .nan }
        }
        withExtendedLifetime(buffer) {}
        return .doubles(cells, type: call.type)
    }

    private func totals(_ tally: Tally) throws(Diagnostic) -> Column {
        try Aggregating.aggregate(.sum, argument, groups, rows: rows, tally: tally)
    }

    func share(_ tally: Tally) throws(Diagnostic) -> Column {
        let all = try totals(tally).gather(Rows(groups.ids, count: rows))
        return Arithmetic.doubles(.divide, .column(argument), .column(all), count: rows, type: .percent, tally: tally)
    }

    /// Of no value so far the sum is missing, as every sum of nothing is.
    func runningSum(_ tally: Tally) -> Column {
        var lost = 0
        defer { tally.overflows.add(lost) }
        var seen = [Bool](repeating: false, count: groups.count)
        if case .integers = argument.storage {
            let source = argument.integers()
            let x = source.pointer(to: Int64.self)
            var sums = [Int128](repeating: 0, count: groups.count)
            let cells = (0..<rows).map { row -> Int64? in
                let group = Int(ids[row])
                if x[row] != .min {
                    sums[group] += Int128(x[row])
                    seen[group] = true
                }
                guard seen[group] else { return nil }
                let sum = Int64(exactly: sums[group])
                if sum == nil { lost += 1 }
                return sum
            }
            return .integers(cells, type: argument.type)
        }
        let (buffer, start) = argument.doubles()
        let x = buffer.pointer(to: Double.self) + start
        var sums = [Double](repeating: 0, count: groups.count)
        let cells = (0..<rows).map { row -> Double in
            let group = Int(ids[row])
            if !x[row].isNaN {
                sums[group] += x[row]
                seen[group] = true
            }
            if !sums[group].isFinite { lost += 1 }
            return seen[group] && sums[group].isFinite ? sums[group] : .nan
        }
        return .doubles(cells, type: argument.type)
    }

    func runningShare(_ tally: Tally) throws(Diagnostic) -> Column {
        let all = try totals(tally).gather(Rows(groups.ids, count: rows))
        return Arithmetic.doubles(.divide, .column(runningSum(tally)), .column(all), count: rows, type: .percent, tally: tally)
    }

    /// The argument so many rows earlier in the group (later, when negative).
    func shifted(by distance: Int) throws(Diagnostic) -> Column {
        var members = [[Int32]](repeating: [], count: groups.count)
        for row in 0..<rows { members[Int(ids[row])].append(Int32(row)) }
        var sources = [Int32](repeating: -1, count: rows)
        for group in members {
            for (place, row) in group.enumerated() {
                let from = place - distance
                if group.indices.contains(from) { sources[Int(row)] = group[from] }
            }
        }
        return argument.gather(Rows(sources))
    }
}
