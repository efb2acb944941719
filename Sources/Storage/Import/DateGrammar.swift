import Tables

/// A date as it stands in a file, and in which orders of day and month it can be read.
struct DateText {
    enum Order {
        /// `2026-03-31`, `2026/3/31`: the year leads, the order is certain.
        case yearFirst
        /// `31/03/2026` can only be day, month, year; `03/31/2026` only month, day, year.
        case dayFirst, monthFirst
        /// `03/04/2026` can be either; `first` and `second` are its numbers.
        case either
    }

    var order: Order
    private var first: Int
    private var second: Int
    private var year: Int
    /// The day, where only one reading exists.
    private var certain: Day?

    /// A date alone or with a time of exactly midnight; nil otherwise.
    init?(_ text: UnsafeBufferPointer<UInt8>) {
        var at = 0
        guard text.count >= 8, let a = DateText.digits(text, &at), at < text.count else { return nil }
        let firstLength = at
        let separator = text[at]
        guard separator == 0x2D || separator == 0x2F || separator == 0x2E else { return nil }
        at += 1
        let secondStart = at
        guard let b = DateText.digits(text, &at), at - secondStart <= 2, at < text.count, text[at] == separator else {
            return nil
        }
        at += 1
        let thirdStart = at
        guard let c = DateText.digits(text, &at), DateText.isMidnight(text, from: at) else { return nil }
        if firstLength == 4, at - thirdStart <= 2, separator != 0x2E {
            guard let day = Day(year: a, month: b, day: c) else { return nil }
            (order, first, second, year, certain) = (.yearFirst, b, c, a, day)
            return
        }
        guard firstLength <= 2, at - thirdStart == 4 else { return nil }
        (first, second, year) = (a, b, c)
        let dayLeads = Day(year: c, month: b, day: a)
        let monthLeads = Day(year: c, month: a, day: b)
        switch (dayLeads, monthLeads) {
        case (nil, nil): return nil
        case (let day?, nil): (order, certain) = (.dayFirst, day)
        case (nil, let day?): (order, certain) = (.monthFirst, day)
        case (_?, _?): (order, certain) = (.either, nil)
        }
    }

    /// `20260331` (ISO 8601, basic format), which nothing but the column's type tells from a number.
    static func day(compact digits: Int64) -> Day? {
        guard (1000_01_01...9999_12_31).contains(digits) else { return nil }
        return Day(year: Int(digits / 10_000), month: Int(digits / 100 % 100), day: Int(digits % 100))
    }

    /// The day under one order; nil when that order cannot read it.
    func day(_ wanted: ImportOptions.DateOrder?) -> Day? {
        switch (order, wanted) {
        case (.yearFirst, _): certain
        case (_, nil): nil
        case (_, .dayFirst?): Day(year: year, month: second, day: first)
        case (_, .monthFirst?): Day(year: year, month: first, day: second)
        }
    }

    private static func digits(_ text: UnsafeBufferPointer<UInt8>, _ at: inout Int) -> Int? {
        let start = at
        var value = 0
        while at < text.count, at - start < 4, let digit = digitValue(text[at]) {
            value = value * 10 + Int(digit)
            at += 1
        }
        return at > start ? value : nil
    }

    /// Nothing, or a time whose digits are all 0 (`T00:00:00.000Z`, ` 00:00`, `+00:00`).
    private static func isMidnight(_ text: UnsafeBufferPointer<UInt8>, from start: Int) -> Bool {
        if start == text.count { return true }
        guard text.count >= start + 6, text[start] == 0x54 || text[start] == 0x20 else { return false }
        for (place, byte) in text[(start + 1)...].enumerated() {
            switch place {
            case 0, 1, 3, 4: if byte != 0x30 { return false }
            case 2: if byte != 0x3A { return false }
            default:
                let isLast = start + 1 + place == text.count - 1
                guard byte == 0x30 || byte == 0x3A || byte == 0x2E || byte == 0x2B || (byte == 0x5A && isLast) else {
                    return false
                }
            }
        }
        return true
    }
}
