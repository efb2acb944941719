import Diagnostics
import Syntax
import Tables
import Workspaces

/// What accounts are known by beside their figures, as the columns of a regression: numbers as they are, texts as one column a
/// value but the most frequent.
struct Covariates {
    private struct Covariate {
        let name: String
        /// By row of accounts; NaN where missing. Empty for texts.
        let numbers: [Double]
        /// By row of accounts which value; −1 where missing. Empty for numbers.
        let values: [Int32]
        let valueCount: Int
    }

    private let all: [Covariate]

    var names: [String] { all.map(\.name) }

    /// A text with more values than this takes the place of too many accounts.
    private static let mostValues = 50

    /// - Parameter rows: the accounts that take part.
    init(_ typed: [Name], _ rows: [Int], _ accounts: NamedTable, _ edition: EditionList?, _ session: Session) throws(Diagnostic) {
        var query = Query(accounts)
        if let edition { query.edition = edition }
        var binder = Binder(query, session)
        let slots = try typed.map { (name) throws(Diagnostic) in try binder.column(name) }
        let batch = try session.runAgain(binder.query)
        all = try zip(typed, slots).map { (pair) throws(Diagnostic) in
            let (name, column) = (pair.0, try batch.column(pair.1))
            if typed.count(where: { equalIgnoringCase($0.text, name.text) }) > 1 { throw Diagnostic("duplicate-name", "\(name.text) is there twice.", at: name.span) }
            if column.type == .date {
                throw Diagnostic("not-a-covariate", "\(name.text) is a date; a covariate is a number or a text.", at: name.span, help: "Define a number by it, such as the years since.")
            }
            let covariate = try Covariates.read(name.text, column)
            let seen = Set(rows.map { covariate.numbers.isEmpty ? Double(covariate.values[$0]) : covariate.numbers[$0] }.filter { $0.isFinite && (!covariate.numbers.isEmpty || $0 >= 0) })
            if seen.isEmpty { throw Diagnostic("nothing-known", "\(name.text) is missing for every account.", at: name.span) }
            if seen.count == 1 { throw Diagnostic("constant-covariate", "\(name.text) is the same for every account, so nothing can be adjusted for it.", at: name.span, help: "Leave it out.") }
            if covariate.numbers.isEmpty, seen.count > Covariates.mostValues {
                throw Diagnostic("too-many-values", "\(name.text) has \(grouped(seen.count)) values, and each would take a coefficient of its own.", at: name.span, help: "Adjust for a coarser column, such as region.")
            }
            return covariate
        }
    }

    private static func read(_ name: String, _ column: Column) throws(Diagnostic) -> Covariate {
        if column.type.isNumeric {
            let cells = column.doubles()
            let numbers = cells.buffer.pointer(to: Double.self) + cells.start
            return Covariate(name: name, numbers: (0..<column.count).map { numbers[$0] }, values: [], valueCount: 0)
        }
        let groups = try Grouping.groups(by: [column], rows: column.count)
        let ids = groups.ids.cells(of: Int32.self, count: column.count)
        return Covariate(name: name, numbers: [], values: ids.indices.map { column[$0].isMissing ? -1 : ids[$0] }, valueCount: groups.count)
    }

    func areKnown(_ row: Int) -> Bool { all.allSatisfy { $0.numbers.isEmpty ? $0.values[row] >= 0 : $0.numbers[row].isFinite } }

    /// The columns of a regression over some rows, and what each is of. Those that do not vary there are left out.
    func columns(_ rows: [Int]) -> (columns: [[Double]], names: [String]) {
        var (columns, names): ([[Double]], [String]) = ([], [])
        for covariate in all {
            if !covariate.numbers.isEmpty {
                let numbers = rows.map { covariate.numbers[$0] }
                guard numbers.contains(where: { $0 != numbers[0] }) else { continue }
                columns.append(numbers)
                names.append(covariate.name)
                continue
            }
            var counts = [Int](repeating: 0, count: covariate.valueCount)
            for row in rows { counts[Int(covariate.values[row])] += 1 }
            let present = counts.indices.filter { counts[$0] > 0 }
            let reference = present.max { (counts[$0], $1) < (counts[$1], $0) }
            for value in present where value != reference {
                columns.append(rows.map { Int(covariate.values[$0]) == value ? 1 : 0 })
                names.append(covariate.name)
            }
        }
        return (columns, names)
    }
}
