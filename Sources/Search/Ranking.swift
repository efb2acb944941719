/// The documents in the order in which they answer a question.
struct Ranking {
    /// What counts how much. Chosen on public sets of questions with known answers, the same for all of them.
    struct Balance {
        /// For all that a document says of the question's words.
        let bm25: Double
        /// For the likeness of its most alike part.
        let likeness: Double
        /// For a part with the very words of the question, so that it comes first whatever else others say.
        let identical: Double

        static let answers = Balance(bm25: 1, likeness: 1.3, identical: 6)
        static let duplicates = Balance(bm25: 0, likeness: 1, identical: 0)

        func score(bm25: Double, likeness: Double) -> Double {
            self.bm25 * bm25 + self.likeness * likeness + (likeness > 0.9999 ? identical : 0)
        }
    }

    /// A document with its score.
    struct Place: Equatable {
        let document: Int
        let id: Int
        let score: Double
        /// BM25F as a share of the question's worth.
        let bm25: Double
        let likeness: Double
        /// The most alike part, counted within the document.
        let part: Int

        static func < (a: Place, b: Place) -> Bool { (-a.score, a.id) < (-b.score, b.id) }
    }

    let question: Question
    let index: Index
    let balance: Balance
    var likeness: Likeness

    init(question: Question, index: Index, balance: Balance) {
        self.question = question
        self.index = index
        self.balance = balance
        likeness = Likeness(question: question, index: index)
    }

    /// The best documents in order.
    ///
    /// A part is no more alike than one that had all that the document has of the question, and nothing else. So every document has a
    /// bound; they are scored from the highest bound on until no bound reaches the worst of the best (as MaxScore does: Turtle &
    /// Flood, "Query Evaluation: Strategies and Optimizations", 1995).
    mutating func best(_ limit: Int) -> [Place] {
        let candidates = Candidates(question: question, index: index)
        var bounds: [(document: Int, bound: Double)] = []
        for (document, gain) in candidates.gains.enumerated() where gain.y > 0 {
            // A little more, for the rounding of what postings keep.
            let share = min(1, gain.y / question.weight + 1e-6)
            bounds.append((document, balance.score(bm25: gain.x / question.weight, likeness: share.squareRoot())))
        }
        var best: [Place] = []
        for (bucket, floor) in Buckets(bounds.map(\.bound)) {
            for entry in bucket {
                let (document, bound) = bounds[Int(entry)]
                if best.count == limit, bound < best[limit - 1].score { continue }
                insert(place(of: document, bm25: candidates.gains[document].x / question.weight), into: &best, limit)
            }
            if best.count == limit, floor < best[limit - 1].score { break }
        }
        return best
    }

    private func insert(_ place: Place, into best: inout [Place], _ limit: Int) {
        guard place.score > 0 else { return }
        var spot = best.count
        while spot > 0, place < best[spot - 1] { spot -= 1 }
        guard spot < limit else { return }
        if best.count == limit { best.removeLast() }
        best.insert(place, at: spot)
    }

    private mutating func place(of document: Int, bm25: Double) -> Place {
        let parts = index.parts.parts(of: document)
        var best = (likeness: 0.0, part: parts.lowerBound)
        for part in parts {
            let weight = index.fieldWeights[Int(index.parts.fields[part])]
            guard weight > best.likeness else { continue }
            let likeness = weight * self.likeness.of(part: part)
            if likeness > best.likeness { best = (likeness, part) }
        }
        return Place(
            document: document, id: index.documents[document].id, score: balance.score(bm25: bm25, likeness: best.likeness), bm25: bm25,
            likeness: best.likeness, part: best.part - parts.lowerBound)
    }
}
