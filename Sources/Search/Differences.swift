/// What tells a question and a part apart that are alike in their words: telling words that each lacks of the other, as `calls` and
/// `corporate access` in `Do Gold accounts get calls?` and `Do Gold accounts get corporate access?`; other numbers; and a negation
/// in one of the two.
struct Differences {
    /// The shares of the telling words, by what they tell, that the other text lacks.
    private var missing: (ofQuestion: Double, ofPart: Double)
    private var hasOtherNumbers = false
    private var isNegated = false

    /// What is left of a likeness when numbers differ, or when one of the texts is negated.
    private static let otherNumbers = 0.5
    private static let negated = 0.6

    /// - Parameter likeness: of the part, just measured.
    init(question: Question, part: Int, likeness: Likeness, index: Index) {
        var ofQuestion = Share()
        var ofPart = Share()
        for (term, covered) in zip(question.terms, likeness.covered) { ofQuestion.add(term.stem, term.telling, covered: covered) }
        for place in index.parts.stemPlaces(of: part) {
            let number = index.parts.stems[place]
            let stem = index.vocabulary.stems[Int(number)]
            ofPart.add(stem, index.weights.telling(stem, number: number), covered: likeness.strength(of: number))
        }
        missing = (ofQuestion.missing, ofPart.missing)
        hasOtherNumbers = ofQuestion.lacksNumber && ofPart.lacksNumber
        isNegated = ofQuestion.hasNegation != ofPart.hasNegation
    }

    /// What is left of the likeness, from 0 to 1. What one of the texts says beyond the other holds it back only as far as the other
    /// says something else instead: the mean of the two shares is the geometric one.
    var left: Double {
        (1 - (missing.ofQuestion * missing.ofPart).squareRoot()) * (hasOtherNumbers ? Differences.otherNumbers : 1)
            * (isNegated ? Differences.negated : 1)
    }

    /// One text seen from the other.
    private struct Share {
        private var whole = 0.0
        private var covered = 0.0
        private(set) var lacksNumber = false
        private(set) var hasNegation = false

        mutating func add(_ stem: String, _ telling: Double, covered strength: Double) {
            whole += telling
            covered += telling * strength
            if strength == 0, let first = stem.utf8.first, (0x30...0x39).contains(first) { lacksNumber = true }
            if CommonWords.isNegation(stem: stem) { hasNegation = true }
        }

        var missing: Double { whole > 0 ? max(0, 1 - covered / whole) : 1 }
    }
}
