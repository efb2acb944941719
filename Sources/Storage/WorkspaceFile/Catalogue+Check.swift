import Diagnostics
import Tables
import Workspaces

/// Holding the catalogue against itself.
extension Catalogue {
    /// A digest is no seal: a file made by hand can carry any catalogue under a right one. This refuses sizes and
    /// positions that memory could not bear.
    func check(_ database: Database, fileBytes: Int) throws(Diagnostic) {
        if let cause = flaw { throw Catalogue.damage(database, cause) }
        var rowTables: [String: Table] = [:]
        for table in tables {
            let twin = table.rowTable.flatMap { rowTables.updateValue(table, forKey: $0.name) }
            if !isSound(table, fileBytes: fileBytes) || !(twin.map { hasSameRows($0, table) } ?? true) {
                throw Catalogue.damage(database, "the catalogue contradicts itself about table \(table.name)")
            }
        }
    }

    /// What is wrong with its contents as a whole; nil for nothing.
    private var flaw: String? {
        guard case .inUse? = contents.first?.role, contents.filter(\.isOwn).count == 1 else {
            return "it does not hold one firm's contents"
        }
        var hasEdition = false
        for contents in contents.dropFirst() {
            switch contents.role {
            case .inUse: return "two contents are in use"
            case .resting: if hasEdition { return "a scenario stands behind an edition" }
            case .edition:
                hasEdition = true
                if contents.tables.contains(where: { $0.rowTable != nil }) { return "an edition is kept as plain rows" }
            }
        }
        for contents in contents {
            if contents.records.contains(where: { $0.count < 1 || buffers[$0.buffer] == nil }) { return "a part of the FAQ is missing" }
            if contents.records.drop(while: { $0.kind == .questions }).contains(where: { $0.kind == .questions }) { return "its FAQ stands behind its quiz" }
            if haveTwins(contents.tables.map(\.name)) { return "two tables have the same name" }
            if haveTwins(contents.definitions.map(\.name)) { return "two definitions have the same name" }
            for kind in Rule.Kind.allCases {
                let keys = contents.rules.filter { $0.kind == kind }.map { kind.key($0.name) }
                if Set(keys).count < keys.count { return "two rules have the same name" }
            }
        }
        return nil
    }

    private func haveTwins(_ names: [String]) -> Bool { Set(names.map { $0.lowercased() }).count < names.count }

    /// Whether two tables that are the same row table agree on what that is.
    private func hasSameRows(_ a: Table, _ b: Table) -> Bool {
        a.rows == b.rows && a.columns == b.columns && a.rowTable == b.rowTable
    }

    private func isSound(_ table: Table, fileBytes: Int) -> Bool {
        let columns = table.columns.indices
        guard table.rows >= 0, table.rows <= Int(Int32.max), table.key.map(columns.contains) ?? true,
            table.dated.map(columns.contains) ?? true
        else { return false }
        if table.rowTable != nil, table.rows > FileFormat.rowLimit || columns.isEmpty { return false }
        for column in table.columns {
            guard column.kind.fits(column.type) else { return false }
            switch column.place {
            case .rows: if table.rowTable == nil { return false }
            case .buffer(let id):
                guard table.rowTable == nil, holds(id, bytes: table.rows * column.kind.cellBytes) else { return false }
            }
            guard let dictionary = column.dictionary else { continue }
            guard (1...Int(Int32.max)).contains(dictionary.count), (0...fileBytes).contains(dictionary.textBytes),
                (dictionary.buffers == nil) == (table.rowTable != nil)
            else { return false }
            if let buffers = dictionary.buffers {
                guard holds(buffers.texts, bytes: dictionary.textBytes),
                    holds(buffers.offsets, bytes: 4 * (dictionary.count + 1))
                else { return false }
            } else if dictionary.count > table.rows + 1 {
                return false
            }
        }
        return table.links.allSatisfy {
            columns.contains($0.column) && holds($0.buffer, bytes: 4 * table.rows)
        }
    }

    private func holds(_ buffer: Int64, bytes: Int) -> Bool { buffers[buffer]?.byteCount == bytes }
}
