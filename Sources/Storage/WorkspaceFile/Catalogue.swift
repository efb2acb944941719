import Tables
import Workspaces

/// What a workspace file says about its content: everything but the cells. Opening reads this and nothing else.
struct Catalogue {
    struct Dictionary: Equatable {
        /// Codes in use, the missing one included.
        var count: Int
        var textBytes: Int
        /// The buffers of texts and offsets; nil in a row table, where both come from the rows.
        var buffers: Buffers?

        struct Buffers: Equatable {
            var texts: Int64
            var offsets: Int64
        }
    }

    struct Column: Equatable {
        var name: String
        var type: ColumnType
        var kind: StorageKind
        var dictionary: Dictionary?
        var place: Place

        enum Place: Equatable {
            /// A column of a SQLite table.
            case rows(name: String, affinity: String)
            case buffer(Int64)
        }
    }

    /// A block of values that are kept as runs of bytes, in a buffer.
    struct Records {
        var kind: Kind
        var count: Int
        var buffer: Int64

        enum Kind: String { case questions, quiz }
    }

    struct Link {
        var column: Int
        var target: String
        var buffer: Int64
    }

    struct Table {
        var id: Int64
        var name: String
        var rows: Int
        var key: Int?
        var dated: Int?
        var columns: [Column]
        var links: [Link]
        /// The SQLite table that holds the rows and the digest of its cells; nil when the columns are buffers.
        var rowTable: RowTable?

        struct RowTable: Equatable {
            var name: String
            var digest: UInt64
        }

        /// The statement that made the row table; nil when there is none.
        var createStatement: String? {
            guard let rowTable else { return nil }
            return FileFormat.createStatement(
                rowTable.name,
                columns: columns.map {
                    if case .rows(let name, let affinity) = $0.place { (name, affinity) } else { ("", "") }
                })
        }
    }

    /// The contents in use, or others that the workspace keeps.
    struct Contents {
        var role: Role
        var asOf: Day?
        var tables: [Table] = []
        var definitions: [Definition] = []
        var rules: [Rule] = []
        var records: [Records] = []

        enum Role {
            /// The scenario's name; nil for the firm's own contents.
            case inUse(scenario: String?)
            case resting(scenario: String?)
            case edition(Imprint)
        }

        /// What an edition says of itself.
        struct Imprint {
            var name: String
            var date: Day
            var author: String
            var note: String
            var hash: String
        }

        /// Whether these are the firm's own.
        var isOwn: Bool {
            switch role {
            case .inUse(let scenario), .resting(let scenario): scenario == nil
            case .edition: false
            }
        }
    }

    /// A run of bytes kept in segments.
    struct StoredBuffer: Hashable {
        var byteCount: Int
        /// One for each segment.
        var digests: [UInt64]
    }

    /// The file's format.
    var format = FileFormat.version
    /// Those in use come first, then those that wait, then editions, oldest first.
    var contents: [Contents] = []
    var buffers: [Int64: StoredBuffer] = [:]
    var history: [Change] = []

    var tables: [Table] { contents.flatMap(\.tables) }
}

extension Change {
    /// The canonical bytes of a change, in digests and in the journal.
    func write(to out: inout ByteWriter) {
        out.put(statement)
        out.put(summary)
        out.put(asOf.map { Int($0.number) })
        out.put(seed)
        out.put(inputs.count)
        for input in inputs {
            out.put(input.path)
            out.put(input.byteCount)
            out.put(input.digest)
        }
    }

    init?(from reader: inout ByteReader) {
        guard let statement = reader.text(), let summary = reader.text(), let day = reader.optionalNumber(),
            let seed = reader.word(), let count = reader.number(), count >= 0
        else { return nil }
        var inputs: [Input] = []
        for _ in 0..<count {
            guard let path = reader.text(), let byteCount = reader.number(), let digest = reader.text() else {
                return nil
            }
            inputs.append(Input(path: path, byteCount: byteCount, digest: digest))
        }
        self.init(
            statement: statement, summary: summary, asOf: day.map { Day(number: Int32(truncatingIfNeeded: $0)) },
            seed: seed, inputs: inputs)
    }
}
