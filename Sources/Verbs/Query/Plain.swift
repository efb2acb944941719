import Diagnostics
import Tables

/// A cell as plain text: for headers and messages.
package enum Plain {
    package static func text(_ value: Value) -> String {
        switch value {
        case .missing: "—"
        case .text(let text): text
        case .whole(let number): String(number)
        case .decimal(let number): Plain.number(number)
        case .percent(let share): Plain.number(share * 100) + "%"
        case .money(let money): money.currency.prefix + Plain.number(money.double)
        case .date(let day): day.text
        case .boolean(let truth): truth ? "true" : "false"
        }
    }

    static func number(_ number: Double) -> String {
        if number.magnitude >= 1e15 { return NumberFormat(for: [number]).text(number) }
        let rounded = (number * 1e6).rounded() / 1e6
        if rounded == rounded.rounded() { return grouped(Int(rounded)) }
        return "\(rounded)"
    }
}
