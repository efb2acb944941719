import Diagnostics

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The bytes of an input: a regular file, read piece by piece so that it never stands in memory whole, or memory.
///
/// Files are read and not mapped: a mapped file that another program shortens kills the process.
final class ByteSource: Sendable {
    private enum Place {
        case file(descriptor: Int32)
        case memory([UInt8])
    }

    private let place: Place
    let path: String
    let count: Int

    /// Opens a file. A pipe or a device is read to its end at once.
    init(path: String) throws(Diagnostic) {
        self.path = path
        // Without waiting, which only a pipe would: Ctrl-C could not end that.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw fileProblem(errno, "read", path) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else {
            let code = errno
            close(descriptor)
            throw fileProblem(code, "read", path)
        }
        switch status.st_mode & S_IFMT {
        case S_IFREG:
            count = Int(status.st_size)
            place = .file(descriptor: descriptor)
        case S_IFDIR:
            close(descriptor)
            throw fileProblem(EISDIR, "read", path)
        default:
            defer { close(descriptor) }
            let bytes = try ByteSource.drain(descriptor, path)
            count = bytes.count
            place = .memory(bytes)
        }
    }

    init(path: String, bytes: [UInt8]) {
        self.path = path
        count = bytes.count
        place = .memory(bytes)
    }

    deinit { if case .file(let descriptor) = place { close(descriptor) } }

    /// Copies `target.count` bytes from an offset; the range must lie inside the input.
    func read(at offset: Int, into target: UnsafeMutableRawBufferPointer) throws(Diagnostic) {
        guard let start = target.baseAddress, target.count > 0 else { return }
        switch place {
        case .memory(let bytes):
            bytes.withUnsafeBytes { all in
                if let from = all.baseAddress { start.copyMemory(from: from + offset, byteCount: target.count) }
            }
        case .file(let descriptor):
            var done = 0
            while done < target.count {
                let got = pread(descriptor, start + done, target.count - done, off_t(offset + done))
                if got > 0 {
                    done += got
                } else if got == 0 {
                    throw Diagnostic(
                        "file-changed", "'\(path)' became shorter while it was read.",
                        help: "Import it again when the program that writes it has finished.")
                } else if errno != EINTR {
                    throw fileProblem(errno, "read", path)
                }
            }
        }
    }

    /// The bytes of a range, clamped to the input.
    func bytes(_ range: Range<Int>) throws(Diagnostic) -> [UInt8] {
        let range = range.clamped(to: 0..<count)
        var failure: Diagnostic?
        let bytes = [UInt8](unsafeUninitializedCapacity: range.count) { target, filled in
            do throws(Diagnostic) {
                try read(at: range.lowerBound, into: UnsafeMutableRawBufferPointer(start: target.baseAddress, count: range.count))
                filled = range.count
            } catch {
                failure = error
            }
        }
        if let failure { throw failure }
        return bytes
    }

    /// The most bytes read from a pipe or a device, which stand in memory whole.
    private static let drainLimit = 2 << 30

    private static func drain(_ descriptor: Int32, _ path: String) throws(Diagnostic) -> [UInt8] {
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            try Cancellation.check()
            var wanted = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            if poll(&wanted, 1, 50) <= 0 { continue }
            let got = readBytes(descriptor, &piece, piece.count)
            if got == 0 { return bytes }
            if got > 0 {
                bytes.append(contentsOf: piece[..<got])
            } else if errno != EINTR, errno != EAGAIN {
                throw fileProblem(errno, "read", path)
            }
            if bytes.count > drainLimit {
                throw Diagnostic("input-too-large", "'\(path)' gives more than 2 GB and is no file.", help: "Write it into a file, then import that.")
            }
        }
    }
}

private func readBytes(_ descriptor: Int32, _ target: UnsafeMutableRawPointer, _ count: Int) -> Int {
    read(descriptor, target, count)
}
