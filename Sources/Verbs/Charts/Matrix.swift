import Charts
import Diagnostics
import Engine
import Tables

/// Numbers for values, in the order in which they come.
struct Numbering {
    private(set) var values: [Value] = []
    private var numbers: [Value: Int] = [:]

    @discardableResult
    mutating func add(_ value: Value) -> Int {
        if let number = numbers[value] { return number }
        numbers[value] = values.count
        values.append(value)
        return values.count - 1
    }

    func number(of value: Value) -> Int? { numbers[value] }
}

/// A figure by two labels, as `group by a, b` gives it, spread out: a row for each value of the one, a column for each
/// of the other.
struct Matrix {
    typealias Part = (name: String, values: [Double?])

    let rows: [Value]
    private(set) var columns: [Part]
    private let columnValues: [Value]
    /// Rows whose figure is missing.
    private(set) var missing = 0
    /// A pair that stands in more than one row.
    private(set) var repeated: (row: String, column: String, count: Int)?

    /// Beyond that a matrix would take more room than any picture of it.
    private static let limit = 5_000_000

    init(_ down: Column, _ across: Column, _ figure: Column, _ count: Int) throws(Diagnostic) {
        var (rows, columns) = (Numbering(), Numbering())
        var cells: [(row: Int, column: Int)] = []
        cells.reserveCapacity(count)
        for row in 0..<count {
            if row % 4096 == 0 { try Cancellation.check() }
            cells.append((rows.add(down[row]), columns.add(across[row])))
        }
        let (height, width) = (rows.values.count, columns.values.count)
        if height * width > Matrix.limit {
            throw Diagnostic(
                "too-many-series", "\(grouped(height)) labels and \(grouped(width)) series are more than a chart can hold.",
                help: "Put the column of fewer values second, or group the rows first.")
        }
        var values = [[Double?]](repeating: [Double?](repeating: nil, count: height), count: width)
        var times = [Int](repeating: 0, count: height * width)
        for (row, cell) in cells.enumerated() {
            times[cell.row * width + cell.column] += 1
            let number = figure[row].number.flatMap { $0.isFinite ? $0 : nil }
            if number == nil { missing += 1 }
            values[cell.column][cell.row] = number
        }
        if let most = times.indices.first(where: { times[$0] > 1 }) {
            repeated = (Plain.label(rows.values[most / width]), Plain.label(columns.values[most % width]), times[most])
        }
        self.rows = rows.values
        columnValues = columns.values
        self.columns = zip(columns.values, values).map { (Plain.label($0), $1) }
    }

    /// The first parts, and the sum of the rest as one more.
    static func folded(_ parts: [Part]) -> [Part] {
        let kept = Chart.seriesLimit - 1
        guard parts.count > Chart.seriesLimit else { return parts }
        let rest = parts.dropFirst(kept)
        let sums = parts[0].values.indices.map { row in
            let known = rest.compactMap { $0.values[row] }
            return known.isEmpty ? nil : known.reduce(0, +)
        }
        return parts.prefix(kept) + [("\(grouped(rest.count)) others", sums)]
    }

    /// The same with rows and columns in one common order, so that what stayed stands level. Where one side has too many
    /// values, its last are put together; how much stayed where it was is worked out before that.
    func movement(_ type: ColumnType) -> (rows: [String], columns: [Chart.Series]) {
        let order = commonOrder
        let (down, across) = (Set(rows), Set(columnValues))
        let left = Side(order.filter(down.contains))
        let right = Side(order.filter(across.contains))
        let empty = [Double?](repeating: nil, count: left.names.count)
        var parts = right.names.map { Chart.Series(name: $0, values: empty, type: type, stayed: empty) }
        for (across, column) in zip(columnValues, columns) {
            for (down, value) in zip(rows, column.values) {
                guard let row = left.place(down), let column = right.place(across) else { continue }
                if let value { parts[column].values[row] = (parts[column].values[row] ?? 0) + value }
                if down == across { parts[column].stayed[row] = (parts[column].stayed[row] ?? 0) + (value ?? 0) }
            }
        }
        return (left.names, parts)
    }

    /// The names of one side, the last of which may stand for many values.
    private struct Side {
        private(set) var names: [String]
        private var places: [Value: Int] = [:]

        init(_ values: [Value]) {
            let kept = values.count > Chart.seriesLimit ? Chart.seriesLimit - 1 : values.count
            names = values.prefix(kept).map(Plain.label)
            if kept < values.count { names.append("\(grouped(values.count - kept)) others") }
            for (index, value) in values.enumerated() { places[value] = min(index, kept) }
        }

        func place(_ value: Value) -> Int? { places[value] }
    }

    /// The rows' values, and each other one of the columns behind what it follows there.
    private var commonOrder: [Value] {
        let known = Set(rows)
        var leading: [Value] = []
        var followers: [Value: [Value]] = [:]
        var anchor: Value?
        for value in columnValues {
            if known.contains(value) {
                anchor = value
            } else if let anchor {
                followers[anchor, default: []].append(value)
            } else {
                leading.append(value)
            }
        }
        return leading + rows.flatMap { [$0] + (followers[$0] ?? []) }
    }
}
