import Diagnostics
import Storage

/// The files beside a notebook that belong to its answers: long ones whole, and drawn charts.
struct AnswerFiles {
    private let notebook: Notebook
    /// The folder as the notebook's stamp and answers name it.
    private let folder: String
    /// Those that the stamp lists. Others are no part of the notebook.
    private let listed: Set<String>

    /// Lines of a long answer that a page holds at most.
    private static let mostLines = 20_000
    private static let longest = 16_000_000

    init(of notebook: Notebook) {
        self.notebook = notebook
        let name = notebook.source.name.split(separator: "/").last ?? ""
        let folder = (name.lastIndex(of: ".").map { name[..<$0] } ?? name) + ".answers/"
        self.folder = String(folder)
        listed = Set((notebook.stamp?.inputs ?? []).map(\.path).filter { $0.hasPrefix(folder) })
    }

    func contains(_ path: String) -> Bool { listed.contains(path) }

    /// - Parameter number: which command of its cell it is, from 1.
    func answer(to command: Command, _ number: Int, of cell: Cell) throws(Diagnostic) -> ShownAnswer {
        var shown = ShownAnswer(lines: command.answer)
        if let last = command.answer.last, let path = whole(last) {
            var lines = try TextFile.read(notebook.path(path), limit: AnswerFiles.longest, what: "long answer").split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
            while lines.last == "" { lines.removeLast() }
            if lines.count <= AnswerFiles.mostLines { shown.lines = lines }
        }
        while true {
            let picture = "\(folder)\(AnswerFiles.name(of: cell, number, shown.pictures.count)).svg"
            guard listed.contains(picture) else { break }
            let text = try TextFile.read(notebook.path(picture), limit: AnswerFiles.longest, what: "picture")
            shown.pictures.append(try SafeSVG(text, named: picture))
        }
        return shown
    }

    /// What a file of an answer is called, without its ending, and a picture's id.
    /// - Parameter index: which of the answer's charts it is, from 0.
    static func name(of cell: Cell, _ number: Int, _ index: Int = 0) -> String {
        "\(cell.name.replacing(" ", with: "-"))-\(number)\(index > 0 ? "-\(index + 1)" : "")"
    }

    /// The file that holds all of an answer whose last line is `[8,780 more lines: list.answers/cell-3-1.txt]`.
    private func whole(_ line: String) -> String? {
        guard line.hasPrefix("["), line.hasSuffix("]"), let mark = line.firstRange(of: " more lines: ") else { return nil }
        let path = String(line[mark.upperBound...].dropLast())
        return listed.contains(path) ? path : nil
    }
}
