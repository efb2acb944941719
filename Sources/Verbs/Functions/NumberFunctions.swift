import Diagnostics
import Engine
import Tables

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

extension Functions {
    static let numbers: [Function] = [
        abs, round, floor, ceiling, sign, sqrt, power, exp, ln, log10, remainder, least, greatest, clamp, bin,
    ]

    private static let abs = scalar(
        "abs", [.init("number", .number)], firstType,
        Manual(
            "the number without its sign", details: "Keeps the type: money stays money.",
            examples: """
                tierbook> accounts | select account, abs(cost - 400k) as distance | limit 2
                account  distance
                Acme      110,000
                Birch      80,000
                2 of 6 rows
                """)
    ) { inputs, type in
        let column = inputs.column(0, as: type)
        guard case .integers = column.storage else { return Arithmetic.map(column, type: type, tally: inputs.tally) { $0.magnitude } }
        // The least integer, whose magnitude is none, stands for missing.
        return Arithmetic.mapIntegers(column, type: type) { Int64(clamping: $0.magnitude) }
    }

    private static let round = scalar(
        "round", [.init("number", .number), .init("decimals", .constantNumber, optional: true)],
        { (arguments) throws(Diagnostic) in
            _ = try constant(arguments, 1, "The number of decimals", in: Rounding.decimals, otherwise: 0)
            return try firstType(arguments)
        },
        Manual(
            "the number rounded to so many decimals",
            details: """
                Halves are rounded away from zero, by the digits the number is written with: round(2.675, 2) is 2.68, round(-0.5) is -1. \
                Without decimals to a whole number; negative decimals round to tens, hundreds and so on. Keeps the type; a percent is rounded \
                as the share it is, so that round(23.45%, 3) is 23.5%.
                """,
            examples: """
                tierbook> accounts | derive third = round(revenue / 3, 1) | select account, third | limit 2
                account      third
                Acme     273,333.3
                Birch    213,333.3
                2 of 6 rows

                tierbook> accounts | select account, round(revenue, -5) as roughly | limit 2
                account  roughly
                Acme     800,000
                Birch    600,000
                2 of 6 rows
                """)
    ) { inputs, type in
        let decimals = inputs.constant(1, otherwise: 0)
        let rounding = DecimalRounding(decimals)
        return inputs.numbers(type, { rounding.nearest($0) }) { Rounding.nearest($0, scale: $1, decimals: decimals) }
    }

    private static let floor = scalar(
        "floor", [.init("number", .number)], firstType,
        Manual(
            "the greatest whole number that is not above the number",
            details: "Keeps the type: money is cut to whole units of its currency. floor(-1.5) is -2.",
            examples: """
                tierbook> activity | select account, hours, floor(hours) | limit 3
                account  hours  floor(hours)
                Acme      0.25             0
                Acme      0.50             0
                Acme      2.00             2
                3 of 9 rows
                """)
    ) { inputs, type in
        inputs.numbers(type, { $0.rounded(.down) }) { Rounding.down($0, to: integerPowerOfTen($1)) }
    }

    private static let ceiling = scalar(
        "ceiling", synonyms: ["ceil"], [.init("number", .number)], firstType,
        Manual(
            "the least whole number that is not below the number",
            details: "Keeps the type: money is raised to whole units of its currency. ceiling(-1.5) is -1.",
            examples: """
                tierbook> activity | select account, hours, ceiling(hours) | limit 3
                account  hours  ceiling(hours)
                Acme      0.25               1
                Acme      0.50               1
                Acme      2.00               2
                3 of 9 rows
                """)
    ) { inputs, type in
        // −0 would be shown with its sign.
        inputs.numbers(type, { $0.rounded(.up) + 0 }) { Rounding.down(-$0, to: integerPowerOfTen($1)).map { -$0 } }
    }

