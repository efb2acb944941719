import Diagnostics

/// Branch and bound: a part of all choices is left when its bound is no better than the best choice known, else it is
/// divided, first by the size of a tier, then by whether a row is in one.
struct OptimizerSearch {
    let model: OptimizerModel
    var work: Int
    /// Ends with the first choice that meets the limits.
    var takesAny = false
    private(set) var best: (options: [UInt8], gain: Double)?
    /// No choice gains more.
    private(set) var bound = -Double.infinity
    private var open: [OptimizerNode] = []

    init(_ model: OptimizerModel, work: Int) { (self.model, self.work) = (model, work) }

    /// Gains are whole: what is not more than this by nearly one is no better.
    private var cutoff: Double { best.map { $0.gain + 0.95 } ?? -.infinity }

    /// True when everything was looked at.
    mutating func run() throws(Diagnostic) -> Bool {
        guard let all = OptimizerNode(model) else { return true }
        open = [all]
        while let node = open.popLast() {
            try Cancellation.check()
            if node.bound <= cutoff { continue }
            if work <= 0 {
                let left = open.reduce(node.bound) { max($0, $1.bound) }
                bound = max(best?.gain ?? -.infinity, left)
                return false
            }
            try divide(node)
            if takesAny, best != nil { return true }
        }
        bound = best?.gain ?? -.infinity
        return true
    }

    private mutating func divide(_ node: OptimizerNode) throws(Diagnostic) {
        work -= 20
        guard node.isOpen else { return }
        guard let relaxed = try Relaxation(node, model, cutoff: cutoff) else {
            work -= node.rows.count * 4
            return
        }
        work -= relaxed.work
        var rounding = Rounding(node, model, shares: relaxed.shares)
        if rounding.improve() { take(node, rounding.taken) }
        if relaxed.bound <= cutoff || takesAny && best != nil { return }
        var parts = halves(node, relaxed)
        for at in parts.indices {
            parts[at].prices = relaxed.prices
            parts[at].bound = min(node.bound, relaxed.bound)
        }
        open += parts
    }

    private mutating func take(_ node: OptimizerNode, _ taken: [UInt8]) {
        let gain = node.gain + node.gain(of: taken, model)
        guard gain > best?.gain ?? -.infinity else { return }
        var options = [UInt8](repeating: 0, count: model.rowCount)
        for (row, option) in node.settled { options[Int(row)] = option }
        for (row, option) in zip(node.rows, taken) { options[Int(row)] = option }
        best = (options, gain)
    }

    // MARK: Dividing

    /// The more promising part last, to be looked at first.
    private func halves(_ node: OptimizerNode, _ relaxed: Relaxation) -> [OptimizerNode] {
        let left = optionsLeft(node, relaxed)
        if left.contains(0) || left.isEmpty { return [] }
        if let halves = halvesBySize(node, relaxed) { return halves.map { $0.with(left, model) } }
        guard let (at, option) = undecided(node, relaxed, left) else { return [node.with(left, model)] }
        var (without, with) = (left, left)
        without[at] &= ~(1 << UInt64(option))
        with[at] = 1 << UInt64(option)
        return [node.with(without, model), node.with(with, model)]
    }

    private func halvesBySize(_ node: OptimizerNode, _ relaxed: Relaxation) -> [OptimizerNode]? {
        var best: (distance: Double, tier: Int, size: Double)?
        for tier in 0..<model.optionCount - 1 {
            let size = node.rows.indices.reduce(0) { $0 + relaxed.shares[$1 * model.optionCount + tier + 1] }
            let distance = abs(size - size.rounded())
            if distance > max(1e-6, best?.distance ?? 0) { best = (distance, tier, size) }
        }
        guard let best else { return nil }
        let whole = Int(best.size.rounded(.down))
        var (fewer, more) = (node, node)
        fewer.most[best.tier] = min(node.most[best.tier], whole)
        more.least[best.tier] = max(node.least[best.tier], whole + 1)
        return best.size - Double(whole) < 0.5 ? [more, fewer] : [fewer, more]
    }

    /// The options that a better choice than the best known can still take: the loss against the row's best option, at
    /// the prices of the bound, must leave more than that.
    private func optionsLeft(_ node: OptimizerNode, _ relaxed: Relaxation) -> [UInt64] {
        let priced = PricedOptions(model, prices: relaxed.prices, withGains: true)
        return zip(node.rows, node.options).map { row, options in
            let nets = (0..<model.optionCount).map { options >> UInt64($0) & 1 == 1 ? priced.net(row, $0) : -.infinity }
            let top = nets.max() ?? 0
            var left: UInt64 = 0
            for option in nets.indices where nets[option] > -.infinity && relaxed.bound - (top - nets[option]) > cutoff {
                left |= 1 << UInt64(option)
            }
            return left
        }
    }

    /// The row that the mixture parts the most evenly, and the option it takes most of; nil when one option is left to
    /// every row.
    private func undecided(_ node: OptimizerNode, _ relaxed: Relaxation, _ left: [UInt64]) -> (Int, Int)? {
        var best: (evenness: Double, at: Int, option: Int)?
        for at in node.rows.indices where left[at] & (left[at] &- 1) != 0 {
            var most: (share: Double, option: Int) = (-1, 0)
            for option in 0..<model.optionCount where left[at] >> UInt64(option) & 1 == 1 {
                let share = relaxed.shares[at * model.optionCount + option]
                if share > most.share { most = (share, option) }
            }
            if best.map({ 1 - most.share > $0.evenness }) ?? true { best = (1 - most.share, at, most.option) }
        }
        return best.map { ($0.at, $0.option) }
    }
}
