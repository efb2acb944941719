import Diagnostics
import Engine
import Storage
import Tables

/// Writes what a session answers: results to standard output, errors and what belongs to no data to standard error.
package struct Printer {
    package var mode: OutputMode
    let isTerminal: Bool
    let color: Bool

    package init(mode: OutputMode = .table) {
        self.mode = mode
        isTerminal = Terminal.isOutput
        color = Terminal.allowsColor
    }

    /// Rows of one result that a terminal shows; a pager scrolls through them.
    static let rowLimit = 1_000

    /// A reply on standard output; through the pager when it is longer than the screen.
    package func show(_ reply: Reply, source: Source, settings: Session.Settings, took: Duration?) -> Bool {
        let options = PresentOptions(
            mode: settings.mode.flatMap(OutputMode.init(rawValue:)) ?? mode, width: isTerminal ? Terminal.width : nil,
            rowLimit: isTerminal ? Printer.rowLimit : nil, color: color, timing: settings.timing ? took : nil)
        let presented = present(reply, source: source, options: options) { table, mode in encode(table, mode) }
        let output = Output(paging: isTerminal && settings.pager ? .external : .off)
        output.write(presented.output)
        output.finish()
        Printer.complain(presented.messages)
        return !output.isClosed && output.error == nil
    }

    private func encode(_ table: Table, _ mode: OutputMode) -> String {
        guard let format = ExportFormat(rawValue: mode.rawValue) else { return "" }
        let options = ExportOptions(guardsFormulas: !isTerminal)
        guard let bytes = try? Storage.render(table, as: format, options: options) else { return "" }
        let text = String(decoding: bytes, as: UTF8.self)
        return isTerminal ? visibleData(text) : text
    }

    package func show(_ failure: Diagnostic, source: Source) {
        let color = Terminal.isError && self.color
        Printer.complain(Shell.render(failure, source: source, color: color, width: Terminal.isError ? Terminal.width : nil))
    }

    /// To standard error.
    package static func complain(_ text: String) {
        if text.isEmpty { return }
        let output = Output(descriptor: 2)
        output.write(text)
        output.finish()
    }
}
