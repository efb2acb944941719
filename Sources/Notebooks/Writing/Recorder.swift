import Diagnostics
import Engine
import Presenting
import Storage
import Syntax
import Tables

/// Writes what is typed at a prompt, with its answers, as a notebook.
package final class Recorder: Recording {
    private var file: GrowingFile?
    private var statements = 0
    /// The fence of the cell that the next statement goes into; nil when it begins one.
    private var fence: String?
    /// The cells so far, and the commands of the last one.
    private var (cells, commands) = (0, 0)
    /// The workspace's file and its state as the recording begins.
    private var workspace: (path: String, root: String)?
    /// What the line that runs has answered so far.
    private var heard: [(outcome: Outcome, answer: Answer)] = []

    /// Records nothing until it begins.
    package init() {}

    /// The notebook's path and the statements that are in it; nil when nothing is being recorded.
    package var recorded: (path: String, statements: Int)? { file.map { ($0.path, statements) } }

    /// Begins a notebook with what the session is at that moment. Returns what there is to mind.
    /// - Throws: `file-exists` unless it replaces one, and what keeps the file from being written.
    package func begin(_ path: String, replacing: Bool, _ session: Session) throws(Diagnostic) -> [Diagnostic] {
        let beginning = RecordedBeginning(session, path)
        file = try GrowingFile(path, replacing: replacing, beginning: Array(beginning.text.utf8))
        statements = 0
        fence = nil
        cells = beginning.cells
        workspace = session.home.file.map { ($0.realPath, $0.rootText) }
        return beginning.notes
    }

    /// Closes the notebook; a second call does nothing.
    package func end() {
        file?.close()
        file = nil
    }

    // MARK: What happens

    /// Takes what a statement came to. The line that begins a recording is no part of it.
    package func hear(_ outcome: Outcome, _ settings: Session.Settings) {
        guard file != nil else { return }
        var answer = Answer()
        answer.add(outcome, settings)
        heard.append((outcome, answer))
    }

    /// Puts a line and what was heard of it into the file, durably. Returns what there is to mind.
    /// - Throws: what keeps the file from being written; the recording has ended then. What was there stays.
    package func keep(_ typed: String, _ session: Session) throws(Diagnostic) -> Diagnostic? {
        defer { heard = [] }
        guard let file else { return nil }
        do throws(Diagnostic) {
            let lines = typed.split(separator: "\n", omittingEmptySubsequences: false)
            if heard.isEmpty {
                fence = nil
                let prose = lines.compactMap(Prose.text(ofComment:))
                if !prose.isEmpty { try append("\n" + Prose.safe(prose).map { $0 + "\n" }.joined(), to: file) }
            } else if let (command, answer) = RecordedLine(typed, heard).kept {
                try append(command, answer, to: file)
                statements += 1
            }
        } catch {
            end()
            var error = error
            error.notes.append("Nothing is recorded any more; what was before is in \(file.path).")
            throw error
        }
        return changedBeginning(of: file, session)
    }

    /// A save into the file that the notebook begins with: told once.
    private func changedBeginning(of file: GrowingFile, _ session: Session) -> Diagnostic? {
        guard let begun = workspace, let present = session.home.file, present.realPath == begun.path, present.rootText != begun.root else { return nil }
        workspace = nil
        return .warning(
            "beginning-saved-over", "\(file.path) began with \(present.path) as it was before this save; tierbook check will begin with what is in it now.",
            help: "While recording, save as another file.")
    }

    private func append(_ command: String, _ answer: Answer, to file: GrowingFile) throws(Diagnostic) {
        var lines = answer.lines
        let isLong = lines.count > LongAnswer.mostLines
        let whole = lines
        if isLong { lines.removeLast(lines.count - LongAnswer.shownLines) }
        let needed = CellText.fence(around: CellText.answered(command, lines, code: answer.code))
        let (open, cell) = fence.map { $0.count >= needed.count } == true ? (fence, (cells, commands + 1)) : (nil, (cells + 1, 1))
        if isLong { lines.append(try keep(whole, besides: file, as: "cell \(cell.0)", cell.1)) }
        let text = CellText.answered(command, lines, code: answer.code)
        if let open {
            // In the place of the line that closes the cell.
            try file.write(Array("\(text)\(open)\n".utf8), at: file.count - open.utf8.count - 1)
        } else {
            try append("\n\(CellText.opening(needed))\(text)\(needed)\n", to: file)
            fence = needed
        }
        (cells, commands) = cell
    }

    /// Writes a long answer beside the notebook; returns the line that stands for the rest of it.
    private func keep(_ lines: [String], besides file: GrowingFile, as cell: String, _ number: Int) throws(Diagnostic) -> String {
        let folder = AnswerFolder(of: file.path)
        let written = folder.text(ofCell: cell, number)
        try Files.write(lines.map { $0 + "\n" }.joined(), makingFoldersOf: folder.path(written))
        return LongAnswer.mark(lines.count - LongAnswer.shownLines, in: written)
    }

    private func append(_ text: String, to file: GrowingFile) throws(Diagnostic) { try file.write(Array(text.utf8), at: file.count) }
}

