import Diagnostics
import Foundation
import Testing

@testable import Shell

struct LineLayoutTests {
    private func layout(_ text: String, cursor: Int, width: Int = 10) -> LineLayout {
        LineLayout(prompt: "> ", continuation: ". ", text: text, cursor: cursor, width: width)
    }

    @Test func placesLinesBehindTheirPrompts() {
        let shown = layout("ab\ncd", cursor: 3)
        #expect(shown.rows == ["> ab", ". cd"])
        #expect((shown.cursorRow, shown.cursorColumn) == (1, 2))
        #expect((layout("ab\ncd", cursor: 2).cursorRow, layout("ab\ncd", cursor: 2).cursorColumn) == (0, 4))
    }

    @Test func breaksRowsAtTheWidth() {
        let full = layout("12345678", cursor: 8)
        #expect(full.rows == ["> 12345678", ""])
        #expect((full.cursorRow, full.cursorColumn) == (1, 0))
        let within = layout("123456789", cursor: 8)
        #expect(within.rows == ["> 12345678", "9"])
        #expect((within.cursorRow, within.cursorColumn) == (1, 0))
    }

    @Test func neverCutsAWideCharacter() {
        let shown = layout("1234567名", cursor: 8)
        #expect(shown.rows == ["> 1234567", "名"])
        #expect((shown.cursorRow, shown.cursorColumn) == (1, 2))
    }

    @Test func showsControlsInsteadOfSendingThem() {
        #expect(layout("\u{1B}[2J", cursor: 0, width: 40).rows == ["> ␛[2J"])
        #expect(layout("a\tb", cursor: 2, width: 40).rows == ["> a    b"])
    }

    @Test func aCursorWithinACharacterShowsAtItsStart() {
        #expect(layout("e\u{301}x", cursor: 1).cursorColumn == 2)
        #expect(layout("e\u{301}x", cursor: 2).cursorColumn == 3)
    }

    @Test func noRowIsWiderThanTheScreen() {
        let text = "accounts | where 名前 = 'é' \u{202E} and 👩‍👩‍👧\n\t| top 3"
        for width in 2..<40 {
            for cursor in 0...text.unicodeScalars.count {
                let shown = layout(text, cursor: cursor, width: width)
                #expect(shown.rows.allSatisfy { cellWidth($0) <= width })
                #expect(shown.cursorColumn < width && shown.cursorRow < shown.rows.count)
            }
        }
    }
}

struct LinePainterTests {
    private func layout(_ text: String, cursor: Int) -> LineLayout {
        LineLayout(prompt: "> ", continuation: ". ", text: text, cursor: cursor, width: 20)
    }

    /// What is sent, without the marks around an update.
    private func bare(_ text: String) -> String {
        String(text.dropFirst("\u{1B}[?2026h".count).dropLast("\u{1B}[?2026l".count))
    }

    @Test func drawsOverWhatItDrew() {
        var painter = LinePainter()
        #expect(
            bare(painter.paint(layout("a\nb", cursor: 1), below: ["list"], height: 24))
                == "\r\u{1B}[J> a\r\n. b\r\nlist\u{1B}[2A\r\u{1B}[3C")
        #expect(bare(painter.paint(layout("a\nb", cursor: 3), height: 24)) == "\r\u{1B}[J> a\r\n. b\r\u{1B}[3C")
        #expect(bare(painter.paint(layout("a", cursor: 0), height: 24)) == "\u{1B}[1A\r\u{1B}[J> a\r\u{1B}[2C")
    }

    @Test func showsThePartWithTheCursorOnALowScreen() {
        var painter = LinePainter()
        let text = (0..<10).map(String.init).joined(separator: "\n")
        #expect(
            bare(painter.paint(layout(text, cursor: 19), below: ["none"], height: 3))
                == "\r\u{1B}[J. 7\r\n. 8\r\n. 9\r\u{1B}[3C")
        #expect(
            bare(painter.paint(layout(text, cursor: 0), height: 3))
                == "\u{1B}[2A\r\u{1B}[J> 0\r\n. 1\r\n. 2\u{1B}[2A\r\u{1B}[2C")
    }

    @Test func followsATerminalThatBrokeItsRows() {
        var painter = LinePainter()
        _ = painter.paint(layout("123456789012345\nx", cursor: 17), height: 24)
        painter.resized(to: 10)
        #expect(bare(painter.paint(layout("x", cursor: 1), height: 24)).hasPrefix("\u{1B}[2A\r"))
    }
}

