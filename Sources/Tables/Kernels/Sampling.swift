/// Between which keys the rows at some places lie, judged by a sample: what lies outside needs no closer look.
package enum Sampling {
    /// Which of `count` rows are looked at: all of a few, else evenly spaced ones, about count to the power of 2/3,
    /// so that looking at the sample and at the rows within its ranges takes about the same time.
    package static func rows(of count: Int) -> [Int] {
        let bits = 64 - (3 * count).leadingZeroBitCount
        let size = min(count, max(4096, 2 << (2 * bits / 3)))
        return (0..<size).map { $0 * count / size }
    }

    /// About `size` of `count` rows: one of each of as many strips, but not evenly, for of values by month every twelfth would be of
    /// one month alone. All rows where there are no more.
    package static func scattered(of count: Int, about size: Int) -> [Int] {
        let width = max(1, count / max(1, size))
        var scrambled: UInt64 = 0
        return stride(from: 0, to: count, by: width).map { start in
            scrambled &+= 0x9E37_79B9_7F4A_7C15
            return min(count - 1, start + Int((scrambled >> 33) % UInt64(width)))
        }
    }

    /// For each place (1 is the first of `count` rows by key) a range of keys that holds it: surely where the sample
    /// is all rows; else 4.5 standard deviations to either side, and the caller sees to it. Reorders the sample.
    package static func ranges(of places: [Int], among count: Int, sample: inout [UInt64]) -> [ClosedRange<UInt64>] {
        let size = sample.count
        guard size > 0, count > 0 else { return places.map { _ in 0...UInt64.max } }
        // What was selected last: as many of the least elements stand at the front.
        var front = size
        func element(_ rank: Int) -> UInt64 {
            defer { front = rank + 1 }
            return Selecting.element(rank, ofFirst: rank < front ? front : size, of: &sample)
        }
        var ranges = places.map { _ in 0...UInt64.max }
        for (at, place) in places.enumerated().reversed() {
            let share = Double(place) / Double(count)
            let unseen = 1 - Double(size) / Double(count)
            let expected = share * Double(size)
            let slack = unseen > 0 ? 4.5 * (expected * (1 - share) * unseen).squareRoot() + 3 : 0
            let (first, last) = (Int((expected - slack).rounded(.down)) - 1, Int((expected + slack).rounded(.up)) - 1)
            let (low, high) = unseen > 0 ? (first, last) : (place - 1, place - 1)
            let greatest = high >= size ? UInt64.max : element(max(0, high))
            let least = low < 0 ? 0 : element(min(low, size - 1))
            ranges[at] = least...max(least, greatest)
        }
        return ranges
    }
}
