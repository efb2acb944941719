/// An optimizer's question in numbers: what each row gives and takes in each option, non-tiered first.
///
/// Gains are whole numbers held in doubles: values in steps that are a power of two (whole numbers stay themselves
/// while their sum, times the number of rows, is below 2⁴²), times one more than the number of rows, less 1 for a row
/// that moves. So a sum is greater when its value is, and among equal values when fewer rows move, exactly.
struct OptimizerModel {
    let rowCount: Int
    let optionCount: Int
    /// By row, then option.
    private(set) var gains: [Double]
    /// In parts of the limit, where it is above 1.
    let hours: [Double]
    let moves: [Bool]
    let allowed: [UInt64]
    let sizes: [ClosedRange<Int>]
    let hourLimit: Double?
    let moverLimit: Int?
    /// A value of 1 as a gain.
    let unit: Double

    /// - Parameters:
    ///   - dropped: limits that are not to hold.
    ///   - inOrder: rows that locks keep out of every tier are passed over, even where the locks are dropped.
    init(_ question: Optimizer, without dropped: Set<Optimizer.Limit> = [], inOrder: Bool = false) {
        let (count, options) = (question.values.count, question.tierCount + 1)
        (rowCount, optionCount) = (count, options)
        let values = question.values.map { $0.isFinite ? $0 : 0 }
        let widest = question.worths.reduce(0) { max($0, abs($1)) }
        // Added up in parts of a power of two no greater than the greatest: sums of great values stay numbers.
        let greatest = values.reduce(Double.leastNormalMagnitude) { max($0, abs($1)) }
        let part = Double(sign: .plus, exponent: greatest.exponent, significand: 1)
        let total = max(values.reduce(0) { $0 + abs($1) / part } * widest, .leastNormalMagnitude)
        let step = Double(count + 1)
        let most = max(Double(1 << 42) / step / total / part, .leastNormalMagnitude)
        let scale = most.isFinite ? Double(sign: .plus, exponent: most.exponent, significand: 1) : 1
        unit = scale * step

        var (gains, hours, moves) = ([Double](), [Double](), [Bool]())
        for row in 0..<count {
            for option in 0..<options {
                let worth = option == 0 ? 0 : question.worths[option - 1]
                let moved = max(-1, Int(question.current[row])) != option - 1
                gains.append((values[row] * scale * worth).rounded() * step - (moved ? 1 : 0))
                moves.append(moved)
                let costs = option == 0 ? question.nonTieredHours : question.hours.isEmpty ? [] : question.hours[option - 1]
                hours.append(costs.isEmpty ? 0 : costs[row])
            }
        }
        let hourUnit = max(1, abs(question.limits.hours ?? 1))
        (self.gains, self.hours, self.moves) = (gains, hours.map { $0 / hourUnit }, moves)
        let all: UInt64 = (1 << UInt64(options)) - 1
        allowed = (0..<count).map { row in
            let can = question.eligible.isEmpty ? all : question.eligible[row].rawValue & all
            guard !question.locks.isEmpty else { return can }
            let locked = question.locks[row].rawValue & can
            return dropped.contains(.locks) && !(inOrder && locked == 1) ? can : locked
        }
        sizes = question.limits.sizes.enumerated().map { tier, size in
            let least = dropped.contains(.least(tier: tier)) ? 0 : size.lowerBound
            let most = dropped.contains(.most(tier: tier)) ? count : min(size.upperBound, count)
            // A least size above the number of rows cannot be met.
            return least...max(least, most)
        }
        hourLimit = dropped.contains(.hours) ? nil : question.limits.hours.map { $0 / hourUnit }
        moverLimit = dropped.contains(.movers) ? nil : question.limits.movers
    }

    /// Any choice is as good as any other.
    var indifferent: OptimizerModel {
        var copy = self
        copy.gains = [Double](repeating: 0, count: gains.count)
        return copy
    }

    /// Hours may exceed their limit by what rounding makes of a sum.
    static let hourSlack = 1e-9
}
