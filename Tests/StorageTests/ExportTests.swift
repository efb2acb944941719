import Diagnostics
import Foundation
import Tables
import Testing

@testable import Storage

private func text(_ table: Table, _ format: ExportFormat, _ options: ExportOptions = ExportOptions()) throws -> String {
    String(decoding: try render(table, as: format, options: options), as: UTF8.self)
}

private let sample = Table([
    Field("name", .texts(["Kan-code", "A, \"B\"\n|<C>", nil])),
    Field("n", .integers([1, nil, -300])),
    Field("share", .doubles([0.2, .nan, 1e-7], type: .percent)),
    Field("paid", .integers([123450, -5, nil], type: .money(Currency("EUR"), scale: 2))),
    Field("since", .dates([Day(year: 2024, month: 2, day: 9), nil, Day(year: 33, month: 1, day: 1)])),
    Field("ok", .booleans([true, false, nil])),
])

@Suite("Export")
struct ExportTests {
    @Test func `a folder that may not be written is told for what it is`() {
        let folder = FileManager.default.temporaryDirectory.path
        // The system refuses the same way, whatever of the path is there.
        for path in ["\(folder)/none.answers/cell-1.txt", "\(folder)/none.md"] {
            let problem = fileProblem(EACCES, "write", path)
            #expect(problem.message == "Cannot write '\(path)': you have no permission to write in the folder '\(folder)'.")
        }
        #expect(!fileProblem(EACCES, "read", "\(folder)/none.md").message.contains("folder"))
    }

    @Test(.enabled(if: geteuid() != 0, "root may write anywhere")) func `a file beside others where none may be made`() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "tierbook-closed-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o555])
        defer { try? FileManager.default.removeItem(atPath: folder) }
        #expect {
            try Files.write("text", makingFoldersOf: folder + "/x.answers/cell-1-1.txt")
        } throws: { ($0 as? Diagnostic)?.message.hasSuffix("you have no permission to write in the folder '\(folder)'.") == true }
    }

    @Test func csv() throws {
        #expect(
            try text(sample, .csv) == """
                name,n,share,paid,since,ok
                Kan-code,1,0.2,1234.50,2024-02-09,true
                "A, ""B""
                |<C>",,,-0.05,,false
                ,-300,0.0000001,,0033-01-01,

                """)
        #expect(try text(sample, .tsv).hasPrefix("name\tn\tshare\tpaid\tsince\tok\nKan-code\t1\t"))
    }

    @Test func json() throws {
        let data = Data(try render(sample, as: .json))
        let rows = try #require(try JSONSerialization.jsonObject(with: data) as? [[String: Any]])
        #expect(rows.count == 3)
        #expect(rows[0]["since"] as? String == "2024-02-09")
        #expect(rows[1]["name"] as? String == "A, \"B\"\n|<C>")
        #expect(rows[1]["n"] is NSNull)
        #expect(rows[1]["since"] is NSNull)
        #expect(rows[1]["paid"] as? Double == -0.05)
        #expect(rows[2]["name"] is NSNull)
        #expect(try text(sample, .jsonl).split(separator: "\n").count == 3)
        #expect(try text(Table([]), .json) == "[]\n")
        #expect(try text(Table([Field("a\u{1B}\u{9B}", .texts(["\u{0}"]))]), .jsonl) == "{\"a\\u001b\\u009b\": \"\\u0000\"}\n")
    }

    @Test func markdown() throws {
        let table = Table([Field("a|b", .texts(["x|y\r\nz", "\u{1B}[1m*"])), Field("n", .integers([1, nil]))])
        #expect(
            try text(table, .markdown) == """
                | a\\|b | n |
                | --- | ---: |
                | x\\|y<br>z | 1 |
                | ␛\\[1m\\* |  |

                """)
        let spoken = ExportOptions { value in value.isMissing ? "" : "\(value.number ?? 0)!" }
        #expect(try text(Table([Field("n", .integers([2]))]), .markdown, spoken).hasSuffix("| 2.0! |\n"))
    }

    @Test func html() throws {
        let table = Table([Field("<a>", .texts(["x & \"y\"\u{7}"])), Field("n", .integers([1]))])
        #expect(
            try text(table, .html) == """
                <table>
                <thead>
                <tr><th scope="col">&lt;a&gt;</th><th scope="col" class="number">n</th></tr>
                </thead>
                <tbody>
                <tr><td>x &amp; &quot;y&quot;␇</td><td class="number">1</td></tr>
                </tbody>
                </table>

                """)
    }

    @Test func formulasAreNeutralised() throws {
        let table = Table([Field("=a", .texts(["=1+1", "+x", "-x", "@x", "\tx", "\rx", "x=1"])), Field("n", .integers([-1, 2, 3, 4, 5, 6, 7]))])
        #expect(
            try text(table, .csv) == "'=a,n\n'=1+1,-1\n'+x,2\n'-x,3\n'@x,4\n'\tx,5\n\"'\rx\",6\nx=1,7\n")
        #expect(try text(table, .csv, ExportOptions(guardsFormulas: false)).hasPrefix("=a,n\n=1+1,-1\n+x,2\n"))
    }

    @Test func aSingleMissingCellIsARow() throws {
        #expect(try text(Table([Field("a", .texts(["x", nil]))]), .csv) == "a\nx\n\"\"\n")
    }

    @Test(arguments: [
        (0, "0"), (-0.0, "0"), (0.1, "0.1"), (1.5, "1.5"), (-2.25, "-2.25"), (100, "100"), (1e15, "1000000000000000"),
        (1e22, "10000000000000000000000"), (1.25e-7, "0.000000125"), (0.1 + 0.2, "0.30000000000000004"),
        (123456.789, "123456.789"), (Double.leastNonzeroMagnitude, "0." + String(repeating: "0", count: 323) + "5"), (.infinity, ""), (.nan, ""),
        (9007199254740992, "9007199254740992"), (-0.01, "-0.01"), (1.1e16, "11000000000000000"),
    ] as [(Double, String)])
    func plainNumbers(_ value: Double, _ expected: String) {
        var sink: [UInt8] = []
        PlainNumber.append(value, to: &sink)
        #expect(String(decoding: sink, as: UTF8.self) == expected)
    }

    @Test func numbersReadBackAsTheSameDouble() {
        var random = SystemRandomNumberGenerator()
        for _ in 0..<20_000 {
            let value = Double(bitPattern: random.next())
            for number in [value, Double(Int.random(in: -1_000_000...1_000_000)) / 1000] where number.isFinite {
                var sink: [UInt8] = []
                PlainNumber.append(number, to: &sink)
                sink.withUnsafeBufferPointer { #expect(NumberText($0)?.double() == number) }
            }
        }
    }

    @Test func formats() {
        #expect(ExportFormat(path: "a/b.CSV") == .csv)
        #expect(ExportFormat(path: "x.md") == .markdown)
        #expect(ExportFormat(path: "a.csv/b") == nil)
    }
}

