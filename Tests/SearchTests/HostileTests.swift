import Testing

@testable import Search

/// Texts that nobody would write, in questions and in documents.
@Suite struct HostileTests {
    static let texts = [
        "", " ", "\0", "\u{1B}[2J\u{1B}]0;gone\u{7}", "<script>alert('meeting')</script>", "'; drop table questions; --", "\u{202E}gniteem", "👩‍👩‍👧‍👦🏳️‍🌈",
        "会議はいつですか", "متى الاجتماع", "เมื่อไหร่ประชุม", "Wann ist das Treffen in Zürich?", "meeting\u{301}\u{301}\u{301}", "''''", "n't", "'s's's",
        String(repeating: "a", count: 100_000), String(repeating: "meeting ", count: 5_000), String(repeating: "é", count: 10_000),
        (0..<3_000).map { "word\($0)" }.joined(separator: " "), String(repeating: "\u{1F469}\u{200D}", count: 5_000), "\u{FFFD}\u{FFFE}", "½ ² Ⅷ ①",
    ]

    @Test(arguments: texts.indices) func aHostileQuestionDoesNoHarm(_ number: Int) throws {
        let index = try Index(documents: Service.documents)
        let text = HostileTests.texts[number]
        for hit in index.search(text) + index.near(text) {
            #expect(hit.score.isFinite && (0...1).contains(hit.likeness) && (0...1).contains(hit.confidence))
        }
    }

    @Test func hostileDocumentsDoNoHarm() throws {
        let documents = HostileTests.texts.enumerated().map { Document(id: $0.offset, parts: [Part(.question, $0.element), Part(.answer, $0.element)]) }
        let index = try Index(documents: documents)
        for text in HostileTests.texts + ["meeting", "cancel the meeting"] {
            for hit in index.search(text) { #expect(hit.score.isFinite && (0...1.0001).contains(hit.likeness)) }
        }
    }

    /// However long a question is, its most telling words are looked for.
    @Test func aLongQuestionKeepsItsPoint() throws {
        let index = try Index(documents: Service.documents)
        let talk = String(repeating: "So I was wondering about it, and then I just thought that you might know. ", count: 140)
        #expect(talk.utf8.count > 10_000)
        #expect(index.search(talk + "Who hosts the earnings call?").first?.id == 4)
    }
}
