import Diagnostics
import Engine
import Storage

/// An answer that an update would replace, shown to whoever decides.
package struct UpdateQuestion {
    /// What differs, as a check tells it.
    package let cell: CheckedCell
    /// The notebook as it was read.
    package let source: Source
    /// The lines that would be written, as they stand in a cell.
    package let lines: [String]
    fileprivate let fitting: ([String]) -> Bool

    /// Whether lines written in their place match the answer.
    package func fits(_ lines: [String]) -> Bool { fitting(lines) }

    /// As a check tells it.
    package func text(color: Bool) -> String {
        var checked = CheckedNotebook(source: source)
        checked.cells = [cell]
        return checked.text(color: color)
    }
}

/// What becomes of an answer that does not match.
package enum UpdateChoice {
    /// The answer of now, or the one that stands there.
    case take, leave
    /// These lines instead.
    case edit([String])
}

/// Runs a notebook's commands and works out what is to be written of it. Nothing is written yet.
package struct Updater {
    /// Decides on one answer; may throw to end the update, of which nothing is written then.
    package typealias Ask = (UpdateQuestion) throws(Diagnostic) -> UpdateChoice

    private let notebook: Notebook
    private let replay: Replay
    private let checker: Checker
    private let folder: AnswerFolder
    private var text: NotebookText
    private var captures = Captures()
    private var files: [(written: String, text: String)] = []
    private var update: NotebookUpdate
    /// An answer stays that is not what the command answers.
    private var isLeft = false

    /// - Parameter ask: decides on each answer that does not match; nil takes all.
    /// - Throws: a notebook that cannot be read, or cannot begin; a bad pattern, with its place.
    package static func update(_ source: Source, catalogue: Catalogue, ask: Ask? = nil) throws(Diagnostic) -> NotebookUpdate {
        var updater = try Updater(Notebook.withCells(source), catalogue)
        return try updater.run(ask)
    }

    private init(_ notebook: Notebook, _ catalogue: Catalogue) throws(Diagnostic) {
        self.notebook = notebook
        replay = try Replay(notebook, catalogue)
        checker = Checker(notebook, replay)
        folder = AnswerFolder(of: notebook.source.name)
        text = NotebookText(notebook)
        update = NotebookUpdate(source: notebook.source, text: notebook.source.text)
    }

    private mutating func run(_ ask: Ask?) throws(Diagnostic) -> NotebookUpdate {
        var answers: [[Answer?]] = []
        for cell in notebook.cells {
            var lines: [String] = []
            answers.append([])
            for (index, command) in cell.commands.enumerated() {
                var given: Answer?
                if case .answer(let answer) = try replay.answer(command) {
                    lines += try newLines(answer, command, index + 1, cell, ask)
                    given = answer
                    if answer.failure != nil, !command.expectsFailure { update.newFailures.append(command.line) }
                }
                answers[answers.count - 1].append(given)
            }
            text.lengthenFence(of: cell, around: lines)
        }
        let updated = try finish()
        update.findings = findings(answers, in: updated)
        return update
    }

    /// What cannot be relied on, with its place in the new text.
    private func findings(_ answers: [[Answer?]], in updated: Notebook) -> CheckedNotebook {
        let checker = Checker(updated, replay)
        var checked = CheckedNotebook(source: updated.source)
        for (cell, answers) in zip(updated.cells, answers) {
            var found = CheckedCell(name: cell.name, line: cell.line)
            for (command, answer) in zip(cell.commands, answers) {
                found.findings += answer.map { checker.unsettled($0, command, cell) } ?? [checker.finding(command, "it is never run", Replay.afterQuit)]
            }
            checked.cells.append(found)
        }
        return checked
    }

    /// The lines that are written below a command; none where its answer stays.
    private mutating func newLines(_ answer: Answer, _ command: Command, _ number: Int, _ cell: Cell, _ ask: Ask?) throws(Diagnostic) -> [String] {
        files += folder.pictures(of: answer, cell, number).map { ($0.written, $0.svg) }
        let compared: ComparedAnswer
        do throws(AnswerFailure) {
            compared = try ComparedAnswer(answer, to: command, number, of: cell, in: folder, captures)
        } catch {
            throw checker.problem(error, command)
        }
        let before = captures
        captures = compared.captures
        guard let (_, rewritten) = compared.difference else {
            keep(compared.expected)
            return []
        }
        guard let ask else { return take(rewritten, command, number, cell) }
        var found = CheckedCell(name: cell.name, line: cell.line)
        found.findings = [checker.difference(compared, answer, command)].compactMap(\.self)
        let question = UpdateQuestion(cell: found, source: notebook.source, lines: rewritten.lines) { rewritten.edited($0, answer, cell, before) != nil }
        switch try ask(question) {
        case .take: return take(rewritten, command, number, cell)
        case .edit(let lines): return take(rewritten.edited(lines, answer, cell, before) ?? rewritten, command, number, cell)
        case .leave:
            isLeft = true
            keep(compared.expected)
            return []
        }
    }

    private mutating func keep(_ expected: ExpectedAnswer) {
        if let file = expected.file { files.append(file) }
    }

    private mutating func take(_ rewritten: RewrittenAnswer, _ command: Command, _ number: Int, _ cell: Cell) -> [String] {
        text.replace(command, by: rewritten.lines)
        update.answers += 1
        captures = rewritten.captures
        if let whole = rewritten.whole { files.append((folder.text(cell, number), whole.map { $0 + "\n" }.joined())) }
        return rewritten.lines
    }

    // MARK: The whole

    private mutating func finish() throws(Diagnostic) -> Notebook {
        var names: Set<String> = []
        for (written, _) in files where !names.insert(written).inserted {
            throw Diagnostic("same-file", "Two answers would stand in the same file, \(written).", help: "Give the cells ids that are not alike.")
        }
        // No stamp says of an answer that was left that it is true.
        if isLeft {
            update.text = text.text
            update.files = files.map { (folder.path($0.written), $0.text) }
            return try reread(update.text)
        }
        let inputs = replay.inputs + files.map { Stamp.Input(path: $0.written, digest: TextFile.digest(of: $0.text)) }
        let stamp = Stamp(cells: Stamp.digest(of: try reread(text.text)), inputs: inputs)
        update.text = text.text(stamp: stamp)
        let updated = try reread(update.text)
        guard updated.stamp?.cells == stamp.cells else {
            throw Diagnostic("open-block", "The end of \(notebook.source.name) stands in a block or comment that is never closed: no stamp can be written there.", help: "Close it.")
        }
        update.files = files.map { (folder.path($0.written), $0.text) }
        update.leftOver = (notebook.stamp?.inputs ?? []).map(\.path).filter { folder.contains($0) && !names.contains($0) }.map(folder.path)
        return updated
    }

    /// The notebook as it will be read. Its commands must be those that it has: nothing is written that would change them.
    private func reread(_ text: String) throws(Diagnostic) -> Notebook {
        let again = try Notebook(Source(text, name: notebook.source.name))
        if again.commands.map(\.text) == notebook.commands.map(\.text) { return again }
        throw Diagnostic("not-updated", "\(notebook.source.name) cannot be updated: its answers would be read as something else.", help: "Please report this notebook.")
    }
}
