import Diagnostics
import Testing

@testable import Storage

@Suite("JSON reader") struct JSONReaderTests {
    private func values(_ text: String) throws -> [String] {
        var reader = JSONReader(Array(text.utf8), named: "x.json")
        var found: [String] = []
        while let (value, _) = try reader.next() { found.append(value.text) }
        return found
    }

    @Test("what is written is read again", arguments: [
        "null", "true", "-12", "0.5", "\"\"", "[]", "{}", "[1,[2,{\"a\":\"b\"}]]", "{\"a\":null,\"b\":[true,false]}", "\"\\\"\\\\\\n\\t\"", "\"é 😀\"",
    ]) func roundTrip(_ text: String) throws { #expect(try values(text) == [text]) }

    @Test("a value stands on each line, with blanks where they may be") func lines() throws {
        #expect(try values("\u{FEFF}{ \"a\" : 1 }\r\n\n [ 2 , 3 ] \n\"\\u00e9\\uD83D\\uDE00\\/\"") == ["{\"a\":1}", "[2,3]", "\"é😀/\""])
        #expect(try values(" \n ") == [])
    }

    @Test("what is no JSON is named with its line", arguments: [
        "{\"a\":1,}", "[1 2]", "\"a", "\"a\nb\"", "{a:1}", "nul", "\"\\x\"", "\"\\uD83D\"", "\"\\uDE00\"", "\"\\u00\"", "01x", "--1", "1e999", "[", "{\"a\"}", "'a'",
        "\"\\u+12f\"", String(repeating: "[", count: 100_000),
    ]) func wrong(_ text: String) {
        do {
            let found = try values("1\n" + text)
            Issue.record("\(text.prefix(40)) is read as \(found.joined(separator: " ").prefix(80))")
        } catch let error as Diagnostic {
            #expect(error.id == "not-json" && error.message.hasPrefix("Line 2 of x.json") || error.message.hasPrefix("Line 3"))
        } catch {
            Issue.record("\(error)")
        }
    }

    @Test("bytes by chance are read or refused") func chance() {
        var seed: UInt64 = 7
        let letters = Array("{}[]\",:\\u0123456789abcdeftrnul -+.eE\n\u{1}é".utf8)
        for _ in 0..<3_000 {
            var bytes: [UInt8] = []
            for _ in 0..<24 {
                seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                bytes.append(letters[Int(seed >> 33) % letters.count])
            }
            var reader = JSONReader(bytes, named: "x.json")
            while let found = try? reader.next() { _ = found.value.text }
        }
    }
}
