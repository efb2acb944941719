import Diagnostics
import Tables
import Workspaces

/// What a save has to do: the catalogue that will stand in the file, what has to be written for it and what removed.
struct SavePlan {
    private(set) var catalogue = Catalogue()
    /// The digest of the catalogue.
    private(set) var root: UInt64 = 0
    /// What memory will be what in the file once the plan is carried out.
    private(set) var contents = SavedContents()
    private(set) var newBuffers: [(id: Int64, piece: Piece)] = []
    private(set) var newRowTables: [(name: String, table: Table)] = []
    private(set) var removedBuffers: Set<Int64> = []
    private(set) var removedRowTables: [String] = []
    /// Bytes of cells, texts and links to write, as they lie in memory.
    private(set) var newBytes = 0
    /// Bytes of buffers that stay as they are.
    private(set) var keptBytes = 0

    private let saved: SavedState?
    private var nextBuffer: Int64

    /// Reads every lazy buffer that the file does not hold already; throws when one cannot be read.
    init(_ workspace: Workspace, over saved: SavedState?) throws(Diagnostic) {
        self.saved = saved
        nextBuffer = (saved?.catalogue.buffers.keys.max() ?? 0) + 1
        catalogue.asOf = workspace.asOf
        catalogue.definitions = workspace.definitions
        catalogue.history = workspace.history
        let kept = workspace.tables.map { unchangedRowTable($0) }
        var names = PhysicalNames(taken: kept.compactMap { $0?.rowTable?.name })
        for (position, named) in workspace.tables.enumerated() {
            try add(named, id: Int64(position + 1), unchanged: kept[position], &names)
        }
        findRemoved()
        root = catalogue.root
    }

    /// The stored table that holds exactly these rows, if one does.
    private func unchangedRowTable(_ named: NamedTable) -> Catalogue.Table? {
        saved?.catalogue.tables.first { stored in
            guard let rowTable = stored.rowTable, stored.name == named.name, stored.rows == named.table.rowCount,
                saved?.contents.rowTable(rowTable.name, holds: named.table) == true
            else { return false }
            return zip(stored.columns, named.table.fields).allSatisfy {
                $0.name == $1.name && $0.type == $1.column.type && $0.kind == StorageKind($1.column)
            }
        }
    }

    private mutating func add(
        _ named: NamedTable, id: Int64, unchanged: Catalogue.Table?, _ names: inout PhysicalNames
    ) throws(Diagnostic) {
        let table = named.table
        var stored = Catalogue.Table(
            id: id, name: named.name, rows: table.rowCount, key: table.key, dated: table.dated, columns: [], links: [])
        if let unchanged, let rowTable = unchanged.rowTable {
            stored.columns = unchanged.columns
            stored.rowTable = rowTable
            contents.learn(table, isRowTable: rowTable.name)
        } else if FileFormat.isRowTable(table) {
            try addRows(table, to: &stored, as: names.claim(named.name))
        } else {
            for field in table.fields { stored.columns.append(try segmentColumn(field)) }
        }
        for link in table.links {
            let buffer = try buffer(for: Piece(link.rows, .int32))
            stored.links.append(Catalogue.Link(column: link.column, target: link.target, buffer: buffer))
        }
        catalogue.tables.append(stored)
    }

    private mutating func addRows(
        _ table: Table, to stored: inout Catalogue.Table, as name: String
    ) throws(Diagnostic) {
        for field in table.fields { try field.column.read() }
        let cells = RowCells(table)
        var names = PhysicalNames()
        for (index, field) in table.fields.enumerated() {
            stored.columns.append(
                Catalogue.Column(
                    name: field.name, type: field.column.type, kind: StorageKind(field.column),
                    dictionary: rowDictionary(of: field.column),
                    place: .rows(name: names.claim(field.name), affinity: cells.affinities[index])))
        }
        let (digest, byteCount) = cells.digest()
        stored.rowTable = (name, digest)
        newRowTables.append((name, table))
        newBytes += byteCount
        contents.learn(table, isRowTable: name)
    }

    /// The dictionary that reading the rows will build: only the texts that occur, each once.
    private func rowDictionary(of column: Column) -> Catalogue.Dictionary? {
        guard let dictionary = column.dictionary else { return nil }
        var texts = TextInterner()
        var seen = [Bool](repeating: false, count: dictionary.count)
        for row in 0..<column.count {
            let code = column.code(row)
            if code == 0 || seen[code] { continue }
            seen[code] = true
            _ = texts.code(of: dictionary.utf8(code))
        }
        return Catalogue.Dictionary(count: texts.count, textBytes: texts.bytes.count)
    }

    private mutating func segmentColumn(_ field: Field) throws(Diagnostic) -> Catalogue.Column {
        let column = field.column
        var dictionary: Catalogue.Dictionary?
        if let texts = column.dictionary {
            let offsets = Piece(texts.offsets, start: 0, byteCount: 4 * (texts.count + 1), .uint32)
            dictionary = Catalogue.Dictionary(
                count: texts.count, textBytes: texts.bytes.byteCount,
                buffers: (try buffer(for: Piece(texts.bytes)), try buffer(for: offsets)))
        }
        return Catalogue.Column(
            name: field.name, type: column.type, kind: StorageKind(column), dictionary: dictionary,
            place: .buffer(try buffer(for: Piece(column))))
    }

    /// The buffer in the file for a piece of memory: the one it has, or a new one.
    private mutating func buffer(for piece: Piece) throws(Diagnostic) -> Int64 {
        if let id = contents.id(of: piece) { return id }
        if let id = saved?.contents.id(of: piece), let stored = saved?.catalogue.buffers[id] {
            catalogue.buffers[id] = stored
            contents.learn(piece, is: id)
            keptBytes += piece.byteCount
            return id
        }
        try piece.buffer.read()
        let id = nextBuffer
        nextBuffer += 1
        catalogue.buffers[id] = Catalogue.StoredBuffer(
            byteCount: piece.byteCount, digests: try Segments.digests(of: piece))
        newBuffers.append((id, piece))
        newBytes += piece.byteCount
        contents.learn(piece, is: id)
        return id
    }

    private mutating func findRemoved() {
        guard let saved else { return }
        removedBuffers = Set(saved.catalogue.buffers.keys).subtracting(catalogue.buffers.keys)
        let new = Set(newRowTables.map(\.name))
        let used = Set(catalogue.tables.compactMap { $0.rowTable?.name })
        removedRowTables = saved.catalogue.tables.compactMap { $0.rowTable?.name }
            .filter { !used.contains($0) || new.contains($0) }
        saved.contents.readBeforeRemoval(buffers: removedBuffers, rowTables: Set(removedRowTables))
    }
}

/// What stands in the file, and which memory it is.
struct SavedState {
    var catalogue: Catalogue
    var root: UInt64
    var contents: SavedContents
}

extension SavePlan {
    /// Carries the plan out, within a transaction of a database that holds `saved`, or nothing. Returns how many bytes
    /// of cells, texts and links it wrote: `newBytes`, or fewer as segments are packed.
    func write(to database: Database) throws(Diagnostic) -> Int {
        if saved == nil { try Catalogue.createTables(in: database) }
        try database.execute("PRAGMA user_version = \(FileFormat.version)")
        for name in removedRowTables { try database.execute("DROP TABLE \(quoted(name))") }
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
