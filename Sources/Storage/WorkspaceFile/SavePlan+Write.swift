import Diagnostics
import Tables

extension SavePlan {
    /// Carries the plan out, within a transaction of a database that holds `saved`, or nothing. Returns how many bytes
    /// of cells, texts and links it wrote: `newBytes`, or fewer as segments are packed.
    func write(to database: Database) throws(Diagnostic) -> Int {
        try Catalogue.createTables(in: database, over: saved?.catalogue.format)
        try database.execute("PRAGMA user_version = \(FileFormat.version)")
        for name in removedRowTables.sorted() { try database.execute("DROP TABLE \(quoted(name))") }
        let unpacked = newBuffers.reduce(0) { $0 + $1.piece.byteCount }
        let packed = try Segments.write(newBuffers, to: database)
        for (name, table) in newRowTables {
            guard let stored = catalogue.tables.first(where: { $0.rowTable?.name == name }),
                let statement = stored.createStatement
            else { continue }
            try database.execute(statement)
            try RowCells(table).insert(into: name, of: database)
        }
        for buffer in removedBuffers.sorted() { try Segments.delete(buffer, from: database) }
        try catalogue.write(to: database, root: root, replacing: saved?.catalogue)
        return newBytes - unpacked + packed
    }
}

extension Column {
    /// Reads all of it that is lazy.
    func read() throws(Diagnostic) {
        try buffer.read()
        try dictionary?.bytes.read()
        try dictionary?.offsets.read()
    }
}

extension RowCells {
    /// Inserts every row into a table of as many columns.
    func insert(into name: String, of database: Database) throws(Diagnostic) {
        let places = Array(repeating: "?", count: affinities.count).joined(separator: ", ")
        let insert = try database.prepare("INSERT INTO \(quoted(name)) VALUES (\(places))")
        for row in 0..<rowCount {
            if row % 1024 == 0 { try Cancellation.check() }
            for index in affinities.indices { try insert.bind(cell(index, row: row), at: index + 1) }
            try insert.run()
        }
    }
}
