import Diagnostics
import Foundation
import Tables
import Testing

@testable import Storage

@Suite("Import: form of the file")
struct ImportFormTests {
    private func cells(_ text: String, name: String = "input.csv", _ options: ImportOptions = ImportOptions()) throws -> [[String]] {
        let table = try importText(text, name: name, options).table
        return (0..<table.rowCount).map { row in
            table.fields.map { field in
                switch field.column[row] {
                case .text(let text): text
                case .whole(let number): "\(number)"
                case .missing: "∅"
                default: "?"
                }
            }
        }
    }

    @Test(arguments: ["\n", "\r\n", "\r"])
    func lineEnds(_ end: String) throws {
        let lines = ["a,b", "1,x", "", "2,\"y\(end)z\"", "3,w"]
        #expect(try cells(lines.joined(separator: end)) == [["1", "x"], ["2", "y\(end)z"], ["3", "w"]])
        #expect(try cells(lines.joined(separator: end) + end + end).count == 3)
    }

    @Test func quotes() throws {
        #expect(try cells("a,b\n\"x \"\"y\"\"\",\"1,2\"\n\"\"\"\",p\"q\"r\n") == [["x \"y\"", "1,2"], ["\"", "p\"q\"r"]])
        let odd = try importText("a,b\n\"x\"y,z\n")
        #expect(try cellValues(odd, "a") == [.text("xy")])
        #expect(odd.report.tallies == [.init(column: nil, problem: "text after a closing quote", count: 1)])
    }

    @Test(arguments: [",", ";", "\t", "|"])
    func delimiters(_ delimiter: String) throws {
        let text = "a\(delimiter)b\n1\(delimiter)x y\n2\(delimiter)z\n"
        #expect(try cells(text) == [["1", "x y"], ["2", "z"]])
    }

    @Test func namedDelimiters() throws {
        #expect(try cells("a\tb,c\n1\tx,y\n", name: "input.tsv") == [["1", "x,y"]])
        #expect(try cells("a:b\n1:x\n", ImportOptions(delimiter: UInt8(ascii: ":"))) == [["1", "x"]])
        #expect(try cells("a\n1\n2\n") == [["1"], ["2"]])
    }

