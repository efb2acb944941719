import Tables

/// The `.tierbook` format, version 4: one SQLite file.
///
/// - A table of the firm's own contents of up to `rowLimit` rows is a plain SQLite table under its own name, for any SQLite tool to read: text is
///   TEXT, whole numbers as INTEGER, decimals and percents as REAL, dates as ISO text, booleans as 0 and 1, missing as
///   NULL. Money is REAL in whole currency (1234.5), which is exact up to 2^51 units; a column with a larger amount is
///   TEXT ('92233720368547758.07'). Negative zero becomes zero.
/// - A larger table, and one of a scenario or an edition, is kept as the columns lie in memory: each buffer in segments
///   of 1 MiB. A segment in fewer bytes than it has in memory is packed (`PackedCells`). What several share stands in
///   the file once; a scenario's table that is the firm's own is the same plain table.
/// - The FAQ and the quiz are kept as buffers too, some entries in each.
/// - The tables `tierbook_*` are the catalogue. A digest of each segment, unpacked, and of each row table stands in the catalogue, and
///   a digest of the catalogue, the root, in `tierbook_meta`.
///
/// Version 3 had neither; version 2 knew one contents and no rules; version 1 had no packed segments and is otherwise the same.
enum FileFormat {
    /// 'TIER'.
    static let applicationID: Int64 = 0x5449_4552
    /// What is written.
    static let version: Int64 = 4
    /// What is read.
    static let versions: ClosedRange<Int64> = 1...version
    static let writer = "Tierbook, workspace format \(version)"

    /// The largest table, in rows, that is stored as a plain SQLite table.
    static let rowLimit = 20_000
    /// The widest; SQLite allows 2,000 columns.
    static let columnLimit = 1_000
    static let segmentBytes = 1 << 20
    /// A segment's row number is its buffer's number times this, plus its place in the buffer.
    static let segmentsPerBuffer: Int64 = 1 << 20
    /// Workspaces above this many bytes get pages of 64 KiB, which suit segments; smaller ones SQLite's usual 4 KiB.
    static let largePagesFrom = 8 << 20

    static func isRowTable(_ table: Table) -> Bool {
        table.rowCount <= rowLimit && (1...columnLimit).contains(table.fields.count)
    }

    /// The catalogue's tables, by name.
    private static let schema: KeyValuePairs<String, String> = [
        "tierbook_meta": "(key TEXT, value TEXT)",
        "tierbook_contents": """
            (id INTEGER PRIMARY KEY, kind TEXT, name TEXT, as_of TEXT, date TEXT, author TEXT, note TEXT, hash TEXT)
            """,
        "tierbook_tables": """
            (id INTEGER PRIMARY KEY, contents INTEGER, name TEXT, rows INTEGER, key_column INTEGER, date_column INTEGER, \
            stored_as TEXT, digest INTEGER)
            """,
        "tierbook_columns": """
            (table_id INTEGER, position INTEGER, name TEXT, type TEXT, storage TEXT, stored_as TEXT, affinity TEXT, \
            buffer INTEGER, texts INTEGER, text_bytes INTEGER, text_buffer INTEGER, offset_buffer INTEGER)
            """,
        "tierbook_links": "(table_id INTEGER, position INTEGER, column_position INTEGER, target TEXT, buffer INTEGER)",
        "tierbook_definitions": "(contents INTEGER, position INTEGER, name TEXT, kind TEXT, text TEXT)",
        "tierbook_rules": "(contents INTEGER, position INTEGER, kind TEXT, name TEXT, statement TEXT)",
        "tierbook_records": "(contents INTEGER, position INTEGER, kind TEXT, count INTEGER, buffer INTEGER)",
        "tierbook_history": """
            (number INTEGER PRIMARY KEY, statement TEXT, summary TEXT, as_of TEXT, seed INTEGER)
            """,
        "tierbook_inputs": "(change INTEGER, position INTEGER, path TEXT, byte_count INTEGER, digest TEXT)",
        "tierbook_buffers": "(id INTEGER PRIMARY KEY, byte_count INTEGER, digests BLOB)",
        "tierbook_segments": "(id INTEGER PRIMARY KEY, bytes BLOB)",
    ]

