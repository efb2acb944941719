import Presenting

/// The lines of an answer, told apart: a sentence, its tables, what was left out, errors and notes.
///
/// They are read from what was printed, so that a page is the same whether its notebook was run or not.
struct AnswerParts {
    enum Part: Equatable {
        /// One plain sentence.
        case sentence(String)
        case table(PrintedTable)
        /// What is hidden or left out.
        case footer(String)
        /// Text that is none of these.
        case text([String])
        case remark(Remark)
    }

    private(set) var parts: [Part] = []

    /// - Parameter areTables: false where answers are printed in another form than as tables.
    init(_ lines: [String], areTables: Bool = true) {
        var rest = lines[...]
        // The bars of a chart stand in columns, too.
        let tables = areTables && !lines.contains(where: DrawnText.isDrawn) ? PrintedTable.all(in: lines) : []
        if !tables.isEmpty {
            for table in tables {
                lines[rest.startIndex..<table.lines.lowerBound].forEach { if !$0.isEmpty { parts.append(.sentence($0)) } }
                parts.append(.table(table))
                rest = lines[table.lines.upperBound...]
            }
            let footer = rest.prefix { Remark.Severity(opening: $0) == nil }
            add(Array(footer), as: Part.footer)
            rest = rest.dropFirst(footer.count)
        } else {
            let text = rest.prefix { Remark.Severity(opening: $0) == nil }
            if AnswerParts.areSentences(text) {
                text.dropLast().forEach { parts.append(.sentence($0)) }
                text.last.map { parts.append($0.hasSuffix(".") ? .sentence($0) : .footer($0)) }
            } else {
                add(Array(text), as: Part.sentence)
            }
            rest = rest.dropFirst(text.count)
        }
        add(remarks: rest)
    }

    /// A sentence or two, perhaps with a footer below them: `As expected: 400 rows.` and `37 missing potential`.
    private static func areSentences(_ lines: ArraySlice<String>) -> Bool {
        (2...4).contains(lines.count) && lines.dropLast().allSatisfy { $0.hasSuffix(".") } && lines.allSatisfy { !$0.hasPrefix(" ") && !$0.contains("  ") }
    }

    /// A line alone is what `kind` says; more are text.
    private mutating func add(_ lines: [String], as kind: (String) -> Part) {
        if lines.count == 1 { parts.append(kind(lines[0])) } else if !lines.isEmpty { parts.append(.text(lines)) }
    }

    private mutating func add(remarks lines: ArraySlice<String>) {
        var rest = lines
        while let first = rest.first {
            guard let severity = Remark.Severity(opening: first) else { return parts.append(.text(Array(rest))) }
            let end = rest.dropFirst().firstIndex { Remark.Severity(opening: $0)?.begins(behind: severity) == true } ?? rest.endIndex
            parts.append(.remark(Remark(severity, Array(rest[..<end]))))
            rest = rest[end...]
        }
    }
}

/// An error, a warning or a note as it was printed, with its excerpt and its help.
struct Remark: Equatable {
    enum Severity: String, CaseIterable {
        case error, warning, note, help

        /// What a line says at its start, behind the place in a file where there is one: `list.tb:3:14: error: …`.
        init?(opening line: String) {
            guard let end = line.firstRange(of: ": ")?.lowerBound else { return nil }
            let places = line[..<end].split(separator: ":", omittingEmptySubsequences: false)
            if places.count > 2, places.suffix(2).allSatisfy({ Int($0) != nil }), let severity = Severity(opening: String(line[end...].dropFirst(2))) {
                self = severity
            } else {
                self.init(rawValue: String(line[..<end]))
            }
        }

        /// Whether a line of this severity begins a remark of its own: notes and help belong to the error above them.
        func begins(behind other: Severity) -> Bool {
            switch self {
            case .error, .warning: true
            case .note: other == .note
            case .help: false
            }
        }
    }

    let severity: Severity
    let lines: [String]

    init(_ severity: Severity, _ lines: [String]) {
        self.severity = severity
        self.lines = lines
    }
}
