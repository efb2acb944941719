import Diagnostics
import Tables
import Workspaces

extension Catalogue {
    /// Reads a file's catalogue and holds it against its root and against itself, so that whatever follows may trust
    /// its sizes and positions.
    init(from database: Database, fileBytes: Int) throws(Diagnostic) {
        let meta = try Catalogue.meta(of: database)
        if let text = meta["as of"] ?? nil {
            guard let day = Day(stored: text.utf8) else { throw Catalogue.damage(database, "its as-of date is none") }
            asOf = day
        }
        try readBuffers(from: database, fileBytes: fileBytes)
        try readTables(from: database)
        try readColumns(from: database)
        try readLinks(from: database)
        try readDefinitions(from: database)
        try readHistory(from: database)
        guard meta["digest root"] == Digest.text(root) else {
            throw Catalogue.damage(database, "its catalogue does not match its digest")
        }
        try check(database, fileBytes: fileBytes)
    }

    /// The root that stands in the file at this moment; nil when there is none.
    static func storedRoot(of database: Database) throws(Diagnostic) -> String? {
        try meta(of: database)["digest root"] ?? nil
    }

    private static func meta(of database: Database) throws(Diagnostic) -> [String: String?] {
        let rows = try database.prepare("SELECT key, value FROM tierbook_meta")
        var meta: [String: String?] = [:]
        while try rows.step() { meta[rows.text(0)] = .some(rows.optionalText(1)) }
        return meta
    }

    private static func damage(_ database: Database, _ cause: String) -> Diagnostic { Damage.file(database.path, cause) }

    private mutating func readBuffers(from database: Database, fileBytes: Int) throws(Diagnostic) {
        let rows = try database.prepare("SELECT id, byte_count, digests FROM tierbook_buffers")
        while try rows.step() {
            let byteCount = Int(rows.integer(1))
            guard case .blob(let packed) = rows.cell(2), (0...fileBytes).contains(byteCount),
                packed.count == 8 * Segments.count(of: byteCount)
            else { throw Catalogue.damage(database, "a stored buffer has an impossible size") }
            var digests: [UInt64] = []
            for at in stride(from: 0, to: packed.count, by: 8) {
                digests.append(UInt64(littleEndian: packed.loadUnaligned(fromByteOffset: at, as: UInt64.self)))
            }
            buffers[rows.integer(0)] = StoredBuffer(byteCount: byteCount, digests: digests)
        }
    }

    private mutating func readTables(from database: Database) throws(Diagnostic) {
        let rows = try database.prepare(
            "SELECT id, name, rows, key_column, date_column, stored_as, digest FROM tierbook_tables ORDER BY id")
        func position(_ column: Int) -> Int? {
            if case .integer(let number) = rows.cell(column) { Int(number) } else { nil }
        }
        while try rows.step() {
            tables.append(
                Table(
                    id: rows.integer(0), name: rows.text(1), rows: Int(rows.integer(2)), key: position(3),
                    dated: position(4), columns: [], links: [],
                    rowTable: rows.optionalText(5).map { ($0, UInt64(bitPattern: rows.integer(6))) }))
        }
    }

    private mutating func readColumns(from database: Database) throws(Diagnostic) {
        let rows = try database.prepare(
            """
            SELECT table_id, name, type, storage, stored_as, affinity, buffer, texts, text_bytes, text_buffer,
              offset_buffer FROM tierbook_columns ORDER BY table_id, position
            """)
        var table = 0
        while try rows.step() {
            while table < tables.count, tables[table].id != rows.integer(0) { table += 1 }
            guard table < tables.count, let type = ColumnType(stored: rows.text(2)),
                let kind = StorageKind(stored: rows.text(3))
            else { throw Catalogue.damage(database, "a column of its catalogue is of no known type") }
            var dictionary: Dictionary?
            if case .codes = kind {
                let buffers = rows.optionalText(9) == nil ? nil : (rows.integer(9), rows.integer(10))
                dictionary = Dictionary(count: Int(rows.integer(7)), textBytes: Int(rows.integer(8)), buffers: buffers)
            }
            let place: Column.Place =
                if let name = rows.optionalText(4) {
                    .rows(name: name, affinity: rows.text(5))
                } else {
                    .buffer(rows.integer(6))
                }
            tables[table].columns.append(
                Column(name: rows.text(1), type: type, kind: kind, dictionary: dictionary, place: place))
        }
    }

    private mutating func readLinks(from database: Database) throws(Diagnostic) {
        let rows = try database.prepare(
            "SELECT table_id, column_position, target, buffer FROM tierbook_links ORDER BY table_id, position")
        while try rows.step() {
            guard let table = tables.firstIndex(where: { $0.id == rows.integer(0) }) else {
                throw Catalogue.damage(database, "a link belongs to no table")
            }
            tables[table].links.append(
                Link(column: Int(rows.integer(1)), target: rows.text(2), buffer: rows.integer(3)))
        }
    }

    private mutating func readDefinitions(from database: Database) throws(Diagnostic) {
        let rows = try database.prepare("SELECT name, kind, text FROM tierbook_definitions ORDER BY position")
        while try rows.step() {
            guard let kind = Definition.Kind(rawValue: rows.text(1)) else {
                throw Catalogue.damage(database, "a definition is of no known kind")
            }
            definitions.append(Definition(name: rows.text(0), kind: kind, text: rows.text(2)))
        }
    }

    private mutating func readHistory(from database: Database) throws(Diagnostic) {
        let rows = try database.prepare(
            "SELECT statement, summary, as_of, seed FROM tierbook_history ORDER BY number")
        while try rows.step() {
            let day = rows.optionalText(2).flatMap { Day(stored: $0.utf8) }
            history.append(
                Change(
                    statement: rows.text(0), summary: rows.text(1), asOf: day,
                    seed: UInt64(bitPattern: rows.integer(3))))
        }
        let inputs = try database.prepare(
            "SELECT change, path, byte_count, digest FROM tierbook_inputs ORDER BY change, position")
        while try inputs.step() {
            let change = Int(inputs.integer(0)) - 1
            guard history.indices.contains(change) else {
                throw Catalogue.damage(database, "an input belongs to no change")
            }
            history[change].inputs.append(
                Change.Input(path: inputs.text(1), byteCount: Int(inputs.integer(2)), digest: inputs.text(3)))
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
