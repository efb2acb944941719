import Prioritizing
import Tables

/// Figures of measures as words.
package enum MeasureText {
    package static func value(_ number: Double, _ type: ColumnType) -> String {
        switch type {
        case .money(let currency, let scale): moneyText(number, currency: currency, scale: scale)
        case .percent: NumberFormat(for: [number], isPercent: true).text(number)
        default: NumberFormat(for: [number]).text(number)
        }
    }

    package static func reach(_ reach: Reach, _ type: ColumnType, _ lowerIsBetter: Bool) -> String {
        switch reach {
        case .already: "is enough"
        case .impossible: "no amount does"
        case .value(let number): value(number, type)
        case .beyond(let number): (lowerIsBetter ? "below " : "above ") + value(number, type)
        }
    }
}
