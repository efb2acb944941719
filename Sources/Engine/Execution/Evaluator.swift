import Diagnostics
import Tables

/// Bound expressions over a block of a batch's rows.
struct Evaluator {
    let batch: Batch
    let evaluation: Evaluation
    /// Zones of the stored dates that a condition compares.
    private var zones: [Int: Zones] = [:]

    init(batch: Batch, evaluation: Evaluation) {
        self.batch = batch
        self.evaluation = evaluation
    }

    /// For a condition: looks up the zones that may decide whole blocks of it.
    init(batch: Batch, evaluation: Evaluation, condition: Bound) throws(Diagnostic) {
        self.init(batch: batch, evaluation: evaluation)
        guard batch.rows.buffer == nil, batch.count > blockRows else { return }
        for slot in condition.slots {
            guard case .based(let column)? = batch[slot], column.type == .date, column.count == batch.count else { continue }
            zones[slot] = try Zones(of: column, cache: evaluation.cache)
        }
    }

    /// All rows, block by block on all cores.
    func column(_ bound: Bound) throws(Diagnostic) -> Column {
        if case .slot(let slot, _) = bound { return try batch.column(slot) }
        let rows = batch.count
        let blocks = (rows + blockRows - 1) / blockRows
        if blocks <= 1 { return try columnOf(bound, 0..<rows) }
        let parts = UncheckedSend(UnsafeMutablePointer<Column?>.allocate(capacity: blocks))
        parts.value.initialize(repeating: nil, count: blocks)
        defer {
            parts.value.deinitialize(count: blocks)
            parts.value.deallocate()
        }
        try parallelFor(rows: rows) { (block, range) throws(Diagnostic) in parts.value[block] = try self.columnOf(bound, range) }
        return Column.concatenate((0..<blocks).compactMap { parts.value[$0] }, type: bound.type)
    }

    func columnOf(_ bound: Bound, _ range: Range<Int>) throws(Diagnostic) -> Column {
        switch try operand(bound, range) {
        case .column(let column): column
        case .constant(let value): .repeating(value, type: bound.type, count: range.count)
        }
    }

    func operand(_ bound: Bound, _ range: Range<Int>) throws(Diagnostic) -> Operand {
        switch bound {
        case .slot(let slot, _): return .column(try batch.column(slot, range))
        case .constant(let value, _): return .constant(value)
        case .compare(let op, let a, let b): return try compare(op, a, b, range)
        case .testText(let inner, let test): return try testText(inner, test, range)
        case .and(let all): return try conjunction(all, range)
        case .or(let all): return try disjunction(all, range)
        case .not(let inner):
            switch try operand(inner, range) {
            case .column(let column): return .column(Logic.not(column))
            case .constant(.boolean(let truth)): return .constant(.boolean(!truth))
            case .constant: return .constant(.missing)
            }
        case .isMissing(let inner):
            switch try operand(inner, range) {
            case .column(let column): return .column(Logic.isMissing(column))
            case .constant(let value): return .constant(.boolean(value.isMissing))
            }
        case .arithmetic(let op, let a, let b, let type): return try arithmetic(op, a, b, type, range)
        case .cast(let inner, let type): return .column(try cast(inner, type, range))
        case .choose(let cases, let otherwise, let type):
            var result = try columnOf(otherwise, range)
            for (when, then) in cases.reversed() {
                result = Logic.choose(try columnOf(when, range), try columnOf(then, range), result, type: type)
            }
            return .column(result)
        case .apply(_, let body, let arguments, let type):
            var operands: [Operand] = []
            for argument in arguments { operands.append(try operand(argument, range)) }
            return .column(try body(operands, range.count, type, evaluation))
        }
    }

    // MARK: Logic

    /// Stops at the first operand that is false for the whole block: zones make that common for dates.
    private func conjunction(_ all: [Bound], _ range: Range<Int>) throws(Diagnostic) -> Operand {
        for bound in all where isFalse(bound, range) { return .constant(.boolean(false)) }
        var result: Column?
        for bound in all {
            switch try operand(bound, range) {
            case .constant(.boolean(true)): continue
            case .constant(.boolean(false)): return .constant(.boolean(false))
            case .constant:
                let unknown = Column.repeating(.missing, type: .boolean, count: range.count)
                result = result.map { Logic.and($0, unknown) } ?? unknown
            case .column(let column): result = result.map { Logic.and($0, column) } ?? column
            }
        }
        return result.map { .column($0) } ?? .constant(.boolean(true))
    }

    private func disjunction(_ all: [Bound], _ range: Range<Int>) throws(Diagnostic) -> Operand {
        var result: Column?
        for bound in all {
            switch try operand(bound, range) {
            case .constant(.boolean(false)): continue
            case .constant(.boolean(true)): return .constant(.boolean(true))
            case .constant:
                let unknown = Column.repeating(.missing, type: .boolean, count: range.count)
                result = result.map { Logic.or($0, unknown) } ?? unknown
            case .column(let column): result = result.map { Logic.or($0, column) } ?? column
            }
        }
        return result.map { .column($0) } ?? .constant(.boolean(false))
    }

