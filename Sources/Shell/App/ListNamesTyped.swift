import Engine
import Tables
import Workspaces

/// The names that stand in quotes in statements about the firm's list and its charter: accounts, objectives, qualifiers,
/// tiers as values, services, roles, scenarios, editions.
struct ListNamesTyped {
    private let session: Session
    private let verb: String
    private let workspace: Workspace
    /// More accounts than that are no help to choose from.
    private static let most = 200_000

    init(_ session: Session, statement: String) {
        self.session = session
        workspace = session.state.workspace
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
        default: nil
        }
    }

    private func names(of kind: Rule.Kind) -> [String] { workspace.rules[kind].map(\.name) }

    private var accounts: [String] {
        guard let key = workspace.table(named: "accounts")?.table.keyColumn, let dictionary = key.dictionary else { return [] }
        return (1..<max(1, min(dictionary.count, ListNamesTyped.most))).map { dictionary.text($0) }.sorted()
    }
}
