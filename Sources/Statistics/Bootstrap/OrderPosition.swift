/// Where a quantile of type 7 lies among so many sorted values: at h = (n − 1)·p, linear between neighbours.
struct OrderPosition: Sendable {
    let p: Double
    /// The place, from 0, at or below it.
    let below: Int
    /// How far it lies on the way to the next; 0 where there is no next.
    let share: Double

    init(_ p: Double, of count: Int) {
        self.p = p
        let position = Double(count - 1) * p
        below = min(Int(position), count - 1)
        share = below + 1 < count ? position - Double(below) : 0
    }

    /// The quantile of as many values drawn from `count` sorted ones, without drawing them: the order statistics of n uniform
    /// numbers are beta variables, and ⌊n·u⌋ is the place that each picks. The same distribution as plain resampling has.
    @inline(__always)
    func drawn(of count: Int, _ generator: inout Generator, picked: (Int) -> Double) -> Double {
        let n = Double(count)
        let u = generator.beta(Double(below + 1), Double(count - below))
        let low = picked(min(count - 1, Int(n * u)))
        guard share > 0 else { return low }
        // The next is the least of n − 1 − below numbers evenly between u and 1.
        let step = Elementary.exp(Elementary.log(1 - generator.uniform()) / Double(count - 1 - below))
        return between(low, picked(min(count - 1, Int(n * (1 - (1 - u) * step)))))
    }

    func between(_ low: Double, _ high: Double) -> Double { share == 0.5 ? low / 2 + high / 2 : low * (1 - share) + high * share }
}

/// What is left of places in a row when some are taken away.
struct Rest {
    private let gone: ArraySlice<Int32>

    /// - Parameter gone: ascending.
    init(without gone: ArraySlice<Int32>) { self.gone = gone }

    /// The place of what has so many left before it.
    func place(_ rank: Int) -> Int {
        // Those gone come before it whose place less their number is at most its rank.
        var (low, high) = (0, gone.count)
        while low < high {
            let middle = (low + high) / 2
            if Int(gone[gone.startIndex + middle]) - middle <= rank { low = middle + 1 } else { high = middle }
        }
        return rank + low
    }
}
