/// What the words of a question do for each document.
struct Candidates {
    /// Sums of BM25F, not yet divided by what the question is worth.
    private(set) var sums: [Double]
    /// How much of the question's worth the document has, each word by the weightiest field that has it: a part has no more.
    private(set) var reached: [Double]

    init(question: Question, index: Index) {
        let count = index.documents.count
        sums = [Double](repeating: 0, count: count)
        reached = [Double](repeating: 0, count: count)
        var several = Several(documents: count)
        for term in question.terms {
            if term.senses.count == 1 {
                add(term, term.senses[0], index)
            } else {
                several.collect(term, index)
                several.take { document, sum, reach in
                    sums[document] += sum
                    reached[document] += reach * term.weight
                }
            }
        }
    }

    private mutating func add(_ term: Question.Term, _ sense: Question.Sense, _ index: Index) {
        let worth = index.worth(of: sense, for: term)
        let reached = sense.strength * term.weight
        index.postings.forEach(of: sense.stem) { document, share, reach in
            sums[document] += worth * share
            self.reached[document] += reached * reach
        }
    }

    /// A word with several senses: the one that does most for a document counts.
    private struct Several {
        private var sums: [Double]
        private var reaches: [Double]
        private var met: [Int] = []

        init(documents: Int) {
            sums = [Double](repeating: 0, count: documents)
            reaches = [Double](repeating: 0, count: documents)
        }

        mutating func collect(_ term: Question.Term, _ index: Index) {
            for sense in term.senses {
                let worth = index.worth(of: sense, for: term)
                index.postings.forEach(of: sense.stem) { document, share, reach in
                    if sums[document] == 0 { met.append(document) }
                    sums[document] = max(sums[document], worth * share)
                    reaches[document] = max(reaches[document], sense.strength * reach)
                }
            }
        }

        /// Gives out what was collected, and is empty again.
        mutating func take(_ body: (_ document: Int, _ sum: Double, _ reach: Double) -> Void) {
            for document in met {
                body(document, sums[document], reaches[document])
                sums[document] = 0
                reaches[document] = 0
            }
            met.removeAll(keepingCapacity: true)
        }
    }
}
