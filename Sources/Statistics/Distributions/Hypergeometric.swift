/// How many marked ones are among some that were drawn at random without putting back.
package struct Hypergeometric: Sendable {
    /// How many there are in all.
    package let population: Int
    /// How many of them are marked.
    package let marked: Int
    /// How many are drawn.
    package let drawn: Int
    /// Of each number from the least to the greatest there can be, how likely it is against the likeliest of all.
    private let weights: [Double]
    private let least: Int

    /// Nil unless there is at least one, and no more are marked or drawn than there are.
    package init?(population: Int, marked: Int, drawn: Int) {
        guard population > 0, (0...population).contains(marked), (0...population).contains(drawn) else { return nil }
        self.population = population
        self.marked = marked
        self.drawn = drawn
        let (least, greatest) = (max(0, marked + drawn - population), min(marked, drawn))
        self.least = least
        // From the likeliest outwards by the ratio of neighbours: no factorial, and nothing that grows too large.
        func ratio(_ k: Int) -> Double {
            Double(marked - k) * Double(drawn - k) / (Double(k + 1) * Double(population - marked - drawn + k + 1))
        }
        let mode = min(greatest, max(least, Int((Double(marked) + 1) * (Double(drawn) + 1) / (Double(population) + 2))))
        var weights = [Double](repeating: 0, count: greatest - least + 1)
        weights[mode - least] = 1
        for k in stride(from: mode, to: greatest, by: 1) { weights[k + 1 - least] = weights[k - least] * ratio(k) }
        for k in stride(from: mode - 1, through: least, by: -1) { weights[k - least] = weights[k + 1 - least] / ratio(k) }
        self.weights = weights
    }

    /// Of how many marked ones are drawn.
    package var mean: Double { Double(drawn) * Double(marked) / Double(population) }

    /// The probability of so many or fewer, and of so many or more.
    package func atMost(_ count: Int) -> Double { part(weights.prefix(max(0, count - least + 1))) }
    /// The probability of so many or more.
    package func atLeast(_ count: Int) -> Double { part(weights.dropFirst(max(0, count - least))) }

    /// Twice the smaller of both; at most 1.
    package func twoSided(_ count: Int) -> Double { min(1, 2 * min(atMost(count), atLeast(count))) }

    /// The small ones first, so that none is lost beside a great one.
    private func part(_ some: ArraySlice<Double>) -> Double {
        min(1, some.sorted().reduce(0, +) / weights.sorted().reduce(0, +))
    }
}
