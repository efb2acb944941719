import Diagnostics
import Storage

/// The answers that stand in a notebook, with what stands beside it: long ones whole, and drawn charts.
struct StoredAnswers {
    private let folder: AnswerFolder
    /// The files that the stamp lists. Others are no part of the notebook.
    private let listed: Set<String>

    /// Lines of a long answer that a page holds at most.
    private static let mostLines = 20_000

    init(of notebook: Notebook) {
        folder = AnswerFolder(of: notebook.source.name)
        listed = Set((notebook.stamp?.inputs ?? []).map(\.path).filter(folder.contains))
    }

    func contains(_ path: String) -> Bool { listed.contains(path) }

    /// - Parameter number: which command of its cell it is, from 1.
    func answer(to command: Command, _ number: Int, of cell: Cell) throws(Diagnostic) -> ShownAnswer {
        var shown = ShownAnswer(lines: command.answer)
        if let path = command.answer.last.flatMap(LongAnswer.path), listed.contains(path), path == folder.text(cell, number) {
            let lines = Answer(text: try read(path, "long answer")).lines
            if lines.count <= StoredAnswers.mostLines { shown.lines = lines }
        }
        while true {
            let picture = folder.picture(cell, number, shown.pictures.count)
            guard listed.contains(picture) else { return shown }
            shown.pictures.append(try SafeSVG(try read(picture, "picture"), named: picture))
        }
    }

    private func read(_ path: String, _ what: String) throws(Diagnostic) -> String {
        try folder.checkLinks(path)
        return try TextFile.read(folder.path(path), limit: LongAnswer.longest, what: what)
    }
}
