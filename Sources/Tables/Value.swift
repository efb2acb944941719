/// What a column holds.
package enum ColumnType: Hashable, Sendable {
    case text
    /// 64 bits, of which the least value stands for missing.
    case whole
    /// A double.
    case decimal
    /// A share: 0.2 is shown as 20%.
    case percent
    /// A whole count of 10^-scale units of one currency. `scale` is 0 to 9.
    case money(Currency, scale: Int)
    /// A calendar day.
    case date
    case boolean

    /// The type's name in messages and in `columns`.
    package var name: String {
        switch self {
        case .text: "text"
        case .whole: "whole number"
        case .decimal: "decimal"
        case .percent: "percent"
        case .money(let currency, _): "money (\(currency.code))"
        case .date: "date"
        case .boolean: "boolean"
        }
    }

    /// Whole numbers, decimals, percents and money: what can be added up.
    package var isNumeric: Bool {
        switch self {
        case .whole, .decimal, .percent, .money: true
        case .text, .date, .boolean: false
        }
    }

    /// Money of any currency and scale.
    package var isMoney: Bool { if case .money = self { true } else { false } }

    /// Cells are integers: counts of 10^-`scale`, or days.
    package var holdsIntegers: Bool { self == .whole || self == .date || isMoney }

    /// Decimal places of its integer cells: those of money, else none.
    package var scale: Int { if case .money(_, let scale) = self { scale } else { 0 } }
}

/// An ISO 4217 currency code.
package struct Currency: Hashable, Sendable {
    /// Three capital letters, or empty for `none`.
    package let code: String
    /// Not checked against the standard.
    package init(_ code: String) { self.code = code }

    /// Of an amount that is an exact number and no money.
    package static let none = Currency("")

    /// The signs that stand for one currency, in input and output.
    package static let signs: [(sign: String, code: String)] = [
        ("€", "EUR"), ("$", "USD"), ("£", "GBP"), ("¥", "JPY"), ("₹", "INR"),
    ]

    /// The currency that a sign stands for; nil for any other text.
    package init?(sign: String) {
        guard let found = Currency.signs.first(where: { $0.sign == sign }) else { return nil }
        code = found.code
    }

    /// `€`, or `CHF ` with its blank for a currency without a sign of its own.
    package var prefix: String { Currency.signs.first { $0.code == code }?.sign ?? (code.isEmpty ? "" : code + " ") }
}

/// An exact amount: `units` × 10^-`scale` of a currency.
package struct Money: Hashable, Sendable {
    /// The amount in units of 10^-`scale`.
    package var units: Int64
    /// Digits after the point, 0 to 9.
    package var scale: Int
    /// `none` for an exact number that is no money.
    package var currency: Currency

    /// Not checked: no scale is refused.
    package init(units: Int64, scale: Int, currency: Currency) {
        self.units = units
        self.scale = scale
        self.currency = currency
    }

    /// The double nearest to the amount or next to it.
    package var double: Double { Double(units) / powerOfTen(scale) }
}

/// 10^n for n from 0 to 18, exact.
package func powerOfTen(_ n: Int) -> Double { Double(integerPowerOfTen(n)) }

/// 10^n for n from 0 to 18; values outside are clamped.
package func integerPowerOfTen(_ n: Int) -> Int64 {
    var result: Int64 = 1
    for _ in 0..<min(max(n, 0), 18) { result *= 10 }
    return result
}

/// One cell.
package enum Value: Hashable, Sendable {
    case missing
    case text(String)
    /// `Int64.min` becomes missing in a column.
    case whole(Int64)
    /// NaN becomes missing in a column.
    case decimal(Double)
    /// A share: 0.2 is 20%.
    case percent(Double)
    case money(Money)
    case date(Day)
    case boolean(Bool)

    /// Whether there is no value.
    package var isMissing: Bool { if case .missing = self { true } else { false } }

    /// Texts are equal when their bytes are, as in the kernels: Swift's own `==` would take “é” and “é” for one.
    package static func == (a: Value, b: Value) -> Bool {
        switch (a, b) {
        case (.missing, .missing): true
        case (.text(let x), .text(let y)): x.utf8.elementsEqual(y.utf8)
        case (.whole(let x), .whole(let y)): x == y
        case (.decimal(let x), .decimal(let y)), (.percent(let x), .percent(let y)): x == y
        case (.money(let x), .money(let y)): x == y
        case (.date(let x), .date(let y)): x == y
        case (.boolean(let x), .boolean(let y)): x == y
        default: false
        }
    }

    /// The number of a numeric cell; nil for the rest.
    package var number: Double? {
        switch self {
        case .whole(let n): Double(n)
        case .decimal(let d), .percent(let d): d
        case .money(let m): m.double
        default: nil
        }
    }

    /// What compares exactly: a whole number, a day or an amount as `count` × 10^-`scale`.
    package var units: (count: Int64, scale: Int)? {
        switch self {
        case .whole(let n): (n, 0)
        case .money(let m): (m.units, m.scale)
        case .date(let day): (Int64(day.number), 0)
        default: nil
        }
    }

    /// Nil for a missing cell, which has no type of its own.
    package var type: ColumnType? {
        switch self {
        case .missing: nil
        case .text: .text
        case .whole: .whole
        case .decimal: .decimal
        case .percent: .percent
        case .money(let m): .money(m.currency, scale: m.scale)
        case .date: .date
        case .boolean: .boolean
        }
    }
}
