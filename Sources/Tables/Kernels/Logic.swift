import Diagnostics

/// Kleene's three-valued logic on truths (0 false, 1 unknown, 2 true).
package enum Logic {
    /// True where both are, false where one is false; columns of equal length.
    package static func and(_ a: Column, _ b: Column) -> Column {
        let x = a.truths
        let y = b.truths
        return Column.makeTruths(a.count) { out in for i in 0..<a.count { out[i] = min(x[i], y[i]) } }
    }

    /// True where one is, false where both are false; columns of equal length.
    package static func or(_ a: Column, _ b: Column) -> Column {
        let x = a.truths
        let y = b.truths
        return Column.makeTruths(a.count) { out in for i in 0..<a.count { out[i] = max(x[i], y[i]) } }
    }

    /// Unknown stays unknown.
    package static func not(_ a: Column) -> Column {
        let x = a.truths
        return Column.makeTruths(a.count) { out in for i in 0..<a.count { out[i] = 2 - x[i] } }
    }

    /// A column of truths that are all known: whether the cell is missing.
    package static func isMissing(_ column: Column) -> Column {
        Column.makeTruths(column.count) { out in
            switch column.storage {
            case .doubles(let buffer):
                let x = buffer.pointer(to: Double.self) + column.start
                for i in 0..<column.count { out[i] = x[i].isNaN ? 2 : 0 }
            case .truths:
                let x = column.truths
                for i in 0..<column.count { out[i] = x[i] == 1 ? 2 : 0 }
            case .codes:
                let codes = column.codes()
                let x = codes.pointer(to: Int32.self)
                for i in 0..<column.count { out[i] = x[i] == 0 ? 2 : 0 }
            case .integers:
                let numbers = column.integers()
                let x = numbers.pointer(to: Int64.self)
                for i in 0..<column.count { out[i] = x[i] == .min ? 2 : 0 }
            }
        }
    }

    /// Where the truth is 2 the first column's cell, elsewhere the second's. Both have one type.
    package static func choose(_ truth: Column, _ yes: Column, _ no: Column, type: ColumnType) -> Column {
        let t = truth.truths
        let count = truth.count
        if case .doubles(let first) = yes.storage, case .doubles(let second) = no.storage {
            let x = first.pointer(to: Double.self) + yes.start
            let y = second.pointer(to: Double.self) + no.start
            return Column.makeDoubles(type, count) { out in for i in 0..<count { out[i] = t[i] == 2 ? x[i] : y[i] } }
        }
        let both = Column.concatenate([yes, no], type: type)
        let memory = Buffer.allocate(count * 4)
        let rows = memory.bindMemory(to: Int32.self, capacity: max(count, 1))
        for i in 0..<count { rows[i] = Int32(t[i] == 2 ? i : count + i) }
        return both.gather(Rows(Buffer(taking: memory, byteCount: count * 4), count: count))
    }

    /// The places where a truth is 2, offset by `base`, appended to `out`; returns how many, and how many are unknown.
    package static func select(_ truth: Column, base: Int, into out: UnsafeMutablePointer<Int32>) -> (chosen: Int, unknown: Int) {
        let t = UnsafeRawPointer(truth.truths)
        var chosen = 0
        var unknown = 0
        var i = 0
        // Eight truths at a time: of 0, 1 and 2 the lower bit says unknown and the upper one true.
        while i + 8 <= truth.count {
            let word = UInt64(littleEndian: t.loadUnaligned(fromByteOffset: i, as: UInt64.self))
            unknown += (word & 0x0101_0101_0101_0101).nonzeroBitCount
            var hits = word & 0x0202_0202_0202_0202
            while hits != 0 {
                out[chosen] = Int32(truncatingIfNeeded: base + i + (hits.trailingZeroBitCount >> 3))
                chosen += 1
                hits &= hits &- 1
            }
            i += 8
        }
        while i < truth.count {
            let one = t.load(fromByteOffset: i, as: UInt8.self)
            if one == 2 {
                out[chosen] = Int32(truncatingIfNeeded: base + i)
                chosen += 1
            }
            unknown += one == 1 ? 1 : 0
            i += 1
        }
        return (chosen, unknown)
    }
}
