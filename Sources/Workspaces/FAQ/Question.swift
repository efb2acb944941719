import Diagnostics
import Tables

/// An entry of the FAQ: a question, what is answered to it, who stands for that, and all that ever became of it.
package struct Question: Sendable, Equatable {
    /// How far an entry has come.
    package enum Status: Sendable, Equatable {
        /// Nobody has answered it yet.
        case open
        /// There is an answer, for which nobody stands.
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
        /// The clause's name, `C4`.
        package var clause: String
        /// The clause's statement when it was cited.
        package var statement: String

        /// A clause as it reads now.
        package init(clause: String, statement: String) {
            self.clause = clause
            self.statement = statement
        }
    }

    /// Something that became of the entry.
    package struct Event: Sendable, Equatable {
        /// The as-of day; nil where none was set.
        package var day: Day?
        /// Empty where nobody was named.
        package var who: String
        /// In the words that the history shows: `imported from 'faq.jsonl'`.
        package var what: String

        /// `day` is nil where no as-of day was set.
        package init(day: Day?, who: String, what: String) {
            self.day = day
            self.who = who
            self.what = what
        }
    }

    /// As it was asked first.
    package var question: String
    /// Other ways to ask it.
    package var phrasings: [String] = []
    /// Empty while it is open.
    package var answer = ""
    /// An entry begins open.
    package var status = Status.open
    /// Who sees to it that it is answered; empty for nobody.
    package var owner = ""
    /// Who does so when the owner does not; empty for nobody.
    package var deputy = ""
    /// Who asked it; empty where nobody says.
    package var askedBy = ""
    /// Where it was asked, `teach-in`; empty where nobody says.
    package var askedAt = ""
    /// When it was asked; nil where nobody says.
    package var askedOn: Day?
    /// By when an open question is to be answered.
    package var due: Day?
    /// Who stands for the answer; empty unless it is verified.
    package var verifiedBy = ""
    /// Until when the answer holds without another look at it.
    package var review: Day?
    /// What the answer rests on.
    package var cites: [Citation] = []
    /// Words to find it by, as typed.
    package var tags: [String] = []
    /// Oldest first; nothing is ever taken out.
    package var trail: [Event] = []

    /// An open question of which nothing else is known.
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
    /// Nil where there is none. Throws when a file that holds it cannot be read any more.
    package func question(_ id: Int) throws(Diagnostic) -> Question? { try element(at: id - 1) }

    /// Puts an entry in the place of number `id`; nothing happens where there is none. Throws when its block cannot be
    /// read.
    package mutating func put(_ question: Question, as id: Int) throws(Diagnostic) { try replace(at: id - 1, with: question) }
}
