import Testing

/// That a number is there and equals the wanted one to so much of its size (of 1 where it is smaller).
func expectClose(
    _ found: Double?, _ wanted: Double, within: Double = 1e-9, _ what: String = "", sourceLocation: SourceLocation = #_sourceLocation
) {
    guard let found else {
        Issue.record("\(what) nil instead of \(wanted)", sourceLocation: sourceLocation)
        return
    }
    #expect(abs(found - wanted) <= within * max(1, abs(wanted)), "\(what) \(found) instead of \(wanted)", sourceLocation: sourceLocation)
}

/// Groups that several suites measure.
enum Groups {
    static let a = [3.1, 0.4, 7.7, 2.2, 5.9, 1.3, 4.8, 12.5, 0.9, 6.6]
    static let b = [2.0, 1.1, 0.3, 4.4, 2.9, 0.8, 3.7, 1.9, 5.2, 0.6, 2.4, 1.6]
    /// With ties.
    static let c = [1.0, 2, 2, 3, 3, 3, 4, 5, 5, 8]
    static let d = [2.0, 3, 3, 4, 4, 5, 6, 6, 7, 7, 9]
    /// Survival in days of treated mice and of others: Efron & Tibshirani 1993, table 2.1.
    static let treated = [94.0, 197, 16, 38, 99, 141, 23]
    static let untreated = [52.0, 104, 146, 10, 51, 30, 40, 27, 46]
    /// No group at all, a missing and an infinite value: what no estimator answers to.
    static let unusable: [[Double]] = [[], [1, .nan, 3], [1, .infinity], [-.infinity, 2, 5]]
}
