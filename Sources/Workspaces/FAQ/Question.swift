import Diagnostics
import Tables

/// An entry of the FAQ: a question, what is answered to it, who stands for that, and all that ever became of it.
package struct Question: Sendable, Equatable {
    package enum Status: Sendable, Equatable {
        /// Nobody has answered it yet.
        case open
        case answered
        /// Somebody stands for the answer.
        case verified
        /// It is asked no more.
        case obsolete
        /// Another entry answers it.
        case duplicate(of: Int)
    }

    /// A charter clause that the answer rests on, as it read then.
    package struct Citation: Sendable, Equatable {
        package var clause: String
        package var statement: String

        package init(clause: String, statement: String) {
            self.clause = clause
            self.statement = statement
        }
    }

    /// Something that became of the entry.
    package struct Event: Sendable, Equatable {
        /// The as-of day; nil where none was set.
        package var day: Day?
        package var who: String
        package var what: String

        package init(day: Day?, who: String, what: String) {
            self.day = day
            self.who = who
            self.what = what
        }
    }

    package var question: String
    /// Other ways to ask it.
    package var phrasings: [String] = []
    /// Empty while it is open.
    package var answer = ""
    package var status = Status.open
    package var owner = ""
    package var deputy = ""
    package var askedBy = ""
    package var askedAt = ""
    package var askedOn: Day?
    /// By when an open question is to be answered.
    package var due: Day?
    package var verifiedBy = ""
    /// Until when the answer holds without another look at it.
    package var review: Day?
    package var cites: [Citation] = []
    package var tags: [String] = []
    package var trail: [Event] = []

    package init(_ question: String) { self.question = question }

    /// Whether there is an answer that counts.
    package var isLive: Bool { status == .answered || status == .verified }

    /// Who gave the answer that counts; empty where nobody is named.
    package var answeredBy: String { isLive ? trail.last { $0.what.hasPrefix("answered") }?.who ?? "" : "" }

    /// The day on which somebody has to do something about it: answer it, or look at the answer again.
    package var nextDay: Day? {
        switch status {
        case .open: due
        case .answered, .verified: review
        case .obsolete, .duplicate: nil
        }
    }
}

/// The FAQ: the first entry is number 1, and none is ever taken out.
package typealias Questions = Blocks<Question>

extension Questions {
    /// An entry by its number, counted from 1.
    package func question(_ id: Int) throws(Diagnostic) -> Question? { try element(at: id - 1) }

    package mutating func put(_ question: Question, as id: Int) throws(Diagnostic) { try replace(at: id - 1, with: question) }
}
