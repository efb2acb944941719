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

    /// - Parameter documentCounts: by stem, in how many documents it is.
    init(vocabulary: Vocabulary, documentCounts: [Int], documents: Int) {
        func rarity(_ count: Double) -> Double { log(1 + Double(documents) / count) }
        byStem = zip(vocabulary.stems, documentCounts).map { stem, count in
            rarity(Double(max(1, count))) * CommonWords.weight(ofStem: stem)
        }
        unknown = rarity(0.5)
    }

    /// A word that no document has is the rarest: what it asks for is missing.
    func ofStem(_ stem: String, number: Int32?) -> Double {
        if let number { byStem[Int(number)] } else { unknown * CommonWords.weight(ofStem: stem) }
    }
}
