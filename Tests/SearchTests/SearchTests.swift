import Diagnostics
import Testing

@testable import Search

/// What a search finds, and how it says why.
@Suite struct SearchTests {
    let index: Index

    init() throws { index = try Index(documents: Service.documents) }

    private func first(_ question: String) -> Int? { index.search(question).first?.id }

    @Test(arguments: [
        ("How do I recieve the reserch notes?", 1), ("resaerch notse", 1), ("cancelation of a metting", 2), ("Whats the wallet shrae", 5),
    ])
    func aTypoDoesNotHide(_ question: String, _ id: Int) { #expect(first(question) == id) }

    @Test(arguments: [("receiving research", 1), ("cancelled meetings", 2), ("tiering reviews", 3), ("hosted calls", 4)])
    func aWordFormDoesNotHide(_ question: String, _ id: Int) { #expect(first(question) == id) }

    @Test(arguments: [
        ("purchase a spreadsheet", 6, "spreadsheet", "model", Match.synonym), ("What are the assets under management of Acme?", 7, "assets", "aum", .initials),
        ("What does a work shop cost?", 8, "work", "workshops", .compound), ("earningscall", 4, "earningscall", "earnings", .compound), ("recieve", 1, "recieve", "receive", .spelling),
        ("hosting", 4, "hosting", "hosts", .same),
    ])
    func aMatchSaysWhatStandsForWhat(_ question: String, _ id: Int, _ query: String, _ document: String, _ match: Match) throws {
        let hit = try #require(index.search(question).first { $0.id == id })
        let term = try #require(hit.terms.first { $0.query == query })
        #expect(term.document == document)
        #expect(term.match == match)
    }

    @Test func contributionsAddUpToTheScore() {
        for question in ["How do I receive research notes?", "cancel the meeting or call with the client", "who reviews the tiers of accounts"] {
            for hit in index.search(question) {
                #expect(abs(hit.terms.reduce(0) { $0 + $1.contribution } - hit.score) < 1e-6, "\(question), entry \(hit.id)")
                #expect(hit.terms.map(\.contribution) == hit.terms.map(\.contribution).sorted(by: >))
            }
        }
    }

    @Test func theVeryWordsComeFirst() {
        for document in Service.documents {
            for part in document.parts where part.field == .question {
                let hit = index.search(part.text)[0]
                #expect(hit.id == document.id, "\(part.text)")
                #expect(hit.likeness > 0.999 && hit.confidence > 0.9)
            }
        }
    }

    /// A long document that repeats the words does not pass the one that has just them.
    @Test func theVeryWordsComeFirstWhateverOthersSay() throws {
        let many = String(repeating: "meeting with management or analysts ", count: 20)
        let crowd = (1...30).map { Document(id: $0, parts: [Part(.question, many), Part(.answer, many)]) }
        let index = try Index(documents: crowd + [Document(id: 99, parts: [Part(.question, "Meeting with management?")])])
        #expect(index.search("meeting with management").first?.id == 99)
    }

    @Test func equalDocumentsStandById() throws {
        let ids = [5, 3, 9, 1, 7]
        let index = try Index(documents: ids.map { Document(id: $0, parts: [Part(.question, "Who hosts the call?")]) })
        #expect(index.search("call host").map(\.id) == [1, 3, 5, 7, 9])
        #expect(index.search("call host", limit: 2).map(\.id) == [1, 3])
    }

    @Test func theBestSentenceIsThePassage() throws {
        let hit = try #require(index.search("charge for a second workshop").first)
        #expect(hit.id == 8)
        let answer = try Index(documents: [Document(id: 1, parts: [Part(.answer, "One is free.\nA second one is charged at cost! Ask the desk.")])])
        let found = try #require(answer.search("charged at cost").first)
        #expect(found.passage == "A second one is charged at cost!")
        #expect(found.field == .answer)
        #expect(found.passage.base == "One is free.\nA second one is charged at cost! Ask the desk.")
    }

    @Test(arguments: ["What is the weather in Lisbon tomorrow?", "Where do I park my bicycle?", "xyzzy plugh", "the of and"])
    func whatNothingAnswersIsNoAnswer(_ question: String) { #expect(!index.search(question).contains { $0.isAnswer }) }

    @Test(arguments: ["How can I get research?", "cancelling a meeting", "which level is reviewed when"])
    func whatIsAnsweredIsAnAnswer(_ question: String) { #expect(index.search(question).first?.isAnswer == true) }

    @Test func nearDuplicatesAreFound() throws {
        #expect(try #require(index.near("How do I receive the research note?").first).isNearDuplicate)
        #expect(index.near("How do I lose weight?").allSatisfy { !$0.isNearDuplicate })
    }

    /// Likeness is the same from either text, where both are known.
    @Test func likenessIsSymmetric() throws {
        let texts = ["Who reviews the tiers?", "When are tiers and accounts reviewed?", "Accounts without a tier"]
        let index = try Index(documents: texts.enumerated().map { Document(id: $0.offset, parts: [Part(.question, $0.element)]) })
        for (a, text) in texts.enumerated() {
            for hit in index.near(text) {
                let back = try #require(index.near(texts[hit.id]).first { $0.id == a })
                #expect(abs(back.likeness - hit.likeness) < 1e-9, "\(text) and \(texts[hit.id])")
            }
        }
    }

    @Test func nothingIsFoundInNothing() throws {
        for documents in [[], [Document(id: 1, parts: [])], [Document(id: 1, parts: [Part(.question, "")])]] {
            let index = try Index(documents: documents)
            #expect(index.search("anything") == [])
        }
        #expect(index.search("", limit: 5) == [])
        #expect(index.search("research", limit: 0) == [])
    }

    @Test func aFieldWithoutWeightIsNotSearched() throws {
        let hidden = Field("hidden", weight: 0)
        let index = try Index(documents: [Document(id: 1, parts: [Part(.question, "Calls"), Part(hidden, "meetings")])])
        #expect(index.search("meetings").isEmpty)
        #expect(index.search("calls").count == 1)
        let odd = try Index(documents: [Document(id: 1, parts: [Part(Field("odd", weight: .nan), "calls"), Part(Field("none", weight: -1), "calls")])])
        #expect(odd.search("calls").isEmpty)
    }
}

/// A small list of questions about a client service.
enum Service {

    static let documents = [
        entry(1, ["How do I receive research notes?", "Where is research sent?"], "They go by e-mail to every Gold and Silver account."),
        entry(2, ["Can I cancel a meeting?", "What if a client cancels the meeting"], "Yes, until the day before."),
        entry(3, ["When are tiers reviewed?", "How often is the tier of an account looked at?"], "Each quarter."),
        entry(4, ["Who hosts the earnings call?"], "The analyst hosts it, or the deputy."),
        entry(5, ["What is a share of wallet?"], "What a client spends with us, of all that it spends."),
        entry(6, ["May a client buy a model?"], "No: models are sent on request."),
        entry(7, ["What counts as AUM?"], "All that an account manages for others."),
        entry(8, ["How many workshops are free?"], "One a year. A second workshop is charged at cost."),
    ]

    private static func entry(_ id: Int, _ questions: [String], _ answer: String) -> Document {
        Document(id: id, parts: questions.map { Part(.question, $0) } + [Part(.answer, answer)])
    }
}
