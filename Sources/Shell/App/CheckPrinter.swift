import Diagnostics
import Notebooks
import Storage

/// Writes reports in the order of their files. Those for people come as soon as those before them are there.
struct CheckPrinter {
    private let format: CheckFormat
    private var reports: [CheckReport?]
    private var next = 0
    private var hasWritten = false
    private let output = Output()

    init(_ format: CheckFormat, _ count: Int) {
        self.format = format
        reports = Array(repeating: nil, count: count)
    }

    mutating func add(_ report: CheckReport, at index: Int) {
        reports[index] = report
        guard format == .text else { return }
        while next < reports.count, let report = reports[next] {
            write(report)
            next += 1
        }
    }

    private mutating func write(_ report: CheckReport) {
        if report.text.isEmpty { return }
        let text = (hasWritten ? "\n" : "") + report.text
        hasWritten = true
        if report.isNotChecked { return Printer.complain(text) }
        output.write(text)
        output.finish()
    }

    /// Writes what is left, and the summary; returns the exit code.
    func finish() -> Int32 {
        let reports = reports.compactMap(\.self)
        let frame = CheckReport.frame(reports, format)
        if format == .text {
            output.write((hasWritten ? "\n" : "") + frame.closing)
        } else {
            output.write(frame.opening + reports.map(\.text).joined(separator: frame.between) + frame.closing)
        }
        output.finish()
        if let error = output.error {
            Printer().show(fileProblem(error, "write", "standard output"), source: Source(""))
            return 2
        }
        if reports.contains(where: { $0.status == .broken }) { return 2 }
        return reports.contains { $0.status == .differs } ? 1 : 0
    }
}
