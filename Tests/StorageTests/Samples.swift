import Diagnostics
import Foundation
import Tables
import Workspaces

@testable import Storage

/// A folder of its own for one test, removed with it.
final class Folder {
    let path: String

    init() throws {
        let url = FileManager.default.temporaryDirectory.resolvingSymlinksInPath()
            .appendingPathComponent("tierbook-storage-" + UUID().uuidString)
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        path = url.path
    }

    deinit {
        chmod(path, 0o755)
        try? FileManager.default.removeItem(atPath: path)
    }

    func file(_ name: String) -> String { path + "/" + name }

    /// Names in the folder, hidden ones too, sorted.
    var names: [String] { ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).sorted() }

    func write(_ bytes: [UInt8], _ name: String) throws { try Data(bytes).write(to: URL(fileURLWithPath: file(name))) }
    func bytes(_ name: String) throws -> [UInt8] { try [UInt8](Data(contentsOf: URL(fileURLWithPath: file(name)))) }
}

enum Samples {
    static let euros = ColumnType.money(Currency("EUR"), scale: 2)

    /// One table with every type, their extremes and a missing cell each.
    static func everything() -> Table {
        let rows = 5
        func narrow<T: FixedWidthInteger & BitwiseCopyable>(_: T.Type, _ width: Width) -> Column {
            Column(.whole, .integers(Buffer([T.min, T.min + 1, -1, 0, T.max]), width), count: rows)
        }
        return Table(
            [
                Field("key", .texts(["a", "b", "c", "d", "e"])),
                Field("text", .texts([nil, "", "it's \"quoted\"", "nul \0 inside", "Ünïcödé 🙂\u{1B}[31m"])),
                Field("codes", Column(
                    .text, .codes(Buffer([1, 2, 0, 2, 1] as [UInt8]), .one, TextDictionary(["x", "unused", "y"])),
                    count: rows)),
                Field("one", narrow(Int8.self, .one)), Field("two", narrow(Int16.self, .two)),
                Field("four", narrow(Int32.self, .four)), Field("eight", narrow(Int64.self, .eight)),
                Field("decimal", .doubles([.nan, .infinity, -.greatestFiniteMagnitude, .leastNonzeroMagnitude, 0.1])),
                Field("percent", .doubles([0, 0.2, -1, 1e-300, .nan], type: .percent)),
                Field("money", .integers([nil, 123_450, -1, 0, 99], type: euros)),
                Field("large", .integers([.max, .min + 1, nil, 1, -100], type: .money(Currency("JPY"), scale: 0))),
                Field("fine", .integers([.max, -5, nil, 1, 0], type: .money(Currency("BTC"), scale: 9))),
                Field("date", .dates([.earliest, .latest, nil, Day(number: 0), Day(number: 20_000)])),
                Field("near", Column(.date, .integers(Buffer([.min, -5, 0, 1, .max] as [Int16]), .two), count: rows)),
                Field("boolean", .booleans([true, false, nil, true, false])),
            ], key: 0, dated: 12)
    }

    /// A table of more rows than a row table takes.
    static func long(_ rows: Int = 30_000, factor: Int = 1) -> Table {
        Table(
            [
                Field("id", .integers((0..<rows).map { Int64(rows - 1 - $0) })),
                Field("kind", .texts((0..<rows).map { $0 % 7 == 0 ? nil : "kind \($0 % 100)" })),
                Field("amount", .integers((0..<rows).map { Int64($0 * factor) }, type: euros)),
                Field("share", .doubles((0..<rows).map { Double($0) / 7 })),
                Field("open", .booleans((0..<rows).map { $0 % 3 == 0 ? nil : $0 % 3 == 1 })),
            ], key: 0,
            links: [Link(column: 1, target: "everything", rows: Buffer((0..<rows).map { Int32($0 % 6 - 1) }))])
    }

    static func workspace() -> Workspace {
        var workspace = Workspace()
        workspace.put(everything(), as: "everything")
        workspace.put(long(), as: "long")
        workspace.put(Table([], rowCount: 3), as: "no columns")
        workspace.put(Table([Field("nothing", .texts([]))]), as: "no rows")
        workspace.put(Definition(name: "won", kind: .expression, text: "sum(deals.value where stage = 'Won')"))
        workspace.put(Definition(name: "lapsed", kind: .query, text: "accounts | where recent = 0"))
        workspace.asOf = Day(year: 2018, month: 1, day: 1)
        workspace.history = [
            Change(
                statement: "import accounts from 'accounts.csv'", summary: "85 accounts", asOf: nil, seed: .max,
                inputs: [Change.Input(path: "accounts.csv", byteCount: 4_096, digest: "0123456789abcdef")]),
            Change(statement: "set as of 2018-01-01", summary: "", asOf: Day(number: -1), seed: 7),
        ]
        return workspace
    }
}

/// The diagnostic that a body throws; nil when it throws none.
func diagnostic(_ body: () throws -> Void) -> Diagnostic? {
    do {
        try body()
        return nil
    } catch {
        return error as? Diagnostic
    }
}

/// Every cell read, or what cannot be read thrown.
func readAll(_ workspace: Workspace) throws {
    for named in workspace.tables {
        for field in named.table.fields { try field.column.read() }
        for link in named.table.links { try link.rows.read() }
    }
}
