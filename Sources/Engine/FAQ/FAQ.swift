import Diagnostics
import Tables
import Workspaces

/// The FAQ seen on a day and beside the charter: what is due, and which answers rest on a clause that is not what it was.
package struct FAQ: Sendable {
    /// What a question is, as staff see it.
    package enum Status: String, Sendable, CaseIterable {
        case open, answered, verified
        /// A clause that the answer cites has changed or is gone.
        case stale
        case obsolete, duplicate
    }

    /// A cited clause that is not what it was.
    package struct Change: Sendable, Equatable {
        package var clause: String
        package var was: String
        /// Nil where the clause was forgotten.
        package var now: String?
    }

    package let questions: [Question]
    package let asOf: Day?
    /// What each clause says, by its key.
    private let clauses: [String: String]

    package init(_ questions: [Question], _ rules: Rules, asOf: Day?) {
        self.questions = questions
        self.asOf = asOf
        var clauses: [String: String] = [:]
        for rule in rules[.clause] { clauses[Rule.Kind.clause.key(rule.name)] = rule.statement }
        self.clauses = clauses
    }

    package var ids: [Int] { Array(1..<(questions.count + 1)) }

    package subscript(id: Int) -> Question { questions[id - 1] }

    package func changes(_ id: Int) -> [Change] {
        let question = self[id]
        if !question.isLive { return [] }
        return question.cites.compactMap { cited in
            let now = clauses[Rule.Kind.clause.key(cited.clause)]
            return now == cited.statement ? nil : Change(clause: cited.clause, was: cited.statement, now: now)
        }
    }

    package func status(_ id: Int) -> Status {
        switch self[id].status {
        case .open: .open
        case .answered: changes(id).isEmpty ? .answered : .stale
        case .verified: changes(id).isEmpty ? .verified : .stale
        case .obsolete: .obsolete
        case .duplicate: .duplicate
        }
    }

    /// Whether somebody has to do something about it by today.
    package func isDue(_ id: Int) -> Bool {
        guard let asOf, let day = self[id].nextDay else { return false }
        return day <= asOf
    }

    /// The entries of which this one is an original.
    package func duplicates(of id: Int) -> [Int] { ids.filter { self[$0].status == .duplicate(of: id) } }

    /// The entry with the same words, letters and digits alone counting.
    package func entry(asking text: String) -> Int? {
        let wanted = FAQ.bare(text)
        return ids.first { id in ([self[id].question] + self[id].phrasings).contains { FAQ.bare($0) == wanted } }
    }

    /// A question's letters and digits, lower case; all of it where it has none.
    package static func bare(_ text: String) -> String {
        let words = text.lowercased().split { !$0.isLetter && !$0.isNumber }.joined(separator: " ")
        return words.isEmpty ? text : words
    }
}

extension Session {
    /// The FAQ of this moment.
    package func faq() throws(Diagnostic) -> FAQ {
        FAQ(try state.workspace.questions.all(), state.workspace.rules, asOf: asOf)
    }
}