    // MARK: Comparison

    private func compare(_ op: Comparison, _ a: Bound, _ b: Bound, _ range: Range<Int>) throws(Diagnostic) -> Operand {
        if case .constant(let value, _) = a, b.constant == nil { return try compare(op.mirrored, b, with: value, range) }
        if case .constant(let value, _) = b { return try compare(op, a, with: value, range) }
        let left = try columnOf(a, range)
        return .column(Comparing.compare(op, left, try columnOf(b, range)))
    }

    private func compare(_ op: Comparison, _ a: Bound, with value: Value, _ range: Range<Int>) throws(Diagnostic) -> Operand {
        if value.isMissing { return .constant(.missing) }
        if let truth = zoneTruth(op, a, value, range) { return .constant(.boolean(truth)) }
        let column = try columnOf(a, range)
        if let (units, scale) = value.units { return .column(Comparing.compare(op, column, with: units, scale: scale)) }
        if let number = value.number { return .column(Comparing.compare(op, column, with: number)) }
        if case .text(let text) = value, let dictionary = column.dictionary, op == .equal || op == .notEqual {
            let code = dictionary.code(of: text) ?? -1
            if code < 0 { return .column(absent(column, truth: op == .notEqual)) }
            return .column(Comparing.matches(column, code: code, negated: op == .notEqual))
        }
        return .column(Comparing.compare(op, column, .repeating(value, type: a.type, count: range.count)))
    }

    /// No cell has the text: false (or true) wherever there is one.
    private func absent(_ column: Column, truth: Bool) -> Column {
        let missing = Logic.isMissing(column)
        let all = Column.repeating(.boolean(truth), type: .boolean, count: column.count)
        let unknown = Column.repeating(.missing, type: .boolean, count: column.count)
        return Logic.choose(missing, unknown, all, type: .boolean)
    }

    /// What a comparison with a day is for a whole block, when the block's least and greatest cell decide it.
    private func zoneTruth(_ op: Comparison, _ a: Bound, _ value: Value, _ range: Range<Int>) -> Bool? {
        guard case .date(let day) = value, range.lowerBound % blockRows == 0, let slot = a.slot, let known = zones[slot] else { return nil }
        return known.truth(op, Int64(day.number), block: range.lowerBound / blockRows)
    }

    /// True when the zones show that a condition is true nowhere in a block, without a look at its rows.
    private func isFalse(_ bound: Bound, _ range: Range<Int>) -> Bool {
        if zones.isEmpty { return false }
        switch bound {
        case .and(let all): return all.contains { isFalse($0, range) }
        case .compare(let op, let a, .constant(let value, _)): return zoneTruth(op, a, value, range) == false
        default: return false
        }
    }

    private func testText(_ inner: Bound, _ test: TextTest, _ range: Range<Int>) throws(Diagnostic) -> Operand {
        let column = try columnOf(inner, range)
        guard let dictionary = column.dictionary else { return .constant(.missing) }
        return .column(Comparing.lookUp(column, truthByCode: evaluation.truths(of: test, dictionary)))
    }

    // MARK: Numbers

    private func arithmetic(_ op: ArithmeticOperator, _ a: Bound, _ b: Bound, _ type: ColumnType, _ range: Range<Int>) throws(Diagnostic)
        -> Operand
    {
        let tally = evaluation.tally
        switch type {
        case .whole, .date:
            let left = try columnOf(a, range)
            let result = Arithmetic.integers(op, left, try columnOf(b, range), type: type, tally: tally)
            return .column(type == .date ? Arithmetic.withinCalendar(result, tally: tally) : result)
        case .money(_, let scale):
            let left = try columnOf(a, range)
            let right = try columnOf(b, range)
            if op == .multiply, left.type.scale + right.type.scale == scale, Evaluator.isExact(left), Evaluator.isExact(right) {
                return .column(Arithmetic.integers(.multiply, left, right, type: type, tally: tally))
            }
            if op == .add || op == .subtract {
                let x = Arithmetic.rescaled(left, to: type, tally: tally)
                let y = Arithmetic.rescaled(right, to: type, tally: tally)
                return .column(Arithmetic.integers(op, x, y, type: type, tally: tally))
            }
            let product = Arithmetic.doubles(op, .column(left), .column(right), count: range.count, type: .decimal, tally: tally)
            return .column(Arithmetic.rounded(product, type: type, scale: scale, tally: tally))
        default:
            let left = try operand(a, range)
            return .column(Arithmetic.doubles(op, left, try operand(b, range), count: range.count, type: type, tally: tally))
        }
    }

    private static func isExact(_ column: Column) -> Bool { if case .integers = column.storage { true } else { false } }

    private func cast(_ inner: Bound, _ type: ColumnType, _ range: Range<Int>) throws(Diagnostic) -> Column {
        let column = try columnOf(inner, range)
        return Casting.cast(column, to: type, tally: evaluation.tally)
    }
}
