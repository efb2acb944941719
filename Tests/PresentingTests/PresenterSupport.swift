import Charts
import Diagnostics
import Engine
import Presenting
import Tables

/// A table in table mode, footer included.
func shown(
    _ table: Table, width: Int? = nil, rowLimit: Int? = nil, color: Bool = false, mode: OutputMode = .table,
    footer: [String] = []
) -> String {
    let options = PresentOptions(mode: mode, width: width, rowLimit: rowLimit, color: color)
    return present(Reply(table: table, footer: footer), source: Source(""), options: options) { _, _ in "" }.output
}

func texts(_ name: String, _ values: [String?]) -> Field { Field(name, .texts(values)) }
func wholes(_ name: String, _ values: [Int64?]) -> Field { Field(name, .integers(values)) }
func decimals(_ name: String, _ values: [Double?]) -> Field { Field(name, .doubles(values.map { $0 ?? .nan })) }
func percents(_ name: String, _ values: [Double?]) -> Field {
    Field(name, .doubles(values.map { $0 ?? .nan }, type: .percent))
}

/// Text that tries everything a terminal or a layout could stumble over.
func hostileText(_ random: inout some RandomNumberGenerator) -> String {
    let pieces = [
        "a", "Acme", " ", "\u{1B}[31m", "\u{1B}]0;title\u{7}", "\n", "\r\n", "\t", "\u{0}", "\u{9B}2J", "\u{202E}",
        "\u{2066}", "e\u{301}", "\u{301}", "漢字", "👩‍👩‍👧‍👦", "🇩🇪", "❤️", "👍🏽", "ﷺ", "한국", "\u{1112}\u{1161}\u{11AB}",
        "क्षि", "\u{7F}", "\u{2028}", "…", "—", "''", "\u{FEFF}", "\u{200D}", "ＡＢ", "|", "日",
    ]
    return (0..<Int.random(in: 0...12, using: &random)).map { _ in pieces.randomElement(using: &random) ?? "" }.joined()
}

/// Doubles of all sizes, the extreme and the unusable included.
func anyDouble(_ random: inout some RandomNumberGenerator) -> Double {
    switch Int.random(in: 0..<6, using: &random) {
    case 0: Double(bitPattern: .random(in: 0 ... .max, using: &random))
    case 1: Double.random(in: -2000...2000, using: &random)
    case 2: Double(Int.random(in: -100_000...100_000, using: &random)) / 100
    case 3:
        [0, -0.0, .infinity, -.infinity, .nan, .leastNonzeroMagnitude, .greatestFiniteMagnitude].randomElement(
            using: &random) ?? 0
    case 4: Double.random(in: -1...1, using: &random)
    default: Double.random(in: -1e12...1e12, using: &random)
    }
}

func hostileTable(_ random: inout some RandomNumberGenerator) -> Table {
    let rows = Int.random(in: 0...6, using: &random)
    let fields = (0..<Int.random(in: 0...9, using: &random)).map { _ in
        let name = hostileText(&random)
        switch Int.random(in: 0..<6, using: &random) {
        case 0: return decimals(name, (0..<rows).map { _ in anyDouble(&random) })
        case 1: return percents(name, (0..<rows).map { _ in anyDouble(&random) })
        case 2: return wholes(name, (0..<rows).map { _ in .random(in: (.min + 1)...(.max), using: &random) })
        case 3:
            let type = ColumnType.money(Currency("C\u{1B}F"), scale: Int.random(in: 0...9, using: &random))
            let units = (0..<rows).map { _ in Int64?.some(.random(in: (.min + 1)...(.max), using: &random)) }
            return Field(name, .integers(units, type: type))
        default: return texts(name, (0..<rows).map { _ in Bool.random(using: &random) ? hostileText(&random) : nil })
        }
    }
    return Table(fields, rowCount: rows)
}

/// A chart of any kind whose texts and numbers try everything, and whose parts need not fit each other.
func hostileChart(_ random: inout some RandomNumberGenerator) -> Chart {
    let types: [ColumnType] = [.decimal, .percent, .whole, .money(Currency("\u{1B}X"), scale: 2), .date]
    func type() -> ColumnType { types.randomElement(using: &random) ?? .decimal }
    func numbers(_ most: Int) -> [Double?] {
        (0..<Int.random(in: 0...most, using: &random)).map { _ in Int.random(in: 0..<5, using: &random) == 0 ? nil : anyDouble(&random) }
    }
    let labels = (0..<Int.random(in: 0...50, using: &random)).map { _ in hostileText(&random) }
    let series = (0..<Int.random(in: 0...5, using: &random)).map { _ in
        var series = Chart.Series(name: labels.randomElement(using: &random) ?? hostileText(&random), values: numbers(60), type: type())
        series.intervals = zip(numbers(60), numbers(60)).map { low, high in if let low, let high, low <= high { low...high } else { nil } }
        series.start = numbers(1).first ?? nil
        series.decimals = Bool.random(using: &random) ? 2 : nil
        return series
    }
    let axis = Chart.Axis(hostileText(&random), type: type(), places: Bool.random(using: &random) ? numbers(60) : [])
    var chart = Chart(
        kind: Chart.Kind.allCases.randomElement(using: &random) ?? .bar, title: hostileText(&random), axis: axis, labels: labels, series: series,
        measure: Bool.random(using: &random) ? hostileText(&random) : "", legend: hostileText(&random),
        notes: Bool.random(using: &random) ? [hostileText(&random)] : [])
    chart.totals = .init(before: hostileText(&random), after: hostileText(&random))
    return chart
}

/// The widest line, in cells.
func widest(_ output: String) -> Int { linesOf(output).map { cellWidth($0) }.max() ?? 0 }

func linesOf(_ output: String) -> [String] {
    output.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false).map { String($0) }
}

/// True when nothing in the output could command a terminal: no C0 but newline (and escape, where colour is on), no
/// DEL, no C1, no override of direction.
func isHarmless(_ output: String, color: Bool = false) -> Bool {
    output.unicodeScalars.allSatisfy { scalar in
        switch scalar.value {
        case 0x0A: true
        case 0x1B: color
        case 0..<0x20, 0x7F...0x9F, 0x202A...0x202E, 0x2066...0x2069, 0x2028, 0x2029: false
        default: true
        }
    }
}

/// The output without its escape sequences, all of which are colours.
func uncolored(_ output: String) -> String {
    var result = String.UnicodeScalarView()
    var isEscape = false
    for scalar in output.unicodeScalars {
        if scalar == "\u{1B}" { isEscape = true }
        if !isEscape { result.append(scalar) }
        if scalar == "m" { isEscape = false }
    }
    return String(result)
}
