import Diagnostics

/// A cell as plain text: for headers and messages.
package enum Plain {
    /// `—` for a missing value, 20% for a percent, ISO 8601 for a date; whole numbers without separators. Control bytes
    /// of texts are kept.
    package static func text(_ value: Value) -> String {
        switch value {
        case .missing: "—"
        case .text(let text): text
        case .whole(let number): String(number)
        case .decimal(let number): Plain.number(number)
        case .percent(let share): Plain.number(share * 100) + "%"
        case .money(let money): moneyText(money)
        case .date(let day): day.text
        case .boolean(let truth): truth ? "true" : "false"
        }
    }

    /// The value of a figure within a sentence: whole numbers count here, and have separators.
    package static func figure(_ value: Value) -> String {
        if case .whole(let number) = value { grouped(number) } else { text(value) }
    }

    /// The same where an empty text must be seen.
    package static func label(_ value: Value) -> String { value == .text("") ? "(empty)" : text(value) }

    /// Rounded to six decimals, without closing zeros and with separators; from 10^15 on as `1.5e15`.
    package static func number(_ number: Double) -> String {
        if number.magnitude >= 1e15 { return NumberFormat(for: [number]).text(number) }
        let rounded = (number * 1e6).rounded() / 1e6
        if rounded == rounded.rounded() { return grouped(Int(rounded)) }
        let parts = "\(rounded.magnitude)".split(separator: ".")
        guard parts.count == 2 else { return "\(rounded)" }
        return (rounded < 0 ? "-" : "") + groupedDigits(String(parts[0])) + "." + parts[1]
    }
}
