/// Whether anything found is good enough.
package enum Confidence {
    /// From here on a hit counts as an answer.
    package static let threshold = 0.5
}
