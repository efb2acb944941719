import Diagnostics

/// Short texts, found by the words of a question.
///
/// An index never changes: after a change of its documents, make another, which takes about 20 ms for a thousand documents of five
/// wordings and an answer, and well under two seconds for a hundred thousand.
///
/// A document's score for a question is the sum of two:
/// - BM25F over all that the document says, each field by its weight (Robertson & Zaragoza, "The Probabilistic Relevance Framework:
///   BM25 and Beyond", 2009), as a share of what the question's words are worth;
/// - the likeness of question and document's most alike part, so that one wording that fits well counts beside many that fit a bit.
///
/// A word of the question stands for its stem, for stems spelled alike, for synonyms, compounds and initials (`Question`).
package final class Index: Sendable {
    let documents: [Document]
    let fields: [Field]
    let vocabulary: Vocabulary
    let groups: LetterGroups
    let slips: Slips
    let weights: Weights
    let parts: Parts
    let postings: Postings
    /// By field, 1 for the weightiest.
    let fieldWeights: [Double]

    /// - Throws: `cancelled`.
    package init(documents: [Document]) throws(Diagnostic) {
        var fields: [Field] = []
        var vocabulary = Vocabulary()
        var parts = Parts()
        let stemmer = Stemmer()
        var numbers: [Int32] = []
        for (place, document) in documents.enumerated() {
            if place % 1024 == 0 { try Cancellation.check() }
            for part in document.parts {
                let field = fields.firstIndex(of: part.field) ?? fields.count
                if field == fields.count { fields.append(part.field) }
                numbers.removeAll(keepingCapacity: true)
                Words.forEach(in: part.text[...]) { word, place, isCapitals in
                    numbers.append(vocabulary.number(of: word, isCapitals: isCapitals, stemmer: stemmer))
                }
                parts.add(&numbers, field: UInt8(min(field, 255)))
            }
            parts.endDocument()
        }
        try Cancellation.check()
        fieldWeights = Index.relative(fields.map(\.weight))
        postings = Postings(parts: parts, stems: vocabulary.stems.count, fieldWeights: fieldWeights)
        try Cancellation.check()
        weights = Weights(vocabulary: vocabulary, documentCounts: postings.documentCounts, documents: documents.count)
        parts.weigh(by: weights)
        groups = LetterGroups(stems: vocabulary.stems)
        slips = Slips(vocabulary: vocabulary)
        self.documents = documents
        self.fields = fields
        self.vocabulary = vocabulary
        self.parts = parts
    }

    /// Weights beside the largest; what is no weight counts as none.
    private static func relative(_ weights: [Double]) -> [Double] {
        let weights = weights.map { $0 > 0 && $0.isFinite ? $0 : 0 }
        let most = weights.max() ?? 0
        return weights.map { most > 0 ? $0 / most : 0 }
    }
}
