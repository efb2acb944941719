import Tables
import Workspaces

/// What stands in the file, and which memory it is.
struct SavedState {
    var catalogue: Catalogue
    var root: UInt64
    var contents: SavedContents
}

/// Which buffers in memory are what in the file. A save writes only what this does not know.
///
/// Buffers are known by identity and held weakly: one that is gone is forgotten, so that new memory at its address is
/// never taken for it.
struct SavedContents {
    private struct Key: Hashable {
        var buffer: ObjectIdentifier
        var start: Int
        var byteCount: Int

        init(_ piece: Piece) {
            buffer = ObjectIdentifier(piece.buffer)
            start = piece.start
            byteCount = piece.byteCount
        }
    }

    private struct Known {
        weak var buffer: Buffer?
        var id: Int64
    }

    /// The memory a row table was written from.
    private struct RowTable {
        struct Source {
            weak var cells: Buffer?
            var start: Int
            weak var texts: Buffer?
            weak var offsets: Buffer?

            init(_ column: Column) {
                cells = column.buffer
                start = column.start
                texts = column.dictionary?.bytes
                offsets = column.dictionary?.offsets
            }

            /// False also when the memory is gone.
            func isSame(as column: Column) -> Bool {
                cells === column.buffer && start == column.start && texts === column.dictionary?.bytes
                    && offsets === column.dictionary?.offsets
            }
        }
        var sources: [Source]
    }

    private var pieces: [Key: Known] = [:]
    private var rowTables: [String: RowTable] = [:]

    // MARK: Learning

    mutating func learn(_ piece: Piece, is id: Int64) { pieces[Key(piece)] = Known(buffer: piece.buffer, id: id) }

    /// The row table of this SQLite name holds these columns.
    mutating func learn(_ table: Table, isRowTable name: String) {
        rowTables[name] = RowTable(sources: table.fields.map { RowTable.Source($0.column) })
    }

    // MARK: Asking

    /// The buffer in the file that holds exactly this piece, if one does.
    func id(of piece: Piece) -> Int64? {
        guard let known = pieces[Key(piece)], known.buffer === piece.buffer else { return nil }
        return known.id
    }

    /// Memory whose bytes a buffer in the file holds; nil when none is left.
    func piece(of id: Int64) -> Piece? {
        for (key, known) in pieces where known.id == id {
            if let buffer = known.buffer { return Piece(buffer, start: key.start, byteCount: key.byteCount) }
        }
        return nil
    }

    /// Whether the row table of this SQLite name still holds these columns.
    func rowTable(_ name: String, holds table: Table) -> Bool {
        guard let known = rowTables[name], known.sources.count == table.fields.count else { return false }
        return zip(known.sources, table.fields).allSatisfy { $0.isSame(as: $1.column) }
    }

    /// Reads what is still unread in memory of the given parts of the file, before they are removed from it: an
    /// earlier workspace, which undo may bring back, can still need them. What cannot be read says so when it is used.
    func readBeforeRemoval(buffers: Set<Int64>, rowTables names: Set<String>) {
        for known in pieces.values where buffers.contains(known.id) { try? known.buffer?.read() }
        for (name, table) in rowTables where names.contains(name) {
            for source in table.sources {
                try? source.cells?.read()
                try? source.texts?.read()
                try? source.offsets?.read()
            }
        }
    }
}

extension SavedContents {
    /// What a workspace just opened is in its file.
    init(of workspace: Workspace, as catalogue: Catalogue) {
        for (contents, stored) in zip(workspace.allContents, catalogue.contents) {
            for (named, table) in zip(contents.tables, stored.tables) { learn(named.table, is: table) }
            let blocks = contents.questions.blocks.map(\.buffer) + contents.quiz.blocks.map(\.buffer)
            for (buffer, records) in zip(blocks, stored.records) { learn(Piece(buffer), is: records.buffer) }
        }
    }

    private mutating func learn(_ table: Table, is stored: Catalogue.Table) {
        if let rowTable = stored.rowTable { learn(table, isRowTable: rowTable.name) }
        for (field, column) in zip(table.fields, stored.columns) {
            guard case .buffer(let id) = column.place else { continue }
            learn(Piece(field.column), is: id)
            if let texts = field.column.dictionary, let buffers = column.dictionary?.buffers {
                learn(Piece(texts.bytes), is: buffers.texts)
                learn(Piece(texts.offsets), is: buffers.offsets)
            }
        }
        for (link, storedLink) in zip(table.links, stored.links) { learn(Piece(link.rows), is: storedLink.buffer) }
    }
}
