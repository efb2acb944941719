import Diagnostics
import Engine

/// What a run depends on that no answer may depend on.
package enum ShakeFactor: String, Sendable, CaseIterable {
    case hashSeed = "the hash seed"
    case timeZone = "the time zone"
    case locale = "the locale"
    case width = "the terminal's width"
    case folder = "the working directory"

    /// The environment of a run; nil leaves a variable out.
    package func environment(isChanged: Bool) -> [String: String?] {
        switch self {
        case .hashSeed: ["SWIFT_DETERMINISTIC_HASHING": isChanged ? nil : "1"]
        case .timeZone: ["TZ": isChanged ? "FAR-13:45" : "UTC"]
        case .locale: ["LC_ALL": isChanged ? "de_DE.UTF-8" : "C", "LANG": isChanged ? "de_DE.UTF-8" : "C", "LANGUAGE": isChanged ? "de" : nil]
        case .width: ["COLUMNS": isChanged ? "37" : "200", "LINES": isChanged ? "7" : "50"]
        case .folder: [:]
        }
    }

    /// Seeds are drawn anew each time, and two may happen to give the same order.
    fileprivate var tries: Int { self == .hashSeed ? 3 : 1 }
}

/// The answers of one run, a command each, as its process hands them on.
package struct ShakenRun: Sendable, Equatable {
    /// By command, the lines of its answer with the code as the last.
    package var answers: [[String]] = []
    /// Why it could not be run.
    package var problem: String?

    /// A run of which there are no answers.
    package init(problem: String? = nil) { self.problem = problem }

    /// Runs a notebook in this process.
    /// Throws what keeps the notebook from being read or from beginning; a command that fails is an answer.
    package init(of source: Source, catalogue: Catalogue) throws(Diagnostic) {
        let notebook = try Notebook(source)
        let replay = try Replay(notebook, catalogue)
        for command in notebook.commands {
            guard case .answer(let answer) = try replay.answer(command) else { break }
            answers.append(answer.lines.map(AnswerLine.escaped) + (answer.code.map { [ExitCode.text($0)] } ?? []))
        }
    }

    /// A count of lines before each answer.
    package var text: String { answers.map { "\($0.count)\n" + $0.map { $0 + "\n" }.joined() }.joined() }

    /// Nil for a text that is none.
    package init?(text: String) {
        let lines = text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        var at = 0
        while at + 1 < lines.count {
            guard let count = Int(lines[at]), count >= 0, at + count + 1 < lines.count else { return nil }
            answers.append(Array(lines[(at + 1)..<(at + 1 + count)]))
            at += count + 1
        }
    }
}

extension CheckedNotebook {
    /// Adds what differs between two runs whose factors are all different, and which of them makes it.
    ///
    /// - Parameter run: a run in a process of its own, with these factors changed.
    /// Throws what `run` throws.
    package mutating func shake(_ run: (Set<ShakeFactor>) throws(Diagnostic) -> ShakenRun) throws(Diagnostic) {
        let plain = try run([])
        let shaken = try run(Set(ShakeFactor.allCases))
        if plain == shaken { return }
        var causes: [ShakeFactor] = []
        for factor in ShakeFactor.allCases {
            for _ in 0..<factor.tries where try run([factor]) != plain {
                causes.append(factor)
                break
            }
        }
        let cause = causes.isEmpty ? "something that is not the same in each run" : joinWords(causes.map(\.rawValue))
        try add(plain, shaken, "it depends on \(cause)")
    }

    private mutating func add(_ plain: ShakenRun, _ shaken: ShakenRun, _ title: String) throws(Diagnostic) {
        if let problem = shaken.problem ?? plain.problem {
            guard let cell = cells.first else { return }
            var finding = Finding(line: cell.line, command: "", title: title)
            finding.problem = Diagnostic("shaken", "It cannot be run there: \(problem)")
            cells[0].findings.append(finding)
            return
        }
        var number = 0
        for (index, cell) in try Notebook(source).cells.enumerated() {
            for command in cell.commands {
                defer { number += 1 }
                guard number < min(plain.answers.count, shaken.answers.count), index < cells.count else { return }
                let (expected, answer) = (plain.answers[number], shaken.answers[number])
                if expected == answer { continue }
                var finding = Finding(line: command.line, command: command.text, title: title)
                finding.diff = try? UnifiedDiff(AnswerPattern(expected, isUnordered: false).aligned(with: answer, Captures()), expected, answer, numbering: command.answerLine)
                finding.changes = TableChange.between(expected, and: answer)
                cells[index].findings.append(finding)
            }
        }
    }
}
