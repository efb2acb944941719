import Diagnostics
import Tables
import Workspaces

/// Tables of any size as plain SQLite tables for other tools, cells as in `FileFormat`, with primary and foreign keys.
///
/// A child's key without partner stays as it is; `PRAGMA foreign_key_check` finds it.
package enum SQLiteExport {
    /// Writes the tables into a new file, or in the place of one. Throws when the file exists and `overwrite` is
    /// false, when it is a workspace some shell works with, and when it cannot be written.
    package static func write(_ tables: [NamedTable], to path: String, overwrite: Bool = false) throws(Diagnostic) {
        let realPath = try Files.resolve(path)
        if !overwrite, Files.exists(realPath) { throw FreshFile.exists(path) }
        let lock = try FreshFile.claim(realPath, named: path)
        defer { lock?.release() }
        for named in tables {
            for field in named.table.fields { try field.column.read() }
        }
        var tableNames = PhysicalNames()
        let exported = tables.map { Exported($0, as: tableNames.claim($0.name)) }
        try FreshFile.write(realPath, named: path, overwrite: overwrite, "PRAGMA page_size = 4096") {
            (database) throws(Diagnostic) in
            for table in exported {
                // SQLite knows no table without columns.
                if table.columns.isEmpty { continue }
                let cells = RowCells(table.table)
                try database.execute(table.createStatement(table.declarations(cells.affinities), among: exported))
                try cells.insert(into: table.sqlName, of: database)
            }
        }
    }

    private struct Exported {
        let name: String
        let sqlName: String
        let table: Table
        /// The columns' names in SQLite.
        let columns: [String]

        init(_ named: NamedTable, as sqlName: String) {
            name = named.name
            self.sqlName = sqlName
            table = named.table
            var names = PhysicalNames()
            columns = named.table.fields.map { names.claim($0.name) }
        }

        /// The columns' types for other tools, and for an import of the file: DATE and BOOLEAN, which SQLite stores as
        /// the text and the numbers they are given, or the affinity.
        func declarations(_ affinities: [String]) -> [String] {
            zip(table.fields, affinities).map { field, affinity in
                switch field.column.type {
                case .date: "DATE"
                case .boolean: "BOOLEAN"
                default: affinity
                }
            }
        }

        func createStatement(_ declarations: [String], among all: [Exported]) -> String {
            var parts = zip(columns, declarations).map { quoted($0) + " " + $1 }
            if let key = table.key { parts.append("PRIMARY KEY (\(quoted(columns[key])))") }
            for link in table.links {
                guard let target = all.first(where: { equalIgnoringCase($0.name, link.target) }),
                    let key = target.table.key
                else { continue }
                parts.append(
                    """
                    FOREIGN KEY (\(quoted(columns[link.column]))) \
                    REFERENCES \(quoted(target.sqlName)) (\(quoted(target.columns[key])))
                    """)
            }
            return FileFormat.createStatement(quoted(sqlName), "(" + parts.joined(separator: ", ") + ")")
        }
    }
}