    private static let sign = scalar(
        "sign", [.init("number", .number)], always(.whole),
        Manual(
            "-1, 0 or 1 as the number is below, at or above zero",
            examples: """
                tierbook> accounts | select account, sign(revenue - 400k) as side | limit 4
                account  side
                Acme        1
                Birch       1
                Cedar       1
                Dune       -1
                4 of 6 rows
                """)
    ) { inputs, _ in inputs.integers(inputs.column(0), type: .whole) { $0 < 0 ? -1 : $0 > 0 ? 1 : 0 } }

    private static func real(_ name: String, synonyms: [String] = [], _ manual: Manual, _ body: @escaping @Sendable (Double) -> Double) -> Function {
        scalar(name, synonyms: synonyms, [.init("number", .number)], always(.decimal), manual) { inputs, _ in
            Arithmetic.map(inputs.column(0), type: .decimal, tally: inputs.tally, body)
        }
    }

    private static let sqrt = real(
        "sqrt", synonyms: ["square root"],
        Manual("the square root", details: "A decimal. Missing for a negative number.", examples: """
            tierbook> sqrt(2)
            sqrt(2)
             1.4142
            """)
    ) { $0.squareRoot() }

    private static let ln = real(
        "ln", synonyms: ["natural log"],
        Manual("the natural logarithm", details: "A decimal. Missing for zero and below.", examples: """
            tierbook> ln(10)
            ln(10)
            2.3026
            """)
    ) { realLog($0) }

    private static let log10 = real(
        "log10",
        Manual(
            "the logarithm to base 10", details: "A decimal. Missing for zero and below.",
            examples: """
                tierbook> accounts | select account, log10(revenue) as size | limit 2
                account    size
                Acme     5.9138
                Birch    5.8062
                2 of 6 rows
                """)
    ) { realLog10($0) }

    private static let exp = scalar(
        "exp", [.init("number", .number)], always(.decimal),
        Manual("e to the power of the number", details: "A decimal. Missing, and counted below the result, when too large.", examples: """
            tierbook> exp(1)
            exp(1)
            2.7183
            """)
    ) { inputs, _ in
        let column = inputs.column(0)
        return inputs.doubles(column, column, type: .decimal) { x, _ in realExp(x) }
    }

    private static let power = scalar(
        "power", synonyms: ["pow"], [.init("base", .number), .init("exponent", .number)], always(.decimal),
        Manual(
            "the base to the power of the exponent",
            details: """
                A decimal. Missing where there is no real answer, as for a negative base with a broken exponent; missing, and counted below the \
                result, when too large.
                """,
            examples: """
                tierbook> power(1.05, 10)
                power(1.05, 10)
                         1.6289
                """)
    ) { inputs, _ in
        inputs.doubles(inputs.column(0), inputs.column(1), type: .decimal) { base, exponent in
            base == 0 && exponent < 0 ? .nan : realPower(base, exponent)
        }
    }
}

extension Inputs {
    /// The first argument with its type kept: doubles through one function, integers at their scale through the other.
    /// An integer result beyond its range is missing and counted.
    func numbers(_ type: ColumnType, _ double: (Double) -> Double, _ integer: (_ units: Int64, _ scale: Int) -> Int64?) -> Column {
        let column = column(0, as: type)
        switch type {
        case .whole: return Arithmetic.mapIntegers(column, type: type) { integer($0, 0) ?? tooLarge() }
        case .money(_, let scale): return Arithmetic.mapIntegers(column, type: type) { integer($0, scale) ?? tooLarge() }
        default: return Arithmetic.map(column, type: type, tally: tally, double)
        }
    }
}

// The C library's functions, under names that the language's own functions do not hide.
private let realLog: @Sendable (Double) -> Double = { log($0) }
private let realLog10: @Sendable (Double) -> Double = { log10($0) }
private let realExp: @Sendable (Double) -> Double = { exp($0) }
private let realPower: @Sendable (Double, Double) -> Double = { pow($0, $1) }
