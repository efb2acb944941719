#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A cell's bytes within the run that was indexed, without its quotes.
struct Cell {
    var start: UInt32
    var end: UInt32
}

/// What was odd about a row.
enum RowFault: Equatable {
    /// Fewer or more cells than the header has; the number found.
    case short(Int)
    case long(Int)
    /// Text stands between a closing quote and the next delimiter.
    case textAfterQuote
}

/// Where the cells of a run of records are (RFC 4180; LF, CR LF or CR ends a record; blank lines are no records).
///
/// Every row has exactly `columns` cells: short rows get empty ones, long rows lose theirs. A quote counts only at
/// the start of a cell. Doubled quotes are undone in place, in complete records only, so that the rest of the run
/// can be indexed again with more bytes behind it.
struct CellIndex: ~Copyable {
    /// Rows of a file may be as wide as those of the largest spreadsheets.
    static let mostColumns = 16_384
    /// For `columns`: rows stay as wide as they are. Meant for one row at a time.
    static let anyWidth = 0

    private(set) var cells: UnsafeMutablePointer<Cell>
    private var capacity: Int
    private(set) var count = 0
    private(set) var rows = 0
    private(set) var faults: [(row: Int, fault: RowFault)] = []
    /// Where the last row begins.
    private(set) var lastRowStart = 0
    /// Cells whose doubled quotes, or text after the closing quote, await the end of their record.
    private var unfinished: [(cell: Int, close: Int)] = []

    init() {
        capacity = 1024
        cells = .allocate(capacity: capacity)
    }

    deinit { cells.deallocate() }

    struct Outcome {
        /// Bytes of the complete records.
        var consumed: Int
        /// Where the quote stands that the run does not close.
        var openQuote: Int?
        /// The index was full before the run's end.
        var stoppedEarly: Bool
    }

    /// Indexes complete records of `base[0..<count]`, replacing what the index held. 64 bytes must be readable and
    /// writable behind the run.
    ///
    /// - Parameter isLast: the run ends the input, so that its last record needs no line end.
    mutating func build(
        _ base: UnsafeMutablePointer<UInt8>, count end: Int, isLast: Bool, columns: Int, delimiter: UInt8,
        rowLimit: Int = .max
    ) -> Outcome {
        // A row adds at most a cell a byte and is then filled up to `columns`.
        let cellLimit = max(end, 4096)
        reserve(cellLimit + end + columns + 2)
        (count, rows) = (0, 0)
        faults.removeAll(keepingCapacity: true)
        unfinished.removeAll(keepingCapacity: true)
        for i in 0..<64 { base[end + i] = 0 }
        let finder = DelimiterFinder(delimiter)
        var block = 0
        var mask = finder.mask(base)
        var (recordStart, cellStart, firstCell) = (0, 0, 0)
        while true {
            var at = end
            if base[cellStart] == 0x22, cellStart < end {
                guard let quoted = closeQuote(base, cellStart, end, delimiter, isLast) else {
                    return Outcome(consumed: recordStart, openQuote: cellStart, stoppedEarly: false)
                }
                at = quoted.next
                if quoted.needsRewriting { unfinished.append((count, quoted.close)) }
                cells[count] = Cell(start: UInt32(truncatingIfNeeded: cellStart + 1), end: UInt32(truncatingIfNeeded: quoted.close))
                block = at & ~63
                mask = at < end ? finder.mask(base + block) & (~UInt64(0) << UInt64(at & 63)) : 0
                mask &= mask &- 1
            } else {
                while mask == 0 {
                    block += 64
                    if block >= end { break }
                    mask = finder.mask(base + block)
                }
                if mask != 0 {
                    at = block + mask.trailingZeroBitCount
                    mask &= mask &- 1
                }
                cells[count] = Cell(start: UInt32(truncatingIfNeeded: cellStart), end: UInt32(truncatingIfNeeded: at))
            }
            count += 1
            if at < end, base[at] == delimiter {
                cellStart = at + 1
                continue
            }
            if at == end, !isLast || recordStart == end {
                count = firstCell
                return Outcome(consumed: recordStart, openQuote: nil, stoppedEarly: false)
            }
            if at == recordStart {
                count = firstCell
            } else {
                finishRow(base, from: firstCell, columns: columns)
                firstCell = count
                lastRowStart = recordStart
            }
            recordStart = min(end, at + 1)
            cellStart = recordStart
            if at == end { return Outcome(consumed: end, openQuote: nil, stoppedEarly: false) }
            if rows == rowLimit || count > cellLimit {
                return Outcome(consumed: recordStart, openQuote: nil, stoppedEarly: true)
            }
        }
    }

