/// Probabilities of chance adjusted for being many: of twenty comparisons one is below 0.05 even when nothing is there.
///
/// An adjusted one stands where its own stood; what is nil or no probability stays nil and counts as not compared.
package enum Multiplicity {
    /// The probability that any is called true by chance stays below the limit (Holm 1979).
    package static func holm(_ pValues: [Double?]) -> [Double?] {
        adjusted(pValues) { sorted in
            var greatest = 0.0
            return sorted.enumerated().map { at, p in
                greatest = max(greatest, min(1, Double(sorted.count - at) * p))
                return greatest
            }
        }
    }

    /// The same where a comparison may be told several times, as that of two groups from either side: it counts once, and all that
    /// tell it have the p of the first.
    package static func holm<Comparison: Hashable>(_ pValues: [Double?], of comparisons: [Comparison]) -> [Double?] {
        var firsts: [Comparison: Int] = [:]
        for (at, comparison) in comparisons.enumerated() where pValues[at] != nil && firsts[comparison] == nil { firsts[comparison] = at }
        let adjusted = holm(pValues.enumerated().map { at, p in firsts[comparisons[at]] == at ? p : nil })
        return pValues.enumerated().map { at, p in p.flatMap { _ in firsts[comparisons[at]].flatMap { adjusted[$0] } } }
    }

    /// Of those called true, the expected part that is not stays below the limit (Benjamini & Hochberg 1995).
    package static func benjaminiHochberg(_ pValues: [Double?]) -> [Double?] {
        adjusted(pValues) { sorted in
            var least = 1.0
            return sorted.enumerated().reversed().map { at, p in
                least = min(least, Double(sorted.count) / Double(at + 1) * p)
                return least
            }.reversed()
        }
    }

    private static func adjusted(_ pValues: [Double?], _ adjust: ([Double]) -> [Double]) -> [Double?] {
        let known = pValues.enumerated().compactMap { at, p in p.flatMap { $0 >= 0 && $0 <= 1 ? (at: at, p: $0) : nil } }
        let sorted = known.sorted { ($0.p, $0.at) < ($1.p, $1.at) }
        var result = [Double?](repeating: nil, count: pValues.count)
        for (one, p) in zip(sorted, adjust(sorted.map(\.p))) { result[one.at] = p }
        return result
    }
}
