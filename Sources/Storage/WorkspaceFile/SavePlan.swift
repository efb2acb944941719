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
    private(set) var removedRowTables: Set<String> = []
    /// Bytes of cells, texts and links to write, as they lie in memory.
    private(set) var newBytes = 0
    /// Bytes of buffers that stay as they are.
    private(set) var keptBytes = 0

    let saved: SavedState?
    private var nextBuffer: Int64
    /// The buffers in the file, and those to write, by their digests.
    private var byContent: [Catalogue.StoredBuffer: [Int64]] = [:]

    /// Reads every lazy buffer that the file does not hold already; throws when one cannot be read.
    init(_ workspace: Workspace, over saved: SavedState?) throws(Diagnostic) {
        self.saved = saved
        nextBuffer = (saved?.catalogue.buffers.keys.max() ?? 0) + 1
        for (id, stored) in (saved?.catalogue.buffers ?? [:]).sorted(by: { $0.key < $1.key }) {
            byContent[stored, default: []].append(id)
        }
        catalogue.history = workspace.history
        let own = try ownTables(workspace.contents(of: nil) ?? Contents())
        try add(.inUse(scenario: workspace.scenario), workspace.contents, own)
        for resting in workspace.resting { try add(.resting(scenario: resting.scenario), resting.contents, own) }
        for edition in workspace.editions {
            let imprint = Catalogue.Contents.Imprint(
                name: edition.name, date: edition.date, author: edition.author, note: edition.note, hash: edition.hash)
            try add(.edition(imprint), edition.contents, [])
        }
        catalogue.numberTables()
        findRemoved()
        root = catalogue.root
    }

    /// Adds contents. What of the firm's own tables they have too is stored with those.
    private mutating func add(
        _ role: Catalogue.Contents.Role, _ contents: Contents, _ own: [Catalogue.Table]
    ) throws(Diagnostic) {
        var stored = Catalogue.Contents(
            role: role, asOf: contents.asOf, definitions: contents.definitions, rules: contents.rules.all)
        if stored.isOwn {
            stored.tables = own
        } else {
            for named in contents.tables { stored.tables.append(try table(named, sharing: own)) }
        }
        stored.records = try records(.questions, contents.questions) + records(.quiz, contents.quiz)
        catalogue.contents.append(stored)
    }

    private mutating func records<Element>(_ kind: Catalogue.Records.Kind, _ list: Blocks<Element>) throws(Diagnostic) -> [Catalogue.Records] {
        var records: [Catalogue.Records] = []
        for block in list.blocks {
            records.append(Catalogue.Records(kind: kind, count: block.count, buffer: try buffer(for: Piece(block.buffer))))
        }
        return records
    }

    // MARK: Tables

    /// The firm's own tables, of which small ones are plain rows under their own names.
    private mutating func ownTables(_ contents: Contents) throws(Diagnostic) -> [Catalogue.Table] {
        let kept = contents.tables.map { unchangedRowTable($0) }
        var names = PhysicalNames(taken: kept.compactMap { $0?.rowTable?.name })
        var tables: [Catalogue.Table] = []
        for (named, unchanged) in zip(contents.tables, kept) {
            var stored = Catalogue.Table(named)
            if let unchanged {
                take(unchanged, for: named.table, in: &stored)
            } else if FileFormat.isRowTable(named.table) {
                try addRows(named.table, to: &stored, as: names.claim(named.name))
            } else {
                try addSegments(named.table, to: &stored)
            }
            try addLinks(named.table, to: &stored)
            tables.append(stored)
        }
        return tables
    }

    /// A table of a scenario or an edition.
    private mutating func table(_ named: NamedTable, sharing own: [Catalogue.Table]) throws(Diagnostic) -> Catalogue.Table {
        var stored = Catalogue.Table(named)
        if let same = own.first(where: { isSame(named.table, as: $0, contents) }) {
            take(same, for: named.table, in: &stored)
        } else {
            try addSegments(named.table, to: &stored)
        }
        try addLinks(named.table, to: &stored)
        return stored
    }

    /// The stored table that holds exactly these rows, if one does.
    private func unchangedRowTable(_ named: NamedTable) -> Catalogue.Table? {
        guard let saved, let own = saved.catalogue.contents.first(where: \.isOwn) else { return nil }
        return own.tables.first { $0.name == named.name && isSame(named.table, as: $0, saved.contents) }
    }

    /// Whether a row table holds exactly the rows of a table.
    private func isSame(_ table: Table, as stored: Catalogue.Table, _ known: SavedContents) -> Bool {
        guard let rowTable = stored.rowTable, stored.rows == table.rowCount, known.rowTable(rowTable.name, holds: table)
        else { return false }
        return zip(stored.columns, table.fields).allSatisfy {
            $0.name == $1.name && $0.type == $1.column.type && $0.kind == StorageKind($1.column)
        }
    }

    /// Stores a table as the row table that another one is.
    private mutating func take(_ other: Catalogue.Table, for table: Table, in stored: inout Catalogue.Table) {
        guard let rowTable = other.rowTable else { return }
        stored.columns = other.columns
        stored.rowTable = rowTable
        contents.learn(table, isRowTable: rowTable.name)
    }

    private mutating func addSegments(_ table: Table, to stored: inout Catalogue.Table) throws(Diagnostic) {
        for field in table.fields { stored.columns.append(try segmentColumn(field)) }
    }

    private mutating func addLinks(_ table: Table, to stored: inout Catalogue.Table) throws(Diagnostic) {
        for link in table.links {
            let buffer = try buffer(for: Piece(link.rows, .int32))
            stored.links.append(Catalogue.Link(column: link.column, target: link.target, buffer: buffer))
        }
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
        stored.rowTable = Catalogue.Table.RowTable(name: name, digest: digest)
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
                buffers: Catalogue.Dictionary.Buffers(
                    texts: try buffer(for: Piece(texts.bytes)), offsets: try buffer(for: offsets)))
        }
        return Catalogue.Column(
            name: field.name, type: column.type, kind: StorageKind(column), dictionary: dictionary,
            place: .buffer(try buffer(for: Piece(column))))
    }

    // MARK: Buffers

    /// The buffer in the file for a piece of memory: the one it has, one of the same content, or a new one.
    private mutating func buffer(for piece: Piece) throws(Diagnostic) -> Int64 {
        if let id = contents.id(of: piece) { return id }
        if let id = saved?.contents.id(of: piece), let stored = saved?.catalogue.buffers[id] {
            keep(id, stored, for: piece)
            return id
        }
        try piece.buffer.read()
        let new = Catalogue.StoredBuffer(byteCount: piece.byteCount, digests: try Segments.digests(of: piece))
        if let id = try twin(of: piece, new) {
            if catalogue.buffers[id] == nil { keep(id, new, for: piece) } else { contents.learn(piece, is: id) }
            return id
        }
        let id = nextBuffer
        nextBuffer += 1
        catalogue.buffers[id] = new
        byContent[new, default: []].append(id)
        newBuffers.append((id, piece))
        newBytes += piece.byteCount
        contents.learn(piece, is: id)
        return id
    }

    private mutating func keep(_ id: Int64, _ stored: Catalogue.StoredBuffer, for piece: Piece) {
        catalogue.buffers[id] = stored
        contents.learn(piece, is: id)
        keptBytes += piece.byteCount
    }

    /// A buffer of the same bytes. Equal digests are only a hint.
    private func twin(of piece: Piece, _ new: Catalogue.StoredBuffer) throws(Diagnostic) -> Int64? {
        for id in byContent[new] ?? [] {
            guard let other = contents.piece(of: id) ?? saved?.contents.piece(of: id) else { continue }
            do throws(Diagnostic) { try other.buffer.read() } catch {
                // What cannot be read is no twin; Ctrl-C ends the save.
                if error.isCancelled { throw error }
                continue
            }
            if other.holdsSame(as: piece) { return id }
        }
        return nil
    }

    private mutating func findRemoved() {
        guard let saved else { return }
        removedBuffers = Set(saved.catalogue.buffers.keys).subtracting(catalogue.buffers.keys)
        let new = Set(newRowTables.map(\.name))
        let used = Set(catalogue.tables.compactMap { $0.rowTable?.name })
        removedRowTables = Set(saved.catalogue.tables.compactMap { $0.rowTable?.name })
            .filter { !used.contains($0) || new.contains($0) }
        saved.contents.readBeforeRemoval(buffers: removedBuffers, rowTables: removedRowTables)
    }
}

extension Catalogue.Table {
    /// A table of which nothing is stored yet.
    fileprivate init(_ named: NamedTable) {
        let table = named.table
        self.init(
            id: 0, name: named.name, rows: table.rowCount, key: table.key, dated: table.dated, columns: [], links: [])
    }
}

extension Catalogue {
    /// Numbers all tables in their order.
    mutating func numberTables() {
        var number: Int64 = 0
        for index in contents.indices {
            for table in contents[index].tables.indices {
                number += 1
                contents[index].tables[table].id = number
            }
        }
    }
}
