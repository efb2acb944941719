import Diagnostics
import Syntax
import Tables

extension Binder {
    mutating func membership(_ call: Call) throws(Diagnostic) -> Bound {
        let subject = call.arguments[0]
        var bound: Bound?
        if call.arguments.count == 2 {
            switch call.arguments[1].kind {
            case .literal(.period(let period)): return try within(try bind(subject), subject, period, at: call.arguments[1].span)
            case .literal(.number(let number)) where number.isWhole:
                let date = try bind(subject)
                bound = date
                if date.type == .date { return try within(date, subject, .year(Int(number.mantissa)), at: call.arguments[1].span) }
            case .query(let statement):
                return try isOneOf(subject, try session.table(of: statement, reading: reading), at: call.arguments[1].span)
            case .name(let name) where name.parts.count == 1:
                if query.slot(named: name.text) == nil, let table = try session.namedTable(name, reading: reading) {
                    return try isOneOf(subject, table, at: name.span)
                }
            default: break
            }
        }
        let values = call.arguments.dropFirst().map { (function: "=", expression: $0) }
        do throws(Diagnostic) {
            return try tests(call, of: bound, values, all: false)
        } catch {
            guard error.id == "type-mismatch", values.count == 1, case .name = subject.kind, try bind(subject).type == .date else { throw error }
            throw Diagnostic("not-a-period", "A date lies in a period.", at: values[0].expression.span, help: "Periods are 2026, 2026Q1, 2026-03, last 90 days, this quarter.")
        }
    }

    /// In the key (or the only column) of a table.
    private mutating func isOneOf(_ subject: Expression, _ table: Table, at span: Span) throws(Diagnostic) -> Bound {
        let bound = try bind(subject)
        guard let index = table.key ?? (table.fields.count == 1 ? 0 : table.fields.firstIndex { field in if case .name(let n) = subject.kind { equalIgnoringCase(field.name, n.text) } else { false } })
        else {
            throw Diagnostic("in-which-column", "This query has several columns and no key.", at: span, help: "End it with select COLUMN.")
        }
        let column = table.fields[index].column
        guard column.type == bound.type || (column.type.isNumeric && bound.type.isNumeric) else {
            throw Diagnostic("type-mismatch", "\(table.fields[index].name) is \(column.type.withArticle); left is \(bound.type.withArticle).", at: span)
        }
        if column.count == 0 { return .constant(.boolean(false), .boolean) }
        let missing = column.missingCount()
        let isAmong = isAmong(bound, column)
        if missing == 0 { return isAmong }
        // SQL's rule: what equals none of the known values may still equal a missing one.
        session.note(
            .note(
                "missing-in-list", "\(plural(missing, "value")) of this query \(missing == 1 ? "is" : "are") missing, so no row is known to be in none of them.", at: span,
                help: "Add where \(Words.typed(table.fields[index].name)) is not missing to it."))
        return .or([isAmong, .constant(.missing, .boolean)])
    }

    /// Equal to one of a column's cells.
    private func isAmong(_ bound: Bound, _ column: Column) -> Bound {
        if bound.type == .text {
            let texts = Set((0..<column.count).compactMap { row -> [UInt8]? in if case .text(let t) = column[row] { Array(t.utf8) } else { nil } })
            return .testText(bound, TextTest("in query \(session.nextNumber())") { texts.contains(Array($0)) })
        }
        // Beside a double all numbers are doubles; else both sides are integers, or truths, and found exactly.
        let type = column.type == bound.type || column.type.holdsIntegers && bound.type.holdsIntegers ? bound.type : .decimal
        let known = KeyIndex(Casting.exactly(column, to: type))
        return .apply(
            "in",
            { (arguments, rows, _, _) throws(Diagnostic) in
                guard let cells = arguments.first?.cells(bound.type, rows) else { return .repeating(.missing, type: .boolean, count: rows) }
                let found = try known.rows(of: Casting.exactly(cells, to: type))
                let x = found.pointer(to: Int32.self)
                let isMissing = Logic.isMissing(cells)
                let missing = isMissing.truths
                return Column.makeTruths(rows) { out in
                    for row in 0..<rows { out[row] = missing[row] == 2 ? 1 : x[row] < 0 ? 0 : 2 }
                }
            }, [bound], .boolean)
    }

    /// `between` and `in`: the call's first argument, bound once, against several values; all or any of them must hold.
    mutating func tests(_ call: Call, of known: Bound? = nil, _ values: [(function: String, expression: Expression)], all: Bool)
        throws(Diagnostic) -> Bound
    {
        var subject = known
        var tests: [(op: Comparison, value: Bound)] = []
        for (function, expression) in values {
            let single = Call(function, at: call.functionSpan, [call.arguments[0], expression])
            try checkOperands(single)
            let left: Bound
            if let subject { left = subject } else { left = try operand(call.arguments[0], against: expression) }
            subject = left
            tests.append((Binder.comparisons[function] ?? .equal, try value(against: left, single)))
        }
        return Binder.tests(subject ?? .constant(.missing, .decimal), tests, all: all)
    }

    /// Comparisons of one subject, which is worked out once: nested ones would double the work at every level.
    static func tests(_ subject: Bound, _ tests: [(op: Comparison, value: Bound)], all: Bool) -> Bound {
        if !all, tests.count > 3, let oneOf = amongTexts(subject, tests.map(\.value)) { return oneOf }
        if subject.slot != nil || subject.constant != nil || tests.count == 1 {
            let comparisons = tests.map { Bound.compare($0.op, subject, $0.value) }
            return comparisons.count == 1 ? comparisons[0] : all ? .and(comparisons) : .or(comparisons)
        }
        let wanted = tests.map { (op: $0.op, type: $0.value.type) }
        return .apply(
            all ? "between" : "in",
            { (operands, rows, _, _) throws(Diagnostic) in
                let cells = operands[0].cells(subject.type, rows)
                var result = Column.repeating(.boolean(all), type: .boolean, count: rows)
                for (test, value) in zip(wanted, operands.dropFirst()) {
                    let truth = Comparing.compare(test.op, cells, value.cells(test.type, rows))
                    result = all ? Logic.and(result, truth) : Logic.or(result, truth)
                }
                return result
            }, [subject] + tests.map(\.value), .boolean)
    }

    /// A list of texts is looked up as a whole, once for each distinct text of the subject; nil for other lists.
    private static func amongTexts(_ subject: Bound, _ values: [Bound]) -> Bound? {
        var texts: Set<[UInt8]> = []
        var words: [String] = []
        for value in values {
            guard case .text(let text)? = value.constant else { return nil }
            if texts.insert(Array(text.utf8)).inserted { words.append(Words.quoted(text)) }
        }
        let wanted = texts
        return .testText(subject, TextTest("in (\(words.joined(separator: ", ")))") { wanted.contains(Array($0)) })
    }
}
