extension Index {
    /// The documents that answer a question best, best first; ties by id. What has nothing in common with it is left out.
    package func search(_ question: String, limit: Int = 10) -> [Hit] { hits(for: question, limit: limit, by: .answers) }

    /// The documents that say most nearly the same as a text, most alike first; ties by id.
    package func near(_ text: String, limit: Int = 5) -> [Hit] {
        hits(for: text, limit: limit, by: .duplicates).sorted { (-$0.likeness, $0.id) < (-$1.likeness, $1.id) }
    }

    private func hits(for text: String, limit: Int, by balance: Ranking.Balance) -> [Hit] {
        let question = understood(text)
        guard question.weight > 0, limit > 0 else { return [] }
        var ranking = Ranking(question: question, index: self, balance: balance)
        return ranking.best(limit).map { ranking.hit($0) }
    }

    func understood(_ text: String) -> Question { Question(text, index: self) }

    /// What a mention of a stem is worth where it stands for a word of a question: no more than either is worth.
    func worth(of sense: Question.Sense, for term: Question.Term) -> Double {
        sense.strength * min(term.weight, weights.byStem[Int(sense.stem)])
    }
}
