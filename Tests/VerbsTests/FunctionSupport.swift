import Diagnostics
import Engine
import Tables
import TestSupport
import Testing

@testable import Verbs

/// Calls a function of the catalogue as the binder and the evaluator do: the result's type first, then the body.
func call(_ name: String, _ operands: Operand..., rows: Int? = nil) throws -> Column { try call(name, operands, rows: rows).column }

func call(_ name: String, _ operands: [Operand], rows: Int? = nil) throws -> (column: Column, evaluation: Evaluation) {
    let function = try #require(Functions.all.first { $0.name == name })
    guard case .scalar(let result, let body) = function.kind else {
        Issue.record("\(name) is no function of one row")
        return (.of([], type: .text), Evaluation(cache: DerivedCache(limit: 0)))
    }
    let rows = rows ?? operands.compactMap { $0.column?.count }.first ?? 2
    let arguments = operands.map { operand in
        switch operand {
        case .column(let column): Function.Argument(column.type)
        case .constant(let value): Function.Argument(value.type ?? .decimal, constant: value)
        }
    }
    let type = try result(arguments)
    let evaluation = Evaluation(cache: DerivedCache(limit: 0))
    let column = try body(operands, rows, type, evaluation)
    #expect(column.type == type, "\(name) promised \(type)")
    #expect(column.count == rows, "\(name) gives a cell for each row")
    return (column, evaluation)
}

func values(_ column: Column) -> [Value] { (0..<column.count).map { column[$0] } }

/// The one value of a function of constants; it must be the same in all rows.
func value(_ name: String, _ constants: Value...) throws -> Value {
    let all = values(try call(name, constants.map { .constant($0) }).column)
    #expect(all.first == all.last)
    return all.first ?? .missing
}

func texts(_ texts: String?...) -> Operand { .column(.texts(texts)) }
func wholes(_ numbers: Int64?...) -> Operand { .column(.integers(numbers)) }
func decimals(_ numbers: Double...) -> Operand { .column(.doubles(numbers)) }
func days(_ days: String?...) -> Operand { .column(.dates(days.map { $0.flatMap { Day(iso: $0.utf8) } })) }

func date(_ text: String) -> Value { Day(iso: text.utf8).map { .date($0) } ?? .missing }

let euro = Currency("EUR")
func euros(_ units: Int64, scale: Int = 2) -> Value { .money(Money(units: units, scale: scale, currency: euro)) }
func euros(_ units: [Int64?], scale: Int = 2) -> Operand { .column(.integers(units, type: .money(euro, scale: scale))) }
