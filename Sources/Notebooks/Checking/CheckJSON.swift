import Diagnostics
import Storage

// What a check says to a program, as JSON.

extension CheckedNotebook {
    func json(_ status: CheckReport.Status) -> JSON {
        .object([
            ("path", .text(source.name)), ("status", .text(status.rawValue)),
            ("cells", .list(cells.map { cell in
                .object([("cell", .text(cell.name)), ("line", .whole(cell.line)), ("findings", .list(cell.findings.map { $0.json(in: source) }))])
            })),
            ("notes", .list(notes.map { .text($0.message) })),
        ])
    }
}

extension Diagnostic {
    func json(in source: Source) -> JSON {
        .object([("path", .text(source.name)), ("status", .text(CheckReport.Status.broken.rawValue)), ("error", detail(in: source))])
    }

    fileprivate func detail(in source: Source) -> JSON {
        var members: [(String, JSON)] = [("id", .text(id)), ("message", .text(message))]
        if let span { members += [("line", .whole(source.position(of: span.start).line)), ("column", .whole(source.position(of: span.start).column))] }
        if let help { members.append(("help", .text(help))) }
        return .object(members)
    }
}

extension Finding {
    fileprivate func json(in source: Source) -> JSON {
        var members: [(String, JSON)] = [("line", .whole(line)), ("command", .text(command)), ("what", .text(title))]
        if let problem { members.append(("error", problem.detail(in: source))) }
        if let cause { members.append(("error", .object([("message", .text(cause))]))) }
        if let file { members.append(("file", .text(file))) }
        if let diff { members.append(("diff", .list(diff.lines.map { .text($0.marked) }))) }
        if !changes.isEmpty { members.append(("changes", .list(changes.map(\.json)))) }
        return .object(members)
    }
}

extension TableChange {
    fileprivate var json: JSON {
        switch self {
        case .cell(let row, let column, let was, let isNow): .object([("row", .text(row)), ("column", .text(column)), ("was", .text(was)), ("is", .text(isNow))])
        case .newRow(let row): .object([("row", .text(row)), ("change", .text("new"))])
        case .lostRow(let row): .object([("row", .text(row)), ("change", .text("gone"))])
        case .newColumn(let column): .object([("column", .text(column)), ("change", .text("new"))])
        case .lostColumn(let column): .object([("column", .text(column)), ("change", .text("gone"))])
        case .order(let place, let was, let isNow): .object([("place", .whole(place)), ("was", .text(was)), ("is", .text(isNow)), ("change", .text("order"))])
        }
    }
}

extension CheckSummary {
    var json: JSON {
        .object([
            ("notebooks", .whole(reports.count)), ("cells", .whole(cells)), ("differing", .whole(differing)),
            ("match", .whole(files(.matches).count)), ("differ", .whole(files(.differs).count)), ("broken", .whole(files(.broken).count)),
        ])
    }
}
