import Diagnostics
import Workspaces

/// Answers that rest on the same clause and do not say the same.
///
/// Two such answers contradict each other when one begins with yes and the other with no, or when each has a figure that the
/// other has not: 2 calls against 3. One that says less than the other, its figures all among the other's, agrees with it.
package struct Contradictions: Sendable {
    /// By entry, the first of those that it contradicts, in order.
    private var found: [Int: [Int]] = [:]

    /// So many others are told of each entry: who mends one looks at the first.
    private static let most = 10
    /// With so many other ways of answering about a clause an answer is compared.
    private static let mostKinds = 1_000

    /// Compares answers clause by clause, equal ones together. Errors: `cancelled`.
    package init(_ faq: FAQ) throws(Diagnostic) {
        var byClause: [String: [Claims: [Int]]] = [:]
        for id in faq.ids where faq[id].isLive && !faq[id].cites.isEmpty {
            let claims = Claims(faq[id].answer)
            for clause in Set(faq[id].cites.map { Rule.Kind.clause.key($0.clause) }) { byClause[clause, default: [:]][claims, default: []].append(id) }
        }
        var sets: [Int: Set<Int>] = [:]
        for kinds in byClause.values where kinds.count > 1 {
            let kinds = kinds.sorted { ($0.value.first ?? 0) < ($1.value.first ?? 0) }.map { (claims: $0.key, ids: $0.value) }
            for kind in kinds {
                try Cancellation.check()
                let others = Contradictions.first(of: kinds.prefix(Contradictions.mostKinds), against: kind.claims)
                if !others.isEmpty { for id in kind.ids { sets[id, default: []].formUnion(others) } }
            }
        }
        found = sets.mapValues { Array($0.sorted().prefix(Contradictions.most)) }
    }

    /// Entries that answer otherwise; no more than are told, so that many about one clause are not paired off each with each.
    private static func first(of kinds: ArraySlice<(claims: Claims, ids: [Int])>, against claims: Claims) -> [Int] {
        var found: [Int] = []
        for other in kinds where other.claims.contradicts(claims) {
            found += other.ids.prefix(most - found.count)
            if found.count >= most { break }
        }
        return found
    }

    /// The entries that contradict an entry, as numbers, rising; ten at most.
    package subscript(id: Int) -> [Int] { found[id] ?? [] }
}

/// What an answer says that can be held against another: yes or no, and its figures.
struct Claims: Hashable {
    var verdict: Bool?
    var figures: Set<String> = []

    private static let words = [
        "none": "0", "once": "1", "twice": "2", "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7",
        "eight": "8", "nine": "9", "ten": "10", "eleven": "11", "twelve": "12",
    ]

    init(_ answer: String) {
        var text = ""
        for character in answer.lowercased() {
            let isPart = character.isLetter || character.isNumber || character == "%" || ".,-".contains(character)
            text.append(isPart ? character : " ")
        }
        for (place, part) in text.split(separator: " ").enumerated() {
            let word = String(part.drop { ".,-".contains($0) }.reversed().drop { ".,-".contains($0) }.reversed())
            if place == 0, word == "yes" || word == "no" {
                verdict = word == "yes"
            } else if let figure = Claims.words[word] {
                figures.insert(figure)
            } else if word.utf8.first.map({ $0 >= 48 && $0 <= 57 }) == true {
                figures.insert(word.replacing(",", with: ""))
            }
        }
    }

    func contradicts(_ other: Claims) -> Bool {
        if let verdict, let second = other.verdict, verdict != second { return true }
        return !figures.isSubset(of: other.figures) && !other.figures.isSubset(of: figures)
    }
}
