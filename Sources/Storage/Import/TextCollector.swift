import Diagnostics
import Tables

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A growing set of distinct texts, each under a code from 1 in order of first appearance.
///
/// An open-addressing table of `tag << 32 | code`; the tag is the hash's upper half, so that a probe seldom looks at
/// bytes of another text.
struct TextCollector: ~Copyable {
    /// Codes in use, the missing one included.
    private(set) var count = 1
    private(set) var byteCount = 0
    private var bytes: UnsafeMutablePointer<UInt8>
    private var byteCapacity = 4096
    /// `offsets[code]..<offsets[code + 1]` of `bytes`.
    private var offsets: UnsafeMutablePointer<UInt32>
    private var codeCapacity = 256
    private var table: UnsafeMutablePointer<UInt64>
    private var tableMask = 511
    /// Offsets are 32 bits wide; beyond that no text is taken any more.
    private(set) var isFull = false

    init() {
        bytes = .allocate(capacity: byteCapacity + TextCollector.padding)
        offsets = .allocate(capacity: codeCapacity + 1)
        offsets[0] = 0
        offsets[1] = 0
        table = .allocate(capacity: tableMask + 1)
        table.update(repeating: 0, count: tableMask + 1)
    }

    deinit {
        bytes.deallocate()
        offsets.deallocate()
        table.deallocate()
    }

    /// Bytes that may be read behind a text, here and in `code(of:)`.
    static let padding = 8

    func utf8(_ code: Int) -> UnsafeBufferPointer<UInt8> {
        let start = Int(offsets[code])
        return UnsafeBufferPointer(start: UnsafePointer(bytes) + start, count: Int(offsets[code + 1]) - start)
    }

    /// The code of a text, which is added when it is new. `padding` bytes must be readable behind it.
    @inline(__always)
    mutating func code(of text: UnsafePointer<UInt8>, _ length: Int) -> Int {
        let hash = TextCollector.hash(text, length)
        let tag = hash >> 32
        var slot = Int(truncatingIfNeeded: hash) & tableMask
        while true {
            let entry = table[slot]
            if entry == 0 { return add(text, length, hash, slot) }
            if entry >> 32 == tag {
                let code = Int(entry & 0xFFFF_FFFF)
                let start = Int(offsets[code])
                if Int(offsets[code + 1]) - start == length, TextCollector.equal(bytes + start, text, length) { return code }
            }
            slot = (slot + 1) & tableMask
        }
    }

    @inline(never)
    private mutating func add(_ text: UnsafePointer<UInt8>, _ length: Int, _ hash: UInt64, _ slot: Int) -> Int {
        guard byteCount + length < Int(UInt32.max), count < Int(Int32.max) else {
            isFull = true
            return 0
        }
        if byteCount + length > byteCapacity { growBytes(to: max(byteCapacity * 2, byteCount + length)) }
        if count + 1 > codeCapacity { growOffsets() }
        memcpy(bytes + byteCount, text, length)
        byteCount += length
        let code = count
        count += 1
        offsets[count] = UInt32(truncatingIfNeeded: byteCount)
        table[slot] = (hash & 0xFFFF_FFFF_0000_0000) | UInt64(code)
        if count * 2 > tableMask { growTable() }
        return code
    }

    private mutating func growBytes(to capacity: Int) {
        let grown = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity + TextCollector.padding)
        grown.update(from: bytes, count: byteCount)
        bytes.deallocate()
        bytes = grown
        byteCapacity = capacity
    }

    private mutating func growOffsets() {
        let grown = UnsafeMutablePointer<UInt32>.allocate(capacity: codeCapacity * 2 + 1)
        grown.update(from: offsets, count: count + 1)
        offsets.deallocate()
        offsets = grown
        codeCapacity *= 2
    }

    private mutating func growTable() {
        let size = (tableMask + 1) * 2
        table.deallocate()
        table = .allocate(capacity: size)
        table.update(repeating: 0, count: size)
        tableMask = size - 1
        for code in 1..<count {
            let text = utf8(code)
            let hash = text.baseAddress.map { TextCollector.hash($0, text.count) } ?? 0
            var slot = Int(truncatingIfNeeded: hash) & tableMask
            while table[slot] != 0 { slot = (slot + 1) & tableMask }
            table[slot] = (hash & 0xFFFF_FFFF_0000_0000) | UInt64(code)
        }
    }

    /// Takes the texts of another collector; returns the code that each of its codes has here.
    mutating func merge(_ other: borrowing TextCollector) -> [Int32] {
        var codes = [Int32](repeating: 0, count: other.count)
        for code in 1..<max(1, other.count) {
            let text = other.utf8(code)
            if let start = text.baseAddress { codes[code] = Int32(truncatingIfNeeded: self.code(of: start, text.count)) }
        }
        return codes
    }

    /// The texts as a dictionary with the same codes.
    func dictionary() -> TextDictionary {
        let text = Buffer.allocate(byteCount)
        text.copyMemory(from: bytes, byteCount: byteCount)
        let places = Buffer.allocate((count + 1) * 4)
        places.copyMemory(from: offsets, byteCount: (count + 1) * 4)
        return TextDictionary(
            bytes: Buffer(taking: text, byteCount: byteCount), offsets: Buffer(taking: places, byteCount: (count + 1) * 4),
            count: count)
    }

    // MARK: Bytes, eight at a time

    /// The first `count` (0 to 8) bytes of a word, the rest 0.
    @inline(__always)
    private static func head(_ text: UnsafePointer<UInt8>, _ at: Int, _ count: Int) -> UInt64 {
        if count == 0 { return 0 }
        let word = UInt64(littleEndian: UnsafeRawPointer(text).loadUnaligned(fromByteOffset: at, as: UInt64.self))
        return word << UInt64(64 - 8 * count)
    }

    @inline(__always)
    private static func hash(_ text: UnsafePointer<UInt8>, _ length: Int) -> UInt64 {
        var h = 0x9E37_79B9_7F4A_7C15 ^ UInt64(truncatingIfNeeded: length)
        var at = 0
        while at + 8 < length {
            h = mix(h ^ UnsafeRawPointer(text).loadUnaligned(fromByteOffset: at, as: UInt64.self))
            at += 8
        }
        return mix(h ^ head(text, at, length - at))
    }

    @inline(__always)
    private static func mix(_ x: UInt64) -> UInt64 {
        let product = x.multipliedFullWidth(by: 0xD6E8_FEB8_6659_FD93)
        return product.high ^ product.low
    }

    @inline(__always)
    private static func equal(_ a: UnsafePointer<UInt8>, _ b: UnsafePointer<UInt8>, _ length: Int) -> Bool {
        var at = 0
        while at + 8 < length {
            let x = UnsafeRawPointer(a).loadUnaligned(fromByteOffset: at, as: UInt64.self)
            if x != UnsafeRawPointer(b).loadUnaligned(fromByteOffset: at, as: UInt64.self) { return false }
            at += 8
        }
        return head(a, at, length - at) == head(b, at, length - at)
    }
}
