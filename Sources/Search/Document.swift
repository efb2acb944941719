/// A kind of text that documents have, such as `question` or `answer`: the caller names it and says what a match in it is worth
/// beside a match in another field.
package struct Field: Hashable, Sendable {
    package let name: String
    package let weight: Double

    package init(_ name: String, weight: Double) {
        self.name = name
        self.weight = weight
    }

    // The fields and weights that `scripts/search-quality` measures with. (Tags of the entries as a third field did not help there.)
    package static let question = Field("question", weight: 1)
    package static let phrasing = Field("phrasing", weight: 1)
    package static let answer = Field("answer", weight: 0.5)
}

/// One text of a document. A document may have several in one field, such as the several wordings of a question: they count
/// together, and the one most like what is asked counts once more.
package struct Part: Equatable, Sendable {
    package let field: Field
    package let text: String

    package init(_ field: Field, _ text: String) {
        self.field = field
        self.text = text
    }
}

/// What is found: an id that the caller knows, and texts.
package struct Document: Equatable, Sendable {
    package let id: Int
    package let parts: [Part]

    package init(id: Int, parts: [Part]) {
        self.id = id
        self.parts = parts
    }
}
