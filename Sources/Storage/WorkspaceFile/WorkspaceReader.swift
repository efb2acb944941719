import Diagnostics
import Tables
import Workspaces

/// Makes a workspace of a catalogue: its tables' buffers are read when they are first touched.
struct WorkspaceReader {
    private let catalogue: Catalogue
    private let source: LazySource
    /// What several columns share is one buffer again, and one dictionary.
    private var buffers: [BufferUse: Buffer] = [:]
    private var dictionaries: [[Int64]: TextDictionary] = [:]

    private struct BufferUse: Hashable {
        var id: Int64
        var content: Content
    }

    init(_ catalogue: Catalogue, _ source: LazySource) {
        self.catalogue = catalogue
        self.source = source
    }

    mutating func workspace() throws(Diagnostic) -> Workspace {
        var workspace = Workspace()
        workspace.asOf = catalogue.asOf
        workspace.history = catalogue.history
        for definition in catalogue.definitions { workspace.put(definition) }
        for table in catalogue.tables { workspace.put(try self.table(table), as: table.name) }
        guard workspace.tables.count == catalogue.tables.count else {
            throw Damage.file(source.database.path, "two tables have the same name")
        }
        return workspace
    }

    private mutating func table(_ stored: Catalogue.Table) throws(Diagnostic) -> Table {
        let reader = stored.rowTable == nil ? nil : RowTableReader(stored, of: source)
        var fields: [Field] = []
        for index in stored.columns.indices {
            let column =
                if let reader { rowColumn(stored, index, reader) } else { try segmentColumn(stored, index) }
            fields.append(Field(stored.columns[index].name, column))
        }
        var links: [Link] = []
        for link in stored.links {
            let target = catalogue.tables.first { equalIgnoringCase($0.name, link.target) }
            let content = Content.rows(below: target?.rows ?? Int(Int32.max))
            let rows = try buffer(link.buffer, content, stored.name, stored.columns[link.column].name)
            links.append(Link(column: link.column, target: link.target, rows: rows))
        }
        return Table(fields, rowCount: stored.rows, key: stored.key, dated: stored.dated, links: links)
    }

    private func rowColumn(_ table: Catalogue.Table, _ index: Int, _ reader: RowTableReader) -> Column {
        let column = table.columns[index]
        let cells = reader.buffer(index, .cells, byteCount: table.rows * column.kind.cellBytes)
        let dictionary = column.dictionary.map {
            TextDictionary(
                bytes: reader.buffer(index, .texts, byteCount: $0.textBytes),
                offsets: reader.buffer(index, .offsets, byteCount: 4 * ($0.count + 1)), count: $0.count)
        }
        return assemble(column, cells, dictionary, rows: table.rows)
    }

    private mutating func segmentColumn(_ table: Catalogue.Table, _ index: Int) throws(Diagnostic) -> Column {
        let column = table.columns[index]
        guard case .buffer(let id) = column.place else { throw source.damage(table: table.name, column: column.name) }
        var dictionary: TextDictionary?
        var content = column.kind == .truths ? Content.truths : .any
        if let stored = column.dictionary, let buffers = stored.buffers {
            let key = [buffers.texts, buffers.offsets, Int64(stored.count)]
            let opened: TextDictionary
            if let known = dictionaries[key] {
                opened = known
            } else {
                let texts = try buffer(buffers.texts, .any, table.name, column.name)
                let content = Content.offsets(into: stored.textBytes)
                let offsets = try buffer(buffers.offsets, content, table.name, column.name)
                opened = TextDictionary(bytes: texts, offsets: offsets, count: stored.count)
            }
            dictionaries[key] = opened
            dictionary = opened
            if case .codes(let width) = column.kind { content = .codes(width, below: stored.count) }
        }
        return assemble(
            column, try buffer(id, content, table.name, column.name), dictionary, rows: table.rows)
    }

    private func assemble(
        _ column: Catalogue.Column, _ cells: Buffer, _ dictionary: TextDictionary?, rows: Int
    ) -> Column {
        let storage: Column.Storage =
            switch column.kind {
            case .doubles: .doubles(cells)
            case .integers(let width): .integers(cells, width)
            case .codes(let width): .codes(cells, width, dictionary ?? .empty)
            case .truths: .truths(cells)
            }
        return Column(column.type, storage, count: rows)
    }

    private mutating func buffer(
        _ id: Int64, _ content: Content, _ table: String, _ column: String
    ) throws(Diagnostic) -> Buffer {
        guard let stored = catalogue.buffers[id] else { throw source.damage(table: table, column: column) }
        let use = BufferUse(id: id, content: content)
        let buffer = buffers[use] ?? source.buffer(id, stored, content, table: table, column: column)
        buffers[use] = buffer
        return buffer
    }
}
