import Diagnostics
import Tables

/// A function of the language: scalar, aggregate or window.
package struct Function: Sendable {
    /// What an argument may be.
    package enum Accepts: Sendable {
        case text, number, date, boolean, any
        /// A whole number known before the query runs.
        case constantNumber

        /// Whether a value of that type may be given; whether it is constant is not asked.
        package func admits(_ type: ColumnType) -> Bool {
            switch self {
            case .text: type == .text
            case .number, .constantNumber: type.isNumeric
            case .date: type == .date
            case .boolean: type == .boolean
            case .any: true
            }
        }

        /// What is wanted, as messages say it: `a number`.
        package var name: String {
            switch self {
            case .text: "text"
            case .number, .constantNumber: "a number"
            case .date: "a date"
            case .boolean: "true or false"
            case .any: "a value"
            }
        }
    }

    /// What one argument must be.
    package struct Parameter: Sendable {
        /// As `usage` shows it.
        package let name: String
        /// What may be given.
        package let accepts: Accepts
        /// It may be left out.
        package let isOptional: Bool
        /// May be given any number of times; only the last.
        package let repeats: Bool

        /// Of several only the last may repeat; nothing is checked.
        package init(_ name: String, _ accepts: Accepts, optional: Bool = false, repeats: Bool = false) {
            self.name = name
            self.accepts = accepts
            self.isOptional = optional
            self.repeats = repeats
        }
    }

    /// What is known of an argument before the query runs.
    package struct Argument: Sendable {
        /// Of its cells.
        package let type: ColumnType
        /// Its value where it is the same in every row. A missing constant fits any type, whatever `type` says.
        package let constant: Value?

        /// Known before the query runs; without `constant` it differs from row to row.
        package init(_ type: ColumnType, constant: Value? = nil) {
            self.type = type
            self.constant = constant
        }
    }

    /// The type of the result for these arguments; throws for a combination that makes no sense.
    package typealias ResultType = @Sendable ([Argument]) throws(Diagnostic) -> ColumnType
    /// Cells of the result type for `rows` rows.
    package typealias Body =
        @Sendable (_ arguments: [Operand], _ rows: Int, _ type: ColumnType, _ evaluation: Evaluation) throws(Diagnostic) -> Column

    /// What is made of rows: a cell each, one of many, or a cell each that looks at others.
    package enum Kind: Sendable {
        /// A cell of each row, from cells of the same row.
        case scalar(result: ResultType, body: Body)
        /// `sum`, `median` …: many rows to one cell. The second argument, where there is one, is a parameter.
        case aggregate(AggregateKind)
        /// A cell of each row, which looks at the others of its group.
        case window(WindowFunction)
    }

    /// As typed, in lower case.
    package let name: String
    /// Other names that are understood, but not shown.
    package let synonyms: [String]
    /// In the order in which they are given.
    package let parameters: [Parameter]
    /// What it makes of rows.
    package let kind: Kind
    /// What `help` says of it.
    package let manual: Manual

    /// Nothing is checked; a name that comes twice in the catalogue means its last function.
    package init(_ name: String, synonyms: [String] = [], _ parameters: [Parameter], _ kind: Kind, _ manual: Manual) {
        self.name = name
        self.synonyms = synonyms
        self.parameters = parameters
        self.kind = kind
        self.manual = manual
    }

    /// `round(number, [decimals])`
    package var usage: String {
        let list = parameters.map { ($0.isOptional ? "[\($0.name)]" : $0.name) + ($0.repeats ? ", …" : "") }
        return "\(name)(\(list.joined(separator: ", ")))"
    }
}

/// What an aggregate makes of the values of a group; missing ones do not count.
package enum AggregateKind: Sendable, Equatable {
    case count, sum, average, median, minimum, maximum, deviation, percentile, distinctCount, first, last, any, all
    /// The latest and the earliest date.
    case newest, oldest
    /// A figure of all values together.
    case statistic(StatisticKind)
}

/// A figure that all values of a group make together, as the catalogue offers it.
package struct StatisticKind: Sendable, Equatable {
    /// What the second argument of a statistic is.
    package enum Second: Sendable, Equatable {
        case none
        /// Its second argument is the other value of each pair.
        case pair
        /// Its second argument is a share from 0 to below a half, known before the query runs.
        case part
    }

    /// As typed; tells statistics apart.
    package let name: String
    /// What its second argument is.
    package let second: Second
    /// The result is in the unit of the values, as a mean is; otherwise a plain number.
    package let keepsUnit: Bool
    /// - Parameter part: the share, where it takes one.
    package let body: @Sendable (_ values: [Double], _ others: [Double], _ part: Double) throws(Diagnostic) -> Double?

    /// `body` gets the values of one group that are not missing; it gives nil where the figure is not defined.
    package init(
        _ name: String, _ second: Second, keepsUnit: Bool = false,
        body: @escaping @Sendable (_ values: [Double], _ others: [Double], _ part: Double) throws(Diagnostic) -> Double?
    ) {
        self.name = name
        self.second = second
        self.keepsUnit = keepsUnit
        self.body = body
    }

    /// By name alone.
    package static func == (a: StatisticKind, b: StatisticKind) -> Bool { a.name == b.name }
}

/// What a window function gives each row.
package enum WindowFunction: Sendable, Equatable {
    case rank, rowNumber, share, runningSum, runningShare, lag, lead, ntile, percentileRank
    /// All cells of a group made anew together.
    case adjusted(GroupAdjustment)
    /// An aggregate of the group, the same in each of its rows.
    case aggregate(AggregateFunction)
}

/// All cells of a group made anew at once, each in its own place: what is nil is missing.
package struct GroupAdjustment: Sendable, Equatable, CustomStringConvertible {
    /// As typed; tells adjustments apart.
    package let name: String
    /// The cells of one group, in, and as many out.
    package let body: @Sendable ([Double?]) -> [Double?]

    /// `body` must give as many cells as it gets.
    package init(_ name: String, _ body: @escaping @Sendable ([Double?]) -> [Double?]) {
        self.name = name
        self.body = body
    }

    /// By name alone.
    package static func == (a: GroupAdjustment, b: GroupAdjustment) -> Bool { a.name == b.name }
    /// The name.
    package var description: String { name }
}
