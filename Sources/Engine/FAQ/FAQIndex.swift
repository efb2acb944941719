import Diagnostics
import Search
import Workspaces

/// The FAQ and the charter's clauses, ready to be searched.
package final class FAQIndex: Sendable {
    /// Where a hit is: an entry of the FAQ, or a clause.
    package enum Place: Sendable, Equatable {
        /// An entry by its number, from 1.
        case question(Int)
        /// A clause by its id.
        case clause(String)
    }

    /// One hit of a search.
    package struct Found: Sendable {
        /// The entry or the clause.
        package let place: Place
        /// How well it fits, and where.
        package let hit: Hit

        /// The number of the entry; nil for a clause.
        package var question: Int? { if case .question(let id) = place { id } else { nil } }
        /// The id of the clause; nil for an entry.
        package var clause: String? { if case .clause(let name) = place { name } else { nil } }
    }

    /// The field of a clause in words.
    package static let clause = Search.Field("clause", weight: 0.5)

    private let documents: [Document]
    private let index: Search.Index
    private let clauses: [String]

    /// What is searched: entries by their numbers, then clauses.
    private static func documents(_ questions: [Question], _ clauses: [Clause]) -> [Document] {
        var parts: [[Part]] = questions.map { question in question.status == .obsolete ? [] : FAQIndex.parts(of: question) }
        // What a duplicate asks is answered by its original.
        for question in questions {
            if let original = question.status.original, parts.indices.contains(original - 1), !parts[original - 1].isEmpty {
                parts[original - 1] += ([question.question] + question.phrasings).map { Part(.phrasing, $0) }
            }
        }
        var documents = parts.enumerated().filter { !$0.element.isEmpty }.map { Document(id: $0.offset + 1, parts: $0.element) }
        for (place, clause) in clauses.enumerated() {
            documents.append(Document(id: questions.count + 1 + place, parts: [Part(FAQIndex.clause, clause.inWords)]))
        }
        return documents
    }

    /// - Parameter old: an index that may be of the same texts, which is not made again then.
    init(_ questions: [Question], _ clauses: [Clause], unlike old: FAQIndex?) throws(Diagnostic) {
        documents = FAQIndex.documents(questions, clauses)
        self.clauses = clauses.map(\.id)
        count = questions.count
        if let old, old.count == count, old.clauses == self.clauses, old.documents == documents {
            (index, same) = (old.index, old.same)
            return
        }
        index = try Search.Index(documents: documents)
        var same: [String: Int] = [:]
        for (place, question) in questions.enumerated() {
            for text in [question.question] + question.phrasings where same[FAQ.bare(text)] == nil { same[FAQ.bare(text)] = place + 1 }
        }
        self.same = same
    }

    private let count: Int
    /// By the words of a question, the first entry that asks it.
    private let same: [String: Int]

    /// The entry with the same words, letters and digits alone counting.
    package func entry(asking text: String) -> Int? { same[FAQ.bare(text)] }

    private static func parts(of question: Question) -> [Part] {
        if question.status.original != nil { return [] }
        return [Part(.question, question.question)] + question.phrasings.map { Part(.phrasing, $0) }
            + (question.answer.isEmpty ? [] : [Part(.answer, question.answer)])
    }

    /// What answers a question best, best first.
    package func search(_ text: String, limit: Int) -> [Found] { found(index.search(text, limit: limit)) }

    /// Entries that ask nearly the same, most alike first.
    package func near(_ text: String, limit: Int) -> [Found] { found(index.near(text, limit: limit)) }

    private func found(_ hits: [Hit]) -> [Found] {
        hits.map { Found(place: $0.id <= count ? .question($0.id) : .clause(clauses[$0.id - count - 1]), hit: $0) }
    }
}

/// The last index, kept outside the workspace: what has not changed is not read again.
final class FAQIndexCache {
    private var last: (questions: Questions, clauses: [Rule], index: FAQIndex)?

    /// - Parameter read: the clauses, for an index that is made anew.
    func index(_ questions: Questions, _ clauses: [Rule], read: () throws(Diagnostic) -> [Clause]) throws(Diagnostic) -> FAQIndex {
        if let last, last.questions == questions, last.clauses == clauses { return last.index }
        let index = try FAQIndex(try questions.all(), try read(), unlike: last?.index)
        last = (questions, clauses, index)
        return index
    }
}

extension Clause {
    /// `Gold, Platinum: Call 4 per quarter, by Sales; an agenda two days before`
    package var inWords: String {
        "\(audience): \(service) \(promise.text)" + (role.map { ", by \($0)" } ?? "") + (expectation.isEmpty ? "" : "; \(expectation)")
    }
}

extension Session {
    /// The FAQ and the charter of this moment, ready to be searched. Errors: as for `charter`; `cancelled`.
    package func faqIndex() throws(Diagnostic) -> FAQIndex {
        try faqIndexes.index(state.workspace.questions, state.workspace.rules[.clause]) { () throws(Diagnostic) in try charter().clauses }
    }
}