    /// What versions 1 and 2 had in the place of that; nil for what they had not.
    private static let oldSchema: [String: String?] = [
        "tierbook_contents": nil,
        "tierbook_tables": """
            (id INTEGER PRIMARY KEY, name TEXT, rows INTEGER, key_column INTEGER, date_column INTEGER, stored_as TEXT, \
            digest INTEGER)
            """,
        "tierbook_definitions": "(position INTEGER PRIMARY KEY, name TEXT, kind TEXT, text TEXT)",
        "tierbook_rules": nil,
    ]

    /// Whether files of a version have one contents only, and no rules.
    static func isPlain(_ version: Int64) -> Bool { version < 3 }

    /// Whether files of a version keep questions.
    static func hasRecords(_ version: Int64) -> Bool { version >= 4 }

    /// The catalogue's tables in a file of a version, each with the statement that makes it.
    static func catalogueTables(of version: Int64) -> [(name: String, statement: String)] {
        schema.compactMap { name, columns in
            if name == "tierbook_records", !hasRecords(version) { return nil }
            let columns = isPlain(version) ? oldSchema[name] ?? columns : columns
            return columns.map { (name, createStatement(name, $0)) }
        }
    }

    static func createStatement(_ table: String, _ columns: String) -> String { "CREATE TABLE \(table) \(columns)" }

    /// The statement that makes a row table; the schema of a file must hold exactly this.
    static func createStatement(_ table: String, columns: [(name: String, affinity: String)]) -> String {
        let list = columns.map { quoted($0.name) + " " + $0.affinity }.joined(separator: ", ")
        return createStatement(quoted(table), "(" + list + ")")
    }
}

/// How a column's cells lie in memory, without the cells: `integers 2`.
enum StorageKind: Equatable {
    case doubles
    case integers(Width)
    case codes(Width)
    case truths

    init(_ column: Column) {
        switch column.storage {
        case .doubles: self = .doubles
        case .integers(_, let width): self = .integers(width)
        case .codes(_, let width, _): self = .codes(width == .eight ? .four : width)
        case .truths: self = .truths
        }
    }

    init?(stored: String) {
        let words = stored.split(separator: " ")
        switch (words.first, words.count == 2 ? Int(words[1]).flatMap(Width.init) : nil, words.count) {
        case ("doubles", _, 1): self = .doubles
        case ("truths", _, 1): self = .truths
        case ("integers", let width?, 2): self = .integers(width)
        case ("codes", let width?, 2) where width != .eight: self = .codes(width)
        default: return nil
        }
    }

    var stored: String {
        switch self {
        case .doubles: "doubles"
        case .integers(let width): "integers \(width.rawValue)"
        case .codes(let width): "codes \(width.rawValue)"
        case .truths: "truths"
        }
    }

    var cellBytes: Int {
        switch self {
        case .doubles: 8
        case .integers(let width), .codes(let width): width.rawValue
        case .truths: 1
        }
    }

    /// What such cells are to be packed as.
    var packed: PackedCells.Kind {
        switch self {
        case .doubles: .double
        case .integers(.one): .int8
        case .integers(.two): .int16
        case .integers(.four): .int32
        case .integers(.eight): .int64
        case .codes(.one), .truths: .uint8
        case .codes(.two): .uint16
        case .codes: .uint32
        }
    }

    /// Whether cells of this kind can be of this type.
    func fits(_ type: ColumnType) -> Bool {
        switch (self, type) {
        case (.doubles, .decimal), (.doubles, .percent), (.codes, .text), (.truths, .boolean): true
        case (.integers, .whole), (.integers, .money), (.integers, .date): true
        default: false
        }
    }
}
