import Diagnostics
import Tables
import Workspaces

/// The FAQ seen on a day and beside the charter: what is due, and which answers rest on a clause that is not what it was.
package struct FAQ: Sendable {
    /// What a question is, as staff see it.
    package enum Status: String, Sendable, CaseIterable {
        /// As it is kept: without an answer, with one for which nobody stands, with one for which somebody does.
        case open, answered, verified
        /// The day has come on which the answer is to be looked at again.
        case due
        /// A clause that the answer cites has changed or is gone.
        case stale
        /// Asked no more; answered by another entry.
        case obsolete, duplicate
    }

    /// A cited clause that is not what it was.
    package struct Change: Sendable, Equatable {
        /// The id of the clause.
        package var clause: String
        /// Its statement when it was cited.
        package var was: String
        /// Nil where the clause was forgotten.
        package var now: String?
    }

    /// How many entries there are, obsolete ones and duplicates too.
    package let count: Int
    /// The day that it is seen on; nil where none is set, and nothing is due.
    package let asOf: Day?
    private let blocks: [[Question]]
    /// What each clause says, by its key.
    private let clauses: [String: String]

    /// - Throws: where a file that holds the questions cannot be read any more.
    package init(_ questions: Questions, _ rules: Rules, asOf: Day?) throws(Diagnostic) {
        blocks = try questions.byBlock()
        count = questions.count
        self.asOf = asOf
        var clauses: [String: String] = [:]
        for rule in rules[.clause] { clauses[Rule.Kind.clause.key(rule.name)] = rule.statement }
        self.clauses = clauses
    }

    /// All entries; their numbers count them from 1.
    package var questions: FlattenSequence<[[Question]]> { blocks.joined() }
    /// There is no entry.
    package var isEmpty: Bool { count == 0 }
    /// The numbers of all entries, from 1.
    package var ids: [Int] { Array(1..<(count + 1)) }

    /// An entry by its number, from 1 to `count`.
    package subscript(id: Int) -> Question { blocks[(id - 1) / Questions.blockSize][(id - 1) % Questions.blockSize] }

    /// Cited clauses that are not what they were; none of an entry that is not live.
    package func changes(_ id: Int) -> [Change] {
        let question = self[id]
        if !question.isLive { return [] }
        return question.cites.compactMap { cited in
            let now = clauses[Rule.Kind.clause.key(cited.clause)]
            return now == cited.statement ? nil : Change(clause: cited.clause, was: cited.statement, now: now)
        }
    }

    /// What is to be said of an entry today; a changed clause goes before a day that is past.
    package func status(_ id: Int) -> Status {
        switch self[id].status {
        case .open: .open
        case .answered: !changes(id).isEmpty ? .stale : isDue(id) ? .due : .answered
        case .verified: !changes(id).isEmpty ? .stale : isDue(id) ? .due : .verified
        case .obsolete: .obsolete
        case .duplicate: .duplicate
        }
    }

    /// Whether somebody has to do something about it by today.
    package func isDue(_ id: Int) -> Bool {
        guard let asOf, let day = self[id].nextDay else { return false }
        return day <= asOf
    }

    /// The entry that answers what this one asks: its original, or itself.
    package func original(of id: Int) -> Int { self[id].status.original.flatMap { (1...count).contains($0) ? $0 : nil } ?? id }

    /// The entries of which this one is an original.
    package func duplicates(of id: Int) -> [Int] { ids.filter { self[$0].status == .duplicate(of: id) } }

    /// A question's letters and digits, lower case; all of it where it has none.
    package static func bare(_ text: String) -> String {
        if let plain = bareASCII(text) { return plain.isEmpty ? text : plain }
        let words = text.lowercased().split { !$0.isLetter && !$0.isNumber }.joined(separator: " ")
        return words.isEmpty ? text : words
    }

    /// The same of a text that is ASCII throughout, nil for any other: most are, and there may be many.
    private static func bareASCII(_ text: String) -> String? {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count)
        var isGap = false
        for byte in text.utf8 {
            if byte >= 0x80 { return nil }
            let lower = asciiLower(byte)
            guard (97...122).contains(lower) || (48...57).contains(lower) else {
                isGap = true
                continue
            }
            if isGap, !bytes.isEmpty { bytes.append(0x20) }
            isGap = false
            bytes.append(lower)
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension Session {
    /// The FAQ of this moment. Throws what keeps questions from being read from the workspace's file.
    package func faq() throws(Diagnostic) -> FAQ {
        try FAQ(state.workspace.questions, state.workspace.rules, asOf: asOf)
    }
}
