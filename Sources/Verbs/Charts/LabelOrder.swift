import Diagnostics
import Engine
import Tables

/// A chart's labels as they are drawn: as the rows come, but along a line of dates or numbers in their order.
struct LabelOrder {
    /// The rows in the order drawn; those without a place are left out.
    private(set) var rows: [Int]
    private(set) var labels: [String] = []
    /// Where each stands, on a line along dates or numbers.
    private(set) var places: [Double?] = []
    /// Text, where labels stand side by side.
    let type: ColumnType
    private let leftOut: Int

    /// - Parameter values: a label a row; numbered where there are none.
    init(_ values: [Value], type: ColumnType, isLine: Bool) throws(Diagnostic) {
        guard isLine, type == .date || type.isNumeric else {
            self.type = .text
            leftOut = 0
            rows = Array(values.indices)
            labels.reserveCapacity(values.count)
            for (row, value) in values.enumerated() {
                if row % 4096 == 0 { try Cancellation.check() }
                labels.append(Plain.label(value))
            }
            return
        }
        self.type = type
        var placed: [(place: Double, row: Int)] = []
        for (row, value) in values.enumerated() {
            if let place = LabelOrder.place(value) { placed.append((place, row)) }
        }
        placed.sort { ($0.place, $0.row) < ($1.place, $1.row) }
        try Cancellation.check()
        leftOut = values.count - placed.count
        rows = placed.map(\.row)
        places = placed.map(\.place)
        labels = rows.map { Plain.label(values[$0]) }
    }

    private static func place(_ value: Value) -> Double? {
        if case .date(let day) = value { return Double(day.number) }
        return value.number.flatMap { $0.isFinite ? $0 : nil }
    }

    /// A place at which several rows stand, and how many.
    var repeated: (label: String, count: Int)? {
        guard let index = places.indices.dropFirst().first(where: { places[$0] == places[$0 - 1] }) else { return nil }
        return (labels[index], places[index...].prefix { $0 == places[index] }.count + 1)
    }

    /// What is left out, as a phrase.
    func notes(_ name: String) -> [String] { leftOut > 0 ? ["\(grouped(leftOut)) without \(name) not drawn"] : [] }
}
