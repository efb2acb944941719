import Diagnostics
import Engine
import Storage
import Tables

extension Functions {
    static let conversions: [Function] = [asText, number, whole, percent, money]

    private static let numberRules = """
        A text is read as a number when all of it is one: digits with or without commas between groups of three, a point, an exponent, a percent \
        sign, k, m or bn, or a currency; blanks at its ends do not count. Any other text gives a missing value.
        """

    private static let asText = scalar(
        "text", synonyms: ["to text", "to char"], [.init("x", .any)], always(.text),
        Manual(
            "any value as text",
            details: """
                Numbers have a point, no separators and only the digits they need; percents end in %; amounts have all their decimals but no currency; \
                dates are written 2026-03-31; true and false as such.
                """,
            examples: """
                tierbook> accounts | select account, text(revenue / 3) as third | limit 2
                account  third
                Acme     273333.3333333333
                Birch    213333.33333333334
                2 of 6 rows
                """)
    ) { inputs, _ in inputs.textColumn(0) }

    private static let number = scalar(
        "number", synonyms: ["decimal", "to number"], [.init("x", .any)],
        { (arguments) throws(Diagnostic) in
            try requireNumberOrText(arguments[0], "number")
            return .decimal
        },
        Manual(
            "a text, percent or amount as a plain number",
            details: numberRules + " A percent becomes the share it is, 20% is 0.2; an amount loses its currency.",
            examples: """
                tierbook> number('1,234.50')
                number('1,234.50')
                           1,234.5

                tierbook> number('20%') + number('250k')
                number('20%') + number('250k')
                                     250,000.2
                """)
    ) { inputs, type in decimals(inputs, type) }

    private static let percent = scalar(
        "percent", [.init("x", .any)],
        { (arguments) throws(Diagnostic) in
            try requireNumberOrText(arguments[0], "percent")
            if case .money = arguments[0].type { throw Diagnostic("percent-of-money", "percent wants a share, not money.", help: "Divide the amount by another one first.") }
            return .percent
        },
        Manual(
            "a share as a percent",
            details: "The number stays the same and is shown as a percent: percent(0.2) is 20%. " + numberRules,
            examples: """
                tierbook> accounts | derive margin = percent((revenue - cost) / revenue) | select account, margin | limit 3
                account  margin
                Acme      37.8%
                Birch     25.0%
                Cedar      4.9%
                3 of 6 rows
                """)
    ) { inputs, type in decimals(inputs, type) }

    private static let whole = scalar(
        "whole", synonyms: ["integer"], [.init("x", .any)],
        { (arguments) throws(Diagnostic) in
            try requireNumberOrText(arguments[0], "whole")
            return .whole
        },
        Manual(
            "a number or text as a whole number",
            details: "Rounded, halves away from zero; an amount loses its currency. What does not fit 64 bits is missing and counted below the result. " + numberRules,
            examples: """
                tierbook> accounts | select account, whole(revenue / 7) | limit 2
                account  whole(revenue / 7)
                Acme                117,143
                Birch                91,429
                2 of 6 rows
                """)
    ) { inputs, type in
        let column = inputs.column(0)
        switch column.type {
        case .text: return inputs.integers(decimals(inputs, .decimal), type: type) { Rounding.whole($0) ?? inputs.tooLarge() }
        case .whole: return column
        case .money(_, let scale): return Arithmetic.mapIntegers(column, type: type) { Rounding.rescaled($0, from: scale, to: 0) }
        default: return inputs.integers(column, type: type) { Rounding.whole($0) ?? inputs.tooLarge() }
        }
    }

    private static let money = scalar(
        "money", [.init("x", .any), .init("currency", .text), .init("decimals", .constantNumber, optional: true)],
        { (arguments) throws(Diagnostic) in
            try requireNumberOrText(arguments[0], "money")
            let currency = try requireCurrency(arguments[1])
            if case .money(let own, _) = arguments[0].type, own != currency {
                throw Diagnostic("mixed-currencies", "\(own.code) becomes \(currency.code) by a rate, not by money().", help: "Multiply number(…) by the rate first.")
            }
            let usual = arguments[0].type == .whole ? 0 : 2
            return .money(currency, scale: try constant(arguments, 2, "The number of decimals", in: 0...9, otherwise: usual))
        },
        Manual(
            "a number or text as an amount of a currency",
            details: """
                The currency is its three-letter code, or a sign such as '€'. Whole numbers get no decimals, all else two, unless told; halves are rounded \
                away from zero. An amount changes its decimals but not its currency; a text with another currency gives a missing value. \(numberRules)
                """,
            examples: """
                tierbook> accounts | derive revenue = money(revenue, 'EUR') | select account, revenue, revenue / 12 as monthly | limit 2
                account   revenue     monthly
                Acme     €820,000  €68,333.33
                Birch    €640,000  €53,333.33
                2 of 6 rows
                """)
    ) { inputs, type in amounts(inputs, type) }

    // MARK: Rules

    private static func requireNumberOrText(_ argument: Function.Argument, _ function: String) throws(Diagnostic) {
        if argument.type.isNumeric || argument.type == .text || argument.constant?.isMissing == true { return }
        throw Diagnostic(
            "argument-type", "\(function) wants a number or a text; this is \(argument.type.withArticle).",
            help: argument.type == .boolean ? "if(condition, 1, 0) makes a number of true and false." : "year(…) and month(…) make numbers of a date.")
    }

    private static func requireCurrency(_ argument: Function.Argument) throws(Diagnostic) -> Currency {
        if case .text(let text)? = argument.constant {
            if let currency = Currency(sign: text) { return currency }
            let code = text.uppercased()
            if code.utf8.count == 3, code.utf8.allSatisfy({ (65...90).contains($0) }) { return Currency(code) }
        }
        throw Diagnostic("which-currency", "money wants its currency as a text: a code of three letters or a sign.", help: "For example money(revenue, 'EUR').")
    }

    // MARK: Bodies

    private static func decimals(_ inputs: Inputs, _ type: ColumnType) -> Column {
        if inputs.column(0).type == .text { return inputs.mapText(to: type) { NumberReading($0)?.double } }
        return inputs.column(0, as: type)
    }

    private static func amounts(_ inputs: Inputs, _ type: ColumnType) -> Column {
        guard case .money(let currency, let scale) = type else { return .repeating(.missing, type: type, count: inputs.rows) }
        let column = inputs.column(0)
        switch column.type {
        case .text:
            return inputs.mapText(to: type) { (text: String) in
                var text = text
                return text.withUTF8 { NumberReading($0) }.flatMap { $0.units(of: currency, scale: scale) }
            }
        case .money(_, let own): return Arithmetic.mapIntegers(column, type: type) { Rounding.rescaled($0, from: own, to: scale) ?? inputs.tooLarge() }
        case .whole: return Arithmetic.mapIntegers(column, type: type) { Rounding.rescaled($0, from: 0, to: scale) ?? inputs.tooLarge() }
        default:
            let rounding = DecimalRounding(scale)
            let power = powerOfTen(scale)
            return inputs.integers(column, type: type) { Rounding.whole(rounding.nearest($0) * power) ?? inputs.tooLarge() }
        }
    }
}
