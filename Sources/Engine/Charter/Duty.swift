import Tables

/// What accounts of one kind are owed of one service in a window.
package struct Duty: Sendable {
    /// A number of the charter's services.
    package var service: Int
    /// The clause that counts; nil where none is for such accounts.
    package var clause: Int?
    /// Clauses for them that the one that counts hides, the next best first.
    package var hidden: [Int]
    /// The clause by whose measure it is counted; nil where none can be.
    package var measuredBy: Int?
    /// The days that are looked at, also those to come.
    package var window: ServiceWindow
    /// How many times in the window; 0 where nothing is promised.
    package var owed: Int
    /// So much of it by the as-of day, at an even pace.
    package var expected: Int
    /// All of the window is past as of the day.
    package var isOver: Bool
    /// That of the clause that counts; nil where none does.
    package var promise: Clause.Promise?

    /// How a duty stands, the worst first.
    package enum Status: String, Sendable, CaseIterable {
        /// Less was done than should have been: its time is over, or there is time left.
        case missed, behind
        /// As much was done as should have been by now.
        case onTrack = "on track"
        /// More was done than is owed.
        case beyond = "beyond charter"
        case onRequest = "on request"
        /// Nothing is owed, and nothing was done.
        case notGiven = "not given"
        /// What was done cannot be counted.
        case notMeasured = "not measured"
    }

    /// - Parameter done: nil where it cannot be counted.
    package func status(_ done: Double?) -> Status {
        guard let done else { return .notMeasured }
        if promise == .onRequest { return .onRequest }
        if owed == 0, done == 0 { return .notGiven }
        if done > Double(owed) { return .beyond }
        if done >= Double(expected) { return .onTrack }
        return isOver ? .missed : .behind
    }

    /// How much less was done than should have been by now.
    package func shortfall(_ done: Double) -> Double { max(0, Double(expected) - done) }
}
