/// The words of a text that say what it is about: all but those of grammar, of asking and of every conversation.
package enum Telling {
    /// Each once, as the text has it first.
    package static func words(of text: String) -> [String] { stems(of: text).map(\.word) }

    /// Those of a question that nothing in a document stands for.
    package static func words(of question: String, without hit: Hit) -> [String] {
        let stemmer = Stemmer()
        let found = Set(hit.terms.map { stemmer.stem($0.query) })
        return stems(of: question).filter { !found.contains($0.stem) }.map(\.word)
    }

    /// Whether two texts tell of the same: each has what the other's telling words stand for.
    package static func same(_ one: String, _ other: String) -> Bool { Set(stems(of: one).map(\.stem)) == Set(stems(of: other).map(\.stem)) }

    private static func stems(of text: String) -> [(word: String, stem: String)] {
        let stemmer = Stemmer()
        var seen: Set<String> = []
        return Words.all(in: text[...]).map { (word: $0.text, stem: stemmer.stem($0.text)) }
            .filter { CommonWords.weight(ofStem: $0.stem) == 1 && seen.insert($0.stem).inserted }
    }
}
