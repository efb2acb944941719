import Diagnostics
import Tables
import Workspaces

extension Catalogue {
    /// Makes the catalogue's tables in a database: in an empty one all, in one of another format those that it has not,
    /// or has otherwise.
    static func createTables(in database: Database, over format: Int64?) throws(Diagnostic) {
        let there = format.map { FileFormat.catalogueTables(of: $0) } ?? []
        for new in FileFormat.catalogueTables(of: FileFormat.version) where !there.contains(where: { $0 == new }) {
            try database.execute("DROP TABLE IF EXISTS \(new.name)")
            try database.execute(new.statement)
        }
    }

    /// Writes the whole catalogue in the place of `old`; only the history is changed no more than it has to be.
    func write(to database: Database, root: UInt64, replacing old: Catalogue?) throws(Diagnostic) {
        for table in ["meta", "contents", "tables", "columns", "links", "definitions", "rules", "records", "buffers"] {
            try database.execute("DELETE FROM tierbook_\(table)")
        }
        try writeMeta(to: database, root: root)
        try writeContents(to: database)
        try writeTables(to: database)
        try writeDefinitions(to: database)
        try writeRecords(to: database)
        try writeBuffers(to: database)
        try writeHistory(to: database, after: old?.history ?? [])
    }

    private func writeBuffers(to database: Database) throws(Diagnostic) {
        let insert = try database.prepare("INSERT INTO tierbook_buffers VALUES (?, ?, ?)")
        for (id, buffer) in buffers.sorted(by: { $0.key < $1.key }) {
            var digests = ByteWriter()
            for digest in buffer.digests { digests.put(digest) }
            try insert.run(.integer(id), .integer(buffer.byteCount), .blob(digests.bytes))
        }
    }

    private func writeMeta(to database: Database, root: UInt64) throws(Diagnostic) {
        let insert = try database.prepare("INSERT INTO tierbook_meta VALUES (?, ?)")
        try insert.run(.text("digest root"), .text(Digest.text(root)))
        try insert.run(.text("written by"), .text(FileFormat.writer))
    }

    private func writeContents(to database: Database) throws(Diagnostic) {
        let insert = try database.prepare("INSERT INTO tierbook_contents VALUES (?, ?, ?, ?, ?, ?, ?, ?)")
        for (index, contents) in contents.enumerated() {
            let (id, asOf) = (Statement.Parameter.integer(index + 1), Statement.Parameter.text(contents.asOf?.storedText))
            switch contents.role {
            case .inUse(let scenario): try insert.run(id, .text("in use"), .text(scenario), asOf, .null, .null, .null, .null)
            case .resting(let scenario): try insert.run(id, .text("resting"), .text(scenario), asOf, .null, .null, .null, .null)
            case .edition(let imprint):
                try insert.run(
                    id, .text("edition"), .text(imprint.name), asOf, .text(imprint.date.storedText), .text(imprint.author),
                    .text(imprint.note), .text(imprint.hash))
            }
        }
    }

    private func writeDefinitions(to database: Database) throws(Diagnostic) {
        let define = try database.prepare("INSERT INTO tierbook_definitions VALUES (?, ?, ?, ?, ?)")
        let rule = try database.prepare("INSERT INTO tierbook_rules VALUES (?, ?, ?, ?, ?)")
        for (index, contents) in contents.enumerated() {
            for (position, definition) in contents.definitions.enumerated() {
                try define.run(
                    .integer(index + 1), .integer(position), .text(definition.name), .text(definition.kind.rawValue),
                    .text(definition.text))
            }
            for (position, stored) in contents.rules.enumerated() {
                try rule.run(
                    .integer(index + 1), .integer(position), .text(stored.kind.rawValue), .text(stored.name),
                    .text(stored.statement))
            }
        }
    }

    private func writeRecords(to database: Database) throws(Diagnostic) {
        let insert = try database.prepare("INSERT INTO tierbook_records VALUES (?, ?, ?, ?, ?)")
        for (index, contents) in contents.enumerated() {
            for (position, records) in contents.records.enumerated() {
                try insert.run(
                    .integer(index + 1), .integer(position), .text(records.kind.rawValue), .integer(records.count), .integer(records.buffer))
            }
        }
    }

    private func writeTables(to database: Database) throws(Diagnostic) {
        let insertTable = try database.prepare("INSERT INTO tierbook_tables VALUES (?, ?, ?, ?, ?, ?, ?, ?)")
        let insertColumn = try database.prepare(
            "INSERT INTO tierbook_columns VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
        let insertLink = try database.prepare("INSERT INTO tierbook_links VALUES (?, ?, ?, ?, ?)")
        func number(_ value: Int?) -> Statement.Parameter { value.map { .integer($0) } ?? .null }
        func number(_ value: Int64?) -> Statement.Parameter { value.map { .integer($0) } ?? .null }
        for (index, table) in contents.enumerated().flatMap({ index, contents in contents.tables.map { (index, $0) } }) {
            try insertTable.run(
                .integer(table.id), .integer(index + 1), .text(table.name), .integer(table.rows), number(table.key),
                number(table.dated), .text(table.rowTable?.name), number(table.rowTable.map { Int64(bitPattern: $0.digest) }))
            for (position, column) in table.columns.enumerated() {
                let place: (name: String?, affinity: String?, buffer: Int64?)
                switch column.place {
                case .rows(let name, let affinity): place = (name, affinity, nil)
                case .buffer(let buffer): place = (nil, nil, buffer)
                }
                try insertColumn.run(
                    .integer(table.id), .integer(position), .text(column.name), .text(column.type.stored),
                    .text(column.kind.stored), .text(place.name), .text(place.affinity), number(place.buffer),
                    number(column.dictionary?.count), number(column.dictionary?.textBytes),
                    number(column.dictionary?.buffers?.texts), number(column.dictionary?.buffers?.offsets))
            }
            for (position, link) in table.links.enumerated() {
                try insertLink.run(
                    .integer(table.id), .integer(position), .integer(link.column), .text(link.target),
                    .integer(link.buffer))
            }
        }
    }

    private func writeHistory(to database: Database, after old: [Change]) throws(Diagnostic) {
        var kept = 0
        while kept < min(old.count, history.count), old[kept] == history[kept] { kept += 1 }
        if kept < old.count {
            try database.prepare("DELETE FROM tierbook_history WHERE number > ?").run(.integer(kept))
            try database.prepare("DELETE FROM tierbook_inputs WHERE change > ?").run(.integer(kept))
        }
        if kept == history.count { return }
        let insert = try database.prepare("INSERT INTO tierbook_history VALUES (?, ?, ?, ?, ?)")
        let insertInput = try database.prepare("INSERT INTO tierbook_inputs VALUES (?, ?, ?, ?, ?)")
        for (index, change) in history.enumerated().dropFirst(kept) {
            try insert.run(
                .integer(index + 1), .text(change.statement), .text(change.summary), .text(change.asOf?.storedText),
                .integer(Int64(bitPattern: change.seed)))
            for (position, input) in change.inputs.enumerated() {
                try insertInput.run(
                    .integer(index + 1), .integer(position), .text(input.path), .integer(input.byteCount),
                    .text(input.digest))
            }
        }
    }
}

extension Day {
    /// ISO text; the bare day number for a day outside the calendar's years 1 to 9999.
    var storedText: String { self >= .earliest && self <= .latest ? text : String(number) }

    init?(stored: some Collection<UInt8>) {
        if let day = Day(iso: stored) {
            self = day
        } else if let number = Int32(String(decoding: stored, as: UTF8.self)) {
            self.init(number: number)
        } else {
            return nil
        }
    }
}
