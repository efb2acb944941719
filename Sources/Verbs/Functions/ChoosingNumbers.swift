import Diagnostics
import Engine
import Tables

// Functions that compare numbers with each other.
extension Functions {
    static let remainder = scalar(
        "remainder", synonyms: ["mod", "modulo"], [.init("number", .number), .init("divisor", .number)], common(of: "remainder"),
        Manual(
            "what is left of a number after division",
            details: """
                It has the sign of the first number, as in SQL: remainder(-7, 3) is -1. Division by zero gives a missing value and is counted below \
                the result. Amounts must be of one currency.
                """,
            examples: """
                tierbook> accounts | select account, remainder(revenue, 100k) as rest | limit 2
                account    rest
                Acme     20,000
                Birch    40,000
                2 of 6 rows
                """)
    ) { inputs, type in
        let numbers = inputs.column(0, as: type)
        let divisors = inputs.column(1, as: type)
        func byZero<T>() -> T? {
            inputs.tally.divisionsByZero.add(1)
            return nil
        }
        guard case .integers = numbers.storage else {
            return inputs.doubles(numbers, divisors, type: type) { x, y in
                y == 0 ? byZero() ?? .nan : x.truncatingRemainder(dividingBy: y)
            }
        }
        return inputs.integers(numbers, divisors, type: type) { x, y in y == 0 ? byZero() : x.remainderReportingOverflow(dividingBy: y).partialValue }
    }

    private static let skipping = """
        Missing values are left out; the result is missing when all are. Values must be of one kind: numbers, amounts of one currency, dates or texts \
        (by code point). A plain 0 goes with any amount.
        """

    static let least = scalar(
        "least", [.init("a", .any), .init("b", .any, repeats: true)], common(of: "least"),
        Manual(
            "the least of several values in one row", details: skipping + " min is the aggregate over rows.",
            examples: """
                tierbook> accounts | select account, revenue, wallet, least(revenue, wallet) as lower | limit 4
                account  revenue     wallet    lower
                Acme     820,000  2,000,000  820,000
                Birch    640,000    900,000  640,000
                Cedar    410,000  1,500,000  410,000
                Dune     250,000          —  250,000
                4 of 6 rows
                """)
    ) { inputs, type in extreme(inputs, type, .less) }

    static let greatest = scalar(
        "greatest", [.init("a", .any), .init("b", .any, repeats: true)], common(of: "greatest"),
        Manual(
            "the greatest of several values in one row", details: skipping + " max is the aggregate over rows.",
            examples: """
                tierbook> accounts | select account, greatest(revenue - cost, 100k) as profit | limit 4
                account   profit
                Acme     310,000
                Birch    160,000
                Cedar    100,000
                Dune     100,000
                4 of 6 rows
                """)
    ) { inputs, type in extreme(inputs, type, .greater) }

    private static func extreme(_ inputs: Inputs, _ type: ColumnType, _ better: Comparison) -> Column {
        var best = inputs.column(0, as: type)
        for index in 1..<max(1, inputs.count) {
            let other = inputs.column(index, as: type)
            let isBetter = Logic.or(Comparing.compare(better, other, best), Logic.isMissing(best))
            best = Logic.choose(isBetter, other, best, type: type)
        }
        return best
    }

    static let clamp = scalar(
        "clamp", [.init("x", .any), .init("low", .any), .init("high", .any)], common(of: "clamp"),
        Manual(
            "the value, but not below one bound nor above another",
            details: "A missing bound does not bind; a missing value stays missing. Where low is above high, the result is high. Dates can be clamped too.",
            examples: """
                tierbook> accounts | select account, clamp(revenue, 100k, 600k) as bounded
                account  bounded
                Acme     600,000
                Birch    600,000
                Cedar    410,000
                Dune     250,000
                Elm      120,000
                Fjord    100,000
                """)
    ) { inputs, type in
        var result = inputs.column(0, as: type)
        for (index, outside) in [(1, Comparison.less), (2, .greater)] {
            let bound = inputs.column(index, as: type)
            result = Logic.choose(Comparing.compare(outside, result, bound), bound, result, type: type)
        }
        return result
    }

    static let bin = scalar(
        "bin", synonyms: ["bucket"], [.init("x", .number), .init("size", .constantNumber)],
        { (arguments) throws(Diagnostic) in
            guard let size = arguments.last?.constant?.number, size > 0 else {
                throw Diagnostic("bin-size", "bin wants a size above zero, written out.", help: "For example bin(revenue, 100k).")
            }
            return try commonType(arguments, of: "bin")
        },
        Manual(
            "the lower bound of the class of that size the number falls in",
            details: """
                Classes begin at 0 and hold their lower bound: bin(x, 10) is 20 for 20 up to 29.99…, and -10 for -0.5. Sizes such as 0.1 are taken as \
                the decimals they are. The size of bins of money is an amount.
                """,
            examples: """
                tierbook> accounts | group by bin(revenue, 250k) as class show count | order by class
                  class  count
                      0      2
                250,000      2
                500,000      1
                750,000      1
                """)
    ) { inputs, type in
        let numbers = inputs.column(0, as: type)
        let sizes = inputs.column(1, as: type)
        if case .integers = numbers.storage {
            return inputs.integers(numbers, sizes, type: type) { x, size in size > 0 ? Rounding.down(x, to: size) ?? inputs.tooLarge() : nil }
        }
        guard let bins = inputs.constant(1)?.number.map({ DecimalBins(size: $0) }) else { return .repeating(.missing, type: type, count: inputs.rows) }
        return Arithmetic.map(numbers, type: type, tally: inputs.tally) { bins.lowerBound($0) }
    }
}

/// Classes of a size that is a decimal: bounds are n × units ÷ 10^decimals, rounded once, so that the third bound of
/// size 0.1 is 0.3 and not 0.30000000000000004.
struct DecimalBins {
    private let size: Double
    private var units: Double
    private var power = 1.0

    init(size: Double) {
        self.size = size
        units = size
        for decimals in 0...15 {
            let power = powerOfTen(decimals)
            let units = (size * power).rounded()
            if units < 0x1p53, units / power == size {
                self.units = units
                self.power = power
                return
            }
        }
    }

    private func bound(_ index: Double) -> Double { index * units / power }

    func lowerBound(_ number: Double) -> Double {
        var index = (number / size).rounded(.down)
        // With classes finer than its last digit a number is its own lower bound.
        guard index.magnitude < 0x1p53 else { return number }
        if bound(index) > number { index -= 1 } else if bound(index + 1) <= number { index += 1 }
        return bound(index) + 0
    }
}