/// What of a typed line a notebook can hold: not what records or leaves, nor what Ctrl-C stopped.
private struct RecordedLine {
    let kept: (command: String, answer: Answer)?

    private static let passing = ["record", "quit", "exit"]

    init(_ typed: String, _ heard: [(outcome: Outcome, answer: Answer)]) {
        let left = heard.filter { !RecordedLine.isPassing($0.outcome) }
        guard !left.isEmpty, !left.contains(where: { $0.answer.failure?.isCancelled == true }) else {
            kept = nil
            return
        }
        var answer = Answer()
        for part in left { answer.add(part.answer) }
        let isWhole = left.count == heard.count
        kept = (isWhole ? typed : left.map { $0.outcome.source[$0.outcome.statement] }.joined(separator: "; "), answer)
    }

    private static func isPassing(_ outcome: Outcome) -> Bool {
        let first = outcome.source[outcome.statement].split { !$0.isLetter }.first
        return first.map { passing.contains($0.lowercased()) } ?? false
    }
}

/// The front matter of a recording: what the session is at its beginning.
private struct RecordedBeginning {
    let text: String
    /// The cells in it.
    let cells: Int
    let notes: [Diagnostic]

    init(_ session: Session, _ path: String) {
        var lines = ["---", "tierbook: 1"]
        if let day = session.asOf { lines.append("as of: \(day.text)") }
        lines.append("seed: \(session.state.settings.seed)")
        if let file = session.home.file {
            lines.append("workspace: \(RecordedBeginning.place(of: file, from: path))")
        }
        let parameters = session.parameters.sorted { $0.key < $1.key }
        if !parameters.isEmpty { lines.append("params:") }
        lines += parameters.map { "  \($0.key): \($0.value.literal)" }
        var text = (lines + ["---"]).map { $0 + "\n" }.joined()
        let mode = session.state.settings.mode.flatMap { $0 == OutputMode.table.rawValue ? nil : $0 }
        if let mode { text += RecordedBeginning.setting(mode, session) }
        self.text = text
        cells = mode == nil ? 0 : 1
        notes = RecordedBeginning.notes(session, path)
    }

    /// As seen from the notebook, where that is beside the shell; else from anywhere.
    private static func place(of file: WorkspaceFile, from path: String) -> String {
        let place = Session.folder(of: path).isEmpty ? file.path : file.realPath
        // Else it would begin a comment.
        return place.contains("#") ? "\"\(place)\"" : place
    }

    private static func setting(_ mode: String, _ session: Session) -> String {
        let other = Session(catalogue: session.catalogue)
        let command = "set mode \(mode)"
        var answer = Answer()
        other.run(Source(command)) { answer.add($0, other.state.settings) }
        return "\n" + CellText.cell(CellText.answered(command, answer.lines, code: answer.code))
    }

    private static func notes(_ session: Session, _ path: String) -> [Diagnostic] {
        var notes: [Diagnostic] = []
        let workspace = session.state.workspace
        if session.home.file != nil ? session.home.unsaved > 0 : !(workspace.tables.isEmpty && workspace.definitions.isEmpty) {
            notes.append(
                .warning(
                    "unsaved-beginning", "\(path) cannot begin with what is not saved: tierbook check will not find it.",
                    help: "record off, save\(session.home.file == nil ? " as 'NAME.tierbook'" : ""), and record again."))
        }
        if !Session.folder(of: path).isEmpty {
            notes.append(.note("other-folder", "\(path) looks for the files that it names in its own folder.", help: "Name the files with their whole paths, or record beside them."))
        }
        return notes
    }
}
