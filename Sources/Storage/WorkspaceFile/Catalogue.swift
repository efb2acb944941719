import Tables
import Workspaces

/// What a workspace file says about its content: everything but the cells. Opening reads this and nothing else.
struct Catalogue {
    struct Dictionary {
        /// Codes in use, the missing one included.
        var count: Int
        var textBytes: Int
        /// The buffers of texts and offsets; nil in a row table, where both come from the rows.
        var buffers: (texts: Int64, offsets: Int64)?
    }

    struct Column {
        var name: String
        var type: ColumnType
        var kind: StorageKind
        var dictionary: Dictionary?
        var place: Place

        enum Place {
            /// A column of a SQLite table.
            case rows(name: String, affinity: String)
            case buffer(Int64)
        }
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
        var rowTable: (name: String, digest: UInt64)?

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

    /// A run of bytes kept in segments.
    struct StoredBuffer {
        var byteCount: Int
        /// One for each segment.
        var digests: [UInt64]
    }

    var tables: [Table] = []
    var buffers: [Int64: StoredBuffer] = [:]
    var definitions: [Definition] = []
    var asOf: Day?
    var history: [Change] = []

    /// The digest of all of it, and so of every cell: two files with the same root hold the same workspace.
    var root: UInt64 {
        var out = ByteWriter()
        out.put(asOf.map { Int($0.number) })
        out.put(tables.count)
        for table in tables { table.write(to: &out) }
        out.put(buffers.count)
        for (id, buffer) in buffers.sorted(by: { $0.key < $1.key }) {
            out.put(id)
            out.put(buffer.byteCount)
            for digest in buffer.digests { out.put(digest) }
        }
        out.put(definitions.count)
        for definition in definitions {
            out.put(definition.name)
            out.put(definition.kind.rawValue)
            out.put(definition.text)
        }
        out.put(history.count)
        for change in history { change.write(to: &out) }
        return Digest.of(out.bytes)
    }
}

extension Catalogue.Table {
    fileprivate func write(to out: inout ByteWriter) {
        out.put(id)
        out.put(name)
        out.put(rows)
        out.put(key)
        out.put(dated)
        out.put(rowTable?.name ?? "")
        out.put(rowTable?.digest ?? 0)
        out.put(columns.count)
        for column in columns {
            out.put(column.name)
            out.put(column.type.stored)
            out.put(column.kind.stored)
            switch column.place {
            case .rows(let name, let affinity):
                out.put(name)
                out.put(affinity)
            case .buffer(let buffer): out.put(buffer)
            }
            guard let dictionary = column.dictionary else { continue }
            out.put(dictionary.count)
            out.put(dictionary.textBytes)
            out.put(dictionary.buffers?.texts ?? 0)
            out.put(dictionary.buffers?.offsets ?? 0)
        }
        out.put(links.count)
        for link in links {
            out.put(link.column)
            out.put(link.target)
            out.put(link.buffer)
        }
    }
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
