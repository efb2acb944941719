import Diagnostics
import Statistics

/// What a group comes to by a ratio, in one period or several, and how far ahead it is.
package struct GroupCourse<Figure: Sendable>: Sendable {
    /// Places among the groups, and among the columns asked for.
    package let group: Int
    /// The place among the columns; 0 where there is one thing only.
    package let column: Int
    /// By period.
    package let figures: [Figure]
    /// In the older period; nil where there is none.
    package let older: Figure?
    /// Since the older period; in a row of periods, between those held against each other.
    package let change: GrowthDifference?
    /// How far ahead: of the change where there is an older period, else of the figure itself.
    package let difference: GrowthDifference?
    /// The group's accounts that count, or clusters of them.
    let unitCount: Int
    /// They are fewer than anything can be told from.
    package var isTooFew: Bool { unitCount < TotalGrowth.fewest }
}

/// A ratio by period, and what of it is held against others.
struct ComparedCourse {
    let levels: [ComparedRatio]
    let older: ComparedRatio?
    fileprivate let change: ComparedRatio?
    /// Of a row of periods nothing is.
    fileprivate let compared: ComparedRatio?

    /// - Parameters:
    ///   - tops: by period what stands above, by row of accounts.
    ///   - ratio: that over what stands below.
    init(_ tops: [[Double]], older: [Double]?, _ periods: AskedPeriods, _ ratio: ([Double]) -> ComparedRatio) {
        levels = tops.map(ratio)
        self.older = older.map(ratio)
        let ends: (new: [Double], old: [Double])? = if let older { (tops[0], older) } else { periods.held.map { (tops[$0.newer], tops[$0.older]) } }
        change = ends.map { ends in ratio(zip(ends.new, ends.old).map { $0 - $1 }) }
        compared = periods.isRow ? nil : older == nil ? levels[0] : change
    }
}

extension ComparedGroups {
    /// All groups in the first column, then in the next, and how many comparisons that makes: p is adjusted for all of them (Holm).
    /// - Parameter figure: what the rows of a group that are known come to in a period; nil for the older.
    func courses<Figure>(_ columns: [ComparedCourse], _ figure: (_ rows: [Int], _ period: Int?, ComparedRatio) -> Figure) throws(Diagnostic) -> (all: [GroupCourse<Figure>], comparisons: Int) {
        var (changes, differences, told): ([GrowthDifference?], [GrowthDifference?], [Comparison]) = ([], [], [])
        for (place, column) in columns.enumerated() {
            // What is hidden is not asked.
            changes += groups.map { group in group.role == .hidden ? nil : column.change.flatMap { $0.difference(group.rows) } }
            differences += try column.compared.map { (ratio) throws(Diagnostic) in try self.differences(ratio) } ?? groups.map { _ in nil }
            told += groups.indices.map { comparison($0, place) }
        }
        (changes, differences) = (changes.adjusted, differences.adjusted(of: told))
        let all = columns.indices.flatMap { column in
            groups.indices.map { group in
                let (course, place) = (columns[column], column * groups.count + group)
                let rows = groups[group].rows.filter(course.levels[0].isKnown)
                return GroupCourse(
                    group: group, column: column, figures: course.levels.enumerated().map { figure(rows, $0, $1) }, older: course.older.map { figure(rows, nil, $0) },
                    change: changes[place], difference: differences[place], unitCount: course.levels[0].unitCount(rows))
            }
        }
        return (all, differences.count(of: told))
    }
}
