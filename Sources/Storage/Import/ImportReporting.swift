import Diagnostics
import Tables

/// Makes the report of an import from what its slices noted.
struct ImportReporting {
    let source: ByteSource
    let layout: DelimitedLayout
    let readers: [SliceReader]
    /// The collectors that made the table, by slice and column.
    let collectors: [[ColumnCollector?]]

    /// An issue whose line is not known yet.
    private struct Place {
        var slice: Int
        var row: Int
        var column: Int?
        var text: String
        var problem: String
    }

    func report(
        types: [ColumnType], rowCount: Int, encoding: ImportOptions.Encoding, notes: [Diagnostic]
    ) throws(Diagnostic) -> ImportReport {
        let columns = layout.columns.indices.map { index in
            ImportReport.Column(
                name: layout.columns[index], type: types[index], missing: collectors.reduce(0) { $0 + ($1[index]?.missing ?? 0) })
        }
        var (places, tallies) = rowFaults()
        for index in layout.columns.indices {
            let (found, counts) = misfits(of: index)
            places += found
            tallies += counts
        }
        return ImportReport(
            rowCount: rowCount, columns: columns, encoding: encoding, delimiter: layout.delimiter,
            issues: try issues(places), tallies: tallies, notes: notes)
    }

    private func rowFaults() -> ([Place], [ImportReport.Tally]) {
        var places: [Place] = []
        var listed: [String: Int] = [:]
        for (slice, reader) in readers.enumerated() {
            for (row, fault) in reader.faults {
                let (problem, text) = words(fault)
                listed[problem, default: 0] += 1
                if listed[problem, default: 0] <= ImportReport.listed {
                    places.append(Place(slice: slice, row: row, column: nil, text: text, problem: problem))
                }
            }
        }
        let counts = [
            ("too few cells", readers.reduce(0) { $0 + $1.faultCounts.short }),
            ("too many cells", readers.reduce(0) { $0 + $1.faultCounts.long }),
            ("text after a closing quote", readers.reduce(0) { $0 + $1.faultCounts.quote }),
        ]
        return (places, counts.filter { $0.1 > 0 }.map { ImportReport.Tally(column: nil, problem: $0.0, count: $0.1) })
    }

    private func words(_ fault: RowFault) -> (problem: String, text: String) {
        switch fault {
        case .short(let found): ("too few cells", "\(found) of \(layout.columns.count) cells")
        case .long(let found): ("too many cells", "\(found) cells for \(layout.columns.count) columns")
        case .textAfterQuote: ("text after a closing quote", "")
        }
    }

    private func misfits(of index: Int) -> ([Place], [ImportReport.Tally]) {
        var places: [Place] = []
        var listed: [String: Int] = [:]
        var counts: [String: Int] = [:]
        for (slice, columns) in collectors.enumerated() {
            guard let collector = columns[index] else { continue }
            for misfit in collector.misfits {
                listed[misfit.problem, default: 0] += 1
                if listed[misfit.problem, default: 0] <= ImportReport.listed {
                    places.append(Place(slice: slice, row: misfit.row, column: index, text: misfit.text, problem: misfit.problem))
                }
            }
            counts.merge(collector.misfitCounts, uniquingKeysWith: +)
        }
        let tallies = counts.sorted { $0.key < $1.key }.map {
            ImportReport.Tally(column: layout.columns[index], problem: $0.key, count: $0.value)
        }
        return (places, tallies)
    }

    /// The issues with their lines, in the order of the file.
    private func issues(_ places: [Place]) throws(Diagnostic) -> [ImportReport.Issue] {
        let order = places.indices.sorted { (places[$0].slice, places[$0].row, $0) < (places[$1].slice, places[$1].row, $1) }
        var lines = LineNumbers(source: source)
        var issues: [ImportReport.Issue] = []
        var last: (slice: Int, row: Int, line: Int)?
        for at in order {
            let place = places[at]
            if last.map({ ($0.slice, $0.row) != (place.slice, place.row) }) ?? true {
                let line = try lines.line(of: place.row, in: readers[place.slice], layout)
                last = (place.slice, place.row, line)
            }
            issues.append(
                ImportReport.Issue(
                    line: last?.line ?? 0, column: place.column.map { layout.columns[$0] }, text: place.text, problem: place.problem))
        }
        return issues
    }
}
