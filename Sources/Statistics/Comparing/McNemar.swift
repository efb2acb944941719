/// Which of two choices finds more, told from what only one of them found: what both found, or neither, says nothing
/// (McNemar 1947; the exact test is the sign test of those that differ).
package struct McNemar: Sendable {
    /// How many the first choice found and the second did not.
    package let firstOnly: Int
    /// How many the second choice found and the first did not.
    package let secondOnly: Int

    /// Nil for a negative number.
    package init?(firstOnly: Int, secondOnly: Int) {
        guard firstOnly >= 0, secondOnly >= 0 else { return nil }
        self.firstOnly = firstOnly
        self.secondOnly = secondOnly
    }

    /// Two-sided and exact: twice the probability that of as many tosses as they differ in, heads fall no more often than the
    /// rarer one did. 1 where they differ in nothing.
    package var pValue: Double {
        let (fewer, all) = (min(firstOnly, secondOnly), firstOnly + secondOnly)
        guard 2 * fewer < all else { return 1 }
        // So few heads of n are an incomplete beta function at ½.
        return Special.incompleteBeta(0.5, Double(all - fewer), Double(fewer + 1)).map { min(1, 2 * $0) } ?? 1
    }
}