struct CompletionListTests {
    private func candidates(_ names: [String], note: String = "") -> [Completion] {
        names.map { Completion(replacement: $0, replaces: 0..<0, note: note) }
    }

    @Test func findsWhatAllHaveInCommon() {
        #expect(Completion.commonPrefix(candidates(["where", "whatif", "why"])) == "wh")
        #expect(Completion.commonPrefix(candidates(["é", "e\u{301}"])) == "")
        #expect(Completion.commonPrefix([]) == "")
    }

    @Test func listsFewWithTheirNotes() {
        #expect(
            Completion.list(candidates(["a", "bbb"], note: "a \u{1B}verb"), width: 40, height: 5) == [
                "a    a ␛verb", "bbb  a ␛verb",
            ])
    }

    @Test func listsManyInColumns() {
        #expect(Completion.list(candidates(["a", "b", "c", "d", "e"]), width: 9, height: 5) == ["a  c  e", "b  d"])
        let many = Completion.list(candidates((0..<50).map { "name\($0)" }), width: 20, height: 4)
        #expect(many.count == 4)
        #expect(many.last == "… and 44 more")
        #expect(Completion.list(candidates(["a"]), width: 20, height: 0) == [])
        #expect(Completion.list(candidates(["longer than this"]), width: 8, height: 3) == ["longer…"])
    }
}

struct KeyReaderTests {
    private func keys(_ bytes: [UInt8]) throws -> [KeyReader.Key] {
        let ends = try #require(makePipe())
        defer { close(ends.reading) }
        _ = bytes.withUnsafeBytes { writeAll($0, to: ends.writing) }
        close(ends.writing)
        var reader = KeyReader(descriptor: ends.reading)
        var found: [KeyReader.Key] = []
        while let key = reader.next() { found.append(key) }
        return found
    }

    @Test func readsTextAndSequences() throws {
        #expect(try keys(Array("aé名😀".utf8)) == [.scalar("a"), .scalar("é"), .scalar("名"), .scalar("😀")])
        let sequences = "\u{1B}[A\u{1B}OB\u{1B}[1;5C\u{1B}[H\u{1B}[4~\u{1B}[3~\u{1B}\r\u{1B}[200~"
        #expect(
            try keys(Array(sequences.utf8))
                == [.up, .down, .wordRight, .home, .end, .delete, .newline, .paste].map { .named($0) })
    }

    @Test func unknownSequencesAreNothing() throws {
        #expect(try keys(Array("\u{1B}[24~\u{1B}[[A\u{1B}[<0;1;2Mx".utf8)) == [.scalar("x")])
    }

    @Test func escapeAloneAndMetaKeys() throws {
        #expect(try keys(Array("\u{1B}b".utf8)) == [.scalar("\u{1B}"), .scalar("b")])
        #expect(try keys([0x1B]) == [.scalar("\u{1B}")])
    }

    @Test func whatIsNoTextIsReplaced() throws {
        #expect(try keys([0xFF, 0x61]) == [.scalar("\u{FFFD}"), .scalar("a")])
        #expect(try keys([0xC3, 0x61]) == [.scalar("\u{FFFD}"), .scalar("a")])
        #expect(try keys([0xC2, 0x80]) == [.scalar("\u{FFFD}")])
    }

    @Test func aPasteEndsAtItsMark() throws {
        let ends = try #require(makePipe())
        defer { close(ends.reading) }
        writeNow("a\tb\u{1B}[20\nc\u{1B}[201~after", to: ends.writing)
        close(ends.writing)
        var reader = KeyReader(descriptor: ends.reading)
        #expect(reader.paste(isInterrupted: { true }).map { String(decoding: $0, as: UTF8.self) } == "a\tb\u{1B}[20\nc")
        #expect(reader.holdsBytes)
        #expect(reader.next() == .scalar("a"))
    }
}
