#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Whether anything found is good enough.
package enum Confidence {
    /// From here on a hit counts as an answer.
    package static let threshold = 0.5
    /// From this likeness on two texts are taken for the same question.
    package static let nearDuplicate = 0.6

    static func of(likeness: Double) -> Double { 1 / (1 + exp(2.7 - 7 * likeness)) }
}
