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
        /// What it is worth: how rare it is, and whether it is a common word.
        let weight: Double
        /// The strongest sense of each stem, by stem.
        var senses: [Sense]
    }

    private(set) var terms: [Term] = []
    /// The words' weights together.
    let weight: Double

    /// How strongly a stem stands for a word that is not it.
    private enum Strength {
        static let synonym = 0.5
        /// A compound or initials.
        static let together = 0.7
        /// Spelled alike, times how alike.
        static let spelling = 0.9
        /// The share of letter groups in common from which on two words are spelled alike.
        static let leastShared = 0.5
    }

    init(_ text: String, vocabulary: Vocabulary, spellings: Spellings, weights: Weights) {
        let stemmer = Stemmer()
        let words = Words.all(in: text.prefix(bytes: Question.mostBytes)).map(\.text)
        let stems = words.map(stemmer.stem)
        let related = Question.related(words, stemmer: stemmer, vocabulary: vocabulary)
        var places: [String: Int] = [:]
        var firsts: [Int] = []
        var senses: [[Sense]] = []
        for (place, stem) in stems.enumerated() {
            let known = places[stem] ?? senses.count
            if known == senses.count {
                places[stem] = known
                firsts.append(place)
                senses.append([])
            }
            senses[known] += related[place] ?? []
        }
        let worth = firsts.map { weights.ofStem(stems[$0], number: vocabulary.number(ofStem: stems[$0])) }
        let chosen = firsts.indices.sorted { (-worth[$0], $0) < (-worth[$1], $1) }.prefix(Question.mostWords)
        for index in chosen {
            let stem = stems[firsts[index]]
            var all = senses[index] + Question.senses(ofStem: stem, vocabulary: vocabulary, spellings: spellings)
            if vocabulary.number(ofStem: stem) == nil {
                all += Question.halves(of: words[firsts[index]], stemmer: stemmer, vocabulary: vocabulary)
            }
            terms.append(Term(text: words[firsts[index]], weight: worth[index], senses: Question.strongest(all)))
        }
        weight = terms.reduce(0) { $0 + $1.weight }
    }

    /// By place: what words next to one another stand for together.
    private static func related(_ words: [String], stemmer: Stemmer, vocabulary: Vocabulary) -> [Int: [Sense]] {
        var related: [Int: [Sense]] = [:]
        func add(_ number: Int32, _ places: Range<Int>, _ strength: Double, _ match: Match) {
            for place in places { related[place, default: []].append(Sense(stem: number, strength: strength, match: match)) }
        }
        for place in words.indices {
            if place + 1 < words.count, words[place].utf8.count + words[place + 1].utf8.count > 4,
                let number = vocabulary.number(ofStem: stemmer.stem(words[place] + words[place + 1]))
            {
                add(number, place..<place + 2, Strength.together, .compound)
            }
            for length in 3...5 where place + length <= words.count {
                let letters = String(words[place..<place + length].compactMap(\.first))
                if let number = vocabulary.number(ofStem: letters), vocabulary.isInitials(number) {
                    add(number, place..<place + length, Strength.together, .initials)
                }
            }
        }
        return related
    }

    /// What a word stands for by itself.
    private static func senses(ofStem stem: String, vocabulary: Vocabulary, spellings: Spellings) -> [Sense] {
        var senses: [Sense] = []
        for synonym in Synonyms.of(stem: stem) {
            if let number = vocabulary.number(ofStem: synonym) { senses.append(Sense(stem: number, strength: Strength.synonym, match: .synonym)) }
        }
        let own = vocabulary.number(ofStem: stem)
        if let own { senses.append(Sense(stem: own, strength: 1, match: .same)) }
        guard isSpelled(stem) else { return senses }
        for (number, likeness) in spellings.sharingGroups(with: stem, least: Strength.leastShared) where isSpelled(vocabulary.stems[Int(number)]) {
            senses.append(Sense(stem: number, strength: Strength.spelling * likeness * likeness.squareRoot(), match: .spelling))
        }
        if own == nil {
            for (number, slips) in spellings.fewSlips(from: stem) where isSpelled(vocabulary.stems[Int(number)]) {
                let strength = Strength.spelling * (1 - Double(slips) / Double(stem.utf8.count))
                senses.append(Sense(stem: number, strength: strength, match: .spelling))
            }
        }
        return senses
    }

    /// The two words that an unknown one is made of, the longest first one that there is.
    private static func halves(of word: String, stemmer: Stemmer, vocabulary: Vocabulary) -> [Sense] {
        let letters = Array(word)
        guard letters.count >= 6 else { return [] }
        for cut in (3...letters.count - 3).reversed() {
            let halves = [letters[..<cut], letters[cut...]].map { stemmer.stem(String($0)) }
            let numbers = halves.filter(isSpelled).compactMap(vocabulary.number)
            if numbers.count == 2 { return numbers.map { Sense(stem: $0, strength: Strength.together, match: .compound) } }
        }
        return []
    }

    /// Whether a stem's spelling may stand for another: not that of a number or of a common word.
    private static func isSpelled(_ stem: String) -> Bool {
        guard let first = stem.utf8.first, !(0x30...0x39).contains(first) else { return false }
        return CommonWords.weight(ofStem: stem) == 1
    }

    private static func strongest(_ senses: [Sense]) -> [Sense] {
        var best: [Int32: Sense] = [:]
        for sense in senses where sense.strength > best[sense.stem]?.strength ?? 0 { best[sense.stem] = sense }
        return best.values.sorted { $0.stem < $1.stem }
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
