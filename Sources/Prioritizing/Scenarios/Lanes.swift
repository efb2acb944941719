import Tables

/// The innermost loops over a run of rows: short enough to stay in the nearest cache, plain enough for the compiler to
/// take many rows at a time (`while` where it sums: a range's own checks would keep it from that).
enum Lanes {
    /// Near scores of a run: the sum of weight · scaled value.
    static func score(
        _ scores: UnsafeMutablePointer<Float>, _ lanes: UnsafePointer<Float>, stride: Int, _ weights: [Float], _ count: Int
    ) {
        let first = weights[0]
        if weights.count == 1 {
            for at in 0..<count { scores[at] = first * lanes[at] }
            return
        }
        let (second, lane) = (weights[1], lanes + stride)
        for at in 0..<count { scores[at] = first * lanes[at] + second * lane[at] }
        for index in weights.indices.dropFirst(2) {
            let (weight, lane) = (weights[index], lanes + index * stride)
            for at in 0..<count { scores[at] += weight * lane[at] }
        }
    }

    /// Adds a bracket's steps to the levels; returns how many scores lie below its high end, and its low end.
    static func step(
        _ levels: UnsafeMutablePointer<Int32>, _ scores: UnsafePointer<Float>, _ bracket: Plan.Bracket, _ count: Int
    ) -> (Int32, Int32) {
        let (high, low, highStep, lowStep) = (bracket.high, bracket.low, Int32(bracket.highStep), Int32(bracket.lowStep))
        var (belowHigh, belowLow): (Int32, Int32) = (0, 0)
        for at in 0..<count {
            // All ones or none, so that nothing branches.
            let isBelowHigh: Int32 = scores[at] < high ? -1 : 0
            let isBelowLow: Int32 = scores[at] < low ? -1 : 0
            levels[at] = levels[at] &+ (isBelowHigh & highStep) &+ (isBelowLow & lowStep)
            belowHigh &-= isBelowHigh
            belowLow &-= isBelowLow
        }
        return (belowHigh, belowLow)
    }

    /// Adds a step to the levels of rows whose keys lie beyond a cut's.
    static func step(_ levels: UnsafeMutablePointer<UInt8>, _ keys: [UInt64], beyond cut: UInt64, by step: UInt8) {
        keys.withUnsafeBufferPointer { keys in
            var at = 0
            while at < keys.count {
                levels[at] &+= (keys[at] > cut ? 255 : 0) & step
                at &+= 1
            }
        }
    }

    /// The lowest byte of each level.
    static func narrow(_ wide: UnsafePointer<Int32>, into levels: UnsafeMutablePointer<UInt8>, _ count: Int) {
        for at in 0..<count { levels[at] = UInt8(truncatingIfNeeded: wide[at]) }
    }

    /// How many levels differ from the base's for the better, and for the worse or open.
    static func moves(_ levels: UnsafePointer<UInt8>, _ base: UnsafePointer<UInt8>, _ count: Int) -> (up: Int, down: Int) {
        var (up, down, start) = (0, 0, 0)
        // Bytes count to 128 at most, then into a wider sum.
        while start < count {
            let end = min(count, start &+ 128)
            var (less, more): (UInt8, UInt8) = (0, 0)
            var at = start
            while at < end {
                less &+= levels[at] < base[at] ? 1 : 0
                more &+= levels[at] > base[at] ? 1 : 0
                at &+= 1
            }
            up &+= Int(less)
            down &+= Int(more)
            start = end
        }
        return (up, down)
    }

    /// How many rows are at a level.
    static func count(_ levels: UnsafePointer<UInt8>, at level: UInt8, _ count: Int) -> Int {
        var (all, start) = (0, 0)
        while start < count {
            let end = min(count, start &+ 128)
            var found: UInt8 = 0
            var at = start
            while at < end {
                found &+= levels[at] == level ? 1 : 0
                at &+= 1
            }
            all &+= Int(found)
            start = end
        }
        return all
    }

    /// Counts, row by row, those that have the base's level.
    static func count(_ counts: UnsafeMutablePointer<UInt8>, _ levels: UnsafePointer<UInt8>, _ base: UnsafePointer<UInt8>, _ count: Int) {
        for at in 0..<count { counts[at] &+= levels[at] == base[at] ? 1 : 0 }
    }

    /// The sum of the values at one level, in eight lanes whatever the processor, so that it is the same on all.
    /// - Parameter scratch: room for a run of doubles.
    static func sum(
        _ values: UnsafePointer<Double>, _ levels: UnsafePointer<UInt8>, at level: UInt8, _ count: Int, _ scratch: UnsafeMutablePointer<Double>
    ) -> Double {
        var at = 0
        while at < count {
            scratch[at] = levels[at] == level ? values[at] : 0
            at &+= 1
        }
        while at < Flags.run, at % 8 != 0 {
            scratch[at] = 0
            at &+= 1
        }
        var (low, high) = (SIMD4<Double>(), SIMD4<Double>())
        var start = 0
        while start < count {
            let eight = UnsafeRawPointer(scratch + start)
            low += eight.loadUnaligned(as: SIMD4<Double>.self)
            high += eight.loadUnaligned(fromByteOffset: 32, as: SIMD4<Double>.self)
            start &+= 8
        }
        let sums = low + high
        return (sums[0] + sums[1]) + (sums[2] + sums[3])
    }
}
