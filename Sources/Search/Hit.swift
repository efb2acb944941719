/// A document that a search found.
package struct Hit: Equatable, Sendable {
    package let id: Int
    /// What the ranking goes by, from 0 to 1: only its order within one answer means something.
    package let score: Double
    /// How sure it is, from 0 to 1, that the document answers the question: comparable between questions.
    package let confidence: Double
    /// Where in `Document.parts` the text stands that matches best.
    package let part: Int
    package let field: Field
    /// The sentence of that text that matches best; its `base` is the whole text.
    package let passage: Substring
    /// What made the score, most first: the contributions add up to it.
    package let terms: [MatchedTerm]

    /// Whether the document is worth showing as an answer. See `Confidence`.
    package var isAnswer: Bool { confidence >= Confidence.threshold }
}

/// A word of the query that a document has, in one form or another.
package struct MatchedTerm: Equatable, Sendable {
    /// As the query has it.
    package let query: String
    /// As the document has it.
    package let document: String
    package let likeness: Likeness
    /// Its part of the hit's score.
    package let contribution: Double
}

/// Why a word of a document stands for a word of the query.
package enum Likeness: Sendable {
    /// The same word, or another form of it (`delivery`, `deliveries`).
    case same
    /// Spelled nearly alike.
    case spelling
    /// Another word for it.
    case synonym
}