@Suite("Export: files")
struct ExportFileTests {
    private func failure(_ path: String) -> String? {
        do throws(Diagnostic) { _ = try export(sample, to: path, as: .csv) } catch { return error.id }
        return nil
    }

    @Test func writesWholeFiles() throws {
        try withInput(Array("old".utf8), name: "out.csv") { path in
            let done = try export(sample, to: path)
            let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
            #expect(done == Exported(rows: 3, bytes: bytes.count))
            #expect(Array(bytes) == (try render(sample, as: .csv)))
            let folder = String(path.dropLast("/out.csv".count))
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["out.csv"])
        }
    }

    @Test func keepsLinkAndMode() throws {
        try withInput(Array("old".utf8), name: "real.csv") { path in
            let folder = String(path.dropLast("/real.csv".count))
            let link = folder + "/link.csv"
            try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "real.csv")
            try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
            _ = try export(sample, to: link)
            #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link) == "real.csv")
            #expect(try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int == 0o600)
            #expect(Array(try Data(contentsOf: URL(fileURLWithPath: path))) == (try render(sample, as: .csv)))
            // A link to what is not there yet.
            let dangling = folder + "/new.csv"
            try FileManager.default.createSymbolicLink(atPath: dangling, withDestinationPath: "made.csv")
            _ = try export(sample, to: dangling)
            #expect(FileManager.default.fileExists(atPath: folder + "/made.csv"))
            let circle = folder + "/circle.csv"
            try FileManager.default.createSymbolicLink(atPath: circle, withDestinationPath: "circle.csv")
            #expect(failure(circle) == "link-loop")
        }
    }

    @Test func nothingIsLeftOfAnAbandonedFile() throws {
        try withInput(Array("old".utf8), name: "out.csv") { path in
            do {
                let file = try AtomicFile(path: path)
                try file.write(Array("new".utf8))
            }
            #expect(try String(contentsOfFile: path, encoding: .utf8) == "old")
            let folder = String(path.dropLast("/out.csv".count))
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["out.csv"])
        }
    }

    @Test func failuresAreClear() throws {
        try withInput([], name: "out.csv") { path in
            let folder = String(path.dropLast("/out.csv".count))
            #expect(failure(folder + "/none/out.csv") == "no-such-folder")
            #expect(failure(folder) == "is-a-folder")
            #expect(failure(path + "/x.csv") == "not-a-folder")
            #expect(failure("/proc/out.csv") != nil)
            do throws(Diagnostic) {
                _ = try export(sample, to: folder + "/out.xyz")
                Issue.record("An unknown ending was accepted.")
            } catch {
                #expect(error.id == "unknown-format")
            }
        }
        if FileManager.default.fileExists(atPath: "/dev/full") { #expect(failure("/dev/full") == "disk-full") }
    }
}
