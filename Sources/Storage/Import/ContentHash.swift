import Diagnostics

/// The fast 64-bit hash that names an input's content: blocks are hashed on their own, so that cores share the
/// work, and a root is hashed over the blocks. It finds changes and accidents, not forgeries.
///
/// Four lanes of multiply-and-fold mixing (after wyhash, Wang Yi, public domain) over little-endian words.
enum ContentHash {
    /// Bytes in a block. A part of the hash's definition.
    static let blockBytes = 256 * 1024

    static func block(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
        guard let base = bytes.baseAddress else { return root([], byteCount: 0) }
        var (a, b, c, d) = (seed(0), seed(1), seed(2), seed(3))
        var at = 0
        while at + 32 <= bytes.count {
            a = fold(a ^ word(base, at), 0xA076_1D64_78BD_642F)
            b = fold(b ^ word(base, at + 8), 0xE703_7ED1_A0B4_28DB)
            c = fold(c ^ word(base, at + 16), 0x8EBC_6AF0_9C88_C6E3)
            d = fold(d ^ word(base, at + 24), 0x5899_65CC_7537_4CC3)
            at += 32
        }
        while at < bytes.count {
            a = fold(a ^ UInt64(bytes[at]), 0xA076_1D64_78BD_642F)
            at += 1
        }
        return fold(a ^ fold(b, seed(4)) ^ UInt64(truncatingIfNeeded: bytes.count), fold(c ^ d, seed(5)) | 1)
    }

    static func root(_ blocks: [UInt64], byteCount: Int) -> UInt64 {
        var h = seed(6) ^ UInt64(truncatingIfNeeded: byteCount)
        for block in blocks { h = fold(h ^ block, 0xD6E8_FEB8_6659_FD93) &+ seed(7) }
        return fold(h, 0xE703_7ED1_A0B4_28DB)
    }

    /// 16 hexadecimal digits.
    static func text(_ hash: UInt64) -> String {
        let digits = String(hash, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }

    /// The hash of a whole array, as of a file with these bytes.
    static func of(_ bytes: [UInt8]) -> String {
        bytes.withUnsafeBytes { all in
            let blocks = stride(from: 0, to: all.count, by: blockBytes).map { start in
                block(UnsafeRawBufferPointer(rebasing: all[start..<min(all.count, start + blockBytes)]))
            }
            return text(root(blocks, byteCount: all.count))
        }
    }

    /// The same of a file, read piece by piece.
    static func of(_ file: ByteSource) throws(Diagnostic) -> String {
        var blocks: [UInt64] = []
        for start in stride(from: 0, to: file.count, by: blockBytes) {
            try Cancellation.check()
            let bytes = try file.bytes(start..<start + blockBytes)
            blocks.append(bytes.withUnsafeBytes(block))
        }
        return text(root(blocks, byteCount: file.count))
    }

    @inline(__always)
    private static func seed(_ i: UInt64) -> UInt64 { (i &+ 1) &* 0x9E37_79B9_7F4A_7C15 }

    @inline(__always)
    private static func word(_ base: UnsafeRawPointer, _ at: Int) -> UInt64 {
        UInt64(littleEndian: base.loadUnaligned(fromByteOffset: at, as: UInt64.self))
    }

    @inline(__always)
    private static func fold(_ x: UInt64, _ y: UInt64) -> UInt64 {
        let product = x.multipliedFullWidth(by: y)
        return product.high ^ product.low
    }
}
