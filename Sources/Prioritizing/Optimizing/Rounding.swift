/// Whole choices near to a mixture: options by how much the mixture takes of them, then changes of one row at a time
/// until the limits are met, and as long as that gains.
struct Rounding {
    private let node: OptimizerNode
    private let model: OptimizerModel
    private let limits: [Double]
    private(set) var taken: [UInt8]
    private var usage: [Double]

    init(_ node: OptimizerNode, _ model: OptimizerModel, shares: [Double]) {
        (self.node, self.model) = (node, model)
        limits = node.limits(model)
        taken = Rounding.taken(node, shares, model.optionCount)
        usage = node.usage(taken, model)
    }

    /// Row by row the option that is farthest behind what the mixture has taken of it so far.
    private static func taken(_ node: OptimizerNode, _ shares: [Double], _ options: Int) -> [UInt8] {
        var behind = [Double](repeating: 0, count: options)
        return node.rows.indices.map { at in
            for option in 0..<options { behind[option] += shares[at * options + option] }
            let possible = (0..<options).filter { node.options[at] >> UInt64($0) & 1 == 1 }
            let some = possible.filter { shares[at * options + $0] > 1e-6 }
            let best = (some.isEmpty ? possible : some).max { behind[$0] < behind[$1] } ?? 0
            behind[best] -= 1
            return UInt8(truncatingIfNeeded: best)
        }
    }

    /// True when the limits are met in the end.
    mutating func improve() -> Bool {
        for _ in 0..<60 {
            guard let step = bestStep() else { break }
            taken[step.at] = UInt8(truncatingIfNeeded: step.option)
            usage = node.usage(taken, model)
        }
        return excess(usage) == 0
    }

    private func excess(_ usage: [Double]) -> Double {
        zip(usage, limits).reduce(0) { $0 + max(0, $1.0 - $1.1) }
    }

    /// The change of one row that lessens the excess at the least loss for it, or without an excess gains the most.
    private func bestStep() -> (at: Int, option: Int)? {
        let now = excess(usage)
        var best: (merit: Double, at: Int, option: Int)?
        let tiers = model.optionCount - 1
        for (at, row) in node.rows.enumerated() {
            let from = Int(row) * model.optionCount + Int(taken[at])
            for option in 0..<model.optionCount where option != Int(taken[at]) && node.options[at] >> UInt64(option) & 1 == 1 {
                let to = Int(row) * model.optionCount + option
                let gain = model.gains[to] - model.gains[from]
                if now == 0, gain <= max(0, best?.merit ?? 0) { continue }
                var after = 0.0
                for limit in limits.indices {
                    var used = usage[limit]
                    if limit < 2 * tiers {
                        let sign = limit % 2 == 0 ? 1.0 : -1.0
                        if option == limit / 2 + 1 { used += sign }
                        if Int(taken[at]) == limit / 2 + 1 { used -= sign }
                    } else if limit == 2 * tiers, model.hourLimit != nil {
                        used += model.hours[to] - model.hours[from]
                    } else {
                        used += (model.moves[to] ? 1 : 0) - (model.moves[from] ? 1 : 0)
                    }
                    after += max(0, used - limits[limit])
                }
                guard now > 0 ? after < now - 1e-12 : after == 0 else { continue }
                // Gains are whole numbers; the excess decides, and among equal steps the gain.
                let merit = now > 0 ? gain / (now - after) : gain
                if best.map({ merit > $0.merit }) ?? true { best = (merit, at, option) }
            }
        }
        return best.map { ($0.at, $0.option) }
    }
}
