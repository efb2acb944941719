import Diagnostics
import Tables
import Workspaces

extension Catalogue {
    /// Reads each of the workspace's contents. A file of an older format has one; its as-of day is given.
    mutating func readContents(from database: Database, fileBytes: Int, plainAsOf: String?) throws(Diagnostic) {
        let reader = ContentsReader(database: database, fileBytes: fileBytes, isPlain: FileFormat.isPlain(format), hasRecords: FileFormat.hasRecords(format))
        contents = try reader.contents(plainAsOf)
    }
}

/// Reads the part of a catalogue that says what the contents are.
private struct ContentsReader {
    let database: Database
    /// No table of the catalogue has so many rows.
    let fileBytes: Int
    /// Whether the file is of a format that knows one contents only.
    let isPlain: Bool
    /// Whether the file is of a format that keeps questions.
    let hasRecords: Bool

    private typealias Contents = Catalogue.Contents
    private typealias Owned = (contents: Int, table: Catalogue.Table)

    func contents(_ plainAsOf: String?) throws(Diagnostic) -> [Catalogue.Contents] {
        var (all, places) =
            isPlain ? ([Contents(role: .inUse(scenario: nil), asOf: try day(plainAsOf))], [1: 0]) : try heads()
        for (index, table) in try tables(places) { all[index].tables.append(table) }
        try readDefinitions(places, &all)
        if !isPlain { try readRules(places, &all) }
        if hasRecords { try readRecords(places, &all) }
        return all
    }

    private func damage(_ cause: String) -> Diagnostic { Catalogue.damage(database, cause) }

    private func forEachRow(_ sql: String, _ body: (borrowing Statement) throws(Diagnostic) -> Void) throws(Diagnostic) {
        try database.forEachRow(sql, limit: fileBytes, body)
    }

    private func day(_ text: String?) throws(Diagnostic) -> Day? {
        guard let text else { return nil }
        guard let day = Day(stored: text.utf8) else { throw damage("one of its dates is none") }
        return day
    }

    // MARK: Contents

    /// Each contents, still empty, and their places by number.
    private func heads() throws(Diagnostic) -> (all: [Contents], places: [Int64: Int]) {
        var all: [Contents] = []
        var places: [Int64: Int] = [:]
        try forEachRow(
            "SELECT id, kind, name, as_of, date, author, note, hash FROM tierbook_contents ORDER BY id"
        ) { (row) throws(Diagnostic) in
            places[row.integer(0)] = all.count
            let role: Contents.Role
            switch row.text(1) {
            case "in use": role = .inUse(scenario: row.optionalText(2))
            case "resting": role = .resting(scenario: row.optionalText(2))
            case "edition":
                guard let date = try day(row.optionalText(4)) else { throw damage("an edition has no date") }
                role = .edition(
                    Contents.Imprint(
                        name: row.text(2), date: date, author: row.text(5), note: row.text(6), hash: row.text(7)))
            default: throw damage("it holds contents of no known kind")
            }
            all.append(Contents(role: role, asOf: try day(row.optionalText(3))))
        }
        return (all, places)
    }

    /// The number of the contents that a row belongs to, in SQL.
    private var owner: String { isPlain ? "1" : "contents" }

    private func place(_ number: Int64, in places: [Int64: Int]) throws(Diagnostic) -> Int {
        guard let place = places[number] else { throw damage("a part of its catalogue belongs to nothing") }
        return place
    }

    private func readDefinitions(_ places: [Int64: Int], _ all: inout [Contents]) throws(Diagnostic) {
        try forEachRow(
            "SELECT \(owner), name, kind, text FROM tierbook_definitions ORDER BY \(owner), position"
        ) { (row) throws(Diagnostic) in
            guard let kind = Definition.Kind(rawValue: row.text(2)) else { throw damage("a definition is of no known kind") }
            all[try place(row.integer(0), in: places)].definitions.append(
                Definition(name: row.text(1), kind: kind, text: row.text(3)))
        }
    }

