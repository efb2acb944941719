import Diagnostics
import Tables

/// A row among its competitors, as weights see them: who beats it depends on the sign of a weighted sum of differences.
struct Field {
    let ranking: Ranking
    let row: Int
    let place: Int
    let groups: Groups?
    /// By measure, then competitor: how much better the competitor's scaled value (its rank, where all are ranks) is.
    let differences: [[Double]]
    /// By competitor: the weighted sum with the weights that hold; above 0 it beats the row.
    let leads: [Double]
    /// How many competitors may beat the row. Those that equal it in every measure are counted off.
    let allowed: Int
    /// Ties aside, a competitor that is nowhere worse beats the row with all weights, and so does one of every two whose
    /// differences are opposite: how many these make, and who is not among them.
    let certain: Int
    let uncertain: [Int32]
    /// The shares that hold.
    let shares: [Double]
    /// Sums nearer to 0 than this are taken for 0.
    let margin: Double

    var measureCount: Int { shares.count }

    init(_ ranking: Ranking, row: Int, place: Int, groups: Groups?) throws(Diagnostic) {
        (self.ranking, self.row, self.place, self.groups) = (ranking, row, place, groups)
        shares = ranking.weights.map { Double($0) / Double(ranking.totalWeight) }
        let ids = groups?.ids.pointer(to: Int32.self)
        let own = ranking.mark(row)
        let scales = ranking.scaled.scales
        let readers = scales.map { scale in Field.reader(scale, ranking) }
        var differences = [[Double]](repeating: [], count: scales.count)
        var (ahead, greatest) = (0, 0.0)
        for other in 0..<ranking.rowCount where other != row && ranking.isRanked(other) {
            if other % blockRows == 0 { try Cancellation.check() }
            if let ids, ids[other] != ids[row] { continue }
            var isEqual = true
            for (measure, read) in readers.enumerated() {
                let difference = read(other) - read(row)
                if difference != 0 { isEqual = false }
                greatest = max(greatest, abs(difference))
                differences[measure].append(difference)
            }
            if isEqual {
                for measure in differences.indices { differences[measure].removeLast() }
                if ranking.mark(other) < own { ahead += 1 }
            }
        }
        let count = differences[0].count
        var leads = [Double](repeating: 0, count: count)
        for (share, column) in zip(shares, differences) {
            for at in 0..<count { leads[at] += share * column[at] }
        }
        self.differences = differences
        self.leads = leads
        allowed = place - 1 - ahead
        margin = greatest * 1e-12
        (certain, uncertain) = Field.certain(differences, count)
    }

    /// Without this step, cones around the weights at which a pair changes over would be halved without end.
    private static func certain(_ differences: [[Double]], _ count: Int) -> (Int, [Int32]) {
        var waiting: [[Double]: [Int32]] = [:]
        var isSettled = [Bool](repeating: false, count: count)
        var certain = 0
        for at in 0..<count {
            let own = differences.map { $0[at] }
            if own.allSatisfy({ $0 <= 0 }) { continue }
            if own.allSatisfy({ $0 >= 0 }) {
                isSettled[at] = true
                certain += 1
                continue
            }
            let direction = direction(own)
            if let other = waiting[direction.map { 0 - $0 }]?.popLast() {
                (isSettled[at], isSettled[Int(other)]) = (true, true)
                certain += 1
            } else {
                waiting[direction, default: []].append(Int32(truncatingIfNeeded: at))
            }
        }
        return (certain, (0..<count).filter { !isSettled[$0] }.map { Int32(truncatingIfNeeded: $0) })
    }

    /// Differences of one length, to ten digits, so that only the direction counts.
    private static func direction(_ differences: [Double]) -> [Double] {
        let longest = differences.reduce(0) { max($0, abs($1)) }
        return differences.map { ($0 / longest * 1e10).rounded() }
    }

    private static func reader(_ scale: Scale, _ ranking: Ranking) -> (Int) -> Double {
        switch scale {
        case .ranks(let buffer) where ranking.isExact:
            return { Double(buffer.pointer(to: Int32.self)[$0]) }
        default: return { scale.value($0, ranked: ranking.rankedCount) }
        }
    }

    /// True when the ranking with these weights brings the row to its place.
    func isReached(_ weights: [Int64]) throws(Diagnostic) -> Bool {
        let tried = try Ranking(ranking.scaled, weights: weights, ties: ranking.ties)
        return try tried.place(of: row, groups: groups?.ids).map { $0 <= place } ?? false
    }

    // MARK: Whole weights

    /// Whole numbers near to these shares that add up to `total`: what rounding leaves goes to the greatest remainders.
    static func whole(_ shares: [Double], total: Int64) -> [Int64] {
        let sum = shares.reduce(0, +)
        let exact = shares.map { max(0, $0) / sum * Double(total) }
        var whole = exact.map { Int64($0) }
        let rest = total - whole.reduce(0, +)
        let order = exact.indices.sorted { exact[$0] - exact[$0].rounded(.down) > exact[$1] - exact[$1].rounded(.down) }
        for at in order.prefix(Int(max(0, rest))) { whole[at] += 1 }
        return whole
    }

    static func distance(_ weights: [Int64], _ shares: [Double]) -> Double {
        let total = Double(weights.reduce(0, +))
        return zip(weights, shares).reduce(0) { $0 + abs(Double($1.0) / total - $1.1) }
    }
}
