import Diagnostics

/// Orders of rows by 64-bit keys: sorting, the first few, cut-offs, ranks.
///
/// Every kind of cell has an order-preserving key, so that one set of kernels serves them all. Keys ascend;
/// `missing` is the greatest, so that missing cells come last in either direction.
package enum Ordering {
    /// The key of a missing cell.
    @inlinable @inline(__always)
    package static var missing: UInt64 { .max }

    /// The key of a double; NaN is missing, −0 equals 0.
    @inlinable @inline(__always)
    package static func key(_ number: Double) -> UInt64 {
        if number.isNaN { return .max }
        let bits = (number + 0).bitPattern
        return bits ^ (UInt64(bitPattern: Int64(bitPattern: bits) >> 63) | 1 << 63)
    }

    /// The key of a whole number; `Int64.min` is missing.
    @inlinable @inline(__always)
    package static func key(_ number: Int64) -> UInt64 { (UInt64(bitPattern: number) ^ 1 << 63) &- 1 }

    /// The key that puts the same cells in the opposite order; missing stays last. Twice gives the key itself.
    @inlinable @inline(__always)
    package static func descending(_ key: UInt64) -> UInt64 { ~key &- 1 }

    /// The double whose key this is; NaN for missing.
    @inlinable @inline(__always)
    package static func double(ofKey key: UInt64) -> Double {
        Double(bitPattern: key >> 63 == 1 ? key ^ 1 << 63 : ~key)
    }

    /// The whole number whose key this is; `Int64.min` for missing.
    @inlinable @inline(__always)
    package static func wholeNumber(ofKey key: UInt64) -> Int64 { Int64(bitPattern: (key &+ 1) ^ 1 << 63) }

    /// `count` UInt64 keys of doubles. Errors: `cancelled`.
    package static func keys(of numbers: UnsafeBufferPointer<Double>, descending: Bool = false)
        throws(Diagnostic) -> Buffer
    {
        try keys(count: numbers.count, from: numbers, descending: descending) { Ordering.key($0) }
    }

    /// `count` UInt64 keys of a column's cells: numbers and dates by size, texts by code point, false before true.
    /// Errors: `cancelled`.
    package static func keys(of column: Column, descending: Bool = false) throws(Diagnostic) -> Buffer {
        func cells<T: BitwiseCopyable>(_ buffer: Buffer, _: T.Type) -> UnsafeBufferPointer<T> {
            UnsafeBufferPointer(start: buffer.pointer(to: T.self) + column.start, count: column.count)
        }
        func integers<T: FixedWidthInteger & BitwiseCopyable & SendableMetatype>(_ buffer: Buffer, _: T.Type) throws(Diagnostic) -> Buffer {
            try keys(count: column.count, from: cells(buffer, T.self), descending: descending) {
                $0 == T.min ? Ordering.missing : Ordering.key(Int64(truncatingIfNeeded: $0))
            }
        }
        func texts<T: FixedWidthInteger & BitwiseCopyable & SendableMetatype>(_ buffer: Buffer, _ ranks: Buffer, _: T.Type)
            throws(Diagnostic) -> Buffer
        {
            nonisolated(unsafe) let place = ranks.pointer(to: Int32.self)
            return try keys(count: column.count, from: cells(buffer, T.self), descending: descending) {
                $0 == 0 ? Ordering.missing : UInt64(truncatingIfNeeded: place[Int($0)])
            }
        }
        switch column.storage {
        case .doubles(let buffer): return try keys(of: cells(buffer, Double.self), descending: descending)
        case .integers(let buffer, .one): return try integers(buffer, Int8.self)
        case .integers(let buffer, .two): return try integers(buffer, Int16.self)
        case .integers(let buffer, .four): return try integers(buffer, Int32.self)
        case .integers(let buffer, .eight): return try integers(buffer, Int64.self)
        case .codes(let buffer, .one, let dictionary): return try texts(buffer, dictionary.ranks, UInt8.self)
        case .codes(let buffer, .two, let dictionary): return try texts(buffer, dictionary.ranks, UInt16.self)
        case .codes(let buffer, _, let dictionary): return try texts(buffer, dictionary.ranks, Int32.self)
        case .truths(let buffer):
            return try keys(count: column.count, from: cells(buffer, UInt8.self), descending: descending) {
                $0 == 1 ? Ordering.missing : UInt64($0)
            }
        }
    }

    @inline(__always)
    private static func keys<T>(
        count: Int, from cells: UnsafeBufferPointer<T>, descending: Bool, key: @Sendable (T) -> UInt64
    ) throws(Diagnostic) -> Buffer {
        nonisolated(unsafe) let cells = cells
        return try Buffer(
            byteCount: count * 8,
            fill: { (memory) throws(Diagnostic) in
                nonisolated(unsafe) let output = memory.bindMemory(to: UInt64.self)
                try parallelFor(rows: count) { (_, rows) throws(Diagnostic) in
                    if descending {
                        for row in rows { output[row] = Ordering.descending(key(cells[row])) }
                    } else {
                        for row in rows { output[row] = key(cells[row]) }
                    }
                }
            })
    }
}