    private func readRules(_ places: [Int64: Int], _ all: inout [Contents]) throws(Diagnostic) {
        try forEachRow(
            "SELECT contents, kind, name, statement FROM tierbook_rules ORDER BY contents, position"
        ) { (row) throws(Diagnostic) in
            guard let kind = Rule.Kind(rawValue: row.text(1)) else { throw damage("a rule is of no known kind") }
            all[try place(row.integer(0), in: places)].rules.append(Rule(kind, row.text(2), row.text(3)))
        }
    }

    private func readRecords(_ places: [Int64: Int], _ all: inout [Contents]) throws(Diagnostic) {
        try forEachRow(
            "SELECT contents, kind, count, buffer FROM tierbook_records ORDER BY contents, position"
        ) { (row) throws(Diagnostic) in
            guard let kind = Catalogue.Records.Kind(rawValue: row.text(1)) else { throw damage("it holds records of no known kind") }
            all[try place(row.integer(0), in: places)].records.append(
                Catalogue.Records(kind: kind, count: Int(row.integer(2)), buffer: row.integer(3)))
        }
    }

    // MARK: Tables

    /// All tables by number, each with the place of its contents.
    private func tables(_ places: [Int64: Int]) throws(Diagnostic) -> [Owned] {
        var tables: [Owned] = []
        try forEachRow(
            """
            SELECT id, \(owner), name, rows, key_column, date_column, stored_as, digest FROM tierbook_tables ORDER BY id
            """
        ) { (row) throws(Diagnostic) in
            let rowTable = row.optionalText(6).map {
                Catalogue.Table.RowTable(name: $0, digest: UInt64(bitPattern: row.integer(7)))
            }
            tables.append(
                (
                    try place(row.integer(1), in: places),
                    Catalogue.Table(
                        id: row.integer(0), name: row.text(2), rows: Int(row.integer(3)), key: row.optionalInteger(4),
                        dated: row.optionalInteger(5), columns: [], links: [], rowTable: rowTable)
                ))
        }
        try readColumns(&tables)
        try readLinks(&tables)
        return tables
    }

    private func readColumns(_ tables: inout [Owned]) throws(Diagnostic) {
        var at = 0
        try forEachRow(
            """
            SELECT table_id, name, type, storage, stored_as, affinity, buffer, texts, text_bytes, text_buffer,
              offset_buffer FROM tierbook_columns ORDER BY table_id, position
            """
        ) { (row) throws(Diagnostic) in
            while at < tables.count, tables[at].table.id != row.integer(0) { at += 1 }
            guard at < tables.count, let type = ColumnType(stored: row.text(2)),
                let kind = StorageKind(stored: row.text(3))
            else { throw damage("a column of its catalogue is of no known type") }
            var dictionary: Catalogue.Dictionary?
            if case .codes = kind {
                let buffers =
                    row.optionalText(9) == nil
                    ? nil : Catalogue.Dictionary.Buffers(texts: row.integer(9), offsets: row.integer(10))
                dictionary = Catalogue.Dictionary(
                    count: Int(row.integer(7)), textBytes: Int(row.integer(8)), buffers: buffers)
            }
            let place: Catalogue.Column.Place =
                if let name = row.optionalText(4) {
                    .rows(name: name, affinity: row.text(5))
                } else {
                    .buffer(row.integer(6))
                }
            tables[at].table.columns.append(
                Catalogue.Column(name: row.text(1), type: type, kind: kind, dictionary: dictionary, place: place))
        }
    }

    private func readLinks(_ tables: inout [Owned]) throws(Diagnostic) {
        var at = 0
        try forEachRow(
            "SELECT table_id, column_position, target, buffer FROM tierbook_links ORDER BY table_id, position"
        ) { (row) throws(Diagnostic) in
            while at < tables.count, tables[at].table.id != row.integer(0) { at += 1 }
            guard at < tables.count else { throw damage("a link belongs to no table") }
            tables[at].table.links.append(
                Catalogue.Link(column: Int(row.integer(1)), target: row.text(2), buffer: row.integer(3)))
        }
    }
}
