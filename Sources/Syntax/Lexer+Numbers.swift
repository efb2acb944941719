import Diagnostics

extension Lexer {
    /// `€1.5m`
    mutating func amount(sign: String) throws(Diagnostic) -> Token.Kind {
        let start = at
        at += sign.utf8.count
        guard isDigit(byte()) else {
            throw Diagnostic("bare-currency", "\(sign) stands before an amount, as in \(sign)250k.", at: Span(start, at))
        }
        return try numberOrDate(currency: Number.currencies[sign] ?? sign)
    }

    /// `250k`, `5m`, `1.2bn`, `20%`, `1_000`; `2026-03-31`, `2026-03`, `2026Q1`, `2026H1`.
    mutating func numberOrDate(currency: String?) throws(Diagnostic) -> Token.Kind {
        let start = at
        if currency == nil, let calendar = takeCalendar() { return calendar }
        var digits = Digits()
        digits.take(&self)
        if byte() == UInt8(ascii: "."), isDigit(byte(1)) {
            at += 1
            digits.fraction = true
            digits.take(&self)
        }
        var unit: Number.Unit = currency.map { .money($0) } ?? .none
        let suffixStart = at
        let suffix = isLetter(byte()) ? takeWord() : ""
        if let zeros = Number.suffixes[suffix.lowercased()] {
            digits.multiply(by: zeros)
        } else if !suffix.isEmpty {
            throw unknownSuffix(suffix, after: start, at: Span(suffixStart, at))
        }
        if byte() == UInt8(ascii: "%") {
            at += 1
            unit = .percent
        }
        guard !digits.overflow, digits.scale <= 18 else {
            throw Diagnostic(
                "number-too-large", "A number may have 18 digits.", at: Span(start, at),
                help: "Write fewer digits, or a suffix such as m or bn.")
        }
        return .number(Number(mantissa: digits.mantissa, scale: digits.scale, unit: unit))
    }

    private func unknownSuffix(_ suffix: String, after start: Int, at span: Span) -> Diagnostic {
        let number = String(decoding: bytes[start..<span.start], as: UTF8.self)
        if let letter = suffix.utf8.first, suffix.utf8.count == 2, number.utf8.count == 4, [72, 81].contains(letter & 0xDF) {
            return Diagnostic("unknown-suffix", "\(number)\(suffix) is no period.", at: span, help: "A year has the half-years \(number)H1 and \(number)H2 and the quarters \(number)Q1 to \(number)Q4; months are written \(number)-01.")
        }
        let help =
            Period.Unit(word: suffix).map { "For a span of time write \(number) \($0.rawValue)s." }
            ?? "Suffixes are k (thousand), m (million) and bn (billion); a text stands in quotes, '\(number)\(suffix)', a name in backticks."
        return Diagnostic("unknown-suffix", "'\(suffix)' is no suffix of a number.", at: span, help: help)
    }

    /// Digits so far as mantissa × 10^-scale.
    private struct Digits {
        var mantissa: Int64 = 0
        var scale = 0
        var fraction = false
        var overflow = false

        mutating func push(_ digit: Int64) {
            let (product, tooLarge) = mantissa.multipliedReportingOverflow(by: 10)
            let (sum, carried) = product.addingReportingOverflow(digit)
            if tooLarge || carried { overflow = true } else { mantissa = sum }
        }

        mutating func take(_ lexer: inout Lexer) {
            while true {
                let b = lexer.byte()
                if lexer.isDigit(b) {
                    push(Int64(b - 48))
                    if fraction { scale += 1 }
                } else if !(b == UInt8(ascii: "_") && lexer.isDigit(lexer.byte(1))) {
                    return
                }
                lexer.at += 1
            }
        }

        mutating func multiply(by zeros: Int) {
            for _ in 0..<zeros {
                if scale > 0 { scale -= 1 } else { push(0) }
            }
            while scale > 0, mantissa % 10 == 0 {
                mantissa /= 10
                scale -= 1
            }
        }
    }

    /// A date or a period that starts with a four-digit year, or nil with nothing taken.
    private mutating func takeCalendar() -> Token.Kind? {
        guard let year = digits(4, ahead: 0), !isDigit(byte(4)) else { return nil }
        switch byte(4) {
        case UInt8(ascii: "-"):
            guard let month = digits(2, ahead: 5), !isDigit(byte(7)) else { return nil }
            if byte(7) == UInt8(ascii: "-"), let day = digits(2, ahead: 8), !isWord(byte(10)) {
                at += 10
                return .date(DateParts(year: year, month: month, day: day))
            }
            guard (1...12).contains(month), !isWord(byte(7)) else { return nil }
            at += 7
            return .period(.month(year, month))
        case UInt8(ascii: "Q"), UInt8(ascii: "q"):
            guard let quarter = digits(1, ahead: 5), (1...4).contains(quarter), !isWord(byte(6)) else { return nil }
            at += 6
            return .period(.quarter(year, quarter))
        case UInt8(ascii: "H"), UInt8(ascii: "h"):
            guard let half = digits(1, ahead: 5), (1...2).contains(half), !isWord(byte(6)) else { return nil }
            at += 6
            return .period(.half(year, half))
        default: return nil
        }
    }

    private func isWord(_ b: UInt8) -> Bool { isLetter(b) || isDigit(b) || b == UInt8(ascii: "_") }

    private func digits(_ count: Int, ahead: Int) -> Int? {
        var value = 0
        for i in 0..<count {
            let b = byte(ahead + i)
            guard isDigit(b) else { return nil }
            value = value * 10 + Int(b - 48)
        }
        return value
    }
}

extension Number {
    /// Zeros that a suffix adds.
    static let suffixes = ["k": 3, "m": 6, "mn": 6, "bn": 9]
    static let currencies = ["€": "EUR", "$": "USD", "£": "GBP", "¥": "JPY", "₹": "INR"]
}

extension Period.Unit {
    /// `day`, `days`, …; nil for any other word.
    package init?(word: String) {
        let word = word.lowercased()
        guard let unit = Period.Unit.allCases.first(where: { word == $0.rawValue || word == $0.rawValue + "s" }) else { return nil }
        self = unit
    }
}