    @inline(__always)
    private mutating func finishRow(_ base: UnsafeMutablePointer<UInt8>, from firstCell: Int, columns: Int) {
        if !unfinished.isEmpty { rewriteQuoted(base) }
        if count - firstCell != columns, columns != CellIndex.anyWidth { mend(from: firstCell, columns: columns) }
        rows += 1
    }

    private mutating func mend(from firstCell: Int, columns: Int) {
        let found = count - firstCell
        faults.append((rows, found < columns ? .short(found) : .long(found)))
        while count < firstCell + columns {
            cells[count] = Cell(start: 0, end: 0)
            count += 1
        }
        count = firstCell + columns
    }

    /// Finds the quote that closes the one at `open`, and the delimiter or line end after it (or the run's end).
    /// Nil when more bytes are needed to tell.
    private func closeQuote(
        _ base: UnsafeMutablePointer<UInt8>, _ open: Int, _ end: Int, _ delimiter: UInt8, _ isLast: Bool
    ) -> (close: Int, next: Int, needsRewriting: Bool)? {
        var needsRewriting = false
        var at = open + 1
        while let found = memchr(base + at, 0x22, end - at) {
            let close = base.distance(to: found.assumingMemoryBound(to: UInt8.self))
            if close + 1 < end, base[close + 1] == 0x22 {
                needsRewriting = true
                at = close + 2
                continue
            }
            var next = close + 1
            while next < end, base[next] != delimiter, base[next] != 0x0A, base[next] != 0x0D { next += 1 }
            if next == end && !isLast { return nil }
            return (next > close + 1 ? next : close, next, needsRewriting || next > close + 1)
        }
        return nil
    }

    /// Undoes doubled quotes and removes the closing quote of cells that go on behind it.
    private mutating func rewriteQuoted(_ base: UnsafeMutablePointer<UInt8>) {
        for (cell, end) in unfinished {
            var read = Int(cells[cell].start)
            var write = read
            var inside = true
            while read < end {
                if inside, base[read] == 0x22 {
                    if read + 1 < end, base[read + 1] == 0x22 {
                        read += 1
                    } else {
                        inside = false
                        faults.append((rows, .textAfterQuote))
                        read += 1
                        continue
                    }
                }
                base[write] = base[read]
                write += 1
                read += 1
            }
            cells[cell].end = UInt32(truncatingIfNeeded: write)
        }
        unfinished.removeAll(keepingCapacity: true)
    }

    private mutating func reserve(_ wanted: Int) {
        guard wanted > capacity else { return }
        cells.deallocate()
        capacity = wanted
        cells = .allocate(capacity: wanted)
    }
}

/// Finds a delimiter, LF or CR among 64 bytes, eight at a time within a machine word.
struct DelimiterFinder {
    private let delimiters: UInt64

    init(_ delimiter: UInt8) { delimiters = UInt64(delimiter) &* 0x0101_0101_0101_0101 }

    /// A bit for each of 64 bytes.
    @inline(__always)
    func mask(_ base: UnsafeMutablePointer<UInt8>) -> UInt64 {
        var mask: UInt64 = 0
        for i in 0..<8 {
            let word = UInt64(littleEndian: UnsafeRawPointer(base).loadUnaligned(fromByteOffset: 8 * i, as: UInt64.self))
            let others =
                nonzero(word ^ delimiters) & nonzero(word ^ 0x0A0A_0A0A_0A0A_0A0A) & nonzero(word ^ 0x0D0D_0D0D_0D0D_0D0D)
            // The multiplication gathers the top bits of the eight bytes in the top byte.
            mask |= (((~others & 0x8080_8080_8080_8080) &* 0x0002_0408_1020_4081) >> 56) << UInt64(8 * i)
        }
        return mask
    }

    /// The top bit of each byte that is not 0; the other bits say nothing.
    @inline(__always)
    private func nonzero(_ word: UInt64) -> UInt64 { ((word & 0x7F7F_7F7F_7F7F_7F7F) &+ 0x7F7F_7F7F_7F7F_7F7F) | word }
}
