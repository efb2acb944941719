import Diagnostics
import Syntax
import Tables
import Workspaces

/// Children's figures counted for their parents, each once: the accounts as the list ranks them.
///
/// A child is put to the account at the top of its line of parents. Figures that are summed are those of the whole
/// family; all others are the top account's own. What other tables hold for a child counts for the top account.
struct RollUp {
    /// The contents with top accounts only.
    private(set) var contents: Contents
    /// Int32 by row of the accounts: the list's row of the account at the top of its line.
    let top: Buffer
    /// The same for accounts that are at the top themselves; −1 for children.
    let own: Buffer
    private let tops: Rows

    init?(_ session: Session) throws(Diagnostic) {
        contents = session.state.workspace.contents
        guard let rule = contents.rules.rule(.policy, named: "roll up"), let accounts = contents.table(named: "accounts") else { return nil }
        let table = accounts.table
        var (parent, sums) = (0, [Int]())
        try session.reading(rule) { (call) throws(Diagnostic) in
            parent = try RollUp.column(try call.name("parent"), table)
            for name in call.names("sums") {
                let column = try RollUp.column(name, table)
                guard table.fields[column].column.type.isNumeric else {
                    throw Diagnostic("not-a-number", "\(name.text) is \(table.fields[column].column.type.withArticle), which has no sum.", at: name.span)
                }
                sums.append(column)
            }
        }
        let roots = try RollUp.roots(table, parent)
        var numbers = [Int32](repeating: -1, count: roots.count)
        let kept = roots.indices.filter { Int(roots[$0]) == $0 }.map { Int32($0) }
        for (index, row) in kept.enumerated() { numbers[Int(row)] = Int32(index) }
        tops = Rows(kept)
        top = Buffer(roots.map { numbers[Int($0)] })
        own = Buffer(numbers)
        contents.put(try rolled(table, sums, Buffer(roots)), as: accounts.name)
        for child in contents.tables where !equalIgnoringCase(child.name, accounts.name) {
            var table = child.table
            for index in table.links.indices where equalIgnoringCase(table.links[index].target, accounts.name) {
                table.links[index].rows = relinked(table.links[index].rows, table.rowCount)
            }
            contents.put(table, as: child.name)
        }
    }

    private static func column(_ name: Name, _ table: Table) throws(Diagnostic) -> Int {
        if let index = table.index(of: name.text) { return index }
        throw Diagnostic("unknown-column", "accounts has no column '\(name.text)'.", at: name.span, help: didYouMean(name.text, among: table.fields.map(\.name)))
    }

    /// By row the one at the top of its line of parents. A parent that is no account ends a line.
    private static func roots(_ table: Table, _ parent: Int) throws(Diagnostic) -> [Int32] {
        let found = try Relations.resolve(table.fields[parent].column, to: table).rows
        let parents = found.cells(of: Int32.self, count: table.rowCount)
        var roots = [Int32](repeating: -1, count: table.rowCount)
        for row in 0..<table.rowCount where roots[row] < 0 {
            if row % blockRows == 0 { try Cancellation.check() }
            var line = [row]
            var seen: Set<Int> = [row]
            var at = row
            while parents[at] >= 0, roots[at] < 0, Int(parents[at]) != at {
                at = Int(parents[at])
                guard seen.insert(at).inserted else {
                    let names = (line + [at]).suffix(5).map { Plain.text(table.keyColumn?[$0] ?? .missing) }
                    throw Diagnostic("circular-parents", "Accounts are each other's parents: \(names.joined(separator: " → ")).", help: "Set one of them right, or forget policy roll up.")
                }
                line.append(at)
            }
            let root = roots[at] >= 0 ? roots[at] : Int32(at)
            for member in line { roots[member] = root }
        }
        return roots
    }

    private func rolled(_ table: Table, _ sums: [Int], _ roots: Buffer) throws(Diagnostic) -> Table {
        var fields: [Field] = []
        let groups = Groups(ids: roots, count: table.rowCount)
        for (index, field) in table.fields.enumerated() {
            var column = field.column
            if sums.contains(index) {
                let tally = Tally()
                let sum = try Aggregating.aggregate(.sum, column, groups, rows: table.rowCount, tally: tally)
                column = Casting.cast(sum, to: column.type, tally: tally)
                if tally.overflows.value > 0 { throw Diagnostic("too-large", "A family's \(field.name) is too large for a value.") }
            }
            fields.append(Field(field.name, column.gather(tops)))
        }
        let links = table.links.filter { !equalIgnoringCase($0.target, "accounts") }.map { link in
            Link(column: link.column, target: link.target, rows: Relations.mapped(tops, through: link.rows).buffer ?? link.rows)
        }
        return Table(fields, rowCount: tops.count, key: table.key, dated: table.dated, links: links)
    }

    private func relinked(_ rows: Buffer, _ count: Int) -> Buffer {
        let to = top.pointer(to: Int32.self)
        return rows.withCells(of: Int32.self, count: count) { from in Buffer(from.map { $0 < 0 ? -1 : to[Int($0)] }) }
    }
}
