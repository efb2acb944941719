import Diagnostics
import Presenting

// What a check says to a person.

extension CheckedNotebook {
    /// Each finding with its place, then what there is to mind; empty where all matches.
    package func text(color: Bool) -> String {
        let findings = cells.flatMap { cell in cell.findings.map { $0.text(in: source, cell, color: color) } }
        let notes = notes.map { visible(source.name) + ": " + render($0, source: Source(""), color: color, width: nil) }
        return (findings + notes).joined(separator: "\n")
    }
}

extension Diagnostic {
    func text(in source: Source, color: Bool) -> String { render(self, source: span == nil ? Source("", name: source.name) : source, color: color, width: nil) }
}

extension Finding {
    /// The changes of a table that are listed at most.
    private static let mostChanges = 20

    fileprivate func text(in source: Source, _ cell: CheckedCell, color: Bool) -> String {
        var lines = [styled("\(visible(source.name)):\(line): \(cell.name): \(title)", .bold, color: color)]
        if let problem { return lines[0] + "\n" + problem.text(in: source, color: color) }
        lines.append("  " + styled(shownCommand, .dim, color: color))
        if let file { lines.append("  " + visible(file)) }
        if let cause { lines.append("  error: " + visible(cause)) }
        lines += (diff?.lines ?? []).map { $0.text(color: color) }
        lines += shownChanges
        return lines.map { $0 + "\n" }.joined()
    }

    /// The command's first line.
    private var shownCommand: String {
        let lines = command.split(separator: "\n", omittingEmptySubsequences: false)
        return visible(Transcript.prompt + (lines.first ?? "")) + (lines.count > 1 ? " …" : "")
    }

    private var shownChanges: [String] {
        let left = changes.count - Finding.mostChanges
        return changes.prefix(Finding.mostChanges).map { visible($0.text) } + (left > 0 ? ["… and \(plural(left, "more change"))"] : [])
    }

    /// Without colour or the notebook's name, for reports that say it elsewhere.
    var details: String {
        let message = problem.map { [$0.message] + ($0.help.map { ["help: " + $0] } ?? []) } ?? []
        return ([shownCommand] + message + (cause.map { ["error: " + $0] } ?? []) + (diff?.lines ?? []).map { visible($0.marked) } + shownChanges).joined(separator: "\n")
    }
}

extension UnifiedDiff.Line {
    fileprivate func text(color: Bool) -> String {
        let style: Style? =
            switch kind {
            case .place, .cut: .cyan
            case .same: nil
            case .removed: .red
            case .added: .green
            }
        return style.map { styled(visible(marked), $0, color: color) } ?? visible(marked)
    }
}
