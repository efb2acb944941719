import Diagnostics
import Statistics
import Syntax
import Tables
import Workspaces

/// Steps on which the depth of a relationship stands: 0, 1, 2, 3 to 4, 5 or more.
package struct DepthLevels: Sendable {
    /// The least number of each level above the first, rising.
    private let bounds: [Int]
    /// From the least level up: `0`, `1`, `2`, `3 to 4`, `5+`.
    package let names: [String]

    /// Those without bounds of one's own: 0, 1, 2, 3 to 4, 5 or more.
    package static let usual = DepthLevels([1, 2, 3, 5])

    /// Nil unless bounds rise, from 1 on.
    package init?(checking bounds: [Int]) {
        guard let first = bounds.first, first >= 1, zip(bounds, bounds.dropFirst()).allSatisfy({ $0 < $1 }) else { return nil }
        self.init(bounds)
    }

    private init(_ bounds: [Int]) {
        self.bounds = bounds
        let lows = [0] + bounds
        names = lows.indices.map { place in
            guard place + 1 < lows.count else { return "\(lows[place])+" }
            return lows[place + 1] - lows[place] == 1 ? "\(lows[place])" : "\(lows[place]) to \(lows[place + 1] - 1)"
        }
    }

    func level(of count: Double) -> Int { bounds.count { Double($0) <= count } }
}

/// Which accounts went from which level of depth to which.
package struct DepthMoves: Sendable {
    /// A group's accounts in one column.
    package struct Matrix: Sendable {
        /// The place among the comparison's groups.
        package let group: Int
        /// The place among the columns.
        package let column: Int
        /// How many went from where to where.
        package let levels: Levels
    }

    /// How many accounts, by the older level and the newer.
    package struct Levels: Sendable {
        /// The older level, then the newer; as many of both as there are levels.
        package let counts: [[Int]]

        fileprivate init(_ rows: [Int], _ usage: UsageCounts, _ levels: DepthLevels) {
            var counts = [[Int]](repeating: [Int](repeating: 0, count: levels.names.count), count: levels.names.count)
            if let older = usage.older, let newer = usage.sides.first {
                for row in rows { counts[levels.level(of: older[row])][levels.level(of: newer[row])] += 1 }
            }
            self.counts = counts
        }

        /// All of them, those that stay too.
        package var accounts: Int { counts.reduce(0) { $0 + $1.reduce(0, +) } }
        /// Those on a higher level than before.
        package var up: Int { sum { $0 < $1 } }
        /// Those on a lower level than before.
        package var down: Int { sum { $0 > $1 } }
        /// Those that stay where they were.
        package var level: Int { sum { $0 == $1 } }
        private func sum(_ test: (Int, Int) -> Bool) -> Int {
            counts.indices.reduce(0) { all, was in all + counts[was].indices.reduce(0) { $0 + (test(was, $1) ? counts[was][$1] : 0) } }
        }

        /// Of those that were on a level, who is on another now.
        package func share(_ was: Int, _ now: Int) -> Proportion? { Proportion(counts[was][now], of: counts[was].reduce(0, +)) }
    }

    /// The groups, and what each is held against.
    package let comparison: ComparedGroups
    /// Whose different values are counted.
    package let columns: [UsedColumn]
    /// The steps that accounts go up and down.
    package let levels: DepthLevels
    /// Each group's for the first column, then for the next; groups below the minimum are left out.
    package let matrices: [Matrix]
    /// Of the accounts of all these groups, each once, by column.
    package let all: [Levels]
    /// Groups with fewer accounts than may be shown.
    package var hiddenCount: Int { comparison.groups.count { $0.role == .hidden } }

    fileprivate init(_ columns: [UsedColumn], _ counts: [UsageCounts], _ levels: DepthLevels, _ comparison: ComparedGroups) {
        (self.columns, self.levels, self.comparison) = (columns, levels, comparison)
        let shown = comparison.groups.indices.filter { comparison.groups[$0].role != .hidden }
        matrices = counts.indices.flatMap { column in
            shown.map { Matrix(group: $0, column: column, levels: Levels(comparison.groups[$0].rows, counts[column], levels)) }
        }
        let rows = comparison.shownRows
        all = counts.map { Levels(rows, $0, levels) }
    }

    /// One cell a matrix for each key.
    package func keys(_ places: [Int]) -> [Field] { comparison.keys(of: places.map { matrices[$0].group }) }
}

extension RelationshipSetting {
    /// Errors: `nothing-used`, `cancelled`, and what keeps a column from being counted by account.
    package func moves(of columns: [UsedColumn], _ levels: DepthLevels, _ session: Session) throws(Diagnostic) -> (moves: DepthMoves, findings: BenchmarkFindings) {
        let counts = try columns.map { (column) throws(Diagnostic) in try UsageCounts(column, self, session) }
        try checkIsSomething(counts.contains { $0.isSomething(membership.members.rows) }, columns, session)
        let comparison = try membership.groups(minimum: question.minimum)
        return (DepthMoves(columns, counts, levels, comparison), try findings(columns.tables, session))
    }
}
