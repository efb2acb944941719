import Diagnostics
import TestSupport
import Testing

@testable import Search

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The ranking against others that take no short cut.
@Suite struct RankingTests {
    /// Documents of made-up words, frequent ones far more often, and questions of the same.
    static func generated(_ seed: UInt64, documents: Int, alphabet: (Int) -> String) -> (documents: [Document], questions: [String]) {
        var chance = Seeded(state: seed)
        func text(_ words: Int) -> String {
            (0..<words).map { _ in alphabet(1 + chance.below(1 + chance.below(1 + chance.below(200)))) }.joined(separator: " ")
        }
        let made = (0..<documents).map { id in
            let wordings = (0...chance.below(3)).map { _ in Part(.question, text(3 + chance.below(8))) }
            return Document(id: id, parts: wordings + (chance.below(2) == 0 ? [Part(.answer, text(5 + chance.below(30)))] : []))
        }
        return (made, (0..<25).map { _ in text(1 + chance.below(12)) })
    }

    private static let syllables = ["ba", "ke", "ti", "ro", "su", "lan", "mer", "vin", "dol", "pac"]
    private static func word(_ number: Int) -> String { syllables[number % 10] + syllables[number / 10 % 10] + syllables[number * 7 % 10] }

    /// What the bounds leave out is not among the best.
    @Test(arguments: [1, 2, 3] as [UInt64]) func stoppingEarlyLosesNothing(_ seed: UInt64) throws {
        let (documents, questions) = RankingTests.generated(seed, documents: 400, alphabet: RankingTests.word)
        let index = try Index(documents: documents)
        for question in questions {
            for balance in [Ranking.Balance.answers, .duplicates] {
                var ranking = Ranking(question: index.understood(question), index: index, balance: balance)
                let all = ranking.best(documents.count)
                for limit in [1, 3, 10] { #expect(ranking.best(limit) == Array(all.prefix(limit)), "\(question)") }
                #expect(zip(all, all.dropFirst()).allSatisfy { ($0.score, -$0.id) > ($1.score, -$1.id) })
            }
        }
    }

    @Test func theOrderOfTheDocumentsDoesNotMatter() throws {
        var (documents, questions) = RankingTests.generated(7, documents: 120, alphabet: RankingTests.word)
        let index = try Index(documents: documents)
        var chance = Seeded(state: 8)
        documents.shuffle(using: &chance)
        let shuffled = try Index(documents: documents)
        for question in questions {
            let (a, b) = (index.search(question), shuffled.search(question))
            #expect(a == index.search(question))
            #expect(zip(a, b).allSatisfy { abs($0.score - $1.score) < 1e-9 }, "\(question)")
        }
    }

    /// The formulas written out, on numbers, which stand for nothing but themselves.
    @Test(arguments: [4, 5] as [UInt64]) func theScoreIsBM25FAndLikeness(_ seed: UInt64) throws {
        let (documents, questions) = RankingTests.generated(seed, documents: 60) { String(1000 + $0) }
        let index = try Index(documents: documents)
        let reference = Reference(documents: documents)
        for question in questions {
            let expected = reference.scores(question)
            var ranking = Ranking(question: index.understood(question), index: index, balance: .answers)
            let hits = ranking.best(documents.count)
            #expect(hits.count == expected.count, "\(question)")
            for hit in hits { #expect(abs(hit.score - (expected[hit.id] ?? 0)) < 1e-5, "\(question), document \(hit.id)") }
        }
    }

    /// Word by word and document by document, without an index.
    private struct Reference {
        private struct Part {
            let words: [String]
            let field: Field
        }

        private let documents: [(id: Int, parts: [Part])]
        private var having: [String: Int] = [:]
        /// By field, the words of the mean document that has it.
        private var means: [Field: Double] = [:]

        init(documents: [Document]) {
            self.documents = documents.map { ($0.id, $0.parts.map { Part(words: Reference.words($0.text), field: $0.field) }) }
            for document in self.documents {
                for word in Set(document.parts.flatMap(\.words)) { having[word, default: 0] += 1 }
            }
            for field in [Field.question, .answer] {
                let lengths = self.documents.map { words(of: $0.parts, in: field).count }.filter { $0 > 0 }
                means[field] = Double(lengths.reduce(0, +)) / Double(lengths.count)
            }
        }

        func scores(_ question: String) -> [Int: Double] {
            let asked = Set(Reference.words(question))
            let whole = asked.reduce(0) { $0 + weight($1) }
            var scores: [Int: Double] = [:]
            for (id, parts) in documents where parts.contains(where: { !asked.isDisjoint(with: $0.words) }) {
                let bm25 = asked.reduce(0) { $0 + weight($1) * share($1, parts) } / whole
                let likeness = parts.map { $0.field.weight * self.likeness(asked, whole, Set($0.words)) }.max() ?? 0
                scores[id] = bm25 + 1.3 * likeness + (likeness > 0.9999 ? 6 : 0)
            }
            return scores
        }

        private static func words(_ text: String) -> [String] { text.split(separator: " ").map(String.init) }

        private func words(of parts: [Part], in field: Field) -> [String] { parts.filter { $0.field == field }.flatMap(\.words) }

        private func weight(_ word: String) -> Double { log(1 + Double(documents.count) / (having[word].map(Double.init) ?? 0.5)) }

        private func share(_ word: String, _ parts: [Part]) -> Double {
            means.reduce(0) { sum, entry in
                let own = words(of: parts, in: entry.key)
                let count = Double(own.filter { $0 == word }.count)
                return sum + entry.key.weight * count * 2.5 / (count + 1.5 * (0.3 + 0.7 * Double(own.count) / entry.value))
            }
        }

        private func likeness(_ asked: Set<String>, _ whole: Double, _ part: Set<String>) -> Double {
            let common = asked.intersection(part).reduce(0) { $0 + weight($1) }
            return common / (whole * part.reduce(0) { $0 + weight($1) }).squareRoot()
        }
    }
}
