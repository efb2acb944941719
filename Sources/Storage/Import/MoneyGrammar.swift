import Tables

/// An amount with its currency as it stands in a file: `$1,234.50`, `€1.5`, `EUR 12`, `12.30 CHF`, `($5)`, `-£3`.
package struct MoneyText {
    /// The amount in units of 10^-`decimals`.
    package var units: Int64
    /// Digits after the point.
    package var decimals: Int
    /// Of a sign or of a code of ISO 4217.
    package var currency: Currency

    init(units: Int64, decimals: Int, currency: Currency) {
        self.units = units
        self.decimals = decimals
        self.currency = currency
    }

    /// Nil unless the text is one number and one currency, before it or behind it. Brackets or a minus sign make it
    /// negative.
    package init?(_ whole: UnsafeBufferPointer<UInt8>, decimalComma: Bool = false) {
        var text = trimmed(whole)
        var isNegative = false
        var found: Currency?
        func drop(_ first: Int, _ last: Int) {
            text = trimmed(UnsafeBufferPointer(rebasing: text[first..<(text.count - last)]))
        }
        func takeSign() {
            if isNegative { return }
            if text.count > 2, text[0] == 0x28, text[text.count - 1] == 0x29 {
                isNegative = true
                drop(1, 1)
            } else if text.count > 1, text[0] == 0x2D {
                isNegative = true
                drop(1, 0)
            }
        }
        takeSign()
        if let (currency, length) = MoneyText.prefix(text) {
            found = currency
            drop(length, 0)
            takeSign()
        } else if let (currency, length) = MoneyText.suffix(text) {
            found = currency
            drop(0, length)
            takeSign()
        }
        guard let found, let first = text.first, first != 0x2D, first != 0x2B, let number = NumberText(text, decimalComma: decimalComma),
            let decimals = number.decimals, let units = number.units
        else { return nil }
        self.units = isNegative ? -units : units
        self.decimals = decimals
        currency = found
    }

    /// The amount in units of 10^-`scale`; nil when it has more decimals or does not fit 64 bits.
    func units(atScale scale: Int) -> Int64? {
        guard decimals <= scale else { return nil }
        let (value, overflow) = units.multipliedReportingOverflow(by: integerPowerOfTen(scale - decimals))
        return overflow || value == .min ? nil : value
    }

    private static let signs = Currency.signs.map { (bytes: Array($0.sign.utf8), currency: Currency($0.code)) }

    private static func prefix(_ text: UnsafeBufferPointer<UInt8>) -> (Currency, Int)? {
        for (sign, currency) in signs where text.starts(with: sign) { return (currency, sign.count) }
        return code(text.prefix(3)).map { ($0, 3) }
    }

    private static func suffix(_ text: UnsafeBufferPointer<UInt8>) -> (Currency, Int)? {
        for (sign, currency) in signs where text.suffix(sign.count).elementsEqual(sign) { return (currency, sign.count) }
        return code(text.suffix(3)).map { ($0, 3) }
    }

    private static func code(_ letters: Slice<UnsafeBufferPointer<UInt8>>) -> Currency? {
        guard letters.count == 3, letters.allSatisfy({ $0 >= 0x41 && $0 <= 0x5A }) else { return nil }
        return currency(String(decoding: letters, as: UTF8.self))
    }

    /// The currency of a code of ISO 4217.
    package static func currency(_ code: String) -> Currency? { codes.contains(code) ? Currency(code) : nil }

    /// The currencies of ISO 4217, so that a product code such as `ABC 12` is none.
    private static let codes: Set<String> = Set(
        """
        AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF \
        CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL \
        HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD \
        MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG \
        QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SYP SZL THB TJS TMT TND TOP TRY TTD TWD \
        TZS UAH UGX USD UYU UZS VED VES VND VUV WST XAF XCD XOF XPF YER ZAR ZMW ZWG
        """.split(separator: " ").map(String.init))
}
