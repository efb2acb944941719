import Diagnostics
import Synchronization
import Tables

/// Holds every byte of the editions against its digest, so that opening a file notices what became of them.
enum EditionCheck {
    /// A warning for each edition that is no longer what was published.
    static func warnings(_ catalogue: Catalogue, in database: Database) throws(Diagnostic) -> [Diagnostic] {
        let editions = catalogue.contents.compactMap { contents -> (name: String, buffers: [Int64])? in
            guard case .edition(let imprint) = contents.role else { return nil }
            return (imprint.name, contents.tables.flatMap(\.buffers) + contents.records.map(\.buffer))
        }
        // What several editions share is read once.
        var known: Set<Int64> = []
        let all = editions.flatMap(\.buffers).filter { known.insert($0).inserted }
        let damaged = Mutex<Set<Int64>>([])
        try parallelTasks(all.count) { (task) throws(Diagnostic) in
            if try !isSound(all[task], catalogue, database) { damaged.withLock { _ = $0.insert(all[task]) } }
        }
        let lost = damaged.withLock { $0 }
        return editions.filter { !lost.isDisjoint(with: $0.buffers) }.map { Damage.edition($0.name, of: database.path) }
    }

    private static func isSound(_ id: Int64, _ catalogue: Catalogue, _ database: Database) throws(Diagnostic) -> Bool {
        guard let stored = catalogue.buffers[id] else { return false }
        let memory = Buffer.allocate(stored.byteCount)
        defer { Buffer.release(memory) }
        do throws(Diagnostic) {
            return try Segments.read(id, stored, from: database, into: UnsafeMutableRawBufferPointer(start: memory, count: stored.byteCount))
        } catch {
            if error.id == "file-damaged" { return false }
            throw error
        }
    }
}

extension Catalogue.Table {
    /// The buffers of its columns, their texts and its links.
    fileprivate var buffers: [Int64] {
        columns.flatMap { column -> [Int64] in
            guard case .buffer(let cells) = column.place else { return [] }
            return [cells] + (column.dictionary?.buffers.map { [$0.texts, $0.offsets] } ?? [])
        } + links.map(\.buffer)
    }
}
