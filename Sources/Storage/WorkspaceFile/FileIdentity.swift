#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Which file stands under a path, without opening it: closing it again would drop SQLite's locks.
struct FileIdentity: Equatable {
    private let device: UInt64
    private let number: UInt64

    /// Nil when there is no file.
    init?(_ path: String) {
        guard let status = Files.status(path) else { return nil }
        self.init(status)
    }

    init(_ status: stat) {
        device = UInt64(truncatingIfNeeded: status.st_dev)
        number = UInt64(truncatingIfNeeded: status.st_ino)
    }
}
