import Diagnostics
import Tables

/// A function of the language: scalar, aggregate or window.
package struct Function: Sendable {
    /// What an argument may be.
    package enum Accepts: Sendable {
        case text, number, date, boolean, any
        /// A whole number known before the query runs.
        case constantNumber

        package func admits(_ type: ColumnType) -> Bool {
            switch self {
            case .text: type == .text
            case .number, .constantNumber: type.isNumeric
            case .date: type == .date
            case .boolean: type == .boolean
            case .any: true
            }
        }

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

    package struct Parameter: Sendable {
        package let name: String
        package let accepts: Accepts
        package let isOptional: Bool
        /// May be given any number of times; only the last.
        package let repeats: Bool

        package init(_ name: String, _ accepts: Accepts, optional: Bool = false, repeats: Bool = false) {
            self.name = name
            self.accepts = accepts
            self.isOptional = optional
            self.repeats = repeats
        }
    }

    /// What is known of an argument before the query runs.
    package struct Argument: Sendable {
        package let type: ColumnType
        /// Its value where it is the same in every row. A missing constant fits any type, whatever `type` says.
        package let constant: Value?

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

    package enum Kind: Sendable {
        case scalar(result: ResultType, body: Body)
        /// `sum`, `median` …: many rows to one cell. The second argument, where there is one, is a parameter.
        case aggregate(AggregateKind)
        case window(WindowFunction)
    }

    package let name: String
    package let synonyms: [String]
    package let parameters: [Parameter]
    package let kind: Kind
    package let manual: Manual

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

package enum AggregateKind: Sendable, Equatable {
    case count, sum, average, median, minimum, maximum, deviation, percentile, distinctCount, first, last, any, all
    /// The latest and the earliest date.
    case newest, oldest
}

package enum WindowFunction: Sendable, Equatable {
    case rank, rowNumber, share, runningSum, runningShare, lag, lead, ntile, percentileRank
    case aggregate(AggregateFunction)
}
