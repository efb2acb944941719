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
    package static let threshold = 0.25

    /// From this likeness on two texts are taken for the same question.
    package static let nearDuplicate = 0.6

    /// How sure it is that the first hit is right, by its likeness: a logistic curve (Platt, "Probabilistic Outputs for Support Vector
    /// Machines", 1999) through what was so on three public sets of questions, each with all of its entries and with 3 to 40 of them,
    /// drawn from all over the set or close to one another, so that many questions had no answer. Among them, one in twenty, were
    /// wordings of the entries with a telling word exchanged for another, which ask something else. The fit is 1.75 and 5.7; this is
    /// on its cautious side.
    static func of(likeness: Double) -> Double { 1 / (1 + exp(2 - 5.3 * likeness)) }
}
