import Diagnostics
import Workspaces

/// One record of a journal. In the file each stands in a frame: its length and its digest, 8 bytes each, before it.
enum JournalRecord {
    /// The root that the journal builds on; always the first.
    case header(UInt64)
    case change(Change, copies: [String: [UInt8]])
    /// The root of a save that holds all changes before it.
    case mark(UInt64)
    /// The workspace after a change, in a file of this name beside the journal.
    case snapshot(Change, file: String)
    /// The file that the workspace was opened from, where the journal lies apart from it.
    case origin(String)

    private static let magic = "Tierbook journal 2"
    /// Before there were snapshots and origins.
    private static let oldMagic = "Tierbook journal 1"

    var framed: [UInt8] {
        var record = ByteWriter()
        switch self {
        case .header(let root):
            record.put(0 as UInt8)
            record.put(JournalRecord.magic)
            record.put(root)
        case .change(let change, let copies):
            record.put(1 as UInt8)
            change.write(to: &record)
            record.put(copies.count)
            for (path, bytes) in copies.sorted(by: { $0.key < $1.key }) {
                record.put(path)
                record.put(bytes)
            }
        case .mark(let root):
            record.put(2 as UInt8)
            record.put(root)
        case .snapshot(let change, let file):
            record.put(3 as UInt8)
            change.write(to: &record)
            record.put(file)
        case .origin(let path):
            record.put(4 as UInt8)
            record.put(path)
        }
        var frame = ByteWriter()
        frame.put(record.bytes.count)
        frame.put(Digest.of(record.bytes))
        return frame.bytes + record.bytes
    }

    init?(_ bytes: ArraySlice<UInt8>) {
        var reader = ByteReader(bytes)
        switch reader.byte() {
        case 0:
            guard let magic = reader.text(), [JournalRecord.magic, JournalRecord.oldMagic].contains(magic),
                let root = reader.word()
            else { return nil }
            self = .header(root)
        case 1:
            guard let change = Change(from: &reader), let count = reader.number(), count >= 0 else { return nil }
            var copies: [String: [UInt8]] = [:]
            for _ in 0..<count {
                guard let path = reader.text(), let bytes = reader.content() else { return nil }
                copies[path] = Array(bytes)
            }
            self = .change(change, copies: copies)
        case 2:
            guard let root = reader.word() else { return nil }
            self = .mark(root)
        case 3:
            guard let change = Change(from: &reader), let file = reader.text(), !file.contains("/") else { return nil }
            self = .snapshot(change, file: file)
        case 4:
            guard let path = reader.text() else { return nil }
            self = .origin(path)
        default: return nil
        }
        if !reader.isAtEnd { return nil }
    }
}
