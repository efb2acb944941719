import Diagnostics
import Foundation
import Tables
import Testing

@testable import Storage

/// The folder of public test data: named by TIERBOOK_SHARED, or `shared` beside the repository.
let sharedDataFolder: String? = {
    var candidates: [String] = []
    if let named = ProcessInfo.processInfo.environment["TIERBOOK_SHARED"] { candidates.append(named + "/data") }
    let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    candidates.append(package.deletingLastPathComponent().appendingPathComponent("shared/data").path)
    return candidates.first { FileManager.default.fileExists(atPath: $0 + "/README.md") }
}()

private func file(_ name: String) throws -> String { try #require(sharedDataFolder) + "/" + name }

/// Every column as text, so that cells can be compared with what the file says.
private func asTexts(_ path: String, _ options: ImportOptions = ImportOptions()) throws -> (names: [String], rows: [[String]]) {
    let names = try importDelimited(path: path, options: options).table.fields.map(\.name)
    var options = options
    for name in names { options.types[name] = .text }
    let table = try importDelimited(path: path, options: options).table
    let rows = (0..<table.rowCount).map { row in
        table.fields.map { field in if case .text(let text) = field.column[row] { text } else { "" } }
    }
    return (names, rows)
}

@Suite("Import: public files", .enabled(if: sharedDataFolder != nil, "no shared test data here; set TIERBOOK_SHARED"))
struct ImportDataTests {
    @Test(arguments: [
        "comma_in_quotes", "empty", "empty_crlf", "escaped_quotes", "json", "newlines", "newlines_crlf", "quotes_and_newlines",
        "simple", "simple_crlf", "utf8", "location_coordinates",
    ])
    func csvSpectrum(_ name: String) throws {
        let found = try asTexts(try file("csv-spectrum/csvs/\(name).csv"))
        let data = try Data(contentsOf: URL(fileURLWithPath: try file("csv-spectrum/json/\(name).json")))
        // One of the twins holds a single object, and another number than its CSV.
        let json = try JSONSerialization.jsonObject(with: Data(String(decoding: data, as: UTF8.self).utf8))
        let alone = json as? [String: String]
        let expected = try #require(json as? [[String: String]] ?? alone.map { [$0] })
        #expect(found.rows.count == expected.count)
        // Our copy of the CR LF file holds LF, its twin CR LF.
        let hasReturns = try Data(contentsOf: URL(fileURLWithPath: try file("csv-spectrum/csvs/\(name).csv"))).contains(0x0D)
        for (row, object) in zip(found.rows, expected) {
            #expect(Set(found.names) == Set(object.keys))
            for (column, text) in zip(found.names, row) where !(name == "location_coordinates") {
                let wanted = object[column]
                #expect(text == (hasReturns ? wanted : wanted?.replacingOccurrences(of: "\r\n", with: "\n")))
            }
        }
    }

    @Test func csvkitExamples() throws {
        let facts = try JSONDecoder().decode(LossyShapes.self, from: try Data(contentsOf: URL(fileURLWithPath: try file("csvkit-examples/facts.json")))).facts
        var compared = 0
        for fact in facts where fact.id.hasSuffix(".csv") || fact.id.hasSuffix(".tsv") {
            let path = try file("csvkit-examples/\(fact.id)")
            do throws(Diagnostic) {
                let found = try importDelimited(path: path)
                // Records with the header and without blank ones.
                let records = fact.records - (fact.widths["0"] ?? 0)
                if fact.question.contains("delimiter '\(Character(Unicode.Scalar(found.report.delimiter ?? 0)))'") {
                    #expect(found.table.rowCount + 1 == records, "\(fact.id)")
                    compared += 1
                }
            } catch {
                #expect(["empty-file", "no-rows", "open-quote"].contains(error.id), "\(fact.id): \(error.message)")
            }
        }
        #expect(compared >= 40)
    }

    @Test func csvkitEncodings() throws {
        for name in ["test_utf8.csv", "test_utf8_bom.csv", "test_utf16_little.csv", "test_utf16_big.csv"] {
            let found = try asTexts(try file("csvkit-examples/\(name)"))
            #expect(found.names.count == 3, "\(name)")
            #expect(found.rows.last == ["4", "5", "ʤ"], "\(name)")
        }
        let latin = try importDelimited(path: try file("csvkit-examples/test_latin1.csv"))
        #expect(latin.report.encoding == .windows1252)
        #expect(latin.table.fields[2].column[1] == .text("©"))
        #expect(try asTexts(try file("csvkit-examples/null_byte.csv")).rows.flatMap { $0 }.joined().contains("\0"))
        #expect(try asTexts(try file("csvkit-examples/mac_newlines.csv")).rows.count > 1)
    }

    @Test func crm() throws {
        func counts(_ name: String) throws -> (rows: Int, missing: [String: Int]) {
            let report = try importDelimited(path: try file("crm-sales-opportunities/\(name).csv")).report
            return (report.rowCount, Dictionary(uniqueKeysWithValues: report.columns.filter { $0.missing > 0 }.map { ($0.name, $0.missing) }))
        }
        #expect(try counts("accounts") == (85, ["subsidiary_of": 70]))
        #expect(try counts("sales_pipeline") == (8800, ["account": 1425, "engage_date": 500, "close_date": 2089, "close_value": 2089]))
        #expect(try counts("sales_teams") == (35, [:]))
        #expect(try counts("products") == (7, [:]))
        let deals = try importDelimited(path: try file("crm-sales-opportunities/sales_pipeline.csv")).table
        #expect(deals.fields.map(\.column.type) == [.text, .text, .text, .text, .text, .date, .date, .whole])
    }

    @Test func northwind() throws {
        for (name, rows) in ["customers": 91, "orders": 830, "order_details": 2155, "products": 77, "categories": 8, "employees": 9] {
            let report = try importDelimited(path: try file("northwind/\(name).csv")).report
            #expect(report.rowCount == rows, "\(name)")
            #expect(report.tallies.isEmpty, "\(name)")
            let isWestern = ["customers", "products"].contains(name)
            #expect(report.encoding == (isWestern ? .windows1252 : .utf8), "\(name)")
        }
        let customers = try importDelimited(path: try file("northwind/customers.csv")).table
        #expect(customers.fields[1].column[2] == .text("Antonio Moreno Taquería"))
    }

    @Test(arguments: [("hmrc_2018-09", 406, 118_461_709.02, 118), ("hmrc_2011-01", 188, 51_884_636.79, 86), ("dh_2011-04", 1452, 9_843_202_991.41, 467)])
    func publicSpending(_ name: String, _ rows: Int, _ total: Double, _ suppliers: Int) throws {
        let found = try importDelimited(path: try file("uk-public-spend/\(name).csv"))
        #expect(found.table.rowCount == rows)
        let amount = try #require(found.table.index(of: "Amount"))
        let sum = (0..<rows).reduce(0) { $0 + (found.table.fields[amount].column[$1].number ?? 0) }
        #expect(abs(sum - total) < 0.01)
        let supplier = try #require(found.table.index(of: "Supplier"))
        #expect(found.table.fields[supplier].column.dictionary?.count == suppliers + 1)
        let date = try #require(found.table.index(of: "Date"))
        #expect(found.table.fields[date].column.type == .date)
        #expect(found.report.notes.map(\.id) == ["date-order"])
    }
}

/// The shapes among the facts, other kinds of facts left out.
private struct LossyShapes: Decodable {
    struct Shape {
        var id: String
        var question: String
        var records: Int
        var widths: [String: Int]
    }

    var facts: [Shape] = []

    private struct Entry: Decodable {
        struct Value: Decodable {
            var records: Int
            var widths: [String: Int]
        }
        var id: String
        var question: String
        var value: Value?

        enum Keys: CodingKey { case id, question, value }
        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: Keys.self)
            id = try container.decode(String.self, forKey: .id)
            question = try container.decode(String.self, forKey: .question)
            value = try? container.decode(Value.self, forKey: .value)
        }
    }

    private enum Keys: CodingKey { case facts }

    init(from decoder: any Decoder) throws {
        let entries = try decoder.container(keyedBy: Keys.self).decode([Entry].self, forKey: .facts)
        facts = entries.compactMap { entry in
            entry.value.map { Shape(id: entry.id, question: entry.question, records: $0.records, widths: $0.widths) }
        }
    }
}
