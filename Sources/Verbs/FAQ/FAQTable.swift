import Diagnostics
import Engine
import Tables
import Workspaces

/// Entries of the FAQ as rows.
enum FAQTable {
    /// What is shown; the other columns are in scope behind it.
    private static let shown = ["id", "status", "question", "answer", "owner", "due", "cites"]

    static func query(_ faq: FAQ, _ ids: [Int], showing more: [String] = [], headline: String, _ contradictions: Contradictions) -> Query {
        var query = Query(result: table(faq, ids, contradictions))
        query.show(shown + more)
        query.preamble = Query.Preamble(headline: headline, rowLimit: max(1, ids.count), noun: "questions")
        return query
    }

    /// All there is to know of entries but their trails.
    static func table(_ faq: FAQ, _ ids: [Int], _ contradictions: Contradictions) -> Table {
        func texts(_ name: String, _ text: (Question) -> String) -> Field {
            Field(name, .texts(ids.map { id in
                let text = text(faq[id])
                return text.isEmpty ? nil : text
            }))
        }
        func days(_ name: String, _ day: (Question) -> Day?) -> Field { Field(name, .dates(ids.map { day(faq[$0]) })) }
        let changes = ids.map { faq.changes($0) }
        func joined(_ lists: [[String]]) -> Column { .texts(lists.map { $0.isEmpty ? nil : $0.joined(separator: ", ") }) }
        return Table(
            [
                Field("id", .integers(ids.map(Int64.init))),
                Field("status", .texts(ids.map { faq.status($0).rawValue })),
                texts("question", \.question), texts("answer", \.answer), texts("owner", \.owner), texts("deputy", \.deputy),
                days("due", \.nextDay),
                Field("cites", joined(ids.map { faq[$0].cites.map(\.clause) })),
                Field("tags", joined(ids.map { faq[$0].tags })),
                texts("asker", \.askedBy), texts("asked at", \.askedAt), days("asked on", \.askedOn),
                texts("answerer", \.answeredBy), texts("verifier", \.verifiedBy), days("review", \.review),
                Field("duplicate of", .integers(ids.map { faq[$0].status.original.map(Int64.init) })),
                Field("wordings", .integers(ids.map { Int64(1 + faq[$0].phrasings.count) })),
                Field("changed clause", joined(changes.map { $0.map(\.clause) })),
                Field("was", joined(changes.map { $0.map(\.was) })),
                Field("now", joined(changes.map { $0.map { $0.now ?? "forgotten" } })),
                Field("contradicts", joined(ids.map { contradictions[$0].map(String.init) })),
            ], rowCount: ids.count, key: 0)
    }
}
