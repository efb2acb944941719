#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Whether anything found is good enough.
package enum Confidence {
    /// From here on a hit counts as an answer.
    ///
    /// Under a half, because to be shown a wrong entry costs less than to file a question again that has its answer: with real messages
    /// of which a third had no answer, nine of ten that were answered at this threshold had one (`scripts/search-quality`).
    package static let threshold = 0.3

    /// From this likeness on two texts are taken for the same question.
    package static let nearDuplicate = 0.6

    /// The chance that the first hit is right, by its likeness: a logistic curve through what was so on three public sets of questions,
    /// each with all of its entries and with random halves of them, so that many questions had no answer (Platt, "Probabilistic
    /// Outputs for Support Vector Machines", 1999).
    static func of(likeness: Double) -> Double { 1 / (1 + exp(3.7 - 7.45 * likeness)) }
}
