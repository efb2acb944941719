/// A kind of text that documents have, such as `question` or `answer`: the caller names it and says what a match in it is worth
/// beside a match in another field.
package struct Field: Hashable, Sendable {
    /// The name, by which fields differ together with the weight.
    package let name: String
    /// What a match is worth beside the other fields' weights: only the proportions count.
    package let weight: Double

    /// A weight that is not above 0 and finite counts as 0.
    package init(_ name: String, weight: Double) {
        self.name = name
        self.weight = weight
    }

    // The fields and weights that `scripts/search-quality` measures with. (Tags of the entries as a third field did not help there.)
    /// What an entry asks.
    package static let question = Field("question", weight: 1)
    /// Another way to ask it.
    package static let phrasing = Field("phrasing", weight: 1)
    /// What is answered: words found there count half.
    package static let answer = Field("answer", weight: 0.5)
}

/// One text of a document. A document may have several in one field, such as the several wordings of a question: they count
/// together, and the one most like what is asked counts once more.
package struct Part: Equatable, Sendable {
    /// Which kind of text it is.
    package let field: Field
    /// As a user would read it; the index takes it apart.
    package let text: String

    /// An empty text is never found.
    package init(_ field: Field, _ text: String) {
        self.field = field
        self.text = text
    }
}

/// What is found: an id that the caller knows, and texts.
package struct Document: Equatable, Sendable {
    /// The caller's number, which hits give back.
    package let id: Int
    /// In an order of the caller's, by which hits name them.
    package let parts: [Part]

    /// Ids should differ; the index does not look.
    package init(id: Int, parts: [Part]) {
        self.id = id
        self.parts = parts
    }
}
