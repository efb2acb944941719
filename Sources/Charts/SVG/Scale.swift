/// Numbers to places: `low` stands at `start`, `high` at `end`.
struct Scale {
    let low: Double
    let high: Double
    let start: Double
    let end: Double

    init(_ low: Double, _ high: Double, at start: Double, _ end: Double) {
        (self.low, self.high, self.start, self.end) = (low, high, start, end)
    }

    /// The place of a number; of one outside, the nearer end. Halves, so that no difference overflows.
    func place(_ number: Double) -> Double {
        let span = high / 2 - low / 2
        guard span > 0 else { return (start + end) / 2 }
        let share = (number / 2 - low / 2) / span
        return start + min(max(share, 0), 1) * (end - start)
    }
}
