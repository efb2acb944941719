import Diagnostics
import Engine
import Statistics
import Tables

/// Groups held against others, in words: who is ahead, who is behind, and of whom that cannot be told. Never who is first: groups
/// whose intervals overlap have no order.
struct ComparisonText {
    struct Line {
        let name: String
        let role: ComparedGroups.Role
        let difference: GrowthDifference?
        /// It has, or is held against, too few accounts.
        let isTooFew: Bool
    }

    /// `Gold is ahead of the rest by …`, or of a change `Gold moved ahead of …`.
    struct Way {
        let ahead: String
        let behind: String
        static let level = Way(ahead: "ahead", behind: "behind")
        static let change = Way(ahead: "moved ahead", behind: "fell behind")
        var isChange: Bool { ahead != Way.level.ahead }
    }

    let lines: [Line]
    /// What they are held against: `the rest`.
    let base: String
    var way = Way.level
    /// `4 to 11 points`
    var range: (Interval) -> String = { BenchmarkText.range($0) }

    /// `ahead by 4 to 11 points`, `fell behind by 1.5 to 3.2 points`, `cannot tell`
    func verdict(_ line: Line) -> String {
        if let word = BenchmarkText.word(for: line.role) { return word }
        guard let difference = line.difference else { return line.isTooFew ? "cannot tell: too few" : "cannot tell" }
        if difference.isAhead { return "\(way.ahead) by \(range(difference.interval))" }
        return difference.isBehind ? "\(way.behind) by \(range(difference.interval.negated))" : "cannot tell"
    }

    /// Of two groups that are all there is, the first held against the second: the other way round it says the same. Nil for others.
    private func pair(_ shown: [Line]) -> ComparisonText? {
        guard shown.count == 2, base == "all others", let one = shown[0].difference, let other = shown[1].difference else { return nil }
        let mirrored = other.interval.negated
        func isSame(_ a: Double, _ b: Double) -> Bool { (a - b).magnitude <= 1e-9 * max(a.magnitude, b.magnitude) }
        guard isSame(one.interval.low, mirrored.low), isSame(one.interval.high, mirrored.high) else { return nil }
        return ComparisonText(lines: [shown[0]], base: shown[1].name, way: way, range: range)
    }

    /// `Platinum is ahead of the rest by 4 to 11 points; Gold cannot be told from it`; nil where nothing was compared.
    var outcome: String? {
        let shown = lines.filter { $0.role == .compared }
        if shown.isEmpty {
            guard lines.contains(where: { $0.role == .hidden }) else { return nil }
            return "\(lines.allSatisfy { $0.role == .hidden } ? "all groups" : "all groups to compare") are hidden, as each has fewer accounts than the minimum"
        }
        if let pair = pair(shown) { return pair.outcome }
        let ahead = shown.filter { $0.difference?.isAhead ?? false }
        let behind = shown.filter { $0.difference?.isBehind ?? false }
        let open = shown.filter { !($0.difference?.isTold ?? false) }
        let them = base == "all others" ? "them" : "it"
        var parts: [String] = []
        if shown.count <= 4 {
            parts = (ahead + behind).compactMap { line in line.difference.map { sentence(line.name, $0) } }
            if !open.isEmpty { parts.append("\(joinWords(open.map(\.name))) cannot be told from \(parts.isEmpty ? base : them)") }
        } else {
            if !ahead.isEmpty { parts.append("\(Binder.list(ahead.map(\.name), limit: 4)) \(way.ahead) of \(base)") }
            if !behind.isEmpty { parts.append("\(Binder.list(behind.map(\.name), limit: 4)) \(way.behind)") }
            parts.append(open.count == shown.count ? "none of \(plural(shown.count, "group")) can be told from \(base)" : "\(grouped(open.count)) of \(plural(shown.count, "group")) cannot be told from \(base)")
        }
        return parts.joined(separator: "; ")
    }

    private func sentence(_ name: String, _ difference: GrowthDifference) -> String {
        let verb = way.isChange ? "" : "is "
        return difference.isAhead
            ? "\(name) \(verb)\(way.ahead) of \(base) by \(range(difference.interval))"
            : "\(name) \(verb)\(way.behind) \(base) by \(range(difference.interval.negated))"
    }
}

/// Columns that a comparison of groups comes to.
extension ComparisonText {
    /// How far ahead, the verdict, p and the interval; none where there is nothing to hold anything against.
    /// - Parameters:
    ///   - figure: what the first column is called: `points ahead`.
    ///   - scale: what differences are shown times: 100 for points.
    func fields(_ figure: String, scale: Double, decimals: Int) -> [Field] {
        if lines.allSatisfy({ $0.role == .apart }) { return [] }
        let shown = lines.map { $0.role == .compared ? $0.difference : nil }
        func column(_ name: String, _ value: (GrowthDifference) -> Double) -> Field {
            Field(name, .doubles(shown.map { $0.map { value($0) * scale } ?? .nan }), look: .decimals(decimals))
        }
        return [
            column(figure) { $0.value }, BenchmarkText.verdicts(lines.map(verdict)),
            Field("p", .doubles(shown.map { $0?.pValue.map { max($0, BenchmarkText.leastP) } ?? .nan }), look: .decimals(4)),
            column("ahead low") { $0.interval.low }, column("ahead high") { $0.interval.high },
        ]
    }
}
