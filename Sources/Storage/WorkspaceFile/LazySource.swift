import Diagnostics
import Synchronization
import Tables

/// An open workspace file that columns not yet read still need. It stays open as long as one of them lives.
final class LazySource: Sendable {
    let database: Database
    /// The root that this process last read from or wrote to the file.
    private let root: Atomic<UInt64>

    init(_ database: Database, root: UInt64) {
        self.database = database
        self.root = Atomic(root)
    }

    func saved(_ root: UInt64) { self.root.store(root, ordering: .relaxed) }

    /// True when another program has saved the file since.
    func isOutdated() throws(Diagnostic) -> Bool {
        try Catalogue.storedRoot(of: database) != Digest.text(root.load(ordering: .relaxed))
    }

    /// Why a table's cells are not what the catalogue promised.
    func damage(table: String, column: String? = nil) -> Diagnostic {
        if (try? isOutdated()) == true {
            return Diagnostic(
                "file-changed",
                """
                Table \(table) cannot be read any more: another shell has saved \(database.path) since it was opened here.
                """,
                help: "Open the file again.")
        }
        return Damage.table(table, column: column, of: database.path)
    }

    /// A buffer that is read, and held against its digest and against what such a buffer may hold, when it is touched.
    func buffer(
        _ id: Int64, _ stored: Catalogue.StoredBuffer, _ content: Content, table: String, column: String
    ) -> Buffer {
        Buffer(byteCount: stored.byteCount) { (target) throws(Diagnostic) in
            try self.naming(table, column) { () throws(Diagnostic) in
                guard try Segments.read(id, stored, from: self.database, into: target),
                    content.holds(UnsafeRawBufferPointer(target))
                else { throw self.damage(table: table, column: column) }
            }
        }
    }

    /// Runs `body`; damage that SQLite itself finds in it is said of the table too.
    func naming<T>(_ table: String, _ column: String? = nil, _ body: () throws(Diagnostic) -> T) throws(Diagnostic)
        -> T
    {
        do throws(Diagnostic) {
            return try body()
        } catch {
            throw error.id == "file-damaged" ? damage(table: table, column: column) : error
        }
    }
}

/// What numbers a buffer may hold, so that no file can send a loop outside its memory.
enum Content: Hashable {
    case any
    case truths
    /// Codes below a dictionary's count.
    case codes(Width, below: Int)
    /// A dictionary's offsets into so many bytes.
    case offsets(into: Int)
    /// Row numbers of a parent, −1 for none.
    case rows(below: Int)

    func holds(_ bytes: UnsafeRawBufferPointer) -> Bool {
        switch self {
        case .any: true
        case .truths: bytes.allSatisfy { $0 <= 2 }
        case .codes(.one, let count): Content.greatest(bytes, UInt8.self) < count
        case .codes(.two, let count): Content.greatest(bytes, UInt16.self) < count
        // A negative code is a huge one when read without sign.
        case .codes(_, let count): Content.greatest(bytes, UInt32.self) < count
        case .offsets(let byteCount): Content.ascend(bytes.assumingMemoryBound(to: UInt32.self), to: byteCount)
        case .rows(let count): Content.areRows(bytes.assumingMemoryBound(to: Int32.self), below: count)
        }
    }

    private static func greatest<T: FixedWidthInteger & BitwiseCopyable>(_ bytes: UnsafeRawBufferPointer, _: T.Type)
        -> Int
    {
        var greatest = T.min
        for number in bytes.assumingMemoryBound(to: T.self) { greatest = max(greatest, number) }
        return Int(greatest)
    }

    private static func ascend(_ offsets: UnsafeBufferPointer<UInt32>, to end: Int) -> Bool {
        guard offsets.count >= 2, offsets[0] == 0, offsets[1] == 0, Int(offsets[offsets.count - 1]) <= end else {
            return false
        }
        var ascends = true
        for index in 1..<offsets.count { ascends = ascends && offsets[index - 1] <= offsets[index] }
        return ascends
    }

    private static func areRows(_ rows: UnsafeBufferPointer<Int32>, below count: Int) -> Bool {
        var (least, greatest) = (Int32(0), Int32(-1))
        for row in rows {
            least = min(least, row)
            greatest = max(greatest, row)
        }
        return least >= -1 && Int(greatest) < count
    }
}
