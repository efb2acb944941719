/// The words of a question beside those of an index: which stand for which.
struct Reading {
    /// A stem of the question.
    struct Stem {
        let text: String
        /// Its number in the index.
        let number: Int32?
        /// Where its words stand.
        fileprivate(set) var places: [Int]
    }

    let words: [String]
    /// Each once, in the order of the question.
    private(set) var stems: [Stem] = []
    private let index: Index
    private let stemmer = Stemmer()

    /// How strongly a stem stands for a word that is not it.
    private enum Strength {
        static let synonym = 0.5
        /// A compound or initials.
        static let together = 0.7
        /// Spelled alike, times how alike.
        static let spelling = 0.9
        /// What a slip costs, in letters of the word.
        static let slip = 0.5
        /// The letters from which on one slip leaves no doubt: shorter words may be right, and merely unknown here (`sewer`, `sever`).
        static let leastSure = 6
        /// The share of letter groups in common from which on two words are spelled alike.
        static let leastShared = 0.5
    }

    init(_ words: [String], index: Index) {
        self.words = words
        self.index = index
        var ofWords: [String: Int] = [:]
        var ofStems: [String: Int] = [:]
        for (place, word) in words.enumerated() {
            if let known = ofWords[word] {
                stems[known].places.append(place)
                continue
            }
            let stem = stemmer.stem(word)
            let known = ofStems[stem] ?? stems.count
            if known == stems.count { stems.append(Stem(text: stem, number: index.vocabulary.number(ofStem: stem), places: [])) }
            stems[known].places.append(place)
            (ofWords[word], ofStems[stem]) = (known, known)
        }
    }

    /// What stands for a stem, each once and as strongly as it can.
    func senses(of stem: Int) -> [Question.Sense] {
        let stem = stems[stem]
        let word = words[stem.places[0]]
        var senses = synonyms(of: stem)
        if let own = stem.number { senses.append(Question.Sense(stem: own, strength: 1, match: .same)) }
        if Reading.isSpelled(stem.text) { senses += stem.number == nil ? mistyped(stem, word) : alike(stem) }
        for place in stem.places.prefix(Question.mostWords) { senses += together(at: place) }
        var best: [Int32: Question.Sense] = [:]
        for sense in senses where sense.strength > best[sense.stem]?.strength ?? 0 { best[sense.stem] = sense }
        return best.values.sorted { $0.stem < $1.stem }
    }

    private func synonyms(of stem: Stem) -> [Question.Sense] {
        Synonyms.of(stem: stem.text).compactMap { index.vocabulary.number(ofStem: $0) }
            .map { Question.Sense(stem: $0, strength: Strength.synonym, match: .synonym) }
    }

    /// What is meant where nobody writes the word: another that one slip makes of it, or else what is spelled like it or makes it up.
    private func mistyped(_ stem: Stem, _ word: String) -> [Question.Sense] {
        var found: [(sense: Question.Sense, slips: Int)] = []
        for text in word == stem.text ? [word] : [word, stem.text] {
            for (number, slips) in index.slips.few(from: text) {
                guard let sense = spelling(number, 1 - Strength.slip * Double(slips) / Double(text.utf8.count)) else { continue }
                found.append((sense, slips))
            }
            let nearest = found.filter { $0.slips == 1 }
            if text.utf8.count >= Strength.leastSure, !nearest.isEmpty { return nearest.map(\.sense) }
        }
        return found.map(\.sense) + alike(stem) + halves(of: word)
    }

    private func alike(_ stem: Stem) -> [Question.Sense] {
        index.groups.sharing(with: stem.text, least: Strength.leastShared)
            .compactMap { spelling($0.number, $0.likeness * $0.likeness.squareRoot()) }
    }

    private func spelling(_ number: Int32, _ likeness: Double) -> Question.Sense? {
        guard Reading.isSpelled(index.vocabulary.stems[Int(number)]) else { return nil }
        return Question.Sense(stem: number, strength: Strength.spelling * likeness, match: .spelling)
    }

    /// The two words that an unknown one is made of, the longest first one that there is.
    private func halves(of word: String) -> [Question.Sense] {
        let letters = Array(word)
        guard letters.count >= 6 else { return [] }
        for cut in (3...letters.count - 3).reversed() {
            let halves = [letters[..<cut], letters[cut...]].map { stemmer.stem(String($0)) }
            let numbers = halves.filter(Reading.isSpelled).compactMap(index.vocabulary.number)
            if numbers.count == 2 { return numbers.map { Question.Sense(stem: $0, strength: Strength.together, match: .compound) } }
        }
        return []
    }

    /// What a word stands for together with those beside it.
    private func together(at place: Int) -> [Question.Sense] {
        var senses: [Question.Sense] = []
        for start in [place - 1, place] where start >= 0 && start + 1 < words.count {
            guard words[start].utf8.count + words[start + 1].utf8.count > 4 else { continue }
            if let number = index.vocabulary.number(ofStem: stemmer.stem(words[start] + words[start + 1])) {
                senses.append(Question.Sense(stem: number, strength: Strength.together, match: .compound))
            }
        }
        for length in 3...5 {
            for start in max(0, place - length + 1)...place where start + length <= words.count {
                let letters = String(words[start..<start + length].compactMap(\.first))
                if let number = index.vocabulary.number(ofStem: letters), index.vocabulary.isInitials(number) {
                    senses.append(Question.Sense(stem: number, strength: Strength.together, match: .initials))
                }
            }
        }
        return senses
    }

    /// Whether a stem's spelling may stand for another: not that of a number or of a common word.
    private static func isSpelled(_ stem: String) -> Bool {
        guard let first = stem.utf8.first, !(0x30...0x39).contains(first) else { return false }
        return CommonWords.weight(ofStem: stem) == 1
    }
}
