import Engine
import Tables

/// What a function works on: operands for `rows` rows.
struct Inputs {
    let operands: [Operand]
    let rows: Int
    let evaluation: Evaluation

    var count: Int { operands.count }
    var tally: Tally { evaluation.tally }

    /// An argument as a column of `rows` cells, of the given type where one is given. Constants are repeated.
    func column(_ index: Int, as type: ColumnType? = nil) -> Column {
        guard index < operands.count else { return .repeating(.missing, type: type ?? .decimal, count: rows) }
        switch operands[index] {
        case .column(let column): return type.map { Casting.cast(column, to: $0, tally: tally) } ?? column
        case .constant(let value):
            guard let own = value.type else { return .repeating(.missing, type: type ?? .decimal, count: rows) }
            let column = Column.repeating(value, type: own, count: rows)
            return type.map { Casting.cast(column, to: $0, tally: tally) } ?? column
        }
    }

    /// The value of an argument that is the same in every row.
    func constant(_ index: Int) -> Value? {
        guard index < operands.count, case .constant(let value) = operands[index] else { return nil }
        return value
    }

    /// A constant argument as a whole number; `otherwise` when it was not given.
    func constant(_ index: Int, otherwise: Int) -> Int { constant(index).flatMap { Inputs.whole($0) } ?? otherwise }

    /// A number as a count, its fraction cut off, between −10^9 and 10^9; nil for anything else.
    static func whole(_ value: Value) -> Int? {
        guard let number = value.number, !number.isNaN else { return nil }
        return Int(max(-1e9, min(1e9, number)))
    }

    /// A cell beyond its type's range: missing, and counted for the footer.
    func tooLarge<T>() -> T? {
        tally.overflows.add(1)
        return nil
    }

    // MARK: Loops over numbers

    /// Integers from doubles; nil gives a missing cell.
    func integers(_ column: Column, type: ColumnType, _ body: (Double) -> Int64?) -> Column {
        let (buffer, start) = column.doubles()
        let x = buffer.pointer(to: Double.self) + start
        return Column.makeIntegers(type, rows) { out in
            for i in 0..<rows { out[i] = x[i].isNaN ? .min : body(x[i]) ?? .min }
        }
    }

    /// Doubles from pairs of doubles. What is not a number is missing; what lies beyond a double is also counted.
    func doubles(_ a: Column, _ b: Column, type: ColumnType, _ body: (Double, Double) -> Double) -> Column {
        let (left, leftStart) = a.doubles()
        let (right, rightStart) = b.doubles()
        let x = left.pointer(to: Double.self) + leftStart
        let y = right.pointer(to: Double.self) + rightStart
        var lost = 0
        let result = Column.makeDoubles(type, rows) { out in
            for i in 0..<rows {
                let value = x[i].isNaN || y[i].isNaN ? .nan : body(x[i], y[i])
                if value.isInfinite { lost += 1 }
                out[i] = value.isFinite ? value : .nan
            }
        }
        tally.overflows.add(lost)
        return result
    }

    /// Integers from pairs of integers; nil gives a missing cell.
    func integers(_ a: Column, _ b: Column, type: ColumnType, _ body: (Int64, Int64) -> Int64?) -> Column {
        let left = a.integers()
        let right = b.integers()
        let x = left.pointer(to: Int64.self)
        let y = right.pointer(to: Int64.self)
        return Column.makeIntegers(type, rows) { out in
            for i in 0..<rows { out[i] = x[i] == .min || y[i] == .min ? .min : body(x[i], y[i]) ?? .min }
        }
    }
}
