/// Where a quantile of type 7 lies among so many sorted values: at h = (n − 1)·p, linear between neighbours.
struct OrderPosition {
    /// The place, from 0, at or below it.
    let below: Int
    /// How far it lies on the way to the next; 0 where there is no next.
    let share: Double

    init(_ p: Double, of count: Int) {
        let position = Double(count - 1) * p
        below = min(Int(position), count - 1)
        share = below + 1 < count ? position - Double(below) : 0
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
