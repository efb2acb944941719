import Synchronization

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The distinct texts of a column, each under a code. Code 0 stands for a missing text; texts begin at code 1.
///
/// Texts are UTF-8 and equal when their bytes are: no Unicode normalisation, as in SQL tools. Their order is that of
/// the bytes, which is the order of code points, but for levels such as tiers, which come in the order of their codes.
/// Else which text has which code says nothing.
package final class TextDictionary: @unchecked Sendable {
    /// Codes in use, the missing one included: codes are `0..<count`.
    package let count: Int
    /// All texts end to end.
    package let bytes: Buffer
    /// `count + 1` UInt32 offsets into `bytes`; text `c` is `offsets[c]..<offsets[c + 1]`, and text 0 is empty.
    package let offsets: Buffer
    /// The texts are levels, first one first: they are ordered as their codes are.
    package let areLevels: Bool
    private let derived = Mutex(Derived())

    private struct Derived {
        var table: [Int32]?
        var ranks: Buffer?
    }

    /// Takes memory as it is: `bytes` and `offsets` as described at them. Not checked that the texts differ.
    package init(bytes: Buffer, offsets: Buffer, count: Int, areLevels: Bool = false) {
        self.areLevels = areLevels
        self.bytes = bytes
        self.offsets = offsets
        self.count = count
    }

    /// Holds no text, only the missing one.
    package static let empty = TextDictionary([])

    /// A dictionary of distinct texts, given codes 1, 2, … in order.
    package convenience init(_ texts: [String], areLevels: Bool = false) {
        var bytes: [UInt8] = []
        var offsets: [UInt32] = [0, 0]
        for text in texts {
            bytes.append(contentsOf: text.utf8)
            offsets.append(UInt32(truncatingIfNeeded: bytes.count))
        }
        self.init(bytes: Buffer(bytes), offsets: Buffer(offsets), count: texts.count + 1, areLevels: areLevels)
    }

    /// The bytes of a text; valid while the dictionary lives.
    package func utf8(_ code: Int) -> UnsafeBufferPointer<UInt8> {
        let at = offsets.pointer(to: UInt32.self)
        let start = Int(at[code])
        return UnsafeBufferPointer(start: bytes.pointer(to: UInt8.self) + start, count: Int(at[code + 1]) - start)
    }

    /// A copy of the text; empty for code 0. What is no UTF-8 is repaired.
    package func text(_ code: Int) -> String { String(decoding: utf8(code), as: UTF8.self) }

    /// The code of a text, or nil when the dictionary does not hold it.
    package func code(of text: String) -> Int? {
        var text = text
        return text.withUTF8 { code(of: $0) }
    }

    /// The code of a text given as UTF-8; from 64 texts on by a hash table, which is made at the first such question.
    package func code(of wanted: UnsafeBufferPointer<UInt8>) -> Int? {
        // A scan of a small dictionary beats building an index for one look-up.
        if count <= 64 {
            for code in 1..<max(1, count) where TextDictionary.equal(utf8(code), wanted) { return code }
            return nil
        }
        let table = derived.withLock { derived in
            if let table = derived.table { return table }
            let table = hashTable()
            derived.table = table
            return table
        }
        var slot = TextDictionary.hash(wanted) & (table.count - 1)
        while table[slot] != 0 {
            if TextDictionary.equal(utf8(Int(table[slot])), wanted) { return Int(table[slot]) }
            slot = (slot + 1) & (table.count - 1)
        }
        return nil
    }

    private func hashTable() -> [Int32] {
        var size = 128
        while size < count * 2 { size *= 2 }
        var table = [Int32](repeating: 0, count: size)
        for code in 1..<count {
            var slot = TextDictionary.hash(utf8(code)) & (size - 1)
            while table[slot] != 0 { slot = (slot + 1) & (size - 1) }
            table[slot] = Int32(code)
        }
        return table
    }

    /// `count` Int32: the place of each code's text in the order of texts; 0 for the missing one.
    package var ranks: Buffer {
        derived.withLock { derived in
            if let ranks = derived.ranks { return ranks }
            var order = Array(1..<Int32(max(1, count)))
            if !areLevels { order.sort { TextDictionary.precedes(utf8(Int($0)), utf8(Int($1))) } }
            var places = [Int32](repeating: 0, count: count)
            for (place, code) in order.enumerated() { places[Int(code)] = Int32(place + 1) }
            let ranks = Buffer(places)
            derived.ranks = ranks
            return ranks
        }
    }

    /// Equal bytes.
    package static func equal(_ a: UnsafeBufferPointer<UInt8>, _ b: UnsafeBufferPointer<UInt8>) -> Bool {
        guard a.count == b.count else { return false }
        guard let x = a.baseAddress, let y = b.baseAddress else { return true }
        return memcmp(x, y, a.count) == 0
    }

    /// The order of bytes, which is that of code points.
    package static func precedes(_ a: UnsafeBufferPointer<UInt8>, _ b: UnsafeBufferPointer<UInt8>) -> Bool {
        let shared = min(a.count, b.count)
        if shared > 0, let x = a.baseAddress, let y = b.baseAddress {
            let order = memcmp(x, y, shared)
            if order != 0 { return order < 0 }
        }
        return a.count < b.count
    }

    /// A fast 64-bit mix of the bytes, non-negative. Never visible: nothing may depend on its values.
    package static func hash(_ text: UnsafeBufferPointer<UInt8>) -> Int {
        var h: UInt64 = 0x9E37_79B9_7F4A_7C15 ^ UInt64(truncatingIfNeeded: text.count)
        var i = 0
        if let base = text.baseAddress {
            let raw = UnsafeRawPointer(base)
            while i + 8 <= text.count {
                h = mix(h ^ raw.loadUnaligned(fromByteOffset: i, as: UInt64.self))
                i += 8
            }
            var tail: UInt64 = 0
            while i < text.count {
                tail = tail << 8 | UInt64(base[i])
                i += 1
            }
            h = mix(h ^ tail)
        }
        return Int(h >> 1)
    }

    @inline(__always)
    private static func mix(_ x: UInt64) -> UInt64 {
        let product = x.multipliedFullWidth(by: 0xD6E8_FEB8_6659_FD93)
        return product.high ^ product.low
    }
}
