import Diagnostics

/// Finds the line of a place in the file. Lines are counted only when there is something to report; places asked
/// for in the order of the file cost one reading of it.
struct LineNumbers {
    let source: ByteSource
    /// How far lines were counted, and the lines that begin up to there.
    private var counted = 0
    private var lines = 1
    private var endsWithReturn = false

    init(source: ByteSource) { self.source = source }

    /// The line, from 1, of an offset.
    mutating func line(at offset: Int) throws(Diagnostic) -> Int {
        while counted < offset {
            try Cancellation.check()
            let bytes = try source.bytes(counted..<min(offset, counted + 1 << 20))
            for byte in bytes {
                // CR LF ends one line.
                if byte == 0x0D || (byte == 0x0A && !endsWithReturn) { lines += 1 }
                endsWithReturn = byte == 0x0D
            }
            counted += bytes.count
        }
        // Between CR and LF the next line has not begun.
        return lines
    }

    /// The line on which a slice's row begins: from the nearest landmark before it, record by record.
    mutating func line(of row: Int, in reader: SliceReader, _ layout: DelimitedLayout) throws(Diagnostic) -> Int {
        guard let mark = reader.landmarks.last(where: { $0.row <= row }) else { return lines }
        var size = 4 * ContentHash.blockBytes
        while true {
            let bytes = try source.bytes(mark.offset..<mark.offset + size)
            let isAll = mark.offset + bytes.count >= source.count
            if let offset = LineNumbers.start(ofRecord: row - mark.row, in: bytes, isAll, layout.delimiter) {
                return try line(at: mark.offset + offset)
            }
            if isAll { return try line(at: source.count) }
            size *= 4
        }
    }

    private static func start(ofRecord wanted: Int, in bytes: [UInt8], _ isAll: Bool, _ delimiter: UInt8) -> Int? {
        let memory = UnsafeMutablePointer<UInt8>.allocate(capacity: bytes.count + 64)
        defer { memory.deallocate() }
        memory.update(from: bytes, count: bytes.count)
        var index = CellIndex()
        _ = index.build(
            memory, count: bytes.count, isLast: isAll, columns: CellIndex.anyWidth, delimiter: delimiter, rowLimit: wanted + 1)
        return index.rows == wanted + 1 ? index.lastRowStart : nil
    }
}
