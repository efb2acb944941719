import Diagnostics

/// A figure that all values of a group make together, such as how much of their total few of them hold. What it is, is said by
/// whoever offers it; here the values are gathered.
package struct GroupStatistic: Sendable, Equatable, CustomStringConvertible {
    /// The statistic of one group; for one of single values `others` is empty. What it gives that is not finite becomes
    /// missing.
    package typealias Body = @Sendable (_ values: [Double], _ others: [Double]) throws(Diagnostic) -> Double?

    /// The function's name in the language; with the parameter it tells statistics apart.
    package let name: String
    /// A number that it takes beside the values.
    package let parameter: Double?
    /// Of the values that are there, in the order of the rows; nil where they make none. Of pairs, those of which both are there.
    package let body: Body

    /// `body` may run on any thread, for several groups at once.
    package init(_ name: String, parameter: Double? = nil, _ body: @escaping Body) {
        self.name = name
        self.parameter = parameter
        self.body = body
    }

    /// By name and parameter: bodies cannot be compared.
    package static func == (a: GroupStatistic, b: GroupStatistic) -> Bool { a.name == b.name && a.parameter == b.parameter }
    /// The name alone.
    package var description: String { name }
}

extension Aggregating {
    /// One cell a group.
    /// - Parameter second: the other value of each pair; nil for a statistic of single values.
    static func statistic(_ statistic: GroupStatistic, _ column: Column, _ second: Column?, _ groups: Groups, rows: Int) throws(Diagnostic) -> Column {
        let ids = groups.ids.pointer(to: Int32.self)
        let (first, firstStart) = column.doubles()
        let (other, otherStart) = (second ?? column).doubles()
        let x = first.pointer(to: Double.self) + firstStart
        let y = other.pointer(to: Double.self) + otherStart
        func isThere(_ row: Int) -> Bool { ids[row] >= 0 && x[row].isFinite && y[row].isFinite }

        var starts = [Int](repeating: 0, count: groups.count + 1)
        for row in 0..<rows where isThere(row) { starts[Int(ids[row]) + 1] += 1 }
        for group in 0..<groups.count { starts[group + 1] += starts[group] }
        try Cancellation.check()
        var next = starts
        var values = [Double](repeating: 0, count: starts[groups.count])
        var others = second == nil ? [] : values
        for row in 0..<rows where isThere(row) {
            let place = next[Int(ids[row])]
            next[Int(ids[row])] += 1
            values[place] = x[row]
            if second != nil { others[place] = y[row] }
        }
        withExtendedLifetime((first, other)) {}

        // Neighbouring groups share a task.
        let size = 256
        let parts = try Parallel.results(of: (groups.count + size - 1) / size, parallel: rows >= 50_000) { [values, others, starts] (part) throws(Diagnostic) -> [Double] in
            var cells: [Double] = []
            for group in part * size..<min(groups.count, (part + 1) * size) {
                try Cancellation.check()
                let range = starts[group]..<starts[group + 1]
                cells.append(try statistic.body(Array(values[range]), others.isEmpty ? [] : Array(others[range])) ?? .nan)
            }
            return cells
        }
        return .doubles(parts.flatMap { $0.map { $0.isFinite ? $0 : .nan } })
    }
}
