/// Columns made orthogonal: X = QR by Gram and Schmidt, each column twice, which makes Q orthogonal to a double's digits
/// (Giraud, Langou & Rozložník 2005).
struct Orthogonal {
    /// Columns of length 1.
    private(set) var q: [[Double]] = []
    /// Of each column, its part along every column before it and along its own.
    private(set) var r: [[Double]] = []

    /// Adds a column. False, and nothing is added, when less than this part of it is not already in those before.
    mutating func add(_ column: [Double], least: Double) -> Bool {
        let length = Orthogonal.length(column)
        guard length > 0 else { return false }
        var rest = column
        var parts = project(&rest)
        let own = Orthogonal.length(rest)
        guard own > least * length else { return false }
        parts.append(own)
        q.append(rest.map { $0 / own })
        r.append(parts)
        return true
    }

    /// Takes from a vector what lies along the columns; returns how much along each.
    func project(_ vector: inout [Double]) -> [Double] {
        var parts = [Double](repeating: 0, count: q.count)
        for _ in 0..<2 {
            for (at, column) in q.enumerated() {
                let part = Orthogonal.product(column, vector)
                parts[at] += part
                for row in vector.indices { vector[row] -= part * column[row] }
            }
        }
        return parts
    }

    /// x with Rx = `right`, from the last row up.
    func solved(_ right: [Double]) -> [Double] {
        var x = right
        for at in x.indices.reversed() {
            for later in at + 1..<max(at + 1, x.count) { x[at] -= r[later][at] * x[later] }
            x[at] /= r[at][at]
        }
        return x
    }

    static func product(_ a: [Double], _ b: [Double]) -> Double {
        var sum = 0.0
        for at in a.indices { sum += a[at] * b[at] }
        return sum
    }

    static func length(_ column: [Double]) -> Double {
        let greatest = column.reduce(0) { max($0, abs($1)) }
        guard greatest > 0, greatest.isFinite else { return 0 }
        return greatest * column.reduce(0) { $0 + ($1 / greatest).squared }.squareRoot()
    }
}
