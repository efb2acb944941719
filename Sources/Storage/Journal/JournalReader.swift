import Workspaces

/// What a journal file holds, up to the first record that is not whole.
struct JournalReader {
    private var base: UInt64?
    private(set) var origin: String?
    private(set) var entries: [(entry: Journal.Entry, end: Int)] = []
    /// Each mark's root, and how many changes stand before it.
    private var marks: [(root: UInt64, entries: Int)] = []
    /// Where the whole records end.
    private(set) var end = 0
    /// True when something that is no whole record follows.
    private(set) var isCutOff = false
    /// True when the crash came before the header was whole.
    private(set) var isOnlyBegun = false

    /// `path` is the journal's, which its records' names are seen from.
    init(_ bytes: [UInt8], path: String) {
        isOnlyBegun = bytes.count < JournalRecord.header(0).framed.count
        while end < bytes.count {
            var frame = ByteReader(bytes[end...])
            guard let length = frame.number(), let digest = frame.word(), length >= 0, length <= bytes.count - end - 16,
                case let content = bytes[(end + 16)..<(end + 16 + length)],
                content.withUnsafeBytes({ Digest.of($0) }) == digest, let record = JournalRecord(content)
            else {
                isCutOff = true
                return
            }
            end += 16 + length
            switch record {
            case .header(let root): base = root
            case .change(let change, let copies):
                let snapshot = Snapshot.named(by: change.statement, of: path)
                entries.append((Journal.Entry(change: change, copies: copies, snapshot: snapshot), end))
            case .snapshot(let change, let file):
                // A record may name no file but its own journal's: a save removes it.
                guard file.hasPrefix(Files.name(of: path) + "-snapshot-"), !file.contains("/") else {
                    end -= 16 + length
                    isCutOff = true
                    return
                }
                entries.append((Journal.Entry(change: change, snapshot: Files.folder(of: path) + "/" + file), end))
            case .mark(let root): marks.append((root, entries.count))
            case .origin(let path): origin = path
            }
        }
    }

    /// How many of the changes a workspace file with this root already holds; nil when the journal does not belong to
    /// such a file.
    func firstPending(after root: UInt64) -> Int? {
        if let mark = marks.last(where: { $0.root == root }) { return mark.entries }
        return base == root ? 0 : nil
    }
}
