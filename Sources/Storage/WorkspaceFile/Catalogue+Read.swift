import Diagnostics
import Tables
import Workspaces

extension Catalogue {
    /// Reads a file's catalogue and holds it against its root and against itself, so that whatever follows may trust
    /// its sizes and positions.
    init(from database: Database, fileBytes: Int) throws(Diagnostic) {
        format = try database.integer("PRAGMA user_version")
        let meta = try Catalogue.meta(of: database, fileBytes: fileBytes)
        try readBuffers(from: database, fileBytes: fileBytes)
        try readContents(from: database, fileBytes: fileBytes, plainAsOf: meta["as of"] ?? nil)
        try readHistory(from: database, fileBytes: fileBytes)
        guard meta["digest root"] == Digest.text(root) else {
            throw Catalogue.damage(database, "its catalogue does not match its digest")
        }
        try check(database, fileBytes: fileBytes)
    }

    /// The root that stands in the file at this moment; nil when there is none.
    static func storedRoot(of database: Database) throws(Diagnostic) -> String? {
        try meta(of: database, fileBytes: .max)["digest root"] ?? nil
    }

    private static func meta(of database: Database, fileBytes: Int) throws(Diagnostic) -> [String: String?] {
        var meta: [String: String?] = [:]
        try database.forEachRow("SELECT key, value FROM tierbook_meta", limit: fileBytes) {
            (row) throws(Diagnostic) in meta[row.text(0)] = .some(row.optionalText(1))
        }
        return meta
    }

    static func damage(_ database: Database, _ cause: String) -> Diagnostic { Damage.file(database.path, cause) }

    private mutating func readBuffers(from database: Database, fileBytes: Int) throws(Diagnostic) {
        try database.forEachRow(
            "SELECT id, byte_count, digests FROM tierbook_buffers",
            limit: fileBytes
        ) { (row) throws(Diagnostic) in
            let byteCount = Int(row.integer(1))
            guard case .blob(let packed) = row.cell(2), byteCount >= 0,
                byteCount / PackedCells.greatestGrowth <= fileBytes,
                (1..<Segments.bufferLimit).contains(row.integer(0)), packed.count == 8 * Segments.count(of: byteCount)
            else { throw Catalogue.damage(database, "a stored buffer has an impossible size") }
            var digests: [UInt64] = []
            for at in stride(from: 0, to: packed.count, by: 8) {
                digests.append(UInt64(littleEndian: packed.loadUnaligned(fromByteOffset: at, as: UInt64.self)))
            }
            buffers[row.integer(0)] = StoredBuffer(byteCount: byteCount, digests: digests)
        }
    }

    private mutating func readHistory(from database: Database, fileBytes: Int) throws(Diagnostic) {
        try database.forEachRow(
            "SELECT statement, summary, as_of, seed FROM tierbook_history ORDER BY number",
            limit: fileBytes
        ) { (row) throws(Diagnostic) in
            let day = row.optionalText(2).flatMap { Day(stored: $0.utf8) }
            history.append(
                Change(
                    statement: row.text(0), summary: row.text(1), asOf: day,
                    seed: UInt64(bitPattern: row.integer(3))))
        }
        try database.forEachRow(
            "SELECT change, path, byte_count, digest FROM tierbook_inputs ORDER BY change, position",
            limit: fileBytes
        ) { (input) throws(Diagnostic) in
            let change = Int(input.integer(0)) &- 1
            guard history.indices.contains(change) else {
                throw Catalogue.damage(database, "an input belongs to no change")
            }
            history[change].inputs.append(
                Change.Input(path: input.text(1), byteCount: Int(input.integer(2)), digest: input.text(3)))
        }
    }
}
