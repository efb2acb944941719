import Diagnostics
import Synchronization

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Raw column memory with an identity: written once, then shared and never changed.
///
/// A buffer owns its bytes or fetches them on first use (`lazy`), so that a workspace opens without reading its
/// tables. Two columns with the same buffer are equal without a look at their rows, and a save writes only buffers
/// it has not seen.
package final class Buffer: @unchecked Sendable {
    package typealias Loader = @Sendable (UnsafeMutableRawBufferPointer) throws(Diagnostic) -> Void

    package let byteCount: Int
    private let base = Atomic<UnsafeMutableRawPointer?>(nil)
    private let loader: Mutex<Loader?>

    /// Memory that `fill` writes whole before anyone reads it; it starts uninitialised.
    package init(byteCount: Int, fill: (UnsafeMutableRawBufferPointer) throws(Diagnostic) -> Void) throws(Diagnostic) {
        self.byteCount = byteCount
        loader = Mutex(nil)
        let memory = Buffer.allocate(byteCount)
        base.store(memory, ordering: .releasing)
        try fill(UnsafeMutableRawBufferPointer(start: memory, count: byteCount))
    }

    /// Memory that the caller allocated with `allocate` and has filled; the buffer frees it.
    package init(taking memory: UnsafeMutableRawPointer, byteCount: Int) {
        self.byteCount = byteCount
        loader = Mutex(nil)
        base.store(memory, ordering: .releasing)
    }

    /// Memory that is read when it is first needed.
    package init(byteCount: Int, lazy loader: @escaping Loader) {
        self.byteCount = byteCount
        self.loader = Mutex(loader)
    }

    /// A copy of an array's elements.
    package convenience init<T: BitwiseCopyable>(_ elements: [T]) {
        let count = elements.count * MemoryLayout<T>.stride
        let memory = Buffer.allocate(count)
        elements.withUnsafeBytes { if let start = $0.baseAddress { memory.copyMemory(from: start, byteCount: count) } }
        self.init(taking: memory, byteCount: count)
    }

    deinit { base.load(ordering: .acquiring)?.deallocate() }

    package static func allocate(_ byteCount: Int) -> UnsafeMutableRawPointer {
        .allocate(byteCount: max(byteCount, 1), alignment: 64)
    }

    package var isLoaded: Bool { base.load(ordering: .acquiring) != nil }

    /// The bytes. A lazy buffer whose source cannot be read yields zeros and leaves a failure that the session
    /// must ask for with `LoadFailures.check()` before it believes any result.
    package var bytes: UnsafeRawPointer {
        if let memory = base.load(ordering: .acquiring) { return UnsafeRawPointer(memory) }
        return UnsafeRawPointer(load())
    }

    @inlinable
    package func pointer<T: BitwiseCopyable>(to type: T.Type = T.self) -> UnsafePointer<T> {
        bytes.assumingMemoryBound(to: T.self)
    }

    private func load() -> UnsafeMutableRawPointer {
        loader.withLock { loader in
            if let memory = base.load(ordering: .acquiring) { return memory }
            let memory = Buffer.allocate(byteCount)
            let target = UnsafeMutableRawBufferPointer(start: memory, count: byteCount)
            do throws(Diagnostic) {
                try loader?(target)
            } catch {
                memset(memory, 0, byteCount)
                LoadFailures.record(error)
            }
            loader = nil
            base.store(memory, ordering: .releasing)
            return memory
        }
    }
}

/// What lazy buffers could not read since the last check.
package enum LoadFailures {
    private static let failures = Mutex<[Diagnostic]>([])

    static func record(_ failure: Diagnostic) { failures.withLock { $0.append(failure) } }

    /// Throws the first failure since the last call, if there was one.
    package static func check() throws(Diagnostic) {
        let first = failures.withLock { all in
            defer { all.removeAll() }
            return all.first
        }
        if let first { throw first }
    }
}
