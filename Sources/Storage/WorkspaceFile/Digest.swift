import Diagnostics

/// XXH64: a fast 64-bit hash (20 GB/s a core where measured), good against accidents, not against an adversary. What
/// the file format and the journal are held against; inputs are named by `ContentHash`.
/// Source: Yann Collet, “xxHash fast digest algorithm”, XXH64 with seed 0; `xxhsum -H1` gives the same.
enum Digest {
    private static let p1: UInt64 = 0x9E37_79B1_85EB_CA87
    private static let p2: UInt64 = 0xC2B2_AE3D_27D4_EB4F
    private static let p3: UInt64 = 0x1656_67B1_9E37_79F9
    private static let p4: UInt64 = 0x85EB_CA77_C2B2_AE63
    private static let p5: UInt64 = 0x27D4_EB2F_1656_67C5

    static func of(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
        var hash: UInt64
        var at = 0
        let count = bytes.count
        guard let base = bytes.baseAddress else { return avalanche(p5) }
        if count >= 32 {
            var (a, b, c, d) = (p1 &+ p2, p2, UInt64(0), 0 &- p1)
            while at + 32 <= count {
                a = round(a, base.loadUnaligned(fromByteOffset: at, as: UInt64.self))
                b = round(b, base.loadUnaligned(fromByteOffset: at + 8, as: UInt64.self))
                c = round(c, base.loadUnaligned(fromByteOffset: at + 16, as: UInt64.self))
                d = round(d, base.loadUnaligned(fromByteOffset: at + 24, as: UInt64.self))
                at += 32
            }
            hash = rotate(a, 1) &+ rotate(b, 7) &+ rotate(c, 12) &+ rotate(d, 18)
            for lane in [a, b, c, d] { hash = (hash ^ round(0, lane)) &* p1 &+ p4 }
        } else {
            hash = p5
        }
        hash &+= UInt64(count)
        while at + 8 <= count {
            hash ^= round(0, base.loadUnaligned(fromByteOffset: at, as: UInt64.self))
            hash = rotate(hash, 27) &* p1 &+ p4
            at += 8
        }
        if at + 4 <= count {
            hash ^= UInt64(base.loadUnaligned(fromByteOffset: at, as: UInt32.self)) &* p1
            hash = rotate(hash, 23) &* p2 &+ p3
            at += 4
        }
        while at < count {
            hash ^= UInt64(bytes[at]) &* p5
            hash = rotate(hash, 11) &* p1
            at += 1
        }
        return avalanche(hash)
    }

    static func of(_ bytes: [UInt8]) -> UInt64 { bytes.withUnsafeBytes { of($0) } }

    /// 16 hexadecimal digits.
    static func text(_ digest: UInt64) -> String {
        let digits = String(digest, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }

    @inline(__always)
    private static func round(_ lane: UInt64, _ input: UInt64) -> UInt64 { rotate(lane &+ input &* p2, 31) &* p1 }

    @inline(__always)
    private static func rotate(_ x: UInt64, _ bits: UInt64) -> UInt64 { x &<< bits | x &>> (64 - bits) }

    private static func avalanche(_ x: UInt64) -> UInt64 {
        var x = x
        x = (x ^ x &>> 33) &* p2
        x = (x ^ x &>> 29) &* p3
        return x ^ x &>> 32
    }
}
