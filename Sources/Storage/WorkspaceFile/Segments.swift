import Diagnostics
import Tables

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

    static func write(_ piece: Piece, as buffer: Int64, to database: Database) throws(Diagnostic) {
        let insert = try database.prepare("INSERT INTO tierbook_segments VALUES (?, ?)")
        let bytes = piece.bytes
        for place in 0..<count(of: piece.byteCount) {
            try Cancellation.check()
            try insert.bind(.integer(rows(of: buffer).lowerBound + Int64(place)), at: 1)
            try insert.bind(.blob(UnsafeRawBufferPointer(rebasing: bytes[range(place, of: piece.byteCount)])), at: 2)
            try insert.run()
        }
    }

    static func delete(_ buffer: Int64, from database: Database) throws(Diagnostic) {
        let rows = rows(of: buffer)
        try database.prepare("DELETE FROM tierbook_segments WHERE id >= ? AND id < ?")
            .run(.integer(rows.lowerBound), .integer(rows.upperBound))
    }

    /// Reads a whole buffer and holds each segment against its digest; false when one is missing or differs.
    static func read(
        _ buffer: Int64, _ stored: Catalogue.StoredBuffer, from database: Database,
        into target: UnsafeMutableRawBufferPointer
    ) throws(Diagnostic) -> Bool {
        for (place, digest) in stored.digests.enumerated() {
            let part = UnsafeMutableRawBufferPointer(rebasing: target[range(place, of: stored.byteCount)])
            let row = rows(of: buffer).lowerBound + Int64(place)
            guard try database.readBlob("tierbook_segments", "bytes", row: row, into: part),
                Digest.of(UnsafeRawBufferPointer(part)) == digest
            else { return false }
        }
        return true
    }
}

/// The bytes of a buffer that a column uses: all of it, or a slice.
struct Piece: Sendable {
    let buffer: Buffer
    let start: Int
    let byteCount: Int

    init(_ buffer: Buffer) {
        self.buffer = buffer
        start = 0
        byteCount = buffer.byteCount
    }

    /// The first `byteCount` bytes from `start` on.
    init(_ buffer: Buffer, start: Int, byteCount: Int) {
        self.buffer = buffer
        self.start = start
        self.byteCount = byteCount
    }

    /// The cells of a column.
    init(_ column: Column) {
        let cell = StorageKind(column).cellBytes
        self.init(column.buffer, start: column.start * cell, byteCount: column.count * cell)
    }

    /// Valid while the piece lives; reads a lazy buffer.
    var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: buffer.bytes + start, count: byteCount) }
}

/// Memory that several threads write, each its own part of it.
struct Unshared<Element>: @unchecked Sendable {
    let memory: UnsafeMutableBufferPointer<Element>
    init(_ memory: UnsafeMutableBufferPointer<Element>) { self.memory = memory }
}
