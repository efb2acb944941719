import Diagnostics
import Workspaces

/// Answers that rest on the same clause and do not say the same.
///
/// Two such answers contradict each other when one begins with yes and the other with no, or when each has a figure that the
/// other has not: 2 calls against 3. One that says less than the other, its figures all among the other's, agrees with it.
package struct Contradictions: Sendable {
    /// By entry, those that it contradicts, in order.
    private var found: [Int: [Int]] = [:]

    /// No clause's answers are told apart in more ways.
    private static let mostKinds = 1_000

    package init(_ faq: FAQ) throws(Diagnostic) {
        var byClause: [String: [Claims: [Int]]] = [:]
        for id in faq.ids where faq[id].isLive && !faq[id].cites.isEmpty {
            let claims = Claims(faq[id].answer)
            for clause in Set(faq[id].cites.map { Rule.Kind.clause.key($0.clause) }) { byClause[clause, default: [:]][claims, default: []].append(id) }
        }
        var pairs: [Int: Set<Int>] = [:]
        for kinds in byClause.values {
            let kinds = Array(kinds.sorted { ($0.value.first ?? 0) < ($1.value.first ?? 0) }.prefix(Contradictions.mostKinds))
            for (place, one) in kinds.enumerated() {
                try Cancellation.check()
                for other in kinds[(place + 1)...] where one.key.contradicts(other.key) {
                    for id in one.value { pairs[id, default: []].formUnion(other.value) }
                    for id in other.value { pairs[id, default: []].formUnion(one.value) }
                }
            }
        }
        found = pairs.mapValues { $0.sorted() }
    }

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
