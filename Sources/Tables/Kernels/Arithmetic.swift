import Diagnostics

/// The four operations on numbers.
package enum ArithmeticOperator: Sendable { case add, subtract, multiply, divide }

/// Arithmetic by column. A missing cell on either side gives a missing cell.
package enum Arithmetic {
    /// In doubles. Division by zero gives a missing cell and is counted; so does a result beyond a double's range.
    package static func doubles(
        _ op: ArithmeticOperator, _ a: Operand, _ b: Operand, count: Int, type: ColumnType, tally: Tally
    ) -> Column {
        let x = Lane(a, count)
        let y = Lane(b, count)
        return Column.makeDoubles(type, count) { out in
            switch op {
            case .add: loop(x, y, out, count) { $0 + $1 }
            case .subtract: loop(x, y, out, count) { $0 - $1 }
            case .multiply: loop(x, y, out, count) { $0 * $1 }
            case .divide: divide(x, y, out, count, tally)
            }
            var beyond = 0
            for i in 0..<count where out[i].isInfinite {
                out[i] = .nan
                beyond += 1
            }
            tally.overflows.add(beyond)
        }
    }

    /// Doubles of an operand: a stride of 0 repeats a constant.
    private struct Lane {
        let buffer: Buffer
        let start: Int
        let stride: Int

        init(_ operand: Operand, _ count: Int) {
            switch operand {
            case .column(let column):
                (buffer, start) = column.doubles()
                stride = 1
            case .constant(let value):
                buffer = Buffer([value.number ?? .nan])
                start = 0
                stride = 0
            }
        }

        var pointer: UnsafePointer<Double> { buffer.pointer(to: Double.self) + start }
    }

    @inline(__always)
    private static func loop(
        _ a: Lane, _ b: Lane, _ out: UnsafeMutablePointer<Double>, _ count: Int, _ body: (Double, Double) -> Double
    ) {
        let x = a.pointer
        let y = b.pointer
        switch (a.stride, b.stride) {
        case (1, 1): for i in 0..<count { out[i] = body(x[i], y[i]) }
        case (1, _):
            let constant = y[0]
            for i in 0..<count { out[i] = body(x[i], constant) }
        case (_, 1):
            let constant = x[0]
            for i in 0..<count { out[i] = body(constant, y[i]) }
        default:
            let result = body(x[0], y[0])
            for i in 0..<count { out[i] = result }
        }
    }

    private static func divide(_ a: Lane, _ b: Lane, _ out: UnsafeMutablePointer<Double>, _ count: Int, _ tally: Tally) {
        loop(a, b, out, count) { $1 == 0 ? .nan : $0 / $1 }
        let x = a.pointer
        let y = b.pointer
        var zeros = 0
        for i in 0..<count where y[i * b.stride] == 0 && !x[i * a.stride].isNaN { zeros += 1 }
        tally.divisionsByZero.add(zeros)
    }

    /// In 64-bit integers: whole numbers, and money with both sides at the result's scale (for a product the scales
    /// add up). Overflow gives a missing cell and is counted.
    package static func integers(
        _ op: ArithmeticOperator, _ a: Column, _ b: Column, type: ColumnType, tally: Tally
    ) -> Column {
        let count = a.count
        let left = a.integers()
        let right = b.integers()
        let x = left.pointer(to: Int64.self)
        let y = right.pointer(to: Int64.self)
        var lost = 0
        let result = Column.makeIntegers(type, count) { out in
            for i in 0..<count {
                if x[i] == .min || y[i] == .min {
                    out[i] = .min
                    continue
                }
                let (value, overflow) =
                    switch op {
                    case .add: x[i].addingReportingOverflow(y[i])
                    case .subtract: x[i].subtractingReportingOverflow(y[i])
                    case .multiply, .divide: x[i].multipliedReportingOverflow(by: y[i])
                    }
                if overflow || value == .min { lost += 1 }
                out[i] = overflow ? .min : value
            }
        }
        tally.overflows.add(lost)
        return result
    }

    /// Doubles rounded half to even into integers of 10^-scale: money, or whole numbers with scale 0.
    package static func rounded(_ column: Column, type: ColumnType, scale: Int, tally: Tally) -> Column {
        let (buffer, start) = column.doubles()
        let x = buffer.pointer(to: Double.self) + start
        let factor = powerOfTen(scale)
        var lost = 0
        let result = Column.makeIntegers(type, column.count) { out in
            for i in 0..<column.count {
                let scaled = (x[i] * factor).rounded(.toNearestOrEven)
                if x[i].isNaN {
                    out[i] = .min
                } else if abs(scaled) < 9.2e18 {
                    out[i] = Int64(scaled)
                } else {
                    out[i] = .min
                    lost += 1
                }
            }
        }
        tally.overflows.add(lost)
        return result
    }

    /// Money or whole numbers at another scale, rounded half to even when it is smaller.
    package static func rescaled(_ column: Column, to type: ColumnType, tally: Tally) -> Column {
        let from = column.type.scale
        let wanted = type.scale
        if from == wanted { return column.retyped(type) }
        let source = column.integers()
        let x = source.pointer(to: Int64.self)
        var lost = 0
        let result = Column.makeIntegers(type, column.count) { out in
            for i in 0..<column.count {
                if x[i] == .min {
                    out[i] = .min
                } else if let units = Money(units: x[i], scale: from, currency: .none).units(atScale: wanted) {
                    out[i] = units
                } else {
                    out[i] = .min
                    lost += 1
                }
            }
        }
        tally.overflows.add(lost)
        return result
    }

    /// Each cell through a function of one double; NaN stays missing, and a result that is not finite is missing.
    package static func map(_ column: Column, type: ColumnType, tally: Tally, _ body: (Double) -> Double) -> Column {
        let (buffer, start) = column.doubles()
        let x = buffer.pointer(to: Double.self) + start
        return Column.makeDoubles(type, column.count) { out in
            for i in 0..<column.count {
                let value = x[i].isNaN ? .nan : body(x[i])
                out[i] = value.isFinite ? value : .nan
            }
        }
    }

    /// Days before year 1 or after 9999 become missing and are counted.
    package static func withinCalendar(_ days: Column, tally: Tally) -> Column {
        let calendar = Int64(Day.earliest.number)...Int64(Day.latest.number)
        var lost = 0
        let result = mapIntegers(days, type: .date) { day in
            if calendar.contains(day) { return day }
            lost += 1
            return nil
        }
        tally.overflows.add(lost)
        return result
    }

    /// Each integer cell through a function; nil gives a missing cell.
    package static func mapIntegers(_ column: Column, type: ColumnType, _ body: (Int64) -> Int64?) -> Column {
        let source = column.integers()
        let x = source.pointer(to: Int64.self)
        return Column.makeIntegers(type, column.count) { out in
            for i in 0..<column.count { out[i] = x[i] == .min ? .min : body(x[i]) ?? .min }
        }
    }
}
