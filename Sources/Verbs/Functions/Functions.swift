import Diagnostics
import Engine
import Tables

/// The functions of the language, in the order in which help lists them.
package enum Functions {
    /// Each once; synonyms are with their functions.
    package static let all: [Function] = text + numbers + dates + missingValues + conversions + proportions + aggregates + statistics + windows + adjustments

    /// A function of cells of one row.
    ///
    /// `result` refuses what makes no sense before a row is read, so that `body` cannot fail: a cell without an answer
    /// is missing. Only a statement that makes too much text fails while it runs.
    static func scalar(
        _ name: String, synonyms: [String] = [], _ parameters: [Function.Parameter], _ result: @escaping Function.ResultType,
        _ manual: Manual, _ body: @escaping @Sendable (_ inputs: Inputs, _ type: ColumnType) -> Column
    ) -> Function {
        Function(
            name, synonyms: synonyms, parameters,
            .scalar(
                result: result,
                body: { (operands, rows, type, evaluation) throws(Diagnostic) in
                    let column = body(Inputs(operands: operands, rows: rows, evaluation: evaluation), type)
                    if TextMaker.isFull(evaluation.tally) {
                        throw Diagnostic("too-much-text", "\(name) would make more than 1 GB of text.", help: "Narrow the rows first, or make shorter texts.")
                    }
                    return column
                }), manual)
    }

    /// The result has this type whatever the arguments are.
    static func always(_ type: ColumnType) -> Function.ResultType {
        { (_) throws(Diagnostic) in type }
    }

    /// The result has the first argument's type.
    static let firstType: Function.ResultType = { (arguments) throws(Diagnostic) in arguments.first?.type ?? .decimal }

    /// A whole number that must be known before the query runs, within bounds; `otherwise` when it was not given.
    static func constant(
        _ arguments: [Function.Argument], _ index: Int, _ name: String, in range: ClosedRange<Int>, otherwise: Int
    ) throws(Diagnostic) -> Int {
        guard index < arguments.count else { return otherwise }
        if case .whole(let number)? = arguments[index].constant, let value = Int(exactly: number), range.contains(value) { return value }
        throw Diagnostic(
            "not-constant", "\(name) must be a whole number from \(grouped(range.lowerBound)) to \(grouped(range.upperBound)), written out.")
    }
}
