import Diagnostics

/// The bound of a part of all choices, and the mixture of choices that comes to it.
///
/// Any prices ≥ 0 of the limits give a bound: what the open rows gain at most when they pay for what they use, plus the
/// price of all that there is (Lagrange). The best prices are those of the linear program over mixtures of choices, whose
/// columns are made as they are needed.
struct Relaxation {
    /// No choice of the part gains more.
    private(set) var bound = Double.infinity
    private(set) var prices: [Double] = []
    /// By open row, then option: how much of the mixture takes it.
    private(set) var shares: [Double] = []
    /// How many rows were looked at.
    private(set) var work = 0

    /// Nil when no mixture meets the limits, or the bound proves to be no more than `cutoff`.
    init?(_ node: OptimizerNode, _ model: OptimizerModel, cutoff: Double) throws(Diagnostic) {
        let limits = node.limits(model)
        func column(_ taken: [UInt8]) -> Master.Column {
            Master.Column(gain: node.gain(of: taken, model), usage: node.usage(taken, model))
        }
        prices = node.prices.isEmpty ? [Double](repeating: 0, count: limits.count) : node.prices
        let first = priced(node, model, limits, prices, withGains: true)
        bound = node.gain + first.value
        if bound <= cutoff { return nil }
        var choices = [first.taken]
        var master = Master(limits: limits, first: column(first.taken))
        for _ in 0..<400 {
            try Cancellation.check()
            let isExceeding = master.isExceeding
            let tried = master.prices.map { max(0, $0) }
            let (taken, value) = priced(node, model, limits, tried, withGains: !isExceeding)
            if isExceeding {
                // Above 0 it would be possible that nothing is exceeded.
                if value < -1e-7 { return nil }
            } else if node.gain + value < bound {
                (bound, prices) = (node.gain + value, tried)
                if bound <= cutoff { return nil }
            }
            let made = column(taken)
            if master.reducedGain(made) <= (isExceeding ? 1e-9 : Master.precision) {
                if isExceeding { return nil }
                break
            }
            master.add(made)
            choices.append(taken)
            master.solve()
        }
        work += master.pivots * 200
        shares = [Double](repeating: 0, count: node.rows.count * model.optionCount)
        for (column, share) in master.mixture {
            for (at, option) in choices[column].enumerated() { shares[at * model.optionCount + Int(option)] += share }
        }
    }

    /// The best choice at these prices, and the bound it makes for what the open rows gain.
    private mutating func priced(
        _ node: OptimizerNode, _ model: OptimizerModel, _ limits: [Double], _ prices: [Double], withGains: Bool
    ) -> (taken: [UInt8], value: Double) {
        work += node.rows.count + 50
        let (taken, net) = PricedOptions(model, prices: prices, withGains: withGains).best(node)
        return (taken, zip(prices, limits).reduce(net) { $1.0 > 0 ? $0 + $1.0 * $1.1 : $0 })
    }
}
