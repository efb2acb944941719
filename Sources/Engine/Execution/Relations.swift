import Diagnostics
import Tables
import Workspaces

/// Ways between tables along their declared links.
package enum Relations {
    /// Link numbers that lead from `child` up to `parent`, and the tables on the way (the parent last); the shortest
    /// way, and of equal ones the first declared. Empty for the table itself.
    package static func path(from child: NamedTable, to parent: String, in workspace: Workspace) -> (links: [Int], tables: [String])? {
        var ways: [(table: NamedTable, links: [Int], tables: [String])] = [(child, [], [])]
        var seen: [String] = [child.name]
        while !ways.isEmpty {
            let way = ways.removeFirst()
            if equalIgnoringCase(way.table.name, parent) { return (way.links, way.tables) }
            for (index, link) in way.table.table.links.enumerated() where !seen.contains(link.target) {
                guard let next = workspace.table(named: link.target) else { continue }
                seen.append(link.target)
                ways.append((next, way.links + [index], way.tables + [link.target]))
            }
        }
        return nil
    }

    /// Every table above `child`, nearest first.
    package static func parents(of child: NamedTable, in workspace: Workspace) -> [(table: NamedTable, links: [Int], tables: [String])] {
        var found: [(table: NamedTable, links: [Int], tables: [String])] = []
        var ways: [(table: NamedTable, links: [Int], tables: [String])] = [(child, [], [])]
        var seen: [String] = [child.name]
        while !ways.isEmpty {
            let way = ways.removeFirst()
            for (index, link) in way.table.table.links.enumerated() where !seen.contains(link.target) {
                guard let next = workspace.table(named: link.target) else { continue }
                seen.append(link.target)
                let further = (next, way.links + [index], way.tables + [link.target])
                found.append(further)
                ways.append(further)
            }
        }
        return found
    }

    /// For each row of `child` the row of the table at the end of a path of links: Int32, −1 where there is none.
    package static func map(_ child: NamedTable, _ path: [Int], _ tables: [String], in workspace: Workspace) -> Buffer? {
        guard let first = path.first else { return nil }
        var map = child.table.links[first].rows
        for (step, link) in path.enumerated().dropFirst() {
            guard let table = workspace.table(named: tables[step - 1])?.table else { return nil }
            map = compose(map, count: child.table.rowCount, table.links[link].rows)
        }
        return map
    }

    private static func compose(_ first: Buffer, count: Int, _ second: Buffer) -> Buffer {
        let a = first.pointer(to: Int32.self)
        let b = second.pointer(to: Int32.self)
        let memory = Buffer.allocate(count * 4)
        let out = memory.bindMemory(to: Int32.self, capacity: max(count, 1))
        for row in 0..<count { out[row] = a[row] < 0 ? -1 : b[Int(a[row])] }
        return Buffer(taking: memory, byteCount: count * 4)
    }

    /// The mapped row of each of some rows.
    package static func mapped(_ rows: Rows, through map: Buffer) -> Rows {
        guard let numbers = rows.pointer else { return Rows(map, count: rows.count) }
        let from = map.pointer(to: Int32.self)
        let memory = Buffer.allocate(rows.count * 4)
        let out = memory.bindMemory(to: Int32.self, capacity: max(rows.count, 1))
        for i in 0..<rows.count { out[i] = from[Int(numbers[i])] }
        return Rows(Buffer(taking: memory, byteCount: rows.count * 4), count: rows.count)
    }

    /// Row numbers of the target for keys of a foreign column: the parent's row whose key equals the cell, else −1. Errors:
    /// `no-key`, `cancelled`.
    package static func resolve(_ foreign: Column, to parent: Table) throws(Diagnostic) -> (rows: Buffer, orphans: Int, missing: Int) {
        guard let key = parent.keyColumn else {
            throw Diagnostic("no-key", "The parent table has no key to relate to.", help: "Import it with key COLUMN.")
        }
        let rows = try KeyIndex(key).rows(of: Casting.cast(foreign, to: key.type, tally: Tally()))
        let found = rows.pointer(to: Int32.self)
        var without = 0
        for row in 0..<foreign.count { without += found[row] < 0 ? 1 : 0 }
        let missing = foreign.missingCount()
        return (rows, without - missing, missing)
    }
}
