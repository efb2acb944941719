import TestSupport

/// What the generators of tests draw.
struct Random {
    private var numbers: Seeded

    /// Mixed, so that neighbouring seeds share nothing.
    init(_ seed: UInt64) {
        numbers = Seeded(state: seed ^ 0x1234_5678_9ABC_DEF1)
        numbers = Seeded(state: next() ^ next() << 1)
    }

    mutating func next() -> UInt64 { numbers.next() }

    /// From 0 below `bound`.
    mutating func below(_ bound: Int) -> Int { numbers.below(bound) }

    mutating func within(_ range: ClosedRange<Int>) -> Int { range.lowerBound + below(range.count) }

    /// True so many times in a hundred.
    mutating func chance(_ percent: Int) -> Bool { below(100) < percent }

    mutating func pick<T>(_ choices: [T]) -> T { choices[below(choices.count)] }
}
