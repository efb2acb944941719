import Diagnostics
import Engine
import Presenting
import Storage
import Tables

/// Writes what a session answers: results to standard output, errors and what belongs to no data to standard error.
package struct Printer {
    /// How results are shown where the session does not say.
    package var mode: OutputMode
    let isTerminal: Bool
    let color: Bool
    private let pages: Bool

    /// - Parameter pages: long results at a terminal go through the pager; for a person at a prompt.
    package init(mode: OutputMode = .table, pages: Bool = false) {
        self.mode = mode
        self.pages = pages
        isTerminal = Terminal.isOutput
        color = Terminal.allowsColor
    }

    /// Rows of one result that a terminal shows; a pager scrolls through them.
    static let rowLimit = 1_000

    /// What became of a reply.
    package enum Shown {
        /// All of it was written.
        case whole
        /// The pager was left, or the pipe's reader went.
        case left
        /// Standard output cannot be written: its disk is full, say.
        case failed(Diagnostic)
    }

    /// A reply on standard output; through the pager when it is longer than the screen.
    package func show(_ reply: Reply, source: Source, settings: Session.Settings, took: Duration?) -> Shown {
        let options = PresentOptions(
            mode: mode(settings), width: width,
            rowLimit: isTerminal ? Printer.rowLimit : nil, color: color, timing: settings.timing ? took : nil)
        let presented = present(reply, source: source, options: options) { table, mode in encode(table, mode) }
        let output = Output(paging: pages && isTerminal && settings.pager ? .external : .off)
        output.write(presented.output)
        defer { Printer.complain(presented.messages) }
        return shown(output)
    }

    /// How results are shown: as the session set it, else as it was started.
    func mode(_ settings: Session.Settings) -> OutputMode { settings.mode.flatMap(OutputMode.init(rawValue:)) ?? mode }

    /// The cells of a line of standard output; nil where it is no terminal.
    var width: Int? { isTerminal ? Terminal.width : nil }

    /// Text beside the answers on standard output; its control characters must be visible.
    func write(_ text: String) -> Shown {
        let output = Output()
        output.write(text)
        return shown(output)
    }

    private func shown(_ output: Output) -> Shown {
        output.finish()
        if let code = output.error { return .failed(fileProblem(code, "write", "standard output")) }
        return output.isClosed ? .left : .whole
    }

    private func encode(_ table: Table, _ mode: OutputMode) -> String {
        guard let format = ExportFormat(rawValue: mode.rawValue) else { return "" }
        let options = ExportOptions(guardsFormulas: !isTerminal)
        guard let bytes = try? Storage.render(table, as: format, options: options) else { return "" }
        let text = String(decoding: bytes, as: UTF8.self)
        return isTerminal ? visibleData(text) : text
    }

    /// An error, a warning or a note on standard error, with its place in the source underlined.
    package func show(_ failure: Diagnostic, source: Source) {
        let color = Terminal.isError && self.color
        Printer.complain(Presenting.render(failure, source: source, color: color, width: Terminal.isError ? Terminal.width : nil))
    }

    /// To standard error.
    package static func complain(_ text: String) {
        if text.isEmpty { return }
        let output = Output(descriptor: 2)
        output.write(text)
        output.finish()
    }
}
