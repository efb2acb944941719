import Diagnostics
import Synchronization
import Tables

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Buffers as runs of segments: rows of `tierbook_segments`, each with a digest in the catalogue.
enum Segments {
    static func count(of byteCount: Int) -> Int {
        (byteCount + FileFormat.segmentBytes - 1) / FileFormat.segmentBytes
    }

    /// No buffer's number reaches this, so that its segments' numbers fit 64 bits.
    static let bufferLimit = Int64.max / FileFormat.segmentsPerBuffer

    private static func range(_ place: Int, of byteCount: Int) -> Range<Int> {
        let start = place * FileFormat.segmentBytes
        return start..<min(byteCount, start + FileFormat.segmentBytes)
    }

    private static func rows(of buffer: Int64) -> Range<Int64> {
        buffer * FileFormat.segmentsPerBuffer..<(buffer + 1) * FileFormat.segmentsPerBuffer
    }

    /// The digest of each segment, found on all cores.
    static func digests(of piece: Piece) throws(Diagnostic) -> [UInt64] {
        let count = count(of: piece.byteCount)
        if count == 1 { return [Digest.of(piece.bytes)] }
        let digests = UnsafeMutableBufferPointer<UInt64>.allocate(capacity: count)
        defer { digests.deallocate() }
        let shared = Unshared(digests)
        try parallelTasks(count) { place in
            let part = piece.bytes[range(place, of: piece.byteCount)]
            shared.memory[place] = Digest.of(UnsafeRawBufferPointer(rebasing: part))
        }
        return Array(digests)
    }

    /// Writes buffers, each segment packed where that takes fewer bytes: some at a time on all cores. Returns how many
    /// bytes it wrote.
    static func write(_ buffers: [(id: Int64, piece: Piece)], to database: Database) throws(Diagnostic) -> Int {
        let segments = buffers.flatMap { buffer in
            (0..<count(of: buffer.piece.byteCount)).map { Segment(of: buffer.piece, as: buffer.id, place: $0) }
        }
        let insert = try database.prepare("INSERT INTO tierbook_segments VALUES (?, ?)")
        var byteCount = 0
        for start in stride(from: 0, to: segments.count, by: atOnce) {
            let some = segments[start..<min(start + atOnce, segments.count)]
            let packed = try Parallel.results(of: some.count, parallel: some.count > 1) { some[start + $0].packed() }
            for (segment, packed) in zip(some, packed) {
                let bytes = packed?.bytes ?? segment.bytes
                try insert.bind(.integer(segment.row), at: 1)
                try insert.bind(.blob(bytes), at: 2)
                try insert.run()
                byteCount += bytes.count
            }
        }
        return byteCount
    }

    /// How many segments are packed before they are written.
    private static let atOnce = 16

    /// One segment to write.
    private struct Segment: Sendable {
        let row: Int64
        private let piece: Piece
        private let range: Range<Int>

        init(of piece: Piece, as buffer: Int64, place: Int) {
            row = Segments.rows(of: buffer).lowerBound + Int64(place)
            range = Segments.range(place, of: piece.byteCount)
            self.piece = piece
        }

        /// Valid while the piece lives.
        var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: piece.bytes[range]) }

        /// Nil where it takes as many bytes packed.
        func packed() -> Piece? {
            guard let cells = piece.cells else { return nil }
            let memory = Buffer.allocate(FileFormat.segmentBytes)
            let byteCount = PackedCells.pack(bytes, cells, into: UnsafeMutableRawBufferPointer(start: memory, count: range.count))
            let buffer = Buffer(taking: memory, byteCount: FileFormat.segmentBytes)
            return byteCount.map { Piece(buffer, start: 0, byteCount: $0) }
        }
    }

    static func delete(_ buffer: Int64, from database: Database) throws(Diagnostic) {
        let rows = rows(of: buffer)
        try database.prepare("DELETE FROM tierbook_segments WHERE id >= ? AND id < ?")
            .run(.integer(rows.lowerBound), .integer(rows.upperBound))
    }

    /// Reads a whole buffer on all cores and holds each segment against its digest; false when one is missing or
    /// differs.
    static func read(
        _ buffer: Int64, _ stored: Catalogue.StoredBuffer, from database: Database,
        into target: UnsafeMutableRawBufferPointer
    ) throws(Diagnostic) -> Bool {
        let outcome = Mutex<(isSound: Bool, failure: Diagnostic?)>((true, nil))
        let shared = UncheckedSend(target)
        Parallel.run(stored.digests.count) { place in
            do throws(Diagnostic) {
                let part = UnsafeMutableRawBufferPointer(rebasing: shared.value[range(place, of: stored.byteCount)])
                let row = rows(of: buffer).lowerBound + Int64(place)
                if try !read(row, from: database, into: part) || Digest.of(UnsafeRawBufferPointer(part)) != stored.digests[place] {
                    outcome.withLock { $0.isSound = false }
                }
            } catch {
                outcome.withLock { $0.failure = error }
            }
        }
        let (isSound, failure) = outcome.withLock { $0 }
        if let failure { throw failure }
        return isSound
    }

    /// Reads one segment, packed or not; false when there is none of this size.
    private static func read(_ row: Int64, from database: Database, into target: UnsafeMutableRawBufferPointer)
        throws(Diagnostic) -> Bool
    {
        // Always of the same size, which makes it the same memory again and again.
        let room = Buffer.allocate(FileFormat.segmentBytes)
        defer { Buffer.release(room) }
        var packed: UnsafeMutableRawBufferPointer?
        let isRead = try database.readBlob("tierbook_segments", "bytes", row: row) { byteCount in
            if byteCount >= target.count { return byteCount == target.count ? target : nil }
            packed = UnsafeMutableRawBufferPointer(start: room, count: byteCount)
            return packed
        }
        guard isRead, let packed else { return isRead }
        return PackedCells.unpack(UnsafeRawBufferPointer(packed), into: target)
    }
}

/// The bytes of a buffer that a column uses: all of it, or a slice.
struct Piece: Sendable {
    let buffer: Buffer
    let start: Int
    let byteCount: Int
    /// The cells that it holds; nil for texts.
    let cells: PackedCells.Kind?

    /// All of a buffer.
    init(_ buffer: Buffer, _ cells: PackedCells.Kind? = nil) {
        self.init(buffer, start: 0, byteCount: buffer.byteCount, cells)
    }

    /// `byteCount` bytes from `start` on.
    init(_ buffer: Buffer, start: Int, byteCount: Int, _ cells: PackedCells.Kind? = nil) {
        self.buffer = buffer
        self.start = start
        self.byteCount = byteCount
        self.cells = cells
    }

    /// The cells of a column.
    init(_ column: Column) {
        let kind = StorageKind(column)
        self.init(column.buffer, start: column.start * kind.cellBytes, byteCount: column.count * kind.cellBytes, kind.packed)
    }

    /// Valid while the piece lives; reads a lazy buffer.
    var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: buffer.bytes + start, count: byteCount) }

    func holdsSame(as other: Piece) -> Bool {
        byteCount == other.byteCount && memcmp(buffer.bytes + start, other.buffer.bytes + other.start, byteCount) == 0
    }
}

/// Memory that several threads write, each its own part of it.
struct Unshared<Element>: @unchecked Sendable {
    let memory: UnsafeMutableBufferPointer<Element>
    init(_ memory: UnsafeMutableBufferPointer<Element>) { self.memory = memory }
}
