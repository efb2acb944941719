import TestSupport
import Testing

@testable import Search

/// One slip of the hand in a word.
@Suite struct SlipTests {
    @Test(arguments: ["does gold get corporate acces", "do gold acounts get corprate access"])
    func aSlipHidesNoNearDuplicate(_ question: String) throws {
        let hit = try #require(try SmallListTests.index.near(question).first)
        #expect(hit.id == 1 && hit.isNearDuplicate, "likeness \(hit.likeness)")
    }

    @Test(arguments: ["corprate acess for gold", "is corprate access given to accounts in gold?"])
    func aSlipHidesNoAnswer(_ question: String) throws {
        let hit = try #require(try SmallListTests.index.search(question).first)
        #expect(hit.id == 1 && hit.confidence > 0.6, "confidence \(hit.confidence)")
        #expect(hit.terms.contains { $0.query == "corprate" && $0.document == "corporate" && $0.match == .spelling })
    }

    /// A word of six letters or more that one entry alone has, mistyped, finds the entry first: 2,764 of the 2,800 trials here did,
    /// and 387 of 400 in the set that is worst. What is missed is mostly another word then (`sends` for `spends`) or a common one.
    @Test(arguments: 1...4 as ClosedRange<UInt64>) func anyOneSlipFindsTheEntry(_ seed: UInt64) throws {
        try SlipTests.expectSlipsFound(among: Service.documents + SmallListTests.documents.map { Document(id: $0.id + 100, parts: $0.parts) }, seed)
    }

    @Test(.enabled(if: QualityTests.data != nil, "needs ../shared/data, or TIERBOOK_SHARED"), arguments: ["faq-banking77", "faq-covid-deepset", "faq-sofmattress"])
    func anyOneSlipFindsTheRealEntry(_ set: String) throws { try SlipTests.expectSlipsFound(among: QualityTests.documents(of: set), 1) }

    private static func expectSlipsFound(among documents: [Document], _ seed: UInt64) throws {
        let index = try Index(documents: documents)
        let words = distinctiveWords(of: documents)
        var chance = Seeded(state: seed)
        let trials = 400
        var missed: [String] = []
        for _ in 0..<trials {
            let word = words[chance.below(words.count)]
            let slip = SlipTests.slip(word.text, &chance)
            if index.search(slip).first?.id != word.id { missed.append("\(slip) for \(word.text)") }
        }
        #expect(missed.count * 20 <= trials, "\(missed.count) of \(trials) are not found, such as \(missed.prefix(20))")
    }

    private static func distinctiveWords(of documents: [Document]) -> [(text: String, id: Int)] {
        let stemmer = Stemmer()
        var having: [String: Set<Int>] = [:]
        var words: [String: Int] = [:]
        for document in documents {
            for part in document.parts {
                for (word, _) in Words.all(in: part.text[...]) {
                    having[stemmer.stem(word), default: []].insert(document.id)
                    if word.utf8.count >= 6 { words[word] = document.id }
                }
            }
        }
        return words.filter { having[stemmer.stem($0.key)]?.count == 1 }.map { (text: $0.key, id: $0.value) }.sorted { $0.text < $1.text }
    }

    private static func slip(_ word: String, _ chance: inout Seeded) -> String {
        var letters = Array(word)
        let place = chance.below(letters.count - 1)
        switch chance.below(4) {
        case 0: letters.remove(at: place)
        case 1: letters.insert(letters[place], at: place)
        case 2: letters.swapAt(place, place + 1)
        default: letters[place] = Array("abcdefghijklmnopqrstuvwxyz")[chance.below(26)]
        }
        return String(letters)
    }
}

/// How sure a search may be in a list of few entries, where how rare a word is tells little.
@Suite struct SmallListTests {
    static let documents = [
        "Do Gold accounts get corporate access?", "Who is responsible for calls to Platinum accounts?", "What does Whitlow get?", "When is a tier 1 account reviewed?",
    ].enumerated().map { Document(id: $0.offset + 1, parts: [Part(.question, $0.element)]) }

    static var index: Index { get throws { try Index(documents: documents) } }

    private func confidence(_ question: String, in entry: Int) throws -> Double {
        try Index(documents: [SmallListTests.documents[entry - 1]]).search(question).first?.confidence ?? 0
    }

    /// Seen beside the other entries, and alone.
    private func both(_ question: String, _ entry: Int) throws -> [Double] {
        [try SmallListTests.index.search(question).first { $0.id == entry }?.confidence ?? 0, try confidence(question, in: entry)]
    }

    @Test(arguments: [("Do gold accounts get calls?", 1, 0.5), ("what does acme get", 3, 0.25), ("who is responsible for lunch", 2, 0.4), ("when is tier 2 reviewed", 4, 0.5)])
    func anotherSubjectIsNotSure(_ question: String, _ entry: Int, _ most: Double) throws {
        for confidence in try both(question, entry) { #expect(confidence < most) }
    }

    @Test(arguments: [
        ("is there corporate access for gold accounts", 1), ("who is responsible for platinum calls", 2), ("what is it that Whitlow gets", 3), ("is tier 1 reviewed", 4),
    ])
    func theSameSubjectIsSure(_ question: String, _ entry: Int) throws {
        for confidence in try both(question, entry) { #expect(confidence > 0.7) }
    }

    @Test(arguments: [
        ("Do Silver accounts get corporate access?", 1), ("Do Gold accounts not get corporate access?", 1), ("When is a tier 2 account reviewed?", 4), ("What does Acme get?", 3),
        ("Who is responsible for calls to Gold accounts?", 2),
    ])
    func anotherSubjectIsNoNearDuplicate(_ question: String, _ entry: Int) throws {
        #expect(try SmallListTests.index.near(question).allSatisfy { !$0.isNearDuplicate })
    }
}
