/// A text that is looked for, as the index understands it: its words, what each is worth, and the stems that stand for each.
struct Question {
    /// More words make no question clearer: the most telling are taken.
    static let mostWords = 24
    /// What is read of a text.
    private static let mostBytes = 20_000

    /// A stem that stands for a word.
    struct Sense {
        let stem: Int32
        /// From 0 to 1.
        var strength: Double
        var match: Match
    }

    struct Term {
        /// As written first.
        let text: String
        let stem: String
        /// What it is worth: how rare it is, and whether it is a common word.
        let weight: Double
        /// How much the question's subject rests on it.
        let telling: Double
        /// The strongest sense of each stem, by stem.
        var senses: [Sense]
    }

    private(set) var terms: [Term] = []
    /// The words' weights together.
    let weight: Double

    init(_ text: String, index: Index) {
        let reading = Reading(Words.all(in: text.prefix(bytes: Question.mostBytes)).map(\.text), index: index)
        let worth = reading.stems.map { index.weights.ofStem($0.text, number: $0.number) }
        let chosen = worth.indices.sorted { (-worth[$0], $0) < (-worth[$1], $1) }.prefix(Question.mostWords)
        for place in chosen {
            let stem = reading.stems[place]
            terms.append(
                Term(
                    text: reading.words[stem.places[0]], stem: stem.text, weight: worth[place],
                    telling: index.weights.telling(stem.text, number: stem.number), senses: reading.senses(of: place)))
        }
        weight = terms.reduce(0) { $0 + $1.weight }
    }
}

extension String {
    /// The beginning of a text, of at most so many bytes, in whole signs.
    fileprivate func prefix(bytes limit: Int) -> Substring {
        guard utf8.count > limit else { return self[...] }
        var end = utf8.index(utf8.startIndex, offsetBy: limit)
        while end > startIndex, end.samePosition(in: unicodeScalars) == nil { end = utf8.index(before: end) }
        return self[..<end]
    }
}
