extension ColumnType {
    /// The type in one line, as files and hashes know it: `text`, `money EUR 2`.
    package var stored: String {
        switch self {
        case .text: "text"
        case .whole: "whole"
        case .decimal: "decimal"
        case .percent: "percent"
        case .money(let currency, let scale): "money \(currency.code) \(scale)"
        case .date: "date"
        case .boolean: "boolean"
        }
    }

    /// Reads what `stored` writes; nil for any other text, and for money whose scale is not 0 to 9.
    package init?(stored: String) {
        switch stored {
        case "text": self = .text
        case "whole": self = .whole
        case "decimal": self = .decimal
        case "percent": self = .percent
        case "date": self = .date
        case "boolean": self = .boolean
        default:
            guard stored.hasPrefix("money "), let blank = stored.lastIndex(of: " "),
                let scale = Int(stored[stored.index(after: blank)...]), (0...9).contains(scale)
            else { return nil }
            self = .money(Currency(String(stored[..<blank].dropFirst("money ".count))), scale: scale)
        }
    }
}