    @Test func raggedRows() throws {
        let found = try importText("a,b,c\n1,2,3\n4,5\n6,7,8,9\n\n10\n")
        #expect(try cellValues(found, "b") == [.whole(2), .whole(5), .whole(7), .missing])
        #expect(found.report.tallies.map(\.count) == [2, 1])
        #expect(
            found.report.issues == [
                .init(line: 3, column: nil, text: "2 of 3 cells", problem: "too few cells"),
                .init(line: 4, column: nil, text: "4 cells for 3 columns", problem: "too many cells"),
                .init(line: 6, column: nil, text: "1 of 3 cells", problem: "too few cells"),
            ])
        let many = try importText("a,b\n" + String(repeating: "1\n", count: 500))
        #expect(many.report.issues.count == ImportReport.listed)
        #expect(many.report.tallies.map(\.count) == [500])
    }

    @Test func linesCountInsideQuotes() throws {
        let cells = (1...30).map { "\($0),\"two\nlines\"" }.joined(separator: "\n")
        let found = try importText("x,t\n\(cells)\nodd,end\n")
        #expect(found.report.issues.map(\.line) == [62])
    }

    @Test func columnNames() throws {
        let found = try importText(" a ,,A,b\u{7}c,\"x\ny\",a\n1,2,3,4,5,6\n")
        #expect(found.table.fields.map(\.name) == ["a", "column 2", "A 2", "b c", "x y", "a 3"])
        #expect(found.report.notes.map(\.id) == ["unnamed-column", "repeated-column", "repeated-column"])
    }

    @Test func encodings() throws {
        let text = "name,n\nŽilina €,1\n"
        #expect(try cells("\u{FEFF}" + text) == [["Žilina €", "1"]])
        #expect(try importText("\u{FEFF}" + text).table.fields[0].name == "name")
        for (encoding, mark) in [(String.Encoding.utf16LittleEndian, [0xFF, 0xFE]), (.utf16BigEndian, [0xFE, 0xFF])] as [(String.Encoding, [UInt8])] {
            let bytes = mark + Array(try #require(text.data(using: encoding)))
            let found = try withInput(bytes) { try importDelimited(path: $0) }
            #expect(try cellValues(found, "name") == [.text("Žilina €")])
        }
        let western = try withInput([0x6E, 0x0A, 0x80, 0xE9, 0x0A]) { try importDelimited(path: $0) }
        #expect(try cellValues(western, "n") == [.text("€é")])
        #expect(western.report.encoding == .windows1252)
        #expect(western.report.notes.map(\.id) == ["assumed-encoding"])
        #expect(throws: Diagnostic.self) {
            try withInput([0x6E, 0x0A, 0x80, 0x0A]) { try importDelimited(path: $0, options: ImportOptions(encoding: .utf8)) }
        }
    }

    @Test(arguments: [[0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xE2, 0x82], [0xF0, 0x80, 0x80, 0x80], [0xBF]] as [[UInt8]])
    func notUTF8(_ bytes: [UInt8]) throws {
        for padding in [0, 40] {
            let all = Array("a\n".utf8) + [UInt8](repeating: 0x61, count: padding) + bytes + [UInt8](repeating: 0x62, count: padding)
            #expect(try withInput(all) { try importDelimited(path: $0) }.report.encoding == .windows1252)
        }
    }

    @Test func `a file that is no text is refused`() throws {
        var state: UInt64 = 1
        let noise = (0..<5_000).map { _ -> UInt8 in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return UInt8(truncatingIfNeeded: state >> 33)
        }
        let unmarked = Array("account,region\nAcme,EMEA\n".utf8).flatMap { [$0, UInt8(0)] }
        for bytes in [noise, unmarked, [UInt8](repeating: 0, count: 100)] {
            let error = try #require(throws: Diagnostic.self) { try withInput(bytes) { try importDelimited(path: $0) } }
            #expect(error.id == "not-text")
        }
        #expect(try withInput([0xFF, 0xFE] + unmarked) { try importDelimited(path: $0) }.table.rowCount == 1)
    }

    @Test func controlCharactersAreData() throws {
        #expect(try cells("a,b\nx\u{0}y,\u{1B}[31m\n") == [["x\u{0}y", "\u{1B}[31m"]])
    }

    @Test func failures() throws {
        #expect(try importFailure("").id == "empty-file")
        #expect(try importFailure("\n\n").id == "empty-file")
        #expect(try importFailure("a,b\n").id == "no-rows")
        let quote = try importFailure("a,b\n1,2\n3,\"open\n4,5\n")
        #expect(quote.id == "open-quote")
        #expect(quote.message.contains("line 3"))
        #expect(try importFailure("\"a,b\n").id == "open-quote")
        #expect(try importFailure(String(repeating: "a,", count: 20_000) + "\n1\n").id == "too-many-columns")
    }

    @Test func filesThatCannotBeRead() throws {
        try withInput(Array("a\n1\n".utf8), name: "accounts.csv") { path in
            let folder = String(path.dropLast("/accounts.csv".count))
            func failure(_ path: String) -> Diagnostic? {
                do throws(Diagnostic) { _ = try importDelimited(path: path) } catch { return error }
                return nil
            }
            let missing = try #require(failure(folder + "/acounts.csv"))
            #expect(missing.id == "no-such-file")
            #expect(missing.help == "Did you mean '\(path)'?")
            #expect(failure(folder)?.id == "is-a-folder")
            #expect(failure(path + "/x")?.id == "not-a-folder")
        }
    }

    @Test func theHashIsOfTheBytesOnDisk() throws {
        let bytes = [0x6E, 0x0A, 0x80, 0xE9, 0x0A] as [UInt8]
        try withInput(bytes) { path in
            let input = try importDelimited(path: path).input
            #expect(input.byteCount == 5)
            #expect(input.digest == ContentHash.of(bytes))
            #expect(input.digest.count == 16)
        }
        let long = Array(("n,t\n" + (0..<90_000).map { "\($0),text" }.joined(separator: "\n")).utf8)
        let digest = try withInput(long) { try importDelimited(path: $0).input.digest }
        #expect(digest == ContentHash.of(long))
        #expect(ContentHash.of([1]) != ContentHash.of([1, 0]))
    }

    @Test func quotedLineEndsEverywhere() throws {
        // Slices of the file begin inside quoted cells that look like records.
        var text = "a,b\n"
        for row in 0..<40_000 { text += "\(row),\"1,2\n3,4\n5,\"\"6\"\"\n7,8 and some more\"\n" }
        let found = try importText(text)
        #expect(found.table.rowCount == 40_000)
        #expect(found.table.fields[0].column[39_999] == .whole(39_999))
        #expect(found.table.fields[1].column.dictionary?.count == 2)
        #expect(found.report.tallies.isEmpty)
    }

    @Test func aCellLongerThanABlock() throws {
        let long = String(repeating: "line of text, with a comma\n", count: 60_000)
        let found = try importText("a,b\n1,\"\(long)\"\n2,x\n")
        #expect(try cellValues(found, "b") == [.text(long), .text("x")])
    }

    @Test func manyShortRows() throws {
        let header = (1...500).map { "c\($0)" }.joined(separator: ",")
        let found = try importText(header + "\n" + String(repeating: "1\n", count: 20_000))
        #expect(found.table.rowCount == 20_000)
        #expect(found.report.columns[499].missing == 20_000)
    }
}
