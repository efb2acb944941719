/// What the words of a question do for each document.
struct Candidates {
    /// What a document gains: `x` is its BM25F, not yet divided by what the question is worth; `y` is how much of the question's worth it
    /// has, each word by the weightiest field that has it, which is the most that one of its parts can have.
    typealias Gain = SIMD2<Double>

    /// By document.
    private(set) var gains: [Gain]

    init(question: Question, index: Index) {
        gains = [Gain](repeating: .zero, count: index.documents.count)
        var several = Several(documents: index.documents.count)
        for term in question.terms {
            if term.senses.count == 1 {
                index.postings.forEach(of: term.senses[0].stem, Candidates.worth(of: term.senses[0], for: term, index)) { document, gain in
                    gains[document] += gain
                }
            } else {
                for sense in term.senses {
                    index.postings.forEach(of: sense.stem, Candidates.worth(of: sense, for: term, index)) { several.collect($0, $1) }
                }
                several.take { document, gain in gains[document] += gain }
            }
        }
    }

    /// What the share and the reach of a mention are multiplied by.
    private static func worth(of sense: Question.Sense, for term: Question.Term, _ index: Index) -> Gain {
        Gain(index.worth(of: sense, for: term), sense.strength * term.weight)
    }

    /// The gains by a word with several senses: the one that does most for a document counts.
    private struct Several {
        private var gains: [Gain]
        private var met: [Int] = []

        init(documents: Int) { gains = [Gain](repeating: .zero, count: documents) }

        mutating func collect(_ document: Int, _ gain: Gain) {
            if gains[document].x == 0 { met.append(document) }
            gains[document] = pointwiseMax(gains[document], gain)
        }

        /// Gives out what was collected, and is empty again.
        mutating func take(_ body: (_ document: Int, _ gain: Gain) -> Void) {
            for document in met {
                body(document, gains[document])
                gains[document] = .zero
            }
            met.removeAll(keepingCapacity: true)
        }
    }
}
