/// What rates of exchange have to do with a change: both periods stand at the older one's rates, and what the newer one's own rates
/// add is told by itself. The two add up to the change at the rates of the day.
extension Benchmark {
    /// What the newer period's own rates add to a group's newer figure; nil where nothing is converted.
    package func exchange(_ index: Int) -> Double? { exchange(groups[index].rows) }

    /// Of all accounts whose figures are known: what they had in both periods at the older rates, and what the newer rates add.
    package var exchangeOfAll: (before: Double, after: Double, effect: Double)? {
        let known = known(members.rows)
        guard let effect = exchange(known) else { return nil }
        return (known.reduce(0) { $0 + before[$1] }, known.reduce(0) { $0 + after[$1] }, effect)
    }

    private func known(_ rows: [Int]) -> [Int] { rows.filter { before[$0].isFinite && after[$0].isFinite } }

    private func exchange(_ rows: [Int]) -> Double? {
        exchange.map { own in known(rows).reduce(0) { $0 + own[$1] } }
    }
}
