import Diagnostics

/// A word of the language with its place.
package struct Token: Sendable {
    package enum Kind: Sendable, Equatable {
        /// Letters, digits and underscores that begin with no digit.
        case word(String)
        /// A name in backticks: never a keyword.
        case quotedName(String)
        case text(String)
        case number(Number)
        case date(DateParts)
        case period(Period)
        /// `$floor`
        case parameter(String)
        case symbol(Symbol)
        /// What cannot be read, and why; the rest of its line is left out.
        case invalid(Diagnostic)
        /// An end of line at bracket depth zero, behind a token that can end a statement.
        case newline
        case end
    }

    package let kind: Kind
    package let span: Span
    /// True when white space stands before it.
    package let spaced: Bool
    /// The word in lower case, when the token is an unquoted word. A parser asks for it again and again.
    package let keyword: String?

    package init(kind: Kind, span: Span, spaced: Bool) {
        self.kind = kind
        self.span = span
        self.spaced = spaced
        guard case .word(let word) = kind else {
            keyword = nil
            return
        }
        keyword = word.utf8.contains { $0 >= 65 && $0 <= 90 || $0 >= 0x80 } ? word.lowercased() : word
    }

    /// No statement ends with it: it goes on behind the end of the line. (`*` may end one, as in `select *`.)
    var runsOn: Bool {
        switch kind {
        case .symbol(.comma), .symbol(.equal), .symbol(.notEqual), .symbol(.less), .symbol(.lessEqual), .symbol(.greater),
            .symbol(.greaterEqual), .symbol(.plus), .symbol(.minus), .symbol(.slash):
            true
        default: false
        }
    }
}

package enum Symbol: String, Sendable {
    case pipe = "|"
    case semicolon = ";"
    case comma = ","
    case open = "("
    case close = ")"
    case dot = "."
    case range = ".."
    case equal = "="
    case notEqual = "!="
    case less = "<"
    case lessEqual = "<="
    case greater = ">"
    case greaterEqual = ">="
    case plus = "+"
    case minus = "-"
    case star = "*"
    case slash = "/"
    case last = "_"
}

/// A number as typed: mantissa × 10^-scale, exact, with the unit that was attached to it.
package struct Number: Sendable, Equatable, Hashable {
    package enum Unit: Sendable, Equatable, Hashable {
        case none
        case percent
        /// An ISO 4217 code.
        case money(String)
    }

    package var mantissa: Int64
    /// Decimal places, 0 to 18. Suffixes (`k`, `m`, `bn`) are already multiplied in.
    package var scale: Int
    package var unit: Unit

    package init(mantissa: Int64, scale: Int = 0, unit: Unit = .none) {
        self.mantissa = mantissa
        self.scale = scale
        self.unit = unit
    }

    package var isWhole: Bool { scale == 0 && unit == .none }

    /// A mantissa with its decimal places: `-12.50`.
    package static func text(_ mantissa: Int64, scale: Int) -> String {
        let digits = String(mantissa.magnitude)
        let padded = String(repeating: "0", count: max(0, scale + 1 - digits.count)) + digits
        let point = padded.index(padded.endIndex, offsetBy: -scale)
        return (mantissa < 0 ? "-" : "") + padded[..<point] + (scale > 0 ? "." + padded[point...] : "")
    }

    /// The number without its unit (20% is 20), rounded to the nearest double.
    package var double: Double {
        var power = 1.0
        for _ in 0..<scale { power *= 10 }
        return Double(mantissa) / power
    }
}

/// A date as typed; whether the month has that day is for the binder to say.
package struct DateParts: Sendable, Equatable, Hashable {
    package var year: Int
    package var month: Int
    package var day: Int

    package init(year: Int, month: Int, day: Int) {
        self.year = year
        self.month = month
        self.day = day
    }
}

/// A stretch of the calendar as typed.
package enum Period: Sendable, Equatable, Hashable {
    package enum Unit: String, Sendable, CaseIterable { case day, week, month, quarter, year }

    case year(Int)
    case half(Int, Int)
    case quarter(Int, Int)
    case month(Int, Int)
    /// `last 90 days`: so many units that end with the as-of day.
    case last(Int, Unit)
    /// `next 90 days`: so many units from the day after the as-of day on.
    case next(Int, Unit)
    /// `this quarter` is 0, `last quarter` −1, `next quarter` 1: whole calendar units.
    case calendar(Int, Unit)
}
