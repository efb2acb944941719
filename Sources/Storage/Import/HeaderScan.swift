import Diagnostics
import Tables

/// Reads a file's first records: its delimiter, its header, a sample of its columns.
struct HeaderScan {
    let source: ByteSource
    let options: ImportOptions

    private static let openingBytes = 64 << 10
    private static let longestHeader = 4 << 20
    private static let sniffedRows = 100

    /// The layout, and what there is to say about the header.
    func layout() throws(Diagnostic) -> (layout: DelimitedLayout, notes: [Diagnostic]) {
        let mark = TextEncoding.mark(try source.bytes(0..<3)) == .utf8 ? 3 : 0
        var size = HeaderScan.openingBytes
        while true {
            let opening = try source.bytes(mark..<mark + size)
            let isAll = mark + opening.count == source.count
            let delimiter = options.delimiter ?? sniff(opening, isAll)
            let records = Records(opening, isAll: isAll, delimiter: delimiter, limit: 1)
            if let header = records.rows.first {
                let (names, notes) = try HeaderScan.names(header, source.path)
                return (DelimitedLayout(delimiter: delimiter, columns: names, bodyStart: mark + records.end), notes)
            }
            if let quote = records.openQuote, isAll || size > HeaderScan.longestHeader {
                var lines = LineNumbers(source: source)
                throw HeaderScan.openQuote(source.path, line: try lines.line(at: mark + quote))
            }
            if isAll || size > HeaderScan.longestHeader {
                throw Diagnostic("empty-file", "'\(source.path)' holds only blank lines; a header row and at least one row are needed.")
            }
            size *= 8
        }
    }

    static func openQuote(_ path: String, line: Int) -> Diagnostic {
        Diagnostic(
            "open-quote", "'\(path)' opens a quote on line \(line) that is never closed.",
            help: "Close it, or write a quote that belongs to the text as two inside a quoted cell.")
    }

    /// The delimiter by which most of the first records are as wide as the header; a wider header wins a tie.
    private func sniff(_ opening: [UInt8], _ isAll: Bool) -> UInt8 {
        let name = source.path.lowercased()
        if name.hasSuffix(".tsv") || name.hasSuffix(".tab") { return 0x09 }
        var best: (delimiter: UInt8, agreeing: Int, width: Int) = (0x2C, -1, 1)
        for delimiter in [0x2C, 0x3B, 0x09, 0x7C] as [UInt8] {
            let records = Records(opening, isAll: isAll, delimiter: delimiter, limit: HeaderScan.sniffedRows)
            guard let width = records.rows.first?.count, width > 1 else { continue }
            let agreeing = records.rows.filter { $0.count == width }.count
            if (agreeing, width) > (best.agreeing, best.width) { best = (delimiter, agreeing, width) }
        }
        return best.delimiter
    }

    /// Column names: without control characters and blanks around them, none empty, no two the same.
    static func names(_ header: [String], _ path: String) throws(Diagnostic) -> ([String], [Diagnostic]) {
        if header.count > CellIndex.mostColumns {
            throw Diagnostic(
                "too-many-columns", "'\(path)' has \(header.count) columns; at most \(CellIndex.mostColumns) can be imported.")
        }
        var names: [String] = []
        var notes: [Diagnostic] = []
        var taken: Set<String> = []
        for (place, text) in header.enumerated() {
            let scalars = text.unicodeScalars.map { $0.value < 32 || (127..<160).contains($0.value) ? " " : Character($0) }
            let tidy = String(scalars).split(separator: " ").isEmpty ? "" : trimmedBlanks(String(scalars))
            let wanted = tidy.isEmpty ? "column \(place + 1)" : tidy
            var name = wanted
            var suffix = 2
            while !taken.insert(name.lowercased()).inserted {
                name = "\(wanted) \(suffix)"
                suffix += 1
            }
            names.append(name)
            if tidy.isEmpty {
                notes.append(.note("unnamed-column", "Column \(place + 1) has no name in the header and is called \(name)."))
            } else if name != tidy {
                notes.append(.note("repeated-column", "The header names \(tidy) twice; column \(place + 1) is called \(name)."))
            }
        }
        return (names, notes)
    }

    // MARK: Sample

    /// A first guess at each column, from rows at several places of the file. Right or wrong, it changes only how
    /// long the import takes.
    func sample(_ layout: DelimitedLayout) throws(Diagnostic) -> [Census] {
        var census = [Census](repeating: Census(), count: layout.columns.count)
        let places = 16
        let window = 4 << 10
        let body = layout.bodyStart..<source.count
        for place in 0..<places {
            let start = body.lowerBound + body.count / places * place
            if place > 0, body.count <= places * window { break }
            let bytes = try source.bytes(start..<start + (body.count <= places * window ? places * window : window))
            let isAll = start + bytes.count == source.count
            let records = Records(bytes, isAll: isAll, delimiter: layout.delimiter, limit: 400)
            // In the middle of the file the first record is the end of one.
            for row in records.rows.dropFirst(place > 0 ? 1 : 0) where row.count == layout.columns.count {
                for (column, text) in row.enumerated() {
                    let bytes = Array(text.utf8)
                    bytes.withUnsafeBufferPointer { census[column].add(CellReading($0, decimalComma: options.decimalComma)) }
                }
            }
        }
        return census
    }
}

private func trimmedBlanks(_ text: String) -> String {
    var text = Substring(text)
    while text.first == " " { text.removeFirst() }
    while text.last == " " { text.removeLast() }
    return String(text)
}

/// The first records of some bytes as texts, as wide as they come. For headers and samples.
struct Records {
    var rows: [[String]] = []
    /// The end of the last record.
    var end = 0
    /// Where a quote stands that is not closed.
    var openQuote: Int?

    init(_ bytes: [UInt8], isAll: Bool, delimiter: UInt8, limit: Int) {
        let memory = UnsafeMutablePointer<UInt8>.allocate(capacity: bytes.count + 64)
        defer { memory.deallocate() }
        memory.update(from: bytes, count: bytes.count)
        var index = CellIndex()
        while rows.count < limit {
            let outcome = index.build(
                memory + end, count: bytes.count - end, isLast: isAll, columns: CellIndex.anyWidth, delimiter: delimiter,
                rowLimit: 1)
            openQuote = outcome.openQuote.map { end + $0 }
            let base = memory + end
            end += outcome.consumed
            guard index.rows == 1 else { return }
            rows.append(
                (0..<index.count).map { i in
                    let cell = index.cells[i]
                    return String(
                        decoding: UnsafeBufferPointer(start: base + Int(cell.start), count: Int(cell.end - cell.start)), as: UTF8.self)
                })
        }
    }
}
