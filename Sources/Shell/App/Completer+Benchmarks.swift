import Engine
import Syntax
import Tables
import Workspaces

/// What Tab offers in a benchmark and its like, where only few things can stand: periods, tiers, tables with rows to add up.
struct BenchmarkCompletions {
    /// First words of the verbs that name columns of dated tables, and of accounts to group by.
    static let verbs: Set<String> = ["benchmark", "placebo", "decompose", "trend", "penetration", "depth", "white", "backtest"]

    private let session: Session
    /// What stands before the word, in lower case and with single blanks.
    private let typed: String

    init(_ session: Session, typed: String) {
        self.session = session
        self.typed = typed.lowercased().split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }

    /// All that can stand there; nil where it may be anything.
    func only(_ verb: any Verb) -> [(text: String, note: String)]? {
        guard let first = verb.name.split(separator: " ").first, BenchmarkCompletions.verbs.contains(String(first)) else { return nil }
        if typed.hasSuffix("(") { return inBrackets }
        if typed.hasSuffix("."), let table = tableBeforeDot { return table.table.fields.map { (Words.typed($0.name), $0.column.type.name) } }
        for form in verb.forms {
            // Behind the measure.
            if typed.hasSuffix(")"), !typed.contains("against"), form.elements.contains(where: \.holdsPeriod) { return periods + form.clauses.map { ($0, "") } }
            guard let (words, slot) = form.next(behind: clause), typed != verb.name else { continue }
            let own = words.map { (text: $0, note: "") }
            switch slot {
            case nil: return own.isEmpty ? nil : own
            case ("tier", _)?: return own + session.state.workspace.rules[.tier].map { (Words.typed($0.name), "tier") }
            case (_, .period)?: return own + periods
            case ("keys", .names)?, ("within", .names)?: return own + keys
            case ("cluster", _)?: return own + (session.state.workspace.table(named: "accounts")?.table.fields.map { (Words.typed($0.name), $0.column.type.name) } ?? [])
            default: return nil
            }
        }
        return nil
    }

    /// What stands before the word, up to the `by` whose names go on behind a comma.
    private var clause: String {
        guard typed.hasSuffix(","), let by = typed.ranges(of: " by ").last else { return typed }
        return typed[..<by.lowerBound] + " by"
    }

    /// What accounts can be grouped by: their columns that are no figures, what the list says of them, and definitions.
    private var keys: [(text: String, note: String)] {
        let workspace = session.state.workspace
        let own = (workspace.table(named: "accounts")?.table.fields ?? []).map { (name: $0.name, type: $0.column.type) }
        let listed = ListColumn.inScope.filter(workspace.hasListColumn).map { (name: $0.rawValue, type: $0.type) }
        let columns = (own + listed).filter { $0.type != .decimal && !$0.type.isMoney }
        let each = columns.contains { equalIgnoringCase($0.name, ListColumn.qualifiers.rawValue) } && !own.contains { equalIgnoringCase($0.name, Qualifier.key) }
        return columns.map { (Words.typed($0.name), $0.type.name) } + (each ? [(Qualifier.key, "each of the qualifiers")] : [])
            + workspace.definitions.filter { $0.kind == .expression }.map { (Words.typed($0.name), "defined") }
    }

    /// `count(` wants a table, other sums a column of one.
    private var inBrackets: [(text: String, note: String)] {
        let dated = session.state.workspace.tables.filter { Relations.dates(of: $0, in: session.state.workspace) != nil }
        if typed.hasSuffix("count(") { return dated.map { (Words.typed($0.name), "table") } }
        return dated.flatMap { table in
            table.table.fields.filter(\.column.type.isNumeric).map { ("\(Words.typed(table.name)).\(Words.typed($0.name))", $0.column.type.name) }
        }
    }

    private var tableBeforeDot: NamedTable? {
        let name = typed.dropLast().split { !$0.isLetter && !$0.isNumber && $0 != "_" }.last.map(String.init)
        return name.flatMap { session.state.workspace.table(named: $0) }
    }

    /// Those of the last year of the data and the one before, the newest first.
    private var periods: [(text: String, note: String)] {
        guard let day = session.asOf ?? session.latestDay() else { return [] }
        let (year, month) = (day.parts.year, day.parts.month)
        func parts(_ year: Int, through month: Int) -> [String] {
            (1...4).reversed().filter { $0 * 3 - 2 <= month }.map { "\(year)Q\($0)" } + (1...2).reversed().filter { $0 * 6 - 5 <= month }.map { "\(year)H\($0)" } + ["\(year)"]
        }
        return (parts(year, through: month) + parts(year - 1, through: 12) + ["last 90 days", "this quarter"]).map { ($0, "") }
    }
}
