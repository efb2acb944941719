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
    /// The columns of each row table.
    private var rowTables: [String: [Field]] = [:]
    /// Blocks of the FAQ and of quizzes by the buffers that hold them.
    private var blocks: [Int64: AnyObject] = [:]

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
        workspace.history = catalogue.history
        var (resting, inUse): ([Resting], String?) = ([], nil)
        for stored in catalogue.contents {
            let contents = try contents(stored)
            switch stored.role {
            case .inUse(let scenario): (workspace.contents, inUse) = (contents, scenario)
            case .resting(let scenario): resting.append(Resting(scenario: scenario, contents: contents))
            case .edition(let imprint):
                workspace.publish(
                    Edition(
                        name: imprint.name, date: imprint.date, author: imprint.author, note: imprint.note,
                        hash: imprint.hash, contents: contents))
            }
        }
        workspace.rest(resting, inUse: inUse)
        return workspace
    }

    private mutating func contents(_ stored: Catalogue.Contents) throws(Diagnostic) -> Contents {
        var contents = Contents()
        contents.asOf = stored.asOf
        for definition in stored.definitions { contents.put(definition) }
        for rule in stored.rules { contents.rules.put(rule) }
        for table in stored.tables { contents.put(try self.table(table, among: stored.tables), as: table.name) }
        contents.questions = try list(stored.records.filter { $0.kind == .questions }, "faq")
        contents.quiz = try list(stored.records.filter { $0.kind == .quiz }, "quiz")
        return contents
    }

    /// A list that is kept in blocks, which are the same for all contents that have them.
    private mutating func list<Element>(_ records: [Catalogue.Records], _ name: String) throws(Diagnostic) -> Blocks<Element> {
        var own: [Blocks<Element>.Block] = []
        for stored in records {
            if let known = blocks[stored.buffer] as? Blocks<Element>.Block, known.count == stored.count {
                own.append(known)
                continue
            }
            let block = Blocks<Element>.Block(count: stored.count, try buffer(stored.buffer, .any, name, "entry"))
            blocks[stored.buffer] = block
            own.append(block)
        }
        guard let list = Blocks<Element>(own) else { throw source.damage(table: name) }
        return list
    }

    private mutating func table(_ stored: Catalogue.Table, among all: [Catalogue.Table]) throws(Diagnostic) -> Table {
        let fields = try fields(of: stored)
        var links: [Link] = []
        for link in stored.links {
            let target = all.first { equalIgnoringCase($0.name, link.target) }
            let content = Content.rows(below: target?.rows ?? Int(Int32.max))
            let rows = try buffer(link.buffer, content, stored.name, stored.columns[link.column].name)
            links.append(Link(column: link.column, target: link.target, rows: rows))
        }
        return Table(fields, rowCount: stored.rows, key: stored.key, dated: stored.dated, links: links)
    }

    private mutating func fields(of stored: Catalogue.Table) throws(Diagnostic) -> [Field] {
        if let name = stored.rowTable?.name {
            if let known = rowTables[name] { return known }
            let reader = RowTableReader(stored, of: source)
            let fields = stored.columns.indices.map { Field(stored.columns[$0].name, rowColumn(stored, $0, reader)) }
            rowTables[name] = fields
            return fields
        }
        var fields: [Field] = []
        for index in stored.columns.indices {
            fields.append(Field(stored.columns[index].name, try segmentColumn(stored, index)))
        }
        return fields
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
