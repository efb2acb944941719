#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// What a match of each stem is worth: how rare it is among the documents, less for common words.
///
/// Rarity is the inverse document frequency, with 1 added under the logarithm so that even a word of every document is worth
/// something: in a list of few entries that proves little.
struct Weights: Sendable {
    let byStem: [Double]
    private let unknown: Double
    private let documentCounts: [Int]
    private let documents: Int

    /// How many documents are imagined beside those that there are, for what a word tells; one in twenty of them has it. A list of
    /// few entries cannot tell that its subjects are frequent.
    private static let imagined = 10.0
    private static let imaginedHaving = 0.5
    private static let tellingOfCommon = 0.1

    /// - Parameter documentCounts: by stem, in how many documents it is.
    init(vocabulary: Vocabulary, documentCounts: [Int], documents: Int) {
        func rarity(_ count: Double) -> Double { log(1 + Double(documents) / count) }
        byStem = zip(vocabulary.stems, documentCounts).map { stem, count in
            rarity(Double(max(1, count))) * CommonWords.weight(ofStem: stem)
        }
        unknown = rarity(0.5)
        self.documentCounts = documentCounts
        self.documents = documents
    }

    /// A word that no document has is the rarest: what it asks for is missing.
    func ofStem(_ stem: String, number: Int32?) -> Double {
        if let number { byStem[Int(number)] } else { unknown * CommonWords.weight(ofStem: stem) }
    }

    /// How much a text's subject rests on a stem: nearly nothing for common words, and much the same for all others in a list of
    /// few entries.
    func telling(_ stem: String, number: Int32?) -> Double {
        let count = number.map { Double(documentCounts[Int($0)]) } ?? 0.5
        let rarity = log(1 + (Double(documents) + Weights.imagined) / (count + Weights.imaginedHaving))
        return CommonWords.weight(ofStem: stem) < 1 ? Weights.tellingOfCommon * rarity : rarity
    }
}
