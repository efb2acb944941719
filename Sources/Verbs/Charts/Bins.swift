import Charts
import Tables

/// Values in bins of one round width, at most 20. The width follows Freedman & Diaconis (1981): 2·IQR/∛n.
struct Bins {
    private(set) var counts: [Int] = []
    /// The bins' bounds, one more than there are bins.
    private(set) var edges: [Double] = []
    /// The digits after the point that the bounds need.
    private var decimals = 0

    /// - Parameter isWhole: no bin lies between two whole numbers.
    init(_ values: [Double], isWhole: Bool) {
        let values = values.filter { $0.magnitude < 1e300 }
        guard let least = values.min(), let greatest = values.max() else { return }
        var copy = values
        let spread = Quantiles.quantile(0.75, of: &copy) - Quantiles.quantile(0.25, of: &copy)
        let furthest = max(greatest.magnitude, least.magnitude)
        let range = greatest > least ? greatest - least : furthest > 0 ? furthest : 1
        let wanted = spread > 0 ? 2 * spread / cubeRoot(Double(values.count)) : range / 10
        let step = RoundStep(atLeast: max(wanted, range / 18, furthest * 1e-9, isWhole ? 1 : 1e-12))
        var first = step.index(below: least)
        // The greatest value stands at the end of the last bin rather than alone in one of its own.
        let end = step.index(below: greatest)
        let isOnEdge = !isWhole && step.multiple(end) == greatest && greatest > 0
        if isOnEdge, end == first { first -= 1 }
        let bins = min(20, Int(end - first) + (isOnEdge ? 0 : 1))
        counts = [Int](repeating: 0, count: bins)
        for value in values { counts[min(bins - 1, max(0, Int(step.index(below: value) - first)))] += 1 }
        decimals = step.decimals
        edges = (0...bins).map { step.multiple(first + Double($0)) + 0 }
    }

    /// The bins as texts, `$500,000 – $1,000,000`.
    func labels(_ type: ColumnType) -> [String] {
        let texts = edges.map { edge in
            switch type {
            case .percent: NumberFormat(decimals: max(0, decimals - 2), isPercent: true).text(edge)
            case .money(let currency, _): moneyText(edge, currency: currency, scale: decimals)
            default: NumberFormat(decimals: decimals).text(edge)
            }
        }
        return zip(texts, texts.dropFirst()).map { "\($0) – \($1)" }
    }

    private func cubeRoot(_ x: Double) -> Double {
        // Newton's method; n is at least 1.
        var root = max(1, x)
        for _ in 0..<200 { root -= (root * root * root - x) / (3 * root * root) }
        return root
    }
}
