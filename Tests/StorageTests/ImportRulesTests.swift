import Diagnostics
import Foundation
import Tables
import Testing

@testable import Storage

/// A file of its own for one test, removed afterwards.
func withInput<R>(_ bytes: [UInt8], name: String = "input.csv", _ body: (String) throws -> R) throws -> R {
    let folder = NSTemporaryDirectory() + "tierbook-test-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let path = folder + "/" + name
    try Data(bytes).write(to: URL(fileURLWithPath: path))
    return try body(path)
}

func importText(_ text: String, name: String = "input.csv", _ options: ImportOptions = ImportOptions()) throws -> Imported {
    try withInput(Array(text.utf8), name: name) { try importDelimited(path: $0, options: options) }
}

func importFailure(_ text: String, _ options: ImportOptions = ImportOptions()) throws -> Diagnostic {
    do {
        _ = try importText(text, options)
    } catch let diagnostic as Diagnostic {
        return diagnostic
    }
    return Diagnostic("none", "The import succeeded.")
}

func cellValues(_ imported: Imported, _ column: String) throws -> [Value] {
    let index = try #require(imported.table.index(of: column))
    return (0..<imported.table.rowCount).map { imported.table.fields[index].column[$0] }
}

/// One column `x` beside a column that keeps blank cells from making blank lines.
func importColumn(_ cells: [String], _ options: ImportOptions = ImportOptions()) throws -> (type: ColumnType, values: [Value], imported: Imported) {
    let quoted = cells.map { "\"" + $0.replacingOccurrences(of: "\"", with: "\"\"") + "\",k" }
    let result = try importText("x,k\n" + quoted.joined(separator: "\n") + "\n", options)
    return (result.table.fields[0].column.type, try cellValues(result, "x"), result)
}

@Suite("Import: types of columns")
struct ImportRulesTests {
    @Test func booleans() throws {
        let found = try importColumn(["yes", "No", "TRUE", "false", ""])
        #expect(found.type == .boolean)
        #expect(found.values == [.boolean(true), .boolean(false), .boolean(true), .boolean(false), .missing])
        #expect(try importColumn(["0", "1", "1"]).type == .whole)
        #expect(try importColumn(["yes", "no", "perhaps"]).type == .text)
    }

    @Test func wholeNumbers() throws {
        let found = try importColumn(["1", "-20", "", "9223372036854775807", "0", " 7 "])
        #expect(found.type == .whole)
        #expect(found.values == [.whole(1), .whole(-20), .missing, .whole(.max), .whole(0), .whole(7)])
        #expect(found.imported.table.fields[0].column.width == .eight)
    }

    @Test(arguments: [(["1", "-127"], Width.one), (["1", "-128"], .two), (["32767"], .two), (["32768"], .four), (["-2147483648"], .eight)])
    func narrowestWidth(_ cells: [String], _ width: Width) throws {
        #expect(try importColumn(cells).imported.table.fields[0].column.width == width)
    }

    @Test(arguments: [["007", "1", "2"], ["+49", "1"], ["1", "9223372036854775808"], ["00"]])
    func codesStayText(_ cells: [String]) throws {
        let found = try importColumn(cells)
        #expect(found.values == cells.map { .text($0) })
        #expect(found.imported.report.notes.map(\.id) == ["kept-as-text"])
    }

    @Test func decimals() throws {
        let found = try importColumn(["1", "2.5", "-0.125", "1e3", "1E-2", "0.1", "123456789.123456789", ".5", "5."])
        #expect(found.type == .decimal)
        #expect(found.values == [1, 2.5, -0.125, 1000, 0.01, 0.1, 123456789.123456789, 0.5, 5].map { .decimal($0) })
    }

