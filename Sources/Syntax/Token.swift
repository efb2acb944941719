import Diagnostics

/// A word of the language with its place.
package struct Token: Sendable {
    /// What the text at a place is.
    package enum Kind: Sendable, Equatable {
        /// Letters, digits and underscores that begin with no digit.
        case word(String)
        /// A name in backticks: never a keyword.
        case quotedName(String)
        /// What stood between quotes, without them; a doubled quote is one.
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
        /// Behind the last token, once.
        case end
    }

    /// What it is, with what it holds.
    package let kind: Kind
    /// Where it stands in its source; of a parameter's value, where the parameter's name stood.
    package let span: Span
    /// True when white space stands before it.
    package let spaced: Bool
    /// The word in lower case, when the token is an unquoted word. A parser asks for it again and again.
    package let keyword: String?

    /// `spaced` also for the first token of a text.
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

/// Signs with a meaning, under one way to write them: `≠` and `<>` are `!=`, `×` is `*`.
package enum Symbol: String, Sendable {
    case pipe = "|"
    case semicolon = ";"
    case comma = ","
    case open = "("
    case close = ")"
    /// Between the parts of a name.
    case dot = "."
    /// `..`, as in `1..10`.
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
    /// The last result.
    case last = "_"
}

/// A number as typed: mantissa × 10^-scale, exact, with the unit that was attached to it.
package struct Number: Sendable, Equatable, Hashable {
    /// What stood before or behind the digits.
    package enum Unit: Sendable, Equatable, Hashable {
        /// A plain number.
        case none
        /// `20%` has the mantissa 20.
        case percent
        /// An ISO 4217 code.
        case money(String)
    }

    /// All digits as one integer; negative only where a minus was read into it.
    package var mantissa: Int64
    /// Decimal places, 0 to 18. Suffixes (`k`, `m`, `bn`) are already multiplied in.
    package var scale: Int
    /// Percent or currency, if one was typed with it.
    package var unit: Unit

    /// Not checked: `scale` must be 0 to 18.
    package init(mantissa: Int64, scale: Int = 0, unit: Unit = .none) {
        self.mantissa = mantissa
        self.scale = scale
        self.unit = unit
    }

    /// No decimal places and no unit: a count.
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
    /// Four digits as typed.
    package var year: Int
    /// From 1, two digits as typed.
    package var month: Int
    /// From 1, two digits as typed.
    package var day: Int

    /// The day may not exist; nothing is checked.
    package init(year: Int, month: Int, day: Int) {
        self.year = year
        self.month = month
        self.day = day
    }
}

/// A stretch of the calendar as typed.
package enum Period: Sendable, Equatable, Hashable {
    /// A unit of the calendar; weeks begin on Monday.
    package enum Unit: String, Sendable, CaseIterable { case day, week, month, quarter, year }

    /// `2026`
    case year(Int)
    /// `2026H1`: the year, then 1 or 2.
    case half(Int, Int)
    /// `2026Q1`: the year, then 1 to 4.
    case quarter(Int, Int)
    /// `2026-03`: the year, then 1 to 12.
    case month(Int, Int)
    /// `last 90 days`: so many units that end with the as-of day.
    case last(Int, Unit)
    /// `next 90 days`: so many units from the day after the as-of day on.
    case next(Int, Unit)
    /// `this quarter` is 0, `last quarter` −1, `next quarter` 1: whole calendar units.
    case calendar(Int, Unit)
}
