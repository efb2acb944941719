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
    /// Writes all bytes of a lazy buffer, or throws when its source cannot be read; may run on any thread, one at a
    /// time.
    package typealias Loader = @Sendable (UnsafeMutableRawBufferPointer) throws(Diagnostic) -> Void

    /// Bytes that it holds, or will hold once it is read.
    package let byteCount: Int
    private let base = Atomic<UnsafeMutableRawPointer?>(nil)
    private let source: Mutex<Source>

    private enum Source {
        case none
        case unread(Loader)
        /// Its source could not be read: zeros in the place of the content. Where Ctrl-C is why, it is read again later.
        case failed(Diagnostic, zeros: UnsafeMutableRawPointer, again: Loader?)
    }

    /// Memory that `fill` writes whole before anyone reads it; it starts uninitialised.
    /// Throws what `fill` throws; the memory is given back then.
    package init(byteCount: Int, fill: (UnsafeMutableRawBufferPointer) throws(Diagnostic) -> Void) throws(Diagnostic) {
        self.byteCount = byteCount
        source = Mutex(.none)
        let memory = Buffer.allocate(byteCount)
        base.store(memory, ordering: .releasing)
        try fill(UnsafeMutableRawBufferPointer(start: memory, count: byteCount))
    }

    /// Memory that the caller allocated with `allocate` and has filled; the buffer frees it.
    package init(taking memory: UnsafeMutableRawPointer, byteCount: Int) {
        self.byteCount = byteCount
        source = Mutex(.none)
        base.store(memory, ordering: .releasing)
    }

    /// Memory that is read when it is first needed.
    package init(byteCount: Int, lazy loader: @escaping Loader) {
        self.byteCount = byteCount
        source = Mutex(.unread(loader))
    }

    /// A copy of an array's elements.
    package convenience init<T: BitwiseCopyable>(_ elements: [T]) {
        let count = elements.count * MemoryLayout<T>.stride
        let memory = Buffer.allocate(count)
        elements.withUnsafeBytes { if let start = $0.baseAddress { memory.copyMemory(from: start, byteCount: count) } }
        self.init(taking: memory, byteCount: count)
    }

    deinit {
        if let memory = base.load(ordering: .acquiring) { Buffer.release(memory) }
        source.withLock { if case .failed(_, let zeros, _) = $0 { Buffer.release(zeros) } }
    }

    /// Uninitialised memory, for a buffer to take or for `release`.
    package static func allocate(_ byteCount: Int) -> UnsafeMutableRawPointer { LargeBlocks.allocate(byteCount) }

    /// Gives back what `allocate` gave and no buffer took.
    package static func release(_ memory: UnsafeMutableRawPointer) { LargeBlocks.release(memory) }

    /// False for a lazy buffer until it was read without failure.
    package var isLoaded: Bool { base.load(ordering: .acquiring) != nil }

    /// The bytes. A lazy buffer whose source cannot be read yields zeros and leaves a failure that the session
    /// must ask for with `LoadFailures.check()` before it believes any result.
    package var bytes: UnsafeRawPointer {
        if let memory = base.load(ordering: .acquiring) { return UnsafeRawPointer(memory) }
        let (memory, failure) = load()
        // Said at every use, so that no later line takes the zeros for data.
        if let failure { LoadFailures.record(failure) }
        return UnsafeRawPointer(memory)
    }

    /// Reads a lazy buffer now. Throws, every time, when its source cannot be read.
    package func read() throws(Diagnostic) {
        if let failure = load().failure { throw failure }
    }

    /// The bytes as cells of a type; valid while the buffer lives. What `bytes` says of lazy buffers holds.
    @inlinable
    package func pointer<T: BitwiseCopyable>(to type: T.Type = T.self) -> UnsafePointer<T> {
        bytes.assumingMemoryBound(to: T.self)
    }

    /// Cells from `start` on, for `body` to look at. The buffer lives as long as that takes, which a `pointer` alone does not
    /// see to: a buffer that is not used any more may be freed while its pointer is. Throws what `body` throws.
    @inlinable
    package func withCells<T: BitwiseCopyable, R, Failure: Error>(
        of type: T.Type = T.self, start: Int = 0, count: Int, _ body: (UnsafeBufferPointer<T>) throws(Failure) -> R
    ) throws(Failure) -> R {
        defer { withExtendedLifetime(self) {} }
        return try body(UnsafeBufferPointer(start: pointer(to: T.self) + start, count: count))
    }

    /// A copy of cells from `start` on.
    package func cells<T: BitwiseCopyable>(of type: T.Type = T.self, start: Int = 0, count: Int) -> [T] {
        withCells(of: type, start: start, count: count) { Array($0) }
    }

    /// Equal bytes; the same memory is recognised first.
    package func holdsSame(as other: Buffer) -> Bool {
        if self === other { return true }
        return byteCount == other.byteCount && memcmp(bytes, other.bytes, byteCount) == 0
    }

    private func load() -> (memory: UnsafeMutableRawPointer, failure: Diagnostic?) {
        source.withLock { source in
            if let memory = base.load(ordering: .acquiring) { return (memory, nil) }
            let loader: Loader?
            let memory: UnsafeMutableRawPointer
            switch source {
            case .none: (loader, memory) = (nil, Buffer.allocate(byteCount))
            case .unread(let first): (loader, memory) = (first, Buffer.allocate(byteCount))
            case .failed(let failure, let zeros, let again):
                guard let again, !Cancellation.isRequested else { return (zeros, failure) }
                // The line that was given the zeros has failed; its memory serves.
                (loader, memory) = (again, zeros)
                source = .unread(again)
            }
            do throws(Diagnostic) {
                try loader?(UnsafeMutableRawBufferPointer(start: memory, count: byteCount))
            } catch {
                memset(memory, 0, byteCount)
                source = .failed(error, zeros: memory, again: error.id == Cancellation.cancelled.id ? loader : nil)
                return (memory, error)
            }
            source = .none
            base.store(memory, ordering: .releasing)
            return (memory, nil)
        }
    }
}

/// What lazy buffers could not read since the last check.
package enum LoadFailures {
    private static let first = Mutex<Diagnostic?>(nil)

    static func record(_ failure: Diagnostic) { first.withLock { if $0 == nil { $0 = failure } } }

    /// Throws the first failure since the last call, if there was one.
    package static func check() throws(Diagnostic) {
        let failure = first.withLock { first in
            defer { first = nil }
            return first
        }
        if let failure { throw failure }
    }
}
