import Foundation
import Testing

@testable import Search

/// How well real questions are answered. The data lies outside the project; `scripts/search-quality` tells more.
@Suite struct QualityTests {
    static let data: URL? = {
        let package = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let named = ProcessInfo.processInfo.environment["TIERBOOK_SHARED"].map { URL(filePath: $0) }
        let data = (named ?? package.deletingLastPathComponent().appending(path: "shared")).appending(path: "data")
        return FileManager.default.fileExists(atPath: data.path) ? data : nil
    }()

    private struct Entry: Decodable {
        let id: String
        let question: String
        let answer: String
        let phrasings: [String]?
    }

    private struct Query: Decodable {
        let query: String
        let relevant: [String]
    }

    private static func read<Line: Decodable>(_ set: String, _ name: String) throws -> [Line] {
        let file = try #require(data).appending(path: set).appending(path: name)
        return try String(contentsOf: file, encoding: .utf8).split(separator: "\n").map { try JSONDecoder().decode(Line.self, from: Data($0.utf8)) }
    }

    private static func entries(of set: String) throws -> [Entry] { try read(set, "faq.jsonl") }

    /// The entries of a set, by their places.
    static func documents(of set: String) throws -> [Document] {
        try entries(of: set).enumerated().map { number, entry in
            let phrasings = (entry.phrasings ?? []).map { Part(.phrasing, $0) }
            return Document(id: number, parts: [Part(.question, entry.question)] + phrasings + [Part(.answer, entry.answer)])
        }
    }

    /// The mean of one divided by the place of the first right entry among ten stays over a floor: SQLite FTS5's upper limit of 95 %
    /// confidence (0.752, 0.682 and 0.748).
    @Test(.enabled(if: data != nil, "needs ../shared/data, or TIERBOOK_SHARED"),
        arguments: [("faq-banking77", 0.78), ("faq-covid-deepset", 0.69), ("faq-sofmattress", 0.76)])
    func theRightEntryStandsHigh(_ set: String, _ floor: Double) throws {
        let entries = try QualityTests.entries(of: set)
        let queries: [Query] = try QualityTests.read(set, "queries.jsonl")
        let index = try Index(documents: try QualityTests.documents(of: set))
        // Every fifth of the large set, so that a debug build has done soon.
        let asked = queries.enumerated().filter { !$0.element.relevant.isEmpty && (queries.count < 1000 || $0.offset % 5 == 0) }.map(\.element)
        let ranks = asked.map { query in
            index.search(query.query).firstIndex { query.relevant.contains(entries[$0.id].id) }.map { 1 / Double($0 + 1) } ?? 0
        }
        let mean = ranks.reduce(0, +) / Double(ranks.count)
        #expect(mean > floor, "\(set): \(mean), run scripts/search-quality to see more")
    }
}
