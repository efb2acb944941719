/// How alike a question and the parts of documents are: how much of the question a part has, and how much of the part the
/// question has, as the geometric mean of the two. It is the same seen from either text.
struct Likeness {
    /// A word of the question that a stem stands for.
    private struct Cover {
        let term: Int32
        let strength: Double
    }

    private let parts: Parts
    private let stemWeights: [Double]
    private let question: Question
    /// By stem: where its covers begin, counted from 1; 0 for a stem that stands for no word of the question.
    private var slots: [Int32]
    private var covers: [[Cover]] = []
    /// By slot: the most that the stem stands for any word.
    private var strongest: [Double] = []
    /// By word of the question: the most that a stem of the part in hand stands for it.
    private(set) var covered: [Double]

    init(question: Question, index: Index) {
        parts = index.parts
        stemWeights = index.weights.byStem
        self.question = question
        slots = [Int32](repeating: 0, count: stemWeights.count)
        covered = [Double](repeating: 0, count: question.terms.count)
        for (number, term) in question.terms.enumerated() {
            for sense in term.senses {
                if slots[Int(sense.stem)] == 0 {
                    covers.append([])
                    strongest.append(0)
                    slots[Int(sense.stem)] = Int32(covers.count)
                }
                let slot = Int(slots[Int(sense.stem)]) - 1
                covers[slot].append(Cover(term: Int32(number), strength: sense.strength))
                strongest[slot] = max(strongest[slot], sense.strength)
            }
        }
    }

    /// From 0 to 1; `covered` tells of this part until the next call.
    mutating func of(part: Int) -> Double {
        for term in covered.indices { covered[term] = 0 }
        var ofPart = 0.0
        for place in parts.stemPlaces(of: part) {
            let stem = Int(parts.stems[place])
            guard slots[stem] > 0 else { continue }
            let slot = Int(slots[stem]) - 1
            ofPart += strongest[slot] * stemWeights[stem]
            for cover in covers[slot] { covered[Int(cover.term)] = max(covered[Int(cover.term)], cover.strength) }
        }
        var ofQuestion = 0.0
        for (term, strength) in covered.enumerated() { ofQuestion += strength * question.terms[term].weight }
        let wholes = parts.weights[part] * question.weight
        return wholes > 0 ? (ofPart * ofQuestion / wholes).squareRoot() : 0
    }

    /// The most that a stem of a part stands for any word of the question.
    func strength(of stem: Int32) -> Double { slots[Int(stem)] > 0 ? strongest[Int(slots[Int(stem)]) - 1] : 0 }
}
