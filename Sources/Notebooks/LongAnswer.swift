import Charts
import Diagnostics
import Storage

/// Answers too long to stand in a notebook whole: their first lines stand there, all of it in a file beside it.
enum LongAnswer {
    /// The lines that a cell holds of one answer at most.
    static let mostLines = 200
    /// The lines that it shows of a longer one.
    static let shownLines = 20
    /// The bytes of a file that is read back.
    static let longest = 64_000_000

    /// `[8,780 more lines: study.answers/movers-1.txt]`.
    static func mark(_ left: Int, in path: String) -> String { "[\(plural(left, "more line")): \(path)]" }

    /// The file that a mark names; nil for any other line.
    static func path(in line: String) -> String? {
        guard line.hasPrefix("["), line.hasSuffix("]"), let mark = line.firstRange(of: ": ") else { return nil }
        let words = line[..<mark.lowerBound].dropFirst().split(separator: " ")
        guard words.count == 3, words[1] == "more", words[2].hasPrefix("line") else { return nil }
        return String(line[mark.upperBound...].dropLast())
    }
}

/// The folder beside a notebook for what does not stand in it: `study.answers` for `study.md`.
struct AnswerFolder {
    /// As the notebook names it.
    let name: String
    /// The notebook's own folder, with its slash; empty for the process's.
    private let place: String

    init(of path: String) {
        let slash = path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.startIndex
        place = String(path[..<slash])
        let file = path[slash...]
        name = (file.lastIndex(of: ".").map { file[..<$0] } ?? file) + ".answers"
    }

    /// - Parameter number: which command of its cell is answered, from 1.
    func text(_ cell: Cell, _ number: Int) -> String { text(ofCell: cell.name, number) }

    func text(ofCell cell: String, _ number: Int) -> String { "\(name)/\(AnswerFolder.fileName(cell))-\(number).txt" }

    /// - Parameter index: which of the answer's charts it is, from 0.
    func picture(_ cell: Cell, _ number: Int, _ index: Int = 0) -> String {
        "\(name)/\(AnswerFolder.id(cell, number, index)).svg"
    }

    /// What tells a picture from all others of its notebook. In a page `chart-` stands before it, as cells have ids too.
    private static func id(_ cell: Cell, _ number: Int, _ index: Int) -> String { "\(fileName(cell.name))-\(number)\(index > 0 ? "-\(index + 1)" : "")" }

    /// The charts of an answer, drawn, each with the file that it belongs in.
    func pictures(of answer: Answer, _ cell: Cell, _ number: Int) -> [(written: String, svg: String)] {
        answer.charts.enumerated().map { index, chart in (picture(cell, number, index), svg(chart, id: "chart-" + AnswerFolder.id(cell, number, index))) }
    }

    private static func fileName(_ cell: String) -> String { cell.replacing(" ", with: "-") }

    /// Where a file is that the notebook names.
    func path(_ written: String) -> String { place + written }

    /// Whether a path names a file right in the folder, and none that leads out of it.
    func contains(_ written: String) -> Bool {
        let (start, path) = (Array((name + "/").utf8), Array(written.utf8))
        guard path.starts(with: start) else { return false }
        let file = path.dropFirst(start.count)
        return !file.isEmpty && !file.contains(UInt8(ascii: "/")) && !file.elementsEqual(".".utf8) && !file.elementsEqual("..".utf8)
    }

    /// Refuses links in the folder, or in its place: what a stranger puts there must not lead anywhere else.
    func checkLinks(_ written: String) throws(Diagnostic) { try checkLinks(at: path(written)) }

    func checkLinks(at file: String) throws(Diagnostic) {
        for path in [path(name), file] where Files.isLink(path) {
            throw Diagnostic("is-a-link", "\(path) is a link; what stands beside a notebook stands there itself.", help: "Remove the link, then tierbook update.")
        }
    }
}
