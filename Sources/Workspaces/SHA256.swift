/// SHA-256 of bytes that come piece by piece (FIPS 180-4).
struct SHA256 {
    private var state = SIMD8<UInt32>(
        0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19)
    /// The begun block; its first `filled` bytes count.
    private var block = SIMD64<UInt8>()
    private var filled = 0
    private var byteCount: UInt64 = 0

    private static let blockBytes = 64

    mutating func update(_ bytes: UnsafeRawBufferPointer) {
        byteCount &+= UInt64(bytes.count)
        var rest = bytes[...]
        if filled > 0 {
            rest = fill(rest)
            if filled < SHA256.blockBytes { return }
            withUnsafeBytes(of: block) { state = SHA256.compressed(state, $0) }
            filled = 0
        }
        let whole = rest.count / SHA256.blockBytes * SHA256.blockBytes
        state = SHA256.compressed(state, UnsafeRawBufferPointer(rebasing: rest.prefix(whole)))
        _ = fill(rest.dropFirst(whole))
    }

    /// Puts bytes into the begun block; returns those it has no room for.
    private mutating func fill(_ bytes: Slice<UnsafeRawBufferPointer>) -> Slice<UnsafeRawBufferPointer> {
        let some = bytes.prefix(SHA256.blockBytes - filled)
        withUnsafeMutableBytes(of: &block) { UnsafeMutableRawBufferPointer(rebasing: $0[filled...]).copyBytes(from: some) }
        filled += some.count
        return bytes.dropFirst(some.count)
    }

    /// The hash of all bytes so far: 64 hexadecimal digits.
    func text() -> String {
        var last = self
        // A set bit, zeros up to the last 8 bytes of a block, and the count of bits.
        let zeros = (119 - filled) % SHA256.blockBytes
        withUnsafeTemporaryAllocation(byteCount: 1 + zeros + 8, alignment: 8) { padding in
            padding.initializeMemory(as: UInt8.self, repeating: 0)
            padding[0] = 0x80
            padding.storeBytes(of: (byteCount &* 8).bigEndian, toByteOffset: 1 + zeros, as: UInt64.self)
            last.update(UnsafeRawBufferPointer(padding))
        }
        let digits = Array("0123456789abcdef".utf8)
        var text: [UInt8] = []
        for index in 0..<8 {
            for shift in stride(from: 28, through: 0, by: -4) { text.append(digits[Int(last.state[index] >> UInt32(shift) & 15)]) }
        }
        return String(decoding: text, as: UTF8.self)
    }

    // MARK: Compression

