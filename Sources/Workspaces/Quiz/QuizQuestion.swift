/// A question of a quiz: what it asks, the answers offered, and what was answered. Which of them is right is no part of it: that
/// is worked out from the workspace whenever it is told.
package struct QuizQuestion: Sendable, Equatable {
    /// What a question is about, and so how its key is worked out.
    package enum Kind: String, Sendable, CaseIterable {
        /// What an account is promised of a service.
        case promise
        /// Who is responsible for a service with an account.
        case responsible
        /// What accounts in a tier are promised of a service.
        case tierPromise = "tier promise"
        /// In which tier an account is.
        case tier
        /// How many accounts are in a tier.
        case size
        /// Which account of those offered ranks highest.
        case highest
        /// What the FAQ answers to an entry.
        case answer
        /// Who owns an entry.
        case owner
    }

    /// Answers that somebody, or a room, gave.
    package struct Votes: Sendable, Equatable {
        /// A person; empty for a room's show of hands.
        package var who: String
        /// Where a room answered; empty for a person.
        package var at: String
        /// By option, how many chose it.
        package var counts: [Int]
        /// What was right then; empty where nothing was.
        package var key: String

        /// `counts` has one for each option.
        package init(who: String, at: String, counts: [Int], key: String = "") {
            self.who = who
            self.at = at
            self.counts = counts
            self.key = key
        }

        /// How many answered.
        package var total: Int { counts.reduce(0, +) }
    }

    /// How its key is worked out.
    package var kind: Kind
    /// What it asks about: an account and a service, a tier, the number of an entry.
    package var subject: [String]
    /// As it is put to people.
    package var text: String
    /// The answers offered, in the order shown.
    package var options: [String]
    /// Persons and rooms, in the order in which they answered.
    package var votes: [Votes] = []

    /// Nobody has answered it.
    package init(_ kind: Kind, _ subject: [String], _ text: String, options: [String]) {
        self.kind = kind
        self.subject = subject
        self.text = text
        self.options = options
    }

    /// By option, how many chose it.
    package var counts: [Int] { options.indices.map { option in votes.reduce(0) { $0 + $1.counts[option] } } }
}

/// The quiz: the first question is number 1.
package typealias Quiz = Blocks<QuizQuestion>

extension QuizQuestion: Recorded {
    /// For messages.
    package static var listName: String { "the quiz" }

    /// All of it, in an order that files depend on.
    package func write(to out: inout ByteWriter) {
        out.put(kind.rawValue)
        out.put(subject)
        out.put(text)
        out.put(options)
        // A count below zero says that keys follow: quizzes of before have none.
        let hasKeys = votes.contains { !$0.key.isEmpty }
        out.put(hasKeys ? -votes.count : votes.count)
        for votes in votes {
            out.put(votes.who)
            out.put(votes.at)
            if hasKeys { out.put(votes.key) }
            for count in votes.counts { out.put(count) }
        }
    }

    /// Nil where bytes are no question, or a count is not 0 to `mostVotes`.
    package init?(from reader: inout ByteReader) {
        guard let kind = reader.text().flatMap(Kind.init), let subject = reader.texts(), let text = reader.text(), let options = reader.texts(),
            let count = reader.number(), count > Int.min
        else { return nil }
        self.init(kind, subject, text, options: options)
        for _ in 0..<abs(count) {
            guard let who = reader.text(), let at = reader.text(), let key = count < 0 ? reader.text() : "" else { return nil }
            var counts: [Int] = []
            for _ in options {
                guard let count = reader.number(), (0...QuizQuestion.mostVotes).contains(count) else { return nil }
                counts.append(count)
            }
            votes.append(Votes(who: who, at: at, counts: counts, key: key))
        }
    }

    /// More people are in no room.
    package static let mostVotes = 1_000_000
}
