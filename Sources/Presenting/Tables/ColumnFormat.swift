import Diagnostics
import Tables

/// A cell as it stands on screen.
struct Cell {
    var text: String
    /// In terminal cells.
    var width: Int
    var isMissing = false

    /// `text` may hold anything; it is made visible.
    init(_ text: String) {
        self.text = visible(text)
        width = cellWidth(self.text)
    }

    static let missing: Cell = {
        var cell = Cell(missingSign)
        cell.isMissing = true
        return cell
    }()
}

/// How the cells of one column are written; settled by its name, its type and the rows that are shown.
struct ColumnFormat {
    private enum Rule {
        case plain
        case wholes(grouped: Bool)
        case numbers(NumberFormat)
    }

    private let column: Column
    private var rule: Rule
    /// Numbers and dates stand right, text and booleans left.
    let alignsRight: Bool

    /// The formats of a table's columns, or of the first so many.
    ///
    /// Percents share their decimals, the most that one of them needs: 28% beside 20.2% happens to be whole and is written
    /// 28.0%, while fewer digits for the other would hide what tells its values apart. A column that says itself how it
    /// looks, such as weights that a user typed, is of another kind and keeps its own.
    static func all(_ table: Table, columns: Int = .max, rows: Range<Int>) -> [ColumnFormat] {
        let fields = table.fields.prefix(columns)
        var formats = fields.enumerated().map { ColumnFormat($1, rows: rows, isKey: table.key == $0) }
        let shared = fields.indices.filter { fields[$0].column.type == .percent && (fields[$0].look == nil || fields[$0].look == .answer) }
        let most = shared.reduce(0) { max($0, formats[$1].decimals) }
        for index in shared { formats[index].rule = .numbers(NumberFormat(decimals: most, isPercent: true)) }
        return formats
    }

    private var decimals: Int { if case .numbers(let format) = rule { format.decimals } else { 0 } }

    private init(_ field: Field, rows: Range<Int>, isKey: Bool) {
        column = field.column
        switch field.column.type {
        case .text, .boolean:
            rule = .plain
            alignsRight = field.look == .figures
        case .date, .money:
            rule = .plain
            alignsRight = true
        case .whole:
            rule = .wholes(grouped: !isKey && !namesThings(field, rows: rows))
            alignsRight = true
        case .decimal, .percent:
            let isPercent = field.column.type == .percent
            switch field.look {
            case .decimals(let decimals)?, .times(let decimals)?, .answering(let decimals)?: rule = .numbers(NumberFormat(decimals: decimals, isPercent: isPercent))
            case .figures?, .answer?, nil:
                rule = .numbers(NumberFormat(for: rows.lazy.compactMap { field.column[$0].number }, isPercent: isPercent))
            }
            alignsRight = true
        }
    }

    func cell(_ row: Int) -> Cell {
        switch column[row] {
        case .missing: .missing
        case .text(let text): Cell(text.isEmpty ? "''" : text)
        case .whole(let number): Cell(whole(number))
        case .decimal(let number), .percent(let number): number.isFinite ? Cell(decimal(number)) : .missing
        case .money(let money): Cell(moneyText(money))
        case .date(let day): Cell(day.text)
        case .boolean(let truth): Cell(truth ? "true" : "false")
        }
    }

    private func whole(_ number: Int64) -> String {
        if case .wholes(grouped: false) = rule { String(number) } else { grouped(number) }
    }

    private func decimal(_ number: Double) -> String {
        if case .numbers(let format) = rule { format.text(number) } else { missingSign }
    }
}

/// True for whole numbers that name rather than count, and so take no thousands separators: the last word of the
/// column is id, key, code, year, number or zip, or a word of it is year and the values are years.
private func namesThings(_ field: Field, rows: Range<Int>) -> Bool {
    let words = nameWords(field.name)
    if let last = words.last, ["id", "key", "code", "year", "number", "zip"].contains(last) { return true }
    guard words.contains("year") else { return false }
    return rows.allSatisfy { row in
        if case .whole(let number) = field.column[row] { (1000...2999).contains(number) } else { true }
    }
}

/// The words of a name in lower case: `account_id`, `Account ID` and `accountId` are each *account*, *id*.
private func nameWords(_ name: String) -> [String] {
    var words: [String] = []
    var word = ""
    var wasLower = false
    for scalar in name.unicodeScalars {
        let isLetter = scalar.properties.isAlphabetic || (48...57).contains(scalar.value)
        if !isLetter || (wasLower && scalar.properties.isUppercase) {
            if !word.isEmpty { words.append(word.lowercased()) }
            word = ""
        }
        if isLetter { word.unicodeScalars.append(scalar) }
        wasLower = scalar.properties.isLowercase
    }
    if !word.isEmpty { words.append(word.lowercased()) }
    return words
}
