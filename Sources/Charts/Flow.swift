/// What went one way in a movement.
package struct Flow: Equatable, Sendable {
    /// The label it came from, and the series it went to.
    package let from: Int
    /// The index of the series it went to.
    package let to: Int
    /// In the unit of the series; above 0.
    package let amount: Double
    /// It went elsewhere than it was.
    package let isMove: Bool
}

extension Chart {
    /// Of a movement: all that can be drawn, amounts above zero, by label and series; what stayed and what moved apart, also
    /// where both stand between the same two.
    package var flows: [Flow] {
        labels.indices.flatMap { from in
            series.indices.flatMap { to in
                guard let amount = series[to].value(from), amount > 0 else { return [Flow]() }
                let stayed = min(amount, series[to].stayed(from) ?? 0)
                return [Flow(from: from, to: to, amount: stayed, isMove: false), Flow(from: from, to: to, amount: amount - stayed, isMove: true)]
                    .filter { $0.amount > 0 }
            }
        }
    }

    /// Of a movement: whether anything can stay where it was, as its two sides share a value.
    package var canStay: Bool { series.contains { series in labels.indices.contains { series.stayed($0) != nil } } }

    /// Of a movement: all that stayed where it was, and all that went elsewhere.
    package var unmoved: Double { sum(isMove: false) }
    /// Of a movement: all that went elsewhere.
    package var moved: Double { sum(isMove: true) }

    private func sum(isMove: Bool) -> Double { flows.reduce(0) { $0 + ($1.isMove == isMove ? $1.amount : 0) } }
}
