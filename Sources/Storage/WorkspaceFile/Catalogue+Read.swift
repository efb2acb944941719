import Diagnostics
import Tables
import Workspaces

extension Catalogue {
    /// Reads a file's catalogue and holds it against its root and against itself, so that whatever follows may trust
    /// its sizes and positions.
    init(from database: Database, fileBytes: Int) throws(Diagnostic) {
        let meta = try Catalogue.meta(of: database, fileBytes: fileBytes)
        if let text = meta["as of"] ?? nil {
            guard let day = Day(stored: text.utf8) else { throw Catalogue.damage(database, "its as-of date is none") }
            asOf = day
        }
        try readBuffers(from: database, fileBytes: fileBytes)
        try readTables(from: database, fileBytes: fileBytes)
        try readColumns(from: database, fileBytes: fileBytes)
        try readLinks(from: database, fileBytes: fileBytes)
        try readDefinitions(from: database, fileBytes: fileBytes)
        try readHistory(from: database, fileBytes: fileBytes)
        guard meta["digest root"] == Digest.text(root) else {
            throw Catalogue.damage(database, "its catalogue does not match its digest")
        }
        try check(database, fileBytes: fileBytes)
    }

    /// The root that stands in the file at this moment; nil when there is none.
    static func storedRoot(of database: Database) throws(Diagnostic) -> String? {
        try meta(of: database, fileBytes: .max)["digest root"] ?? nil
    }

    private static func meta(of database: Database, fileBytes: Int) throws(Diagnostic) -> [String: String?] {
        var meta: [String: String?] = [:]
        try database.forEachRow("SELECT key, value FROM tierbook_meta", limit: fileBytes) {
            (row) throws(Diagnostic) in meta[row.text(0)] = .some(row.optionalText(1))
        }
        return meta
    }

    private static func damage(_ database: Database, _ cause: String) -> Diagnostic { Damage.file(database.path, cause) }

    private mutating func readBuffers(from database: Database, fileBytes: Int) throws(Diagnostic) {
        try database.forEachRow(
            "SELECT id, byte_count, digests FROM tierbook_buffers",
            limit: fileBytes
        ) { (row) throws(Diagnostic) in
            let byteCount = Int(row.integer(1))
            guard case .blob(let packed) = row.cell(2), byteCount >= 0,
                byteCount / PackedCells.greatestGrowth <= fileBytes,
                (1..<Segments.bufferLimit).contains(row.integer(0)), packed.count == 8 * Segments.count(of: byteCount)
            else { throw Catalogue.damage(database, "a stored buffer has an impossible size") }
            var digests: [UInt64] = []
            for at in stride(from: 0, to: packed.count, by: 8) {
                digests.append(UInt64(littleEndian: packed.loadUnaligned(fromByteOffset: at, as: UInt64.self)))
            }
            buffers[row.integer(0)] = StoredBuffer(byteCount: byteCount, digests: digests)
        }
    }

    private mutating func readTables(from database: Database, fileBytes: Int) throws(Diagnostic) {
        try database.forEachRow(
            "SELECT id, name, rows, key_column, date_column, stored_as, digest FROM tierbook_tables ORDER BY id",
            limit: fileBytes
        ) { (row) throws(Diagnostic) in
            tables.append(
                Table(
                    id: row.integer(0), name: row.text(1), rows: Int(row.integer(2)), key: row.optionalInteger(3),
                    dated: row.optionalInteger(4), columns: [], links: [],
                    rowTable: row.optionalText(5).map { ($0, UInt64(bitPattern: row.integer(6))) }))
        }
    }

    private mutating func readColumns(from database: Database, fileBytes: Int) throws(Diagnostic) {
        var table = 0
        try database.forEachRow(
            """
            SELECT table_id, name, type, storage, stored_as, affinity, buffer, texts, text_bytes, text_buffer,
              offset_buffer FROM tierbook_columns ORDER BY table_id, position
            """,
            limit: fileBytes
        ) { (row) throws(Diagnostic) in
            while table < tables.count, tables[table].id != row.integer(0) { table += 1 }
            guard table < tables.count, let type = ColumnType(stored: row.text(2)),
                let kind = StorageKind(stored: row.text(3))
            else { throw Catalogue.damage(database, "a column of its catalogue is of no known type") }
            var dictionary: Dictionary?
            if case .codes = kind {
                let buffers = row.optionalText(9) == nil ? nil : (row.integer(9), row.integer(10))
                dictionary = Dictionary(count: Int(row.integer(7)), textBytes: Int(row.integer(8)), buffers: buffers)
            }
            let place: Column.Place =
                if let name = row.optionalText(4) {
                    .rows(name: name, affinity: row.text(5))
                } else {
                    .buffer(row.integer(6))
                }
            tables[table].columns.append(
                Column(name: row.text(1), type: type, kind: kind, dictionary: dictionary, place: place))
        }
    }

    private mutating func readLinks(from database: Database, fileBytes: Int) throws(Diagnostic) {
        try database.forEachRow(
            "SELECT table_id, column_position, target, buffer FROM tierbook_links ORDER BY table_id, position",
            limit: fileBytes
        ) { (row) throws(Diagnostic) in
            guard let table = tables.firstIndex(where: { $0.id == row.integer(0) }) else {
                throw Catalogue.damage(database, "a link belongs to no table")
            }
            tables[table].links.append(
                Link(column: Int(row.integer(1)), target: row.text(2), buffer: row.integer(3)))
        }
    }

    private mutating func readDefinitions(from database: Database, fileBytes: Int) throws(Diagnostic) {
        try database.forEachRow(
            "SELECT name, kind, text FROM tierbook_definitions ORDER BY position",
            limit: fileBytes
        ) { (row) throws(Diagnostic) in
            guard let kind = Definition.Kind(rawValue: row.text(1)) else {
                throw Catalogue.damage(database, "a definition is of no known kind")
            }
            definitions.append(Definition(name: row.text(0), kind: kind, text: row.text(2)))
        }
    }

    private mutating func readHistory(from database: Database, fileBytes: Int) throws(Diagnostic) {
        try database.forEachRow(
            "SELECT statement, summary, as_of, seed FROM tierbook_history ORDER BY number",
            limit: fileBytes
        ) { (row) throws(Diagnostic) in
            let day = row.optionalText(2).flatMap { Day(stored: $0.utf8) }
            history.append(
                Change(
                    statement: row.text(0), summary: row.text(1), asOf: day,
                    seed: UInt64(bitPattern: row.integer(3))))
        }
        try database.forEachRow(
            "SELECT change, path, byte_count, digest FROM tierbook_inputs ORDER BY change, position",
            limit: fileBytes
        ) { (input) throws(Diagnostic) in
            let change = Int(input.integer(0)) &- 1
            guard history.indices.contains(change) else {
                throw Catalogue.damage(database, "an input belongs to no change")
            }
            history[change].inputs.append(
                Change.Input(path: input.text(1), byteCount: Int(input.integer(2)), digest: input.text(3)))
        }
    }
}

// MARK: - Holding the catalogue against itself

extension Catalogue {
    /// A digest is no seal: a file made by hand can carry any catalogue under a right one. This refuses sizes and
    /// positions that memory could not bear.
    private func check(_ database: Database, fileBytes: Int) throws(Diagnostic) {
        for table in tables where !isSound(table, fileBytes: fileBytes) {
            throw Catalogue.damage(database, "the catalogue contradicts itself about table \(table.name)")
        }
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
