import Diagnostics
import Tables

/// What is known of a file before its rows are read.
struct DelimitedLayout {
    var delimiter: UInt8
    var columns: [String]
    /// Where the record after the header begins.
    var bodyStart: Int
}

/// Reads one slice of a file: the records that begin inside it.
///
/// The file is read in the blocks of its hash. The part of a block behind its last complete record waits in front
/// of the next block.
final class SliceReader {
    let slice: Range<Int>
    /// Where the first record begins; of the first slice certain, of others a guess.
    let start: Int
    /// Where the first record behind the slice begins.
    private(set) var end: Int
    private(set) var rows = 0
    /// Nil for columns that this pass leaves out.
    private(set) var collectors: [ColumnCollector?]
    /// The hash of each block, in order.
    private(set) var blockHashes: [UInt64] = []
    private(set) var faults: [(row: Int, fault: RowFault)] = []
    private(set) var faultCounts: (short: Int, long: Int, quote: Int) = (0, 0, 0)
    /// Some rows with their places, so that a row's line can be found.
    private(set) var landmarks: [(row: Int, offset: Int)] = []
    private(set) var isUTF8 = true
    private(set) var openQuote: Int?

    private let source: ByteSource
    private let layout: DelimitedLayout
    private var index = CellIndex()
    private var scratch: UnsafeMutablePointer<Int64>
    private var scratchRows = 0
    /// Bytes read and not yet consumed; `memory[0]` is the file's byte at `origin`.
    private var memory: UnsafeMutablePointer<UInt8>
    private var capacity: Int
    private var filled = 0
    private var origin = 0
    private var validated = 0
    private var retryAt = 0

    private static let spare = 64
    /// A row may be this long; beyond that a quote was left open.
    private static let longestRecord = 64 << 20

    init(source: ByteSource, layout: DelimitedLayout, slice: Range<Int>, start: Int, readings: [ColumnReading?]) {
        self.source = source
        self.layout = layout
        self.slice = slice
        self.start = start
        end = start
        collectors = readings.map { $0.map(ColumnCollector.init) }
        capacity = 2 * ContentHash.blockBytes
        memory = .allocate(capacity: capacity + SliceReader.spare)
        scratch = .allocate(capacity: 1)
    }

    deinit {
        memory.deallocate()
        scratch.deallocate()
    }

    /// Reads the slice to its end, or until it turns out not to be UTF-8 or to leave a quote open.
    func read() throws(Diagnostic) {
        var next = slice.lowerBound
        while next < slice.upperBound, isUTF8, openQuote == nil {
            try Cancellation.check()
            Progress.advance()
            let bytes = min(ContentHash.blockBytes, slice.upperBound - next)
            try fill(from: next, bytes, hashed: true)
            next += bytes
            consume(isLast: next == source.count, rowLimit: .max)
        }
        // The record that goes on behind the slice.
        while filled > 0, next < source.count, isUTF8, openQuote == nil {
            let bytes = min(ContentHash.blockBytes, source.count - next)
            try fill(from: next, bytes, hashed: false)
            next += bytes
            if consume(isLast: next == source.count, rowLimit: 1) { break }
        }
        end = max(start, origin)
    }

    /// Puts the file's bytes from `offset` behind the waiting ones.
    private func fill(from offset: Int, _ bytes: Int, hashed: Bool) throws(Diagnostic) {
        if filled == 0 {
            origin = offset
            validated = 0
        }
        if filled + bytes > capacity { grow(to: max(capacity * 2, filled + bytes)) }
        let target = UnsafeMutableRawBufferPointer(start: memory + filled, count: bytes)
        try source.read(at: offset, into: target)
        if hashed { blockHashes.append(ContentHash.block(UnsafeRawBufferPointer(target))) }
        filled += bytes
        // What comes before the first record belongs to the slice before.
        if origin < start { discard(min(filled, start - origin)) }
    }

    /// Indexes and collects the complete records among the waiting bytes. True when there was one.
    @discardableResult
    private func consume(isLast: Bool, rowLimit: Int) -> Bool {
        guard filled > 0, filled >= retryAt || isLast else { return false }
        guard let valid = TextEncoding.validate(memory, from: validated, to: filled), valid == filled || !isLast else {
            isUTF8 = false
            return false
        }
        validated = valid
        var done = 0
        var foundRows = false
        while true {
            let outcome = index.build(
                memory + done, count: filled - done, isLast: isLast, columns: layout.columns.count,
                delimiter: layout.delimiter, rowLimit: rowLimit)
            collect(memory + done, at: origin + done)
            foundRows = foundRows || index.rows > 0
            done += outcome.consumed
            if outcome.stoppedEarly, rowLimit == .max { continue }
            if let quote = outcome.openQuote, isLast || filled - done > SliceReader.longestRecord {
                openQuote = origin + done - outcome.consumed + quote
            }
            break
        }
        discard(done)
        // A record much longer than a block is not indexed anew for each block it takes.
        retryAt = filled > ContentHash.blockBytes ? filled * 2 : 0
        return foundRows
    }

    private func collect(_ base: UnsafeMutablePointer<UInt8>, at offset: Int) {
        let count = index.rows
        guard count > 0 else { return }
        landmarks.append((rows, offset))
        for (row, fault) in index.faults { note(fault, row: rows + row) }
        if count > scratchRows {
            scratch.deallocate()
            scratch = .allocate(capacity: count)
            scratchRows = count
        }
        for (column, collector) in collectors.enumerated() {
            guard let collector else { continue }
            let cells = ColumnCollector.Rows(
                base: base, first: index.cells + column, stride: layout.columns.count, count: count, rowsBefore: rows)
            collector.append(cells, scratch: scratch)
        }
        rows += count
    }

    private func note(_ fault: RowFault, row: Int) {
        switch fault {
        case .short: faultCounts.short += 1
        case .long: faultCounts.long += 1
        case .textAfterQuote: faultCounts.quote += 1
        }
        if faults.count < 3 * ImportReport.listed { faults.append((row, fault)) }
    }

    private func discard(_ bytes: Int) {
        memory.update(from: memory + bytes, count: filled - bytes)
        filled -= bytes
        origin += bytes
        validated = max(0, validated - bytes)
    }

    private func grow(to wanted: Int) {
        let grown = UnsafeMutablePointer<UInt8>.allocate(capacity: wanted + SliceReader.spare)
        grown.update(from: memory, count: filled)
        memory.deallocate()
        memory = grown
        capacity = wanted
    }
}
