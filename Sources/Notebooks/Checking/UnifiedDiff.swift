import Diagnostics

/// A difference as `diff -u` shows one: lines that changed, with a few around them.
package struct UnifiedDiff: Sendable, Equatable {
    /// Where lines stand, lines in both, in the notebook only, in the new answer only; and how many are not shown.
    package enum Kind: Sendable, Equatable { case place, same, removed, added, cut }

    /// One line of the difference.
    package struct Line: Sendable, Equatable {
        /// Which colour and which sign it has.
        package let kind: Kind
        /// Without the sign before it.
        package let text: String

        /// As it stands in a diff.
        package var marked: String {
            switch kind {
            case .place: text
            case .same: " " + text
            case .removed: "-" + text
            case .added: "+" + text
            case .cut: text
            }
        }
    }

    /// At most 80, and one that tells of the rest.
    package private(set) var lines: [Line] = []
    /// The number of the first line that changed, in the file that holds the expected ones.
    package private(set) var firstChange: Int

    private static let context = 3
    /// The lines that are shown at most.
    private static let mostLines = 80

    /// - Parameters:
    ///   - expected: the lines as they stand in the file, and `actual` as they would.
    ///   - numbering: the number of the first expected line in its file.
    init(_ steps: [AlignedLine], _ expected: [String], _ actual: [String], numbering first: Int) {
        firstChange = first
        var positions = (old: 0, new: 0)
        let rows = UnifiedDiff.removedFirst(steps).map { step -> Row in
            defer { positions = Row.next(positions, step) }
            return Row(step, positions, expected, actual)
        }
        let changes = rows.indices.filter { rows[$0].isChange }
        if let change = changes.first { firstChange = first + rows[change].old }
        var index = changes.startIndex
        while index < changes.endIndex {
            let start = max(0, changes[index] - UnifiedDiff.context)
            var end = changes[index]
            while index < changes.endIndex, changes[index] <= end + 2 * UnifiedDiff.context + 1 {
                end = changes[index]
                index += 1
            }
            add(rows[start..<min(rows.count, end + UnifiedDiff.context + 1)], first)
        }
        if lines.count > UnifiedDiff.mostLines {
            let left = lines.count - UnifiedDiff.mostLines
            lines.removeLast(left)
            lines.append(Line(kind: .cut, text: "… and \(plural(left, "more line")) of the difference"))
        }
    }

    /// In each run of changed lines those removed stand before those added.
    private static func removedFirst(_ steps: [AlignedLine]) -> [AlignedLine] {
        var ordered: [AlignedLine] = []
        var added: [AlignedLine] = []
        for step in steps {
            switch step {
            case .added: added.append(step)
            case .removed: ordered.append(step)
            default:
                ordered += added + [step]
                added = []
            }
        }
        return ordered + added
    }

    private mutating func add(_ rows: ArraySlice<Row>, _ first: Int) {
        guard let start = rows.first else { return }
        let old = rows.filter { $0.line?.kind == .same || $0.line?.kind == .removed }.count
        let new = rows.filter { $0.line?.kind == .same || $0.line?.kind == .added }.count
        lines.append(Line(kind: .place, text: "@@ -\(first + start.old),\(old) +\(first + start.new),\(new) @@"))
        lines += rows.compactMap(\.line)
    }

    /// A step with its place in both answers.
    private struct Row {
        let old: Int
        let new: Int
        /// Nil for a line that `...` stands for.
        let line: Line?

        init(_ step: AlignedLine, _ positions: (old: Int, new: Int), _ expected: [String], _ actual: [String]) {
            (old, new) = positions
            line =
                switch step {
                case .kept(let line, _), .rest(let line): Line(kind: .same, text: expected[line])
                case .skipped: nil
                case .removed(let line): Line(kind: .removed, text: expected[line])
                case .added(let line): Line(kind: .added, text: actual[line])
                }
        }

        static func next(_ at: (old: Int, new: Int), _ step: AlignedLine) -> (old: Int, new: Int) {
            switch step {
            case .kept: (at.old + 1, at.new + 1)
            case .rest, .removed: (at.old + 1, at.new)
            case .skipped, .added: (at.old, at.new + 1)
            }
        }

        var isChange: Bool { line?.kind == .removed || line?.kind == .added }
    }
}
