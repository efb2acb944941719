import Diagnostics
import Synchronization

/// What was worked out of columns and may be needed again: ranks, sort orders. Bounded in bytes; what was not used
/// for longest goes first. Safe to use from several threads.
///
/// An entry is found by the memory it was derived from, not by its content, and keeps that memory alive so that its
/// identity cannot be taken by another. Both count towards the bound.
package final class DerivedCache: Sendable {
    private struct Key: Hashable {
        let source: ObjectIdentifier
        let start: Int
        let count: Int
        let kind: String
    }

    private struct Entry {
        let source: Buffer
        let results: [Buffer]
        let byteCount: Int
        var used: UInt64
    }

    private struct State {
        var entries: [Key: Entry] = [:]
        var byteCount = 0
        var clock: UInt64 = 0
    }

    /// The most bytes it holds, sources included.
    package let limit: Int
    private let state = Mutex(State())

    /// - Parameter limit: the most bytes the cache holds.
    package init(limit: Int) { self.limit = limit }

    /// Bytes that are held now, sources included.
    package var byteCount: Int { state.withLock { $0.byteCount } }

    /// What was derived under `kind` from `count` cells of `source` from `start` on; made now when it is not there.
    /// `make` runs outside the lock; what is larger than the cache is made, returned and not kept.
    /// Throws what `make` throws; nothing is kept then.
    package func buffers(
        of source: Buffer, start: Int, count: Int, kind: String, make: () throws(Diagnostic) -> [Buffer]
    ) throws(Diagnostic) -> [Buffer] {
        let key = Key(source: ObjectIdentifier(source), start: start, count: count, kind: kind)
        if let known = find(key) { return known }
        let results = try make()
        store(results, from: source, under: key)
        return results
    }

    /// The same for cells of a column.
    package func buffers(of column: Column, kind: String, make: () throws(Diagnostic) -> [Buffer])
        throws(Diagnostic) -> [Buffer]
    {
        try buffers(of: column.buffer, start: column.start, count: column.count, kind: kind, make: make)
    }

    /// Forgets everything; what others still use lives on with them.
    package func removeAll() { state.withLock { $0 = State() } }

    private func find(_ key: Key) -> [Buffer]? {
        state.withLock { state in
            state.clock += 1
            state.entries[key]?.used = state.clock
            return state.entries[key]?.results
        }
    }

    private func store(_ results: [Buffer], from source: Buffer, under key: Key) {
        let byteCount = results.reduce(source.byteCount) { $0 + $1.byteCount }
        guard byteCount <= limit else { return }
        state.withLock { state in
            if let old = state.entries.removeValue(forKey: key) { state.byteCount -= old.byteCount }
            while state.byteCount + byteCount > limit,
                let oldest = state.entries.min(by: { $0.value.used < $1.value.used })
            {
                state.entries.removeValue(forKey: oldest.key)
                state.byteCount -= oldest.value.byteCount
            }
            state.clock += 1
            state.entries[key] = Entry(source: source, results: results, byteCount: byteCount, used: state.clock)
            state.byteCount += byteCount
        }
    }
}