    /// The state after whole blocks.
    private static func compressed(_ start: SIMD8<UInt32>, _ blocks: UnsafeRawBufferPointer) -> SIMD8<UInt32> {
        guard let base = blocks.baseAddress else { return start }
        var state = start
        constants.withUnsafeBufferPointer { constants in
            guard let k = constants.baseAddress else { return }
            withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 64) { schedule in
                guard let w = schedule.baseAddress else { return }
                for at in stride(from: 0, to: blocks.count, by: blockBytes) {
                    expand(base + at, into: w)
                    state = rounds(state, w, k)
                }
            }
        }
        return state
    }

    @inline(__always)
    private static func expand(_ block: UnsafeRawPointer, into w: UnsafeMutablePointer<UInt32>) {
        for t in 0..<16 { w[t] = UInt32(bigEndian: block.loadUnaligned(fromByteOffset: 4 &* t, as: UInt32.self)) }
        for t in 16..<64 {
            let (a, b) = (w[t &- 15], w[t &- 2])
            let small0 = rotate(a, 7) ^ rotate(a, 18) ^ a &>> 3
            let small1 = rotate(b, 17) ^ rotate(b, 19) ^ b &>> 10
            w[t] = w[t &- 16] &+ small0 &+ w[t &- 7] &+ small1
        }
    }

    @inline(__always)
    private static func rounds(_ start: SIMD8<UInt32>, _ w: UnsafeMutablePointer<UInt32>, _ k: UnsafePointer<UInt32>) -> SIMD8<UInt32> {
        var (a, b, c, d) = (start[0], start[1], start[2], start[3])
        var (e, f, g, h) = (start[4], start[5], start[6], start[7])
        // Eight rounds at a time, after which every letter is in its place again: none is moved.
        for t in stride(from: 0, to: 64, by: 8) {
            round(a, b, c, &d, e, f, g, &h, w[t] &+ k[t])
            round(h, a, b, &c, d, e, f, &g, w[t &+ 1] &+ k[t &+ 1])
            round(g, h, a, &b, c, d, e, &f, w[t &+ 2] &+ k[t &+ 2])
            round(f, g, h, &a, b, c, d, &e, w[t &+ 3] &+ k[t &+ 3])
            round(e, f, g, &h, a, b, c, &d, w[t &+ 4] &+ k[t &+ 4])
            round(d, e, f, &g, h, a, b, &c, w[t &+ 5] &+ k[t &+ 5])
            round(c, d, e, &f, g, h, a, &b, w[t &+ 6] &+ k[t &+ 6])
            round(b, c, d, &e, f, g, h, &a, w[t &+ 7] &+ k[t &+ 7])
        }
        return start &+ SIMD8(a, b, c, d, e, f, g, h)
    }

    @inline(__always)
    private static func round(
        _ a: UInt32, _ b: UInt32, _ c: UInt32, _ d: inout UInt32, _ e: UInt32, _ f: UInt32, _ g: UInt32, _ h: inout UInt32,
        _ word: UInt32
    ) {
        let large1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)
        let sum = h &+ large1 &+ (g ^ e & (f ^ g)) &+ word
        let large0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)
        d = d &+ sum
        h = sum &+ large0 &+ (a & b | c & (a | b))
    }

    @inline(__always)
    private static func rotate(_ x: UInt32, _ bits: UInt32) -> UInt32 { x &>> bits | x &<< (32 &- bits) }

    /// The first 32 bits of the fractional parts of the cube roots of the first 64 primes.
    private static let constants: [UInt32] = [
        0x428a_2f98, 0x7137_4491, 0xb5c0_fbcf, 0xe9b5_dba5, 0x3956_c25b, 0x59f1_11f1, 0x923f_82a4, 0xab1c_5ed5,
        0xd807_aa98, 0x1283_5b01, 0x2431_85be, 0x550c_7dc3, 0x72be_5d74, 0x80de_b1fe, 0x9bdc_06a7, 0xc19b_f174,
        0xe49b_69c1, 0xefbe_4786, 0x0fc1_9dc6, 0x240c_a1cc, 0x2de9_2c6f, 0x4a74_84aa, 0x5cb0_a9dc, 0x76f9_88da,
        0x983e_5152, 0xa831_c66d, 0xb003_27c8, 0xbf59_7fc7, 0xc6e0_0bf3, 0xd5a7_9147, 0x06ca_6351, 0x1429_2967,
        0x27b7_0a85, 0x2e1b_2138, 0x4d2c_6dfc, 0x5338_0d13, 0x650a_7354, 0x766a_0abb, 0x81c2_c92e, 0x9272_2c85,
        0xa2bf_e8a1, 0xa81a_664b, 0xc24b_8b70, 0xc76c_51a3, 0xd192_e819, 0xd699_0624, 0xf40e_3585, 0x106a_a070,
        0x19a4_c116, 0x1e37_6c08, 0x2748_774c, 0x34b0_bcb5, 0x391c_0cb3, 0x4ed8_aa4a, 0x5b9c_ca4f, 0x682e_6ff3,
        0x748f_82ee, 0x78a5_636f, 0x84c8_7814, 0x8cc7_0208, 0x90be_fffa, 0xa450_6ceb, 0xbef9_a3f7, 0xc671_78f2,
    ]
}
