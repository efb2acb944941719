import Diagnostics
import Engine
import Tables

extension Functions {
    static let missingValues: [Function] = [coalesce, nullIf, conditional]

    private static let coalesce = scalar(
        "coalesce", synonyms: ["if missing", "ifnull", "nvl"], [.init("a", .any), .init("b", .any, repeats: true)], common(of: "coalesce"),
        Manual(
            "the first value that is not missing",
            details: "Values must be of one kind; a plain 0 goes with any amount. Missing when all are.",
            examples: """
                tierbook> accounts | where wallet is missing | select account, coalesce(wallet, revenue, 0) as wallet
                account   wallet
                Dune     250,000
                1 of 6 rows
                """)
    ) { inputs, type in
        var result = inputs.column(inputs.count - 1, as: type)
        for index in (0..<inputs.count - 1).reversed() {
            let column = inputs.column(index, as: type)
            result = Logic.choose(Logic.isMissing(column), result, column, type: type)
        }
        return result
    }

    private static let nullIf = scalar(
        "null if", synonyms: ["nullif"], [.init("x", .any), .init("value", .any)],
        { (arguments) throws(Diagnostic) in
            _ = try commonType(arguments, of: "null if")
            return try firstType(arguments)
        },
        Manual(
            "the value, but missing where it equals another",
            details: "For codes that stand for “not known”, such as 0 or 'n/a'. Equal is exact, as with =.",
            examples: """
                tierbook> accounts | select account, null if(region, 'EMEA') as region | limit 3
                account  region
                Acme     —
                Birch    Americas
                Cedar    —
                3 of 6 rows
                """)
    ) { inputs, type in
        let column = inputs.column(0, as: type)
        let other = inputs.column(1)
        let isNumeric = type.isNumeric && other.type.isNumeric
        let value = isNumeric ? other : inputs.column(1, as: type)
        let nothing = Column.repeating(.missing, type: type, count: inputs.rows)
        return Logic.choose(Comparing.compare(.equal, column, value), nothing, column, type: type)
    }

    private static let conditional = scalar(
        "if", synonyms: ["iif", "iff"], [.init("condition", .boolean), .init("then", .any), .init("else", .any, optional: true)],
        { (arguments) throws(Diagnostic) in try commonType(Array(arguments.dropFirst()), of: "if") },
        Manual(
            "one value where a condition is true, another where it is not",
            details: """
                Where the condition is unknown, because a value in it is missing, the result is the second value, as in case when. Without a second \
                value it is missing. Values must be of one kind; a plain 0 goes with any amount.
                """,
            examples: """
                tierbook> accounts | select account, if(revenue >= 400k, 'large', 'small') as size | limit 4
                account  size
                Acme     large
                Birch    large
                Cedar    large
                Dune     small
                4 of 6 rows
                """)
    ) { inputs, type in
        Logic.choose(inputs.column(0, as: .boolean), inputs.column(1, as: type), inputs.column(2, as: type), type: type)
    }
}
