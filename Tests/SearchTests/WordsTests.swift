import Testing

@testable import Search

@Suite struct WordsTests {
    @Test(arguments: [
        ("Who hosts the Call?", "who hosts the call"), ("don't, can’t won't", "dont cant wont"), ("Acme's and we're", "acme and we"),
        ("O'Brien", "obrien"), ("naïve café ŁÓDŹ Straße", "naive cafe lodz strasse"), ("cafe\u{301}", "cafe"), ("COVID-19, 6x6.5", "covid 19 6x6 5"),
        ("会議は何時", "会 議 は 何 時"), ("Q3会議now", "q3 会 議 now"), ("<b>bold</b>", "b bold b"), ("a_b\tc\u{1B}[1md", "a b c 1md"), ("…🙂…", ""),
        ("ПРИВЕТ Ελλάδα", "привет ελλάδα"),
    ])
    func wordsAreRunsOfLettersAndDigits(_ text: String, _ words: String) {
        #expect(Words.all(in: text[...]).map(\.text).joined(separator: " ") == words)
    }

    @Test func placesAreBytes() {
        let text = "Ça va, l’été?"
        let words = Words.all(in: text[...])
        #expect(words.map(\.text) == ["ca", "va", "lete"])
        #expect(words.map { String(decoding: Array(text.utf8)[$0.place], as: UTF8.self) } == ["Ça", "va", "l’été"])
    }

    @Test(arguments: [("One. Two? Three", ["One.", "Two?", "Three"]), ("v1.5 is out!\n\n Good ", ["v1.5 is out!", "Good"]), ("", []), ("  ", [])])
    func sentencesEndWithStopsAndLines(_ text: String, _ sentences: [String]) {
        let bytes = Array(text.utf8)
        #expect(Sentences.ranges(in: text).map { String(decoding: bytes[$0], as: UTF8.self) } == sentences)
    }

    @Test func slipsAndLetterGroupsAreFound() throws {
        let words = ["receiving", "pillow", "trial", "details", "deliveries", "deliver", "order", "access", "corporate"]
        let index = try Index(documents: [Document(id: 0, parts: [Part(.question, words.joined(separator: " "))])])
        func stems(_ found: [Int32]) -> [String] { Set(found).map { index.vocabulary.stems[Int($0)] }.sorted() }
        func slips(_ word: String) -> [String] { stems(index.slips.few(from: word).map(\.stem)) }
        #expect(slips("reciev") == ["receiv"])
        #expect(slips("trail") == ["trial"])
        #expect(slips("oder") == ["order"])
        #expect(slips("acces") == ["access"])
        #expect(slips("corprate") == ["corpor"])
        #expect(slips("coprorat") == ["corpor"])
        #expect(slips("od") == [])
        #expect(slips("acse") == [])
        #expect(stems(index.groups.sharing(with: "deliveri", least: 0.5).map(\.number)) == ["deliv", "deliveri"])
    }
}
