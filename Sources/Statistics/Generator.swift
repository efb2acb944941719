/// The project's one source of chance: xoshiro256** (Blackman & Vigna 2021, *Scrambled linear pseudorandom number
/// generators*), whose state SplitMix64 (Steele, Lea & Flood 2014) makes of a seed and a stream's number.
///
/// Work that is done in parallel takes one stream a block, draw or account, so that its outcome does not depend on the
/// number of threads. Streams of one seed start at unrelated states.
package struct Generator: RandomNumberGenerator, Sendable {
    private var a: UInt64
    private var b: UInt64
    private var c: UInt64
    private var d: UInt64

    /// The same seed and stream give the same numbers on every machine.
    package init(seed: UInt64, stream: UInt64 = 0) {
        var root = SplitMix(state: seed)
        var mix = SplitMix(state: root.next() ^ SplitMix.scrambled(stream &* SplitMix.golden))
        // SplitMix64 gives each number once, so the four are not all 0.
        (a, b, c, d) = (mix.next(), mix.next(), mix.next(), mix.next())
    }

    /// 64 even bits; the state's period is 2^256 − 1.
    package mutating func next() -> UInt64 {
        let fives = b &* 5
        let result = (fives << 7 | fives >> 57) &* 9
        let shifted = b << 17
        c ^= a
        d ^= b
        b ^= c
        a ^= d
        c ^= shifted
        d = d << 45 | d >> 19
        return result
    }

    /// Evenly from 0 below 1, in steps of 2^−53.
    package mutating func uniform() -> Double { Double(next() >> 11) * 0x1p-53 }

    /// A whole number evenly from 0 below `bound`, which is at least 1. Without bias: Lemire 2019, *Fast random integer
    /// generation in an interval*.
    package mutating func below(_ bound: Int) -> Int {
        let bound = UInt64(max(1, bound))
        var product = next().multipliedFullWidth(by: bound)
        if product.low < bound {
            let least = (0 &- bound) % bound
            while product.low < least { product = next().multipliedFullWidth(by: bound) }
        }
        return Int(truncatingIfNeeded: product.high)
    }
}

/// SplitMix64: a counter in steps of the golden ratio, scrambled.
private struct SplitMix {
    static let golden: UInt64 = 0x9E37_79B9_7F4A_7C15
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= SplitMix.golden
        return SplitMix.scrambled(state)
    }

    static func scrambled(_ number: UInt64) -> UInt64 {
        var z = number
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
