import Prioritizing
import Tables

/// Figures of measures as words.
package enum MeasureText {
    /// A figure as it is told: money in its currency, a share in percent, else with as many digits as it needs.
    package static func value(_ number: Double, _ type: ColumnType) -> String {
        switch type {
        case .money(let currency, let scale): moneyText(number, currency: currency, scale: scale)
        case .percent: NumberFormat(for: [number], isPercent: true).text(number)
        default: NumberFormat(for: [number]).text(number)
        }
    }

    /// What a measure alone would have to be: a figure, `above` or `below` one, `no amount does`, `is enough`.
    package static func reach(_ reach: Reach, _ type: ColumnType, _ lowerIsBetter: Bool) -> String {
        switch settled(reach, type, lowerIsBetter) {
        case .already: "is enough"
        case .impossible: "no amount does"
        case .value(let number): value(enough(number, type, lowerIsBetter), type)
        case .beyond(let number): (lowerIsBetter ? "below " : "above ") + value(enough(number, type, lowerIsBetter), type)
        }
    }

    /// Of whole numbers there is a least one beyond another.
    package static func settled(_ reach: Reach, _ type: ColumnType, _ lowerIsBetter: Bool) -> Reach {
        guard case .beyond(let number) = reach, type == .whole, abs(number) < 1e15 else { return reach }
        return .value(lowerIsBetter ? number.rounded(.up) - 1 : number.rounded(.down) + 1)
    }

    /// A figure that is enough as it is shown: with as many digits, towards the better side.
    package static func enough(_ number: Double, _ type: ColumnType, _ lowerIsBetter: Bool) -> Double {
        let decimals =
            switch type {
            case .money(_, let scale): scale
            case .whole: 0
            case .percent: NumberFormat(for: [number], isPercent: true).decimals + 2
            default: NumberFormat(for: [number]).decimals
            }
        let unit = Double(integerPowerOfTen(min(max(decimals, 0), 15)))
        let steps = number * unit
        // Beyond that doubles have no such digits, and what is a step but for rounding is one.
        guard abs(steps) < 1e15, abs(steps - steps.rounded()) > 1e-9 * max(1, abs(steps)) else { return number }
        return steps.rounded(lowerIsBetter ? .down : .up) / unit
    }
}
