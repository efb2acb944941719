import TestSupport
import Diagnostics
import Prioritizing
import Tables

extension Seeded {
    /// Values with ties; one in `missing` is missing, none when 0.
    mutating func values(_ count: Int, distinct: Int = 40, missing: Int = 0) -> [Double] {
        (0..<count).map { _ in missing > 0 && below(missing) == 0 ? .nan : Double(below(distinct) - 10) / 4 }
    }
}

extension Buffer {
    func array<T: BitwiseCopyable>(_: T.Type) -> [T] {
        Array(UnsafeBufferPointer(start: pointer(to: T.self), count: byteCount / MemoryLayout<T>.stride))
    }
}

/// What scaling, scoring and placing mean, written down without any thought of speed.
struct Naive {
    var values: [[Double]]
    var ranked: [Int]
    var scores: [Double]
    /// Ranked rows, best first.
    var order: [Int]

    init(_ raw: [[Double]], _ measures: [Measure], _ weights: [Int64], _ ties: [UInt64]) {
        values = zip(raw, measures).map { column, measure in
            let present = column.filter(\.isFinite).sorted()
            let fill: Double =
                switch measure.missing {
                case .excluded: .nan
                case .value(let value): value
                case .median:
                    present.isEmpty ? .nan : (present[(present.count - 1) / 2] + present[present.count / 2]) / 2
                }
            return column.map { $0.isFinite ? $0 : fill }
        }
        let values = values
        ranked = ties.indices.filter { row in values.allSatisfy { !$0[row].isNaN } }
        let total = Double(weights.reduce(0, +))
        var scores = [Double](repeating: .nan, count: ties.count)
        for row in ranked {
            scores[row] = 0
            for index in measures.indices {
                let scaled = Naive.scale(values[index], row, ranked, measures[index])
                scores[row] += Double(weights[index]) / total * scaled
            }
        }
        self.scores = scores
        // Sums that differ by rounding alone are the same score.
        func rounded(_ row: Int) -> Double { (scores[row] * 1e10).rounded() }
        order = ranked.sorted { (-rounded($0), ties[$0], $0) < (-rounded($1), ties[$1], $1) }
    }

    static func scale(_ column: [Double], _ row: Int, _ ranked: [Int], _ measure: Measure) -> Double {
        let all = ranked.map { column[$0] }
        let x = column[row]
        let n = Double(all.count)
        switch measure.scaling {
        case .percentile:
            if all.count == 1 { return 1 }
            let smaller = Double(all.count { measure.lowerIsBetter ? $0 > x : $0 < x })
            let equal = Double(all.count { $0 == x })
            return (smaller + (equal - 1) / 2) / (n - 1)
        case .minmax:
            let (low, high) = (all.min() ?? 0, all.max() ?? 0)
            let y = low == high ? 0.5 : (x - low) / (high - low)
            return measure.lowerIsBetter ? 1 - y : y
        case .zscore:
            let mean = all.reduce(0, +) / n
            let variance = all.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / n
            if Set(all).count == 1 { return 0 }
            return (x - mean) / variance.squareRoot() * (measure.lowerIsBetter ? -1 : 1)
        case .reference(let low, let high):
            let y = min(1, max(0, (x - low) / (high - low)))
            return measure.lowerIsBetter ? 1 - y : y
        }
    }
}
