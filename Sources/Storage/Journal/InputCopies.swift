import Diagnostics
import Workspaces

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

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
                let bytes = try? Files.bytes(of: file, named: input.path),
                ContentHash.of(bytes) == input.digest
            else { continue }
            copies[input.path] = bytes
        }
        return copies
    }
}
