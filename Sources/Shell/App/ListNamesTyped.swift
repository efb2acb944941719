import Engine
import Tables
import Workspaces

/// The names that stand in quotes in statements about the firm's list and its charter: accounts, objectives, qualifiers,
/// tiers as values, services, roles, scenarios, editions.
struct ListNamesTyped {
    private let session: Session
    private let verb: String
    private let workspace: Workspace
    private let statement: String
    /// More accounts than that are no help to choose from.
    private static let most = 200_000

    init(_ session: Session, statement: String) {
        self.session = session
        workspace = session.state.workspace
        self.statement = statement
        verb = statement.split(whereSeparator: \.isWhitespace).first.map { $0.lowercased() } ?? ""
    }

    /// What may follow a word in quotes; nil where that is no name of the list.
    func names(behind word: String) -> [String]? {
        switch (verb, word) {
        case (_, "why"), (_, "override"), (_, "exclude"), (_, "qualify"), (_, "reach"), (_, "lock"), ("forget", "exclusion"), ("editions", "of"): accounts
        case ("qualify", "as"), ("qualify", "not"), ("qualifier", "qualifier"), ("forget", "qualifier"): names(of: .qualifier)
        case ("objective", "objective"), ("forget", "objective"), ("policy", _): names(of: .objective)
        case ("scenario", "use"), ("scenario", "drop"), ("scenario", "rename"), ("scenario", "compare"), ("scenario", "adopt"): workspace.scenarios
        case (_, "edition"), (_, "against"), (_, "since"), (_, "diff"): workspace.editions.map(\.name).reversed()
        case ("service", "service"), ("why", "for"): accounts
        case ("clause", "for"), ("charter", "for"): (try? session.accountLabels().segmentNames) ?? []
        case ("clause", "by"), ("role", "role"), ("forget", "role"): workspace.contents.knownRoles
        case ("clause", _) where word != "expecting": (try? session.charter().services) ?? []
        case (_, "tier") where !workspace.rules[.tier].isEmpty: workspace.rules[.tier].map(\.name) + ["non-tiered", "not ranked"]
        case ("faq", "to") where statement.lowercased().contains("export"): nil
        case ("faq", "to"), ("faq", "owner"), ("faq", "deputy"), ("faq", "by"), ("ask", "by"): people
        case ("faq", "at"), ("ask", "at"): questions.map(\.askedAt).distinct
        case ("quiz", "by"): votes.map(\.who).distinct
        case ("quiz", "at"): votes.map(\.at).distinct
        default: nil
        }
    }

    // MARK: The FAQ

    private var questions: [Question] { (try? workspace.questions.all()) ?? [] }

    private var quiz: [QuizQuestion] { (try? workspace.quiz.all()) ?? [] }
    private var votes: [QuizQuestion.Votes] { quiz.flatMap(\.votes) }

    /// Who has a part in the FAQ.
    private var people: [String] { questions.flatMap { [$0.owner, $0.deputy, $0.askedBy, $0.verifiedBy] }.distinct }

    /// What may follow words of the verbs of FAQ and quiz outside of quotes: numbers of entries, clauses.
    func unquoted() -> [(text: String, note: String)] {
        let words = statement.split { $0.isWhitespace || $0 == "," }.map { $0.lowercased() }
        if words.count > 2, words.contains("cites") { return workspace.rules[.clause].map { ($0.name, $0.statement) } }
        if verb == "quiz", words.count == 2, ["answer", "tally", "key"].contains(words[1]) { return quiz.enumerated().map { (String($0.offset + 1), $0.element.text) } }
        guard verb == "faq", words.count == 2 && !["add", "list", "import", "export"].contains(words[1]) || words.last == "of" else { return [] }
        return questions.enumerated().map { (String($0.offset + 1), $0.element.question) }
    }

    private func names(of kind: Rule.Kind) -> [String] { workspace.rules[kind].map(\.name) }

    private var accounts: [String] {
        guard let key = workspace.table(named: "accounts")?.table.keyColumn, let dictionary = key.dictionary else { return [] }
        return (1..<max(1, min(dictionary.count, ListNamesTyped.most))).map { dictionary.text($0) }.sorted()
    }
}

extension [String] {
    /// Each text once, in order, empty ones left out.
    fileprivate var distinct: [String] { Set(self).subtracting([""]).sorted() }
}
