import Tables

/// The round numbers along an axis, and how they are written.
package struct Ticks: Sendable {
    /// What the axis spans, in plain doubles whose difference is finite.
    package let low: Double
    /// Above `low`.
    package let high: Double
    /// The numbers that are written, rising, all from `low` to `high`.
    package let values: [Double]
    private let format: TickFormat

    /// Whether an axis reaches to zero.
    package enum Zero: Sendable {
        /// As bars need it.
        case always
        /// Where the data come near to it, so that it is worth its room.
        case near
        /// Where they come nearer still: courses are read by their slope, for which height is needed.
        case close
        /// Only as far as the data do.
        case never
    }

    /// Where an axis ends.
    package enum Ends: Sendable {
        /// At the data.
        case data
        /// At ticks.
        case ticks
        /// At ticks, but not where that would leave most of a step empty.
        case near
    }

    /// - Parameters:
    ///   - count: about how many.
    ///   - ends: where the axis ends.
    package init(_ numbers: some Sequence<Double>, type: ColumnType, count: Int, zero: Zero, ends: Ends) {
        var (low, high) = Ticks.range(numbers, zero)
        var step = RoundStep(atLeast: (high - low) / Double(max(1, count)))
        if type == .whole, step.exponent < 0 { step = RoundStep(atLeast: 1) }
        if ends != .data {
            let (floor, last) = (step.index(below: low), step.index(below: high))
            let below = step.multiple(floor)
            let above = step.multiple(step.multiple(last) < high - step.width * 1e-6 ? last + 1 : last)
            let room = ends == .ticks ? 1.1 : 0.7
            if low - below < room * step.width { low = below }
            if above - high < room * step.width { high = above }
        }
        (self.low, self.high) = (low, high)
        var values: [Double] = []
        let slack = step.width * 1e-6
        var index = step.index(below: low)
        while values.count <= 4 * max(1, count), step.multiple(index) <= high + slack {
            // Zero has no sign.
            if step.multiple(index) >= low - slack { values.append(step.multiple(index) + 0) }
            index += 1
        }
        self.values = values
        format = TickFormat(step, furthest: max(low.magnitude, high.magnitude), type: type)
    }

    /// A number as it is written along this axis: all with as many digits as the step needs.
    package func text(_ value: Double) -> String { format.text(value) }

    /// The least and the greatest number, apart from each other. A lone number spans from zero; what is beyond 10^300
    /// is drawn there.
    private static func range(_ numbers: some Sequence<Double>, _ zero: Zero) -> (Double, Double) {
        var range: (low: Double, high: Double)?
        for number in numbers where !number.isNaN {
            let drawn = min(max(number, -1e300), 1e300)
            range = range.map { (min($0.low, drawn), max($0.high, drawn)) } ?? (drawn, drawn)
        }
        guard var (low, high) = range else { return (0, 1) }
        let spread = high - low
        let isLone = spread <= max(high.magnitude, low.magnitude) * 1e-12
        let distance = max(low, -high)
        if zero == .always || isLone || (zero == .near && distance < spread) || (zero == .close && distance < spread / 2) { (low, high) = (min(0, low), max(0, high)) }
        return high - low < 1e-290 ? (low, low + 1) : (low, high)
    }
}

/// How the ticks of one axis are written: all in the same unit (k, m, bn) and with the same digits.
private struct TickFormat: Sendable {
    private let type: ColumnType
    private let unit: MagnitudeUnit
    private let decimals: Int
    private let isScientific: Bool

    init(_ step: RoundStep, furthest: Double, type: ColumnType) {
        self.type = type
        let shift = type == .percent ? 2 : 0
        let shown = type == .percent ? furthest * 100 : furthest
        var unit = MagnitudeUnit(of: shown, from: 4)
        // So fine a step is easier to read with all digits.
        if unit.exponent - step.exponent - shift > 3 { unit = .none }
        self.unit = unit
        decimals = max(0, unit.exponent - step.exponent - shift)
        isScientific = shown >= 1e15 || decimals > 6
    }

    func text(_ value: Double) -> String {
        if value == 0 { return written("0", negative: false) }
        let magnitude = value.magnitude
        if isScientific {
            let format = NumberFormat(for: [magnitude], isPercent: type == .percent)
            return written(format.text(magnitude), negative: value < 0)
        }
        if type == .percent { return NumberFormat(decimals: decimals, isPercent: true).text(value) }
        return written(NumberFormat(decimals: decimals).text(magnitude / unit.factor) + unit.suffix, negative: value < 0)
    }

    private func written(_ digits: String, negative: Bool) -> String {
        let digits = type == .percent && digits == "0" ? "0%" : digits
        if case .money(let currency, _) = type { return (negative ? "-" : "") + currency.prefix + digits }
        return (negative ? "-" : "") + digits
    }
}
