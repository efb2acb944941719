import Diagnostics
import Foundation
import Tables
import TestSupport
import Testing

@testable import Storage

private let types: [ColumnType] = [
    .text, .whole, .decimal, .percent, .money(Currency("EUR"), scale: 2), .date, .boolean,
]

private func value(_ type: ColumnType, _ random: inout Seeded) -> Value {
    if Int.random(in: 0..<5, using: &random) == 0 { return .missing }
    switch type {
    case .text:
        let letters = Array("abc ,;\t|\"'\n\r\\=-0123é€😀\u{1}\u{85}")
        return .text(String((0...Int.random(in: 0...12, using: &random)).map { _ in letters.randomElement(using: &random) ?? "x" }))
    case .whole:
        let shift = Int64.random(in: 0..<63, using: &random)
        return .whole(Int64.random(in: -(.max)...(.max), using: &random) >> shift)
    case .decimal, .percent:
        let number =
            Bool.random(using: &random)
            ? Double(Int.random(in: -99_999_999...99_999_999, using: &random)) / 1000
            : Double.random(in: -1...1, using: &random) * pow(10, Double(Int.random(in: -30...30, using: &random)))
        return type == .percent ? .percent(number) : .decimal(number)
    case .money(let currency, let scale):
        return .money(Money(units: Int64.random(in: -9_999_999_999...9_999_999_999, using: &random), scale: scale, currency: currency))
    case .date:
        return .date(Day(number: Int32.random(in: Day.earliest.number...Day.latest.number, using: &random)))
    case .boolean: return .boolean(Bool.random(using: &random))
    }
}

@Suite("Import: what an export wrote comes back the same")
struct ImportPropertyTests {
    @Test(arguments: 0..<60)
    func roundTrip(_ seed: Int) throws {
        var random = Seeded(state: UInt64(seed))
        let rows = seed % 10 == 0 ? 30_000 : Int.random(in: 1...60, using: &random)
        let fields = (0..<Int.random(in: 1...8, using: &random)).map { place in
            let type = types.randomElement(using: &random) ?? .text
            return Field("column \(place)", Column.of((0..<rows).map { _ in value(type, &random) }, type: type))
        }
        let table = Table(fields)
        let chosen = Dictionary(uniqueKeysWithValues: fields.map { ($0.name, $0.column.type) })
        for name in ["out.csv", "out.tsv"] {
            let back = try withInput([], name: name) { path in
                _ = try export(table, to: path, options: ExportOptions(guardsFormulas: false))
                // A delimiter is named because random text can look like another one.
                return try importDelimited(path: path, options: ImportOptions(delimiter: name == "out.csv" ? 0x2C : 0x09, types: chosen))
            }
            #expect(back.table.rowCount == rows)
            #expect(back.report.tallies.isEmpty)
            for (found, field) in zip(back.table.fields, fields) {
                #expect(found.name == field.name)
                #expect(found.column == field.column, "seed \(seed), \(name), \(field.column.type.name)")
            }
        }
    }

    @Test func inferredTypesComeBackToo() throws {
        var random = Seeded(state: 7)
        for type in [.whole, .decimal, .date, .boolean] as [ColumnType] {
            let column = Column.of((0..<500).map { _ in value(type, &random) }, type: type)
            let path = try withInput([], name: "out.csv") { path in
                _ = try export(Table([Field("a", column), Field("b", .texts(.init(repeating: "x", count: 500)))]), to: path)
                return try importDelimited(path: path)
            }
            #expect(path.table.fields[0].column == column, "\(type.name)")
        }
    }

    @Test(arguments: 0..<200)
    func randomBytesNeverCrash(_ seed: Int) throws {
        var random = Seeded(state: UInt64(seed) &* 977)
        let alphabet: [[UInt8]] = [
            Array("\",\n".utf8), Array("\"\",;\t|\r\n0123456789.-+()%$€ eEabc/:TZ".utf8), Array(0...255),
        ]
        let letters = alphabet[seed % 3]
        var bytes = (0..<Int.random(in: 1...3000, using: &random)).map { _ in letters.randomElement(using: &random) ?? 0 }
        if seed % 17 == 0 { bytes = [[0xFF, 0xFE], [0xFE, 0xFF], [0xEF, 0xBB, 0xBF]][seed % 3] + bytes }
        if seed % 5 == 0 { bytes = Array("a,b,c\n".utf8) + bytes }
        let delimiters: [UInt8?] = [nil, 0x2C, 0x22, 0x0A, 0]
        for options in [ImportOptions(), ImportOptions(delimiter: delimiters[seed % 5], types: [:], dateOrder: .dayFirst)] {
            try withInput(bytes) { path in
                do throws(Diagnostic) {
                    let found = try importDelimited(path: path, options: options)
                    for format in ExportFormat.allCases { _ = try render(found.table, as: format) }
                } catch {
                    #expect(!error.message.isEmpty)
                }
            }
        }
    }

    @Test func slicesAgreeWithOneReader() throws {
        // Random quoting in a file of many blocks: the parallel reader against one that starts at the beginning.
        for seed in 0..<6 {
            var random = Seeded(state: UInt64(seed) &+ 99)
            var bytes = Array("a,b,c\n".utf8)
            let pieces = ["1,2,3\n", "\"x\ny,z\n\",\"\"\"\n\",5\n", "7,\"8,9\r\n0\",\"1,2,3\n1,2,3\n1,2,3\n\"\n", "a\"b,c\"d,\"e\"f\r\n", "short\n", "\n"]
            while bytes.count < 3 << 20 { bytes += Array((pieces.randomElement(using: &random) ?? "").utf8) }
            let source = ByteSource(path: "memory", bytes: bytes)
            let layout = DelimitedLayout(delimiter: 0x2C, columns: ["a", "b", "c"], bodyStart: 6)
            let readings = [ColumnReading?](repeating: ColumnReading(type: .text), count: 3)
            let alone = SliceReader(source: source, layout: layout, slice: 0..<bytes.count, start: 6, readings: readings)
            try alone.read()
            let expected = try (0..<3).map { index in
                try ColumnAssembly(name: "x", collectors: [try #require(alone.collectors[index])], rowCount: alone.rows).column()
            }
            let found = try withInput(bytes) {
                try importDelimited(path: $0, options: ImportOptions(delimiter: 0x2C, types: ["a": .text, "b": .text, "c": .text]))
            }
            #expect(found.table.rowCount == alone.rows)
            for index in 0..<3 { #expect(found.table.fields[index].column == expected[index]) }
        }
    }
}
