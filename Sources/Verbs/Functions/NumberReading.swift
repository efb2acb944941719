import Storage
import Tables

/// A number as people type it: what import reads (`1,234.5`, `1e6`, `€12.50`), and also `20%`, `250k`, `1.2bn`.
struct NumberReading {
    /// Percents as shares.
    let double: Double
    /// The same number as units × 10^-decimals, where it is one without rounding.
    private var exact: (units: Int64, decimals: Int)?
    private var currency: Currency?

    init?(_ whole: UnsafeBufferPointer<UInt8>) {
        let text = trimmed(whole)
        if let amount = MoneyText(text) {
            double = Double(amount.units) / powerOfTen(amount.decimals)
            exact = (amount.units, amount.decimals)
            currency = amount.currency
            return
        }
        let (suffix, shift) = NumberReading.suffix(of: text)
        guard let number = NumberText(trimmed(UnsafeBufferPointer(rebasing: text[..<(text.count - suffix)]))), let double = number.double(shift: shift)
        else { return nil }
        self.double = double
        if let units = number.units, let decimals = number.decimals, decimals - shift <= 18 { exact = (units, decimals - shift) }
    }

    /// Units of 10^-scale of the currency; nil for another currency or what does not fit 64 bits.
    func units(of wanted: Currency, scale: Int) -> Int64? {
        if let currency, currency != wanted { return nil }
        guard let exact else { return Rounding.whole(double * powerOfTen(scale)) }
        if scale - exact.decimals > 18 { return exact.units == 0 ? 0 : nil }
        return Rounding.rescaled(exact.units, from: exact.decimals, to: scale)
    }

    /// How many bytes stand behind the digits, and how many places they move the point.
    private static func suffix(of text: UnsafeBufferPointer<UInt8>) -> (bytes: Int, shift: Int) {
        switch text.last {
        case UInt8(ascii: "%"): (1, -2)
        case UInt8(ascii: "k"), UInt8(ascii: "K"): (1, 3)
        case UInt8(ascii: "m"), UInt8(ascii: "M"): (1, 6)
        case UInt8(ascii: "n"), UInt8(ascii: "N"):
            text.count > 1 && text[text.count - 2] | 0x20 == UInt8(ascii: "b") ? (2, 9) : (0, 0)
        default: (0, 0)
        }
    }
}
