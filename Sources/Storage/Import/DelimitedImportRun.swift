import Diagnostics
import Synchronization
import Tables
import Workspaces

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The way of one import: header → sample → a pass over all rows under guessed types → a count of what each cell
/// could be decides the types → a second pass over those columns whose guess was wrong → table and report.
struct DelimitedImport {
    let file: ByteSource
    /// The text as UTF-8: the file itself, or its transcoded bytes.
    let source: ByteSource
    let encoding: ImportOptions.Encoding
    let options: ImportOptions

    func run() throws(Diagnostic) -> Imported {
        let scan = HeaderScan(source: source, options: options)
        var (layout, notes) = try scan.layout()
        let types = try options.types(among: layout.columns, of: "'\(source.path)'")
        let sample = try scan.sample(layout)
        let guesses = layout.columns.indices.map { decide($0, sample[$0], layout, types).reading }
        let readers = try pass(layout, guesses.map { $0 })
        let rowCount = readers.reduce(0) { $0 + $1.rows }
        if rowCount == 0 {
            throw Diagnostic("no-rows", "'\(source.path)' holds a header and no rows.", help: "Add at least one row below it.")
        }

        var columns = try assemble(layout, readers, rowCount) { decide($0, $1, layout, types).reading == guesses[$0] }
        let census = zip(layout.columns.indices, columns).map { index, column in
            TextCensus.count(column, Census(summing: readers.compactMap { $0.collectors[index]?.census }), decimalComma: options.decimalComma)
        }
        let decisions = layout.columns.indices.map { decide($0, census[$0], layout, types) }
        notes += decisions.compactMap(\.note)
        var final = readers.map(\.collectors)
        let wrong = layout.columns.indices.map { decisions[$0].reading == guesses[$0] ? nil : decisions[$0].reading }
        if wrong.contains(where: { $0 != nil }) {
            let again = try pass(layout, wrong)
            let mended = try assemble(layout, again, rowCount) { _, _ in true }
            for index in wrong.indices where wrong[index] != nil {
                columns[index] = mended[index]
                for slice in final.indices { final[slice][index] = again[slice].collectors[index] }
            }
        }

        let fields = zip(layout.columns, columns).map { Field($0, $1 ?? .texts([])) }
        let report = try ImportReporting(source: source, layout: layout, readers: readers, collectors: final).report(
            types: fields.map(\.column.type), rowCount: rowCount, encoding: encoding, notes: encodingNotes + notes)
        return Imported(
            table: Table(fields, rowCount: rowCount), report: report,
            input: Change.Input(path: file.path, byteCount: file.count, digest: try digest(readers)))
    }

    // MARK: Types

    private func decide(
        _ index: Int, _ census: Census, _ layout: DelimitedLayout, _ types: [Int: ColumnType]
    ) -> (reading: ColumnReading, note: Diagnostic?) {
        let name = layout.columns[index]
        var decision: (reading: ColumnReading, note: Diagnostic?) =
            if let type = types[index] { (census.chosen(type, column: name, dateOrder: options.dateOrder), nil) } else {
                census.decide(column: name, dateOrder: options.dateOrder)
            }
        decision.reading.decimalComma = options.decimalComma
        return decision
    }

    // MARK: Passes

    /// Reads all rows, a slice of the file on each core.
    private func pass(_ layout: DelimitedLayout, _ readings: [ColumnReading?]) throws(Diagnostic) -> [SliceReader] {
        let blocks = (source.count + ContentHash.blockBytes - 1) / ContentHash.blockBytes
        let cores = max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))))
        let slices = max(1, min(cores, blocks / 4))
        var readers: [SliceReader] = []
        for slice in 0..<slices {
            let first = blocks * slice / slices * ContentHash.blockBytes
            let last = min(source.count, blocks * (slice + 1) / slices * ContentHash.blockBytes)
            let start = slice == 0 ? layout.bodyStart : try RecordStart.guess(source, layout, at: first)
            readers.append(SliceReader(source: source, layout: layout, slice: first..<last, start: start, readings: readings))
        }
        let started = Shared(readers)
        try parallelTasks(slices, steps: blocks) { (slice) throws(Diagnostic) in try started.value[slice].read() }
        return try verified(readers, layout, readings)
    }

    /// Each slice must begin where the one before ended; a slice whose beginning was guessed wrong is read again.
    private func verified(
        _ guessed: [SliceReader], _ layout: DelimitedLayout, _ readings: [ColumnReading?]
    ) throws(Diagnostic) -> [SliceReader] {
        var readers = guessed
        var end = layout.bodyStart
        for slice in readers.indices {
            if readers[slice].start != end {
                readers[slice] = SliceReader(
                    source: source, layout: layout, slice: readers[slice].slice, start: end, readings: readings)
                try readers[slice].read()
            }
            let reader = readers[slice]
            if !reader.isUTF8 {
                throw Diagnostic(
                    TextEncoding.notUTF8, "'\(source.path)' is not valid UTF-8.", help: "Save it as UTF-8 and import it again.")
            }
            if let quote = reader.openQuote {
                var lines = LineNumbers(source: source)
                throw HeaderScan.openQuote(source.path, line: try lines.line(at: quote))
            }
            end = reader.end
        }
        return readers
    }

    /// Puts the columns together for which `isWanted` says so on the count of their cells; text always.
    private func assemble(
        _ layout: DelimitedLayout, _ readers: [SliceReader], _ rowCount: Int, isWanted: (Int, Census) -> Bool
    ) throws(Diagnostic) -> [Column?] {
        let work: [ColumnAssembly?] = layout.columns.indices.map { index in
            let collectors = readers.compactMap { $0.collectors[index] }
            guard let reading = collectors.first?.reading else { return nil }
            guard reading.type == .text || isWanted(index, Census(summing: collectors.map(\.census))) else { return nil }
            return ColumnAssembly(name: layout.columns[index], collectors: collectors, rowCount: rowCount)
        }
        let shared = Shared(work)
        let columns = Mutex([Column?](repeating: nil, count: work.count))
        try parallelTasks(work.count) { (index) throws(Diagnostic) in
            guard let column = try shared.value[index]?.column() else { return }
            columns.withLock { $0[index] = column }
        }
        return columns.withLock { $0 }
    }

    // MARK: The rest

    private var encodingNotes: [Diagnostic] {
        guard encoding == .windows1252, options.encoding == nil else { return [] }
        return [
            .note("assumed-encoding", "The file is not UTF-8 and was read as Windows-1252.", help: "If letters look wrong, save it as UTF-8 and import it again.")
        ]
    }

    /// The hash of the file as it stands on disk.
    private func digest(_ readers: [SliceReader]) throws(Diagnostic) -> String {
        if file === source {
            return ContentHash.text(ContentHash.root(readers.flatMap(\.blockHashes), byteCount: file.count))
        }
        return ContentHash.of(try file.bytes(0..<file.count))
    }
}

/// Hands to each task a thing of its own out of a list.
private struct Shared<Value>: @unchecked Sendable {
    let value: Value
    init(_ value: Value) { self.value = value }
}
