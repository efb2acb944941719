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

    func between(_ low: Double, _ high: Double) -> Double { share == 0.5 ? low / 2 + high / 2 : low * (1 - share) + high * share }
}

/// Draws of the quantile at a position of as many values drawn from `count` sorted ones, without drawing these: ⌊n·u⌋ is the place that
/// a uniform number picks, and the order statistics of uniform numbers are sums of exponential variables over the sum of n + 1 of
/// them (Devroye 1986, V.3), which are gamma variables. The same distribution as plain resampling has.
struct OrderDraw: Sendable {
    private let position: OrderPosition
    private let count: Int
    private let before: GammaDraw
    /// What comes after the position, and after the next place.
    private let after: GammaDraw

    init(_ position: OrderPosition, of count: Int) {
        (self.position, self.count) = (position, count)
        before = GammaDraw(shape: Double(position.below + 1))
        after = GammaDraw(shape: Double(count - position.below - (position.share > 0 ? 1 : 0)))
    }

    /// - Parameter picked: the value at a place, from 0.
    @inline(__always)
    func draw(_ generator: inout Generator, picked: (Int) -> Double) -> Double {
        func value(_ u: Double) -> Double { picked(min(count - 1, Int(Double(count) * u))) }
        let before = before.draw(&generator)
        guard position.share > 0 else { return value(before / (before + after.draw(&generator))) }
        let next = before + generator.exponential()
        let all = next + after.draw(&generator)
        return position.between(value(before / all), value(next / all))
    }
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
