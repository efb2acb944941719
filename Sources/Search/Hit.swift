/// A document that a search found.
package struct Hit: Equatable, Sendable {
    /// The document's.
    package let id: Int
    /// What the ranking goes by. Only its order within one answer means something; see `confidence`.
    package let score: Double
    /// How alike the question and the best part are, from 0 to 1, each seen from the other: 1 when they have the same words, and
    /// held back by what tells them apart (`Differences`).
    package let likeness: Double
    /// Where in `Document.parts` the part stands that is most like the question.
    package let part: Int
    /// That of the part.
    package let field: Field
    /// The sentence of that part that has most of the question; its `base` is the whole text.
    package let passage: Substring
    /// The words of the question that the document has, most telling first: their contributions add up to the score.
    package let terms: [MatchedTerm]

    /// How sure it is, from 0 to 1, that the document answers the question: comparable between questions.
    package var confidence: Double { Confidence.of(likeness: likeness) }
    /// Whether the document is good enough to be shown as an answer.
    package var isAnswer: Bool { confidence >= Confidence.threshold }
    /// Whether the document asks nearly the same as the text: of use after `Index.near`.
    package var isNearDuplicate: Bool { likeness >= Confidence.nearDuplicate }
}

/// A word of the question and the word of the document that stands for it.
package struct MatchedTerm: Equatable, Sendable {
    /// As the question has it.
    package let query: String
    /// As the document has it.
    package let document: String
    /// Why the one stands for the other.
    package let match: Match
    /// Its part of the hit's score.
    package let contribution: Double
}

/// Why a word of a document stands for a word of a question.
package enum Match: String, Sendable {
    /// The same word or a form of it: `delivery`, `deliveries`.
    case same
    /// Spelled nearly alike: `recieve`, `receive`.
    case spelling
    /// Another word for it: `buy`, `purchase`.
    case synonym
    /// Two words written as one, or one as two: `pin code`, `pincode`.
    case compound
    /// The first letters of several words: `assets under management`, `AUM`.
    case initials
}
