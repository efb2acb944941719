import Diagnostics
import Tables

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Results as text that every engine must produce byte for byte: CSV without header, decimals rounded from the exact
/// binary value.
enum Canonical {
    /// - Parameters:
    ///   - decimals: digits after the point by column, 2 where not named.
    ///   - renamed: cells that have another name in the benchmark.
    static func text(
        _ table: Table, prefix: String = "", decimals: [Int: Int] = [:], renamed: [String: String] = [:],
        where isShown: ([Value]) -> Bool = { _ in true }
    ) -> String {
        var text = ""
        for row in 0..<table.rowCount {
            let values = table.fields.map { $0.column[row] }
            guard isShown(values) else { continue }
            let cells = values.enumerated().map { cell($1, decimals: decimals[$0] ?? 2) }
            text += prefix + cells.map { renamed[$0] ?? $0 }.joined(separator: ",") + "\n"
        }
        return text
    }

    static func cell(_ value: Value, decimals: Int) -> String {
        switch value {
        case .missing: ""
        case .text(let text): quoted(text)
        case .whole(let number): String(number)
        case .decimal(let number), .percent(let number): fixed(number, decimals)
        case .money(let money): fixed(money.double, decimals)
        case .date(let day): day.text
        case .boolean(let truth): truth ? "true" : "false"
        }
    }

    private static func quoted(_ text: String) -> String {
        guard text.utf8.contains(where: { $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: "\"") || $0 == 10 || $0 == 13 }) else { return text }
        return "\"" + text.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
    }

    private static func fixed(_ number: Double, _ decimals: Int) -> String {
        var bytes = [CChar](repeating: 0, count: 400)
        let count = withVaList([Int32(decimals), number]) { vsnprintf(&bytes, bytes.count, "%.*f", $0) }
        return String(decoding: bytes.prefix(Int(count)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    static func write(_ text: String, to path: String) throws(Diagnostic) {
        guard let file = fopen(path, "w") else { throw Diagnostic("cannot-write", "\(path) cannot be written.") }
        var text = text
        let written = text.withUTF8 { fwrite($0.baseAddress, 1, $0.count, file) }
        guard fclose(file) == 0, written == text.utf8.count else { throw Diagnostic("cannot-write", "\(path) could not be written whole.") }
    }
}
