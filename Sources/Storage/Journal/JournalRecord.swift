import Diagnostics
import Workspaces

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// One record of a journal. In the file each stands in a frame: its length and its digest, 8 bytes each, before it.
enum JournalRecord {
    /// The root that the journal builds on; always the first.
    case header(UInt64)
    case change(Change, copies: [String: [UInt8]])
    /// The root of a save that holds all changes before it.
    case mark(UInt64)

    private static let magic = "Tierbook journal 1"

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
            guard reader.text() == JournalRecord.magic, let root = reader.word() else { return nil }
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
        default: return nil
        }
        if !reader.isAtEnd { return nil }
    }
}

/// What a journal file holds, up to the first record that is not whole.
struct JournalReader {
    private var base: UInt64?
    private(set) var entries: [(entry: Journal.Entry, end: Int)] = []
    /// Each mark's root, and how many changes stand before it.
    private var marks: [(root: UInt64, entries: Int)] = []
    /// Where the whole records end.
    private(set) var end = 0
    /// True when something that is no whole record follows.
    private(set) var isCutOff = false
    /// True when the crash came before the header was whole.
    private(set) var isOnlyBegun = false

    init(file: Int32, path: String) throws(Diagnostic) {
        let bytes = try JournalReader.bytes(of: file, path: path)
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
            case .change(let change, let copies): entries.append((Journal.Entry(change: change, copies: copies), end))
            case .mark(let root): marks.append((root, entries.count))
            }
        }
    }

    /// How many of the changes a workspace file with this root already holds; nil when the journal does not belong to
    /// such a file.
    func firstPending(after root: UInt64) -> Int? {
        if let mark = marks.last(where: { $0.root == root }) { return mark.entries }
        return base == root ? 0 : nil
    }

    static func bytes(of file: Int32, path: String) throws(Diagnostic) -> [UInt8] {
        var status = stat()
        guard fstat(file, &status) == 0 else { throw Files.failure("read", path, errno) }
        var bytes = [UInt8](repeating: 0, count: Int(status.st_size))
        var at = 0
        while at < bytes.count {
            let count = bytes.withUnsafeMutableBytes { raw in
                pread(file, raw.baseAddress.map { $0 + at }, raw.count - at, off_t(at))
            }
            if count < 0, errno == EINTR { continue }
            if count < 0 { throw Files.failure("read", path, errno) }
            if count == 0 { break }
            at += count
        }
        bytes.removeLast(bytes.count - at)
        return bytes
    }
}

enum JournalFile {
    /// Writes bytes at an offset and makes them durable. Returns 0 or the system's error number.
    static func write(_ bytes: [UInt8], to file: Int32, at start: Int) -> Int32 {
        var at = 0
        while at < bytes.count {
            let count = bytes.withUnsafeBytes { raw in
                pwrite(file, raw.baseAddress.map { $0 + at }, raw.count - at, off_t(start + at))
            }
            if count < 0, errno == EINTR { continue }
            if count <= 0 { return count < 0 ? errno : EIO }
            at += count
        }
        return fdatasync(file) == 0 ? 0 : errno
    }

    static func write(_ bytes: [UInt8], toNew path: String) throws(Diagnostic) {
        let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw Files.failure("written", path, errno) }
        defer { close(file) }
        let code = write(bytes, to: file, at: 0)
        if code != 0 { throw Files.failure("written", path, code) }
        try Files.synchronizeFolder(of: path)
    }
}

/// Copies of the files a change read, so that doing it again needs nothing outside the journal.
enum InputCopies {
    /// Empty when the files are together larger than `Journal.copyLimit`. A file that is gone or no longer what the
    /// change read is left out.
    static func read(_ inputs: [Change.Input], except workspace: String?) -> [String: [UInt8]] {
        let kept = workspace.flatMap { FileIdentity($0) }
        var total = 0
        for input in inputs {
            let (sum, overflow) = total.addingReportingOverflow(max(0, input.byteCount))
            if overflow || sum > Journal.copyLimit { return [:] }
            total = sum
        }
        var copies: [String: [UInt8]] = [:]
        for input in inputs {
            guard let identity = FileIdentity(input.path), identity != kept else { continue }
            let file = open(input.path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
            guard file >= 0 else { continue }
            defer { close(file) }
            var status = stat()
            guard fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG, Int(status.st_size) == input.byteCount,
                let bytes = try? JournalReader.bytes(of: file, path: input.path),
                ContentHash.of(bytes) == input.digest
            else { continue }
            copies[input.path] = bytes
        }
        return copies
    }
}
