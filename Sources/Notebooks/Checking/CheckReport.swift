import Diagnostics

/// The forms of what a check says.
package enum CheckFormat: String, Sendable, CaseIterable { case text, json, junit }

/// What came of one file: the part of a report that tells of it, and what the whole of it counts.
package struct CheckReport: Sendable, Equatable {
    /// All answers hold, some differ, or some of the file could not be read or run.
    package enum Status: String, Sendable { case matches, differs, broken }

    /// As it was named or found.
    package var path: String
    /// The worst that came of its cells.
    package var status: Status
    /// Cells that were checked.
    package var cells = 0
    /// Cells with something that is not as the notebook says.
    package var differing = 0
    /// In the format asked for; empty where there is nothing to say.
    package var text = ""

    /// Without text, for a file of which nothing is known yet.
    package init(path: String, status: Status) {
        self.path = path
        self.status = status
    }

    /// What came of a notebook that was checked.
    package init(_ checked: CheckedNotebook, _ format: CheckFormat, color: Bool = false) {
        self.init(path: checked.source.name, status: checked.isBroken ? .broken : checked.differing > 0 ? .differs : .matches)
        cells = checked.cells.count
        differing = checked.differing
        text =
            switch format {
            case .text: checked.text(color: color)
            case .json: checked.json(status).text
            case .junit: checked.junit
            }
    }

    /// A file that could not be checked.
    package init(_ problem: Diagnostic, in source: Source, _ format: CheckFormat, color: Bool = false) {
        self.init(path: source.name, status: .broken)
        text =
            switch format {
            case .text: problem.text(in: source, color: color)
            case .json: problem.json(in: source).text
            case .junit: problem.junit(in: source)
            }
    }
}

extension CheckReport {
    /// Nothing of it was checked.
    package var isNotChecked: Bool { status == .broken && cells == 0 }

    /// As one process hands it to another.
    package var handedOn: String { "\(status.rawValue) \(cells) \(differing)\n" + text }

    /// Nil for a text that is none.
    package init?(handedOn: String, path: String) {
        guard let end = handedOn.utf8.firstIndex(of: UInt8(ascii: "\n")) else { return nil }
        let words = handedOn[..<end].split(separator: " ")
        guard words.count == 3, let status = Status(rawValue: String(words[0])), let cells = Int(words[1]), let differing = Int(words[2]) else { return nil }
        self.init(path: path, status: status)
        self.cells = cells
        self.differing = differing
        text = String(handedOn[handedOn.utf8.index(after: end)...])
    }

    /// What stands before and behind the parts, and between them.
    package static func frame(_ reports: [CheckReport], _ format: CheckFormat) -> (opening: String, between: String, closing: String) {
        let summary = CheckSummary(reports)
        switch format {
        case .text: return ("", "", summary.text)
        case .json: return ("{\"files\":[\n", ",\n", "\n],\"summary\":\(summary.json.text)}\n")
        case .junit: return ("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites \(summary.counts)>\n", "", "</testsuites>\n")
        }
    }
}

/// What a check of several files comes to.
struct CheckSummary {
    let reports: [CheckReport]
    let cells: Int
    let differing: Int

    init(_ reports: [CheckReport]) {
        self.reports = reports
        cells = reports.reduce(0) { $0 + $1.cells }
        differing = reports.reduce(0) { $0 + $1.differing }
    }

    func files(_ status: CheckReport.Status) -> [CheckReport] { reports.filter { $0.status == status } }

    /// `3 notebooks, 42 cells: all answers match.`
    var text: String {
        let what = "\(plural(reports.count, "notebook")), \(plural(cells, "cell"))"
        var parts: [String] = []
        let (different, broken) = (files(.differs), files(.broken))
        if !different.isEmpty {
            let (count, noun) = reports.count == 1 ? (differing, plural(differing, "cell")) : (different.count, grouped(different.count))
            parts.append("\(noun) \(count == 1 ? "differs" : "differ")")
        }
        if !broken.isEmpty { parts.append("\(broken.count) could not be checked") }
        if parts.isEmpty { return "\(what): all answers match.\n" }
        var lines = ["\(what): \(joinWords(parts))."]
        if reports.count > 1 {
            lines += different.map { "  \($0.path): \($0.differing) of \(plural($0.cells, "cell"))" }
            lines += broken.map { "  \($0.path): could not be checked" }
        }
        return lines.map { $0 + "\n" }.joined()
    }
}
