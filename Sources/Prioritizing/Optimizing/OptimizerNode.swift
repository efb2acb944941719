/// A part of all choices: some rows settled, the others with the options that are left, under what is left of the limits.
struct OptimizerNode {
    var rows: [Int32] = []
    /// By open row, the options left.
    var options: [UInt64] = []
    var settled: [(row: Int32, option: UInt8)] = []
    /// What the settled rows gain.
    var gain = 0.0
    /// By tier, left for the open rows.
    var least: [Int]
    var most: [Int]
    var hours: Double
    var movers: Int
    /// No choice of this part gains more.
    var bound = Double.infinity
    /// Prices of the limits to begin with.
    var prices: [Double] = []

    /// All choices of a model; nil when a row has no option.
    init?(_ model: OptimizerModel) {
        least = model.sizes.map(\.lowerBound)
        most = model.sizes.map(\.upperBound)
        hours = model.hourLimit.map { $0 + OptimizerModel.hourSlack } ?? .infinity
        movers = model.moverLimit ?? .max
        for row in 0..<model.rowCount {
            if model.allowed[row] == 0 { return nil }
            keep(Int32(truncatingIfNeeded: row), model.allowed[row], model)
        }
    }

    /// Leaves a row open, or settles it where one option is left.
    mutating func keep(_ row: Int32, _ left: UInt64, _ model: OptimizerModel) {
        if left & (left &- 1) == 0 { return settle(row, left.trailingZeroBitCount, model) }
        rows.append(row)
        options.append(left)
    }

    mutating func settle(_ row: Int32, _ option: Int, _ model: OptimizerModel) {
        let at = Int(row) * model.optionCount + option
        settled.append((row, UInt8(truncatingIfNeeded: option)))
        gain += model.gains[at]
        hours -= model.hours[at]
        if model.moves[at], movers < .max { movers -= 1 }
        if option > 0 {
            least[option - 1] -= 1
            most[option - 1] -= 1
        }
    }

    /// The same part with other options for its open rows, by place among them.
    func with(_ options: [UInt64], _ model: OptimizerModel) -> OptimizerNode {
        var node = self
        (node.rows, node.options) = ([], [])
        for (row, left) in zip(rows, options) { node.keep(row, left, model) }
        return node
    }

    /// False when a look shows that nothing is left.
    var isOpen: Bool {
        if movers < 0 || most.contains(where: { $0 < 0 }) { return false }
        return !zip(least, most).contains { $0 > $1 } && least.reduce(0, { $0 + max(0, $1) }) <= rows.count
            && options.allSatisfy { $0 != 0 }
    }
}

// MARK: - Limits by number

extension OptimizerNode {
    /// What is left of the limits, as right sides: by tier the most and the negative least, then hours and movers.
    func limits(_ model: OptimizerModel) -> [Double] {
        var limits: [Double] = []
        for tier in most.indices { limits += [Double(most[tier]), -Double(least[tier])] }
        if model.hourLimit != nil { limits.append(hours) }
        if model.moverLimit != nil { limits.append(Double(movers)) }
        return limits
    }

    /// What the open rows use of each limit when they take these options.
    func usage(_ taken: [UInt8], _ model: OptimizerModel) -> [Double] {
        var counts = [Int](repeating: 0, count: model.optionCount)
        var (hours, movers) = (0.0, 0)
        for (row, option) in zip(rows, taken) {
            let at = Int(row) * model.optionCount + Int(option)
            counts[Int(option)] += 1
            hours += model.hours[at]
            movers += model.moves[at] ? 1 : 0
        }
        var usage: [Double] = []
        for option in counts.indices.dropFirst() { usage += [Double(counts[option]), -Double(counts[option])] }
        if model.hourLimit != nil { usage.append(hours) }
        if model.moverLimit != nil { usage.append(Double(movers)) }
        return usage
    }

    func gain(of taken: [UInt8], _ model: OptimizerModel) -> Double {
        zip(rows, taken).reduce(0) { $0 + model.gains[Int($1.0) * model.optionCount + Int($1.1)] }
    }
}

/// Gains less the prices of what an option uses.
struct PricedOptions {
    private let model: OptimizerModel
    private let byTier: [Double]
    private let perHour: Double
    private let perMove: Double
    private let counts: Double

    /// - Parameter prices: as `OptimizerNode.limits` has them.
    init(_ model: OptimizerModel, prices: [Double], withGains: Bool) {
        self.model = model
        let tiers = model.optionCount - 1
        byTier = [0] + (0..<tiers).map { prices[2 * $0] - prices[2 * $0 + 1] }
        perHour = model.hourLimit != nil ? prices[2 * tiers] : 0
        perMove = model.moverLimit != nil ? prices[prices.count - 1] : 0
        counts = withGains ? 1 : 0
    }

    @inline(__always)
    func net(_ row: Int32, _ option: Int) -> Double {
        let at = Int(row) * model.optionCount + option
        let net = counts * model.gains[at] - byTier[option] - perHour * model.hours[at]
        return model.moves[at] ? net - perMove : net
    }

    /// Each open row's best option, and what all of them come to.
    func best(_ node: OptimizerNode) -> (taken: [UInt8], net: Double) {
        var total = 0.0
        let taken = zip(node.rows, node.options).map { row, options in
            var (best, found) = (-Double.infinity, 0)
            var left = options
            while left != 0 {
                let option = left.trailingZeroBitCount
                left &= left - 1
                let net = net(row, option)
                if net > best { (best, found) = (net, option) }
            }
            total += best
            return UInt8(truncatingIfNeeded: found)
        }
        return (taken, total)
    }
}