    @Test(arguments: ["nan", "inf", "-inf", "0x10", "1e999", "1_000", "1.2.3", "--1", "1e", "e5", ".", "-", "1,23", "12,34,567", "(1", "٣"])
    func notNumbers(_ cell: String) throws {
        #expect(try importColumn([cell, cell + "x"]).type == .text)
        #expect(try importColumn([cell, "1.5"]).type != .whole)
        if cell != "-" { #expect(try importColumn([cell, "1.5"]).type == .text) }
    }

    @Test func thousands() throws {
        let found = try importColumn(["40,000,000.00", "151,598.47", "301300", "-2,610.12", "(1,000)"])
        #expect(found.type == .decimal)
        #expect(found.values == [40_000_000, 151_598.47, 301_300, -2610.12, -1000].map { .decimal($0) })
        #expect(try importColumn(["1,234", "5"]).values == [.whole(1234), .whole(5)])
    }

    @Test func `numbers with a decimal comma are told, and read where that is said`() throws {
        var comma = ImportOptions()
        comma.decimalComma = true
        for cells in [["1.234,56", "12,5", "1.000"], ["12,5 %", "3 %"], ["1.000,50 €", "€ 2,10", "3 €"], ["(12,5)", "7"]] {
            let told = try importColumn(cells)
            #expect(told.type == .text && told.imported.report.notes.map(\.id) == ["decimal-comma"], "\(cells)")
            #expect(try importColumn(cells, comma).type != .text, "\(cells)")
        }
        #expect(try importColumn(["1.234,56", "12,5", "1.000", "-3", "1e3"], comma).values == [.decimal(1234.56), .decimal(12.5), .decimal(1000), .decimal(-3), .decimal(1000)])
        #expect(try importColumn(["1.000", "2.500"], comma).values == [.whole(1000), .whole(2500)])
        #expect(try importColumn(["1.234,50 €"], comma).values == [.money(Money(units: 123_450, scale: 2, currency: Currency("EUR")))])
        // One slip among numbers with a point is a misfit, and lists are text.
        let slip = try importColumn(Array(repeating: "1.5", count: 30) + ["2,25"])
        #expect(slip.type == .decimal && slip.imported.report.tallies.map(\.count) == [1])
        #expect(try importColumn(["1,2,3", "a,5"]).imported.report.notes == [])
    }

    @Test func percent() throws {
        let found = try importColumn(["12.5%", "20 %", "-3%", ""])
        #expect(found.type == .percent)
        #expect(found.values == [.percent(0.125), .percent(0.2), .percent(-0.03), .missing])
    }

    @Test func money() throws {
        let found = try importColumn(["$1,234.50", "-$5", "$-5.125", "($7)", "$(8)", "USD 9", "10 USD", "11.5 $"])
        #expect(found.type == .money(Currency("USD"), scale: 3))
        let units: [Int64] = [1_234_500, -5000, -5125, -7000, -8000, 9000, 10_000, 11_500]
        #expect(found.values == units.map { .money(Money(units: $0, scale: 3, currency: Currency("USD"))) })
        #expect(try importColumn(["€1.5", "EUR 2"]).type == .money(Currency("EUR"), scale: 1))
        #expect(try importColumn(["CHF 12", "3.50 CHF"]).type == .money(Currency("CHF"), scale: 2))
        #expect(try importColumn(["ABC 12", "ABC 13"]).type == .text)
        let mixed = try importColumn(["€1", "$2"])
        #expect(mixed.type == .text)
        #expect(mixed.imported.report.notes.map(\.id) == ["several-currencies"])
    }

    @Test func dates() throws {
        let day = try #require(Day(year: 2024, month: 2, day: 29))
        let found = try importColumn(["2024-02-29", "2024/2/29", "2024-02-29T00:00:00Z", "2024-02-29 00:00", ""])
        #expect(found.type == .date)
        #expect(found.values == [.date(day), .date(day), .date(day), .date(day), .missing])
        #expect(try importColumn(["2024-02-30"]).type == .text)
        #expect(try importColumn(["2024-02-29T12:00:00"]).type == .text)
        #expect(try importColumn(["1969-12-31", "2059-09-18"]).imported.table.fields[0].column.width == .two)
        #expect(try importColumn(["2059-09-19"]).imported.table.fields[0].column.width == .four)
        #expect(try importColumn(["0001-01-01", "9999-12-31"]).type == .date)
    }

    @Test func orderOfDayAndMonth() throws {
        let day = try #require(Day(year: 2024, month: 3, day: 31))
        let british = try importColumn(["31/03/2024", "3/4/2024"])
        #expect(british.values == [.date(day), .date(try #require(Day(year: 2024, month: 4, day: 3)))])
        #expect(british.imported.report.notes.map(\.id) == ["date-order"])
        let american = try importColumn(["03/31/2024", "3/4/2024"])
        #expect(american.values == [.date(day), .date(try #require(Day(year: 2024, month: 3, day: 4)))])
        let ambiguous = try importColumn(["03/04/2024", "05/06/2024"])
        #expect(ambiguous.type == .text)
        #expect(ambiguous.imported.report.notes.map(\.id) == ["ambiguous-dates"])
        #expect(try importColumn(["31/03/2024", "03/31/2024"]).imported.report.notes.map(\.id) == ["mixed-dates"])
        let told = try importColumn(["03/04/2024"], ImportOptions(dateOrder: .dayFirst))
        #expect(told.values == [.date(try #require(Day(year: 2024, month: 4, day: 3)))])
    }

    @Test func aFewMisfitsBecomeMissing() throws {
        let cells = (1...38).map { "\($0)" } + ["unknown", "39"]
        let found = try importColumn(cells)
        #expect(found.type == .whole)
        #expect(found.values[38] == .missing)
        #expect(found.imported.report.issues == [.init(line: 40, column: "x", text: "unknown", problem: "not a whole number")])
        #expect(found.imported.report.tallies == [.init(column: "x", problem: "not a whole number", count: 1)])
        #expect(found.imported.report.columns[0].missing == 1)
        // Under 20 cells one misfit decides.
        #expect(try importColumn(["1", "2", "3", "unknown"]).type == .text)
        // Beyond one in twenty as well.
        #expect(try importColumn((1...37).map { "\($0)" } + ["a", "b", "c"]).type == .text)
    }

    @Test func wordsForMissing() throws {
        let found = try importColumn(["1.5", "n/a", "NA", "-", "null", "None"])
        #expect(found.type == .decimal)
        #expect(found.values == [.decimal(1.5), .missing, .missing, .missing, .missing, .missing])
        #expect(found.imported.report.tallies == [.init(column: "x", problem: "a word for missing", count: 5)])
        #expect(try importColumn(["none", "basic"]).values == [.text("none"), .text("basic")])
        #expect(try importColumn(["n/a", "n/a"]).type == .text)
    }

    @Test func emptyCellsAreMissing() throws {
        let found = try importText("a,b\n,\"\"\nx,y\n")
        #expect(try cellValues(found, "a") == [.missing, .text("x")])
        #expect(try cellValues(found, "b") == [.missing, .text("y")])
        #expect(found.report.columns.map(\.missing) == [1, 1])
    }

    @Test func aTypeThatOnlyTheEndShows() throws {
        // The sample of the file's beginning says whole number, a later cell decimal; the last one text.
        let wholes = (1...60_000).map { "\($0),k" }.joined(separator: "\n")
        #expect(try importText("x,k\n\(wholes)\n1.5,k\n").table.fields[0].column.type == .decimal)
        #expect(try importText("x,k\n\(wholes)\n007,k\n").table.fields[0].column.type == .text)
        let noisy = try importText("x,k\n\(wholes)\nnothing,k\n")
        #expect(noisy.table.fields[0].column.type == .whole)
        #expect(noisy.report.issues.map(\.line) == [60_002])
    }

    @Test func chosenTypes() throws {
        let text = try importColumn(["1", "2"], ImportOptions(types: ["X": .text]))
        #expect(text.values == [.text("1"), .text("2")])
        let whole = try importColumn(["007", "+5", "x"], ImportOptions(types: ["x": .whole]))
        #expect(whole.values == [.whole(7), .whole(5), .missing])
        let share = try importColumn(["0.5", "20%"], ImportOptions(types: ["x": .percent]))
        #expect(share.values == [.percent(0.5), .percent(0.2)])
        let flag = try importColumn(["0", "1"], ImportOptions(types: ["x": .boolean]))
        #expect(flag.values == [.boolean(false), .boolean(true)])
        let day = try importColumn(["19970131", "1997-02-28", "19970230", "970131"], ImportOptions(types: ["x": .date]))
        #expect(day.values.map { Plain.text($0) } == ["1997-01-31", "1997-02-28", "—", "—"])
        let money = try importColumn(["5", "6.25", "$7"], ImportOptions(types: ["x": .money(Currency("USD"), scale: 2)]))
        #expect(money.values.map(\.number) == [5, 6.25, 7])
        let wrong = try importFailure("alpha\n1\n", ImportOptions(types: ["alhpa": .whole]))
        #expect(wrong.id == "unknown-column")
        #expect(wrong.help == "Did you mean alpha?")
    }
}
