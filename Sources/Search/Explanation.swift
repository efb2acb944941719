extension Ranking {
    /// A place in the ranking as it is told: with its best sentence, and with what each word of the question did for it.
    mutating func hit(_ place: Place) -> Hit {
        let document = index.documents[place.document]
        let found = words(of: document, bestPart: place.part)
        let part = document.parts[place.part]
        let number = index.parts.parts(of: place.document).lowerBound + place.part
        _ = likeness.of(part: number)
        let differences = Differences(question: question, part: number, likeness: likeness, index: index)
        return Hit(
            id: place.id, score: place.score, likeness: place.likeness * differences.left, part: place.part, field: part.field,
            passage: passage(of: part.text, words: found.filter { $0.part == place.part }), terms: terms(of: place, words: found))
    }

    /// A word of the document.
    private struct FoundWord {
        let part: Int
        let text: String
        let stem: Int32
        /// The bytes where it stands.
        let place: Range<Int>
    }

    /// The words of the document that stand for a word of the question, those of the best part first.
    private func words(of document: Document, bestPart: Int) -> [FoundWord] {
        let wanted = Set(question.terms.flatMap { $0.senses.map(\.stem) })
        let stemmer = Stemmer()
        var found: [FoundWord] = []
        for part in [bestPart] + document.parts.indices.filter({ $0 != bestPart }) {
            for (word, place) in Words.all(in: document.parts[part].text[...]) {
                guard let stem = index.vocabulary.number(ofStem: stemmer.stem(word)), wanted.contains(stem) else { continue }
                found.append(FoundWord(part: part, text: word, stem: stem, place: place))
            }
        }
        return found
    }

    /// The first of the sentences with the most of the question.
    private func passage(of text: String, words: [FoundWord]) -> Substring {
        let strengths = Dictionary(
            question.terms.flatMap { term in term.senses.map { ($0.stem, $0.strength * term.weight) } }, uniquingKeysWith: max)
        var best: (worth: Double, range: Range<Int>)?
        for range in Sentences.ranges(in: text) {
            var seen: Set<Int32> = []
            let worth = words.reduce(0) { sum, word in
                range.contains(word.place.lowerBound) && seen.insert(word.stem).inserted ? sum + (strengths[word.stem] ?? 0) : sum
            }
            if worth > best?.worth ?? -1 { best = (worth, range) }
        }
        guard let range = best?.range else { return text[...] }
        let start = text.utf8.index(text.startIndex, offsetBy: range.lowerBound)
        return text[start..<text.utf8.index(start, offsetBy: range.count)]
    }

    /// The question's words that the document has, with what they add to its score.
    ///
    /// BM25F is a sum over words. What likeness adds is shared out by how much of the question each word covers; it was just measured.
    private func terms(of place: Place, words: [FoundWord]) -> [MatchedTerm] {
        let covered = zip(likeness.covered, question.terms).map { $0 * $1.weight }
        let whole = covered.reduce(0, +)
        let ofLikeness = place.score - balance.bm25 * place.bm25
        var terms: [MatchedTerm] = []
        for (number, term) in question.terms.enumerated() {
            let likely = whole > 0 ? ofLikeness * covered[number] / whole : 0
            let sums = term.senses.map { sense in
                (sense: sense, sum: index.worth(of: sense, for: term) * index.postings.share(of: sense.stem, in: place.document))
            }
            let best = sums.max { $0.sum < $1.sum }
            guard let best, best.sum > 0, let word = words.first(where: { $0.stem == best.sense.stem }) else { continue }
            let contribution = balance.bm25 * best.sum / question.weight + likely
            terms.append(MatchedTerm(query: term.text, document: word.text, match: best.sense.match, contribution: contribution))
        }
        return terms.enumerated().sorted { (-$0.element.contribution, $0.offset) < (-$1.element.contribution, $1.offset) }.map(\.element)
    }
}
