import Diagnostics
import Engine
import Syntax
import Tables
import Workspaces

/// What Tab offers in a benchmark and its like, where only few things can stand: measures, periods, tiers, tables with rows to
/// add up.
struct BenchmarkCompletions {
    /// First words of the verbs that name columns of dated tables, and of accounts to group by.
    static let verbs: Set<String> = ["benchmark", "placebo", "decompose", "trend", "penetration", "depth", "white", "backtest"]

    typealias Offer = (text: String, note: String)

    private let session: Session
    /// What stands before the word, with single blanks.
    private let written: String
    /// The same in lower case.
    private let typed: String

    init(_ session: Session, typed: String) {
        self.session = session
        written = typed.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        self.typed = written.lowercased()
    }

    /// All that can stand there; nil where it may be anything.
    func only(_ verb: any Verb) -> [Offer]? {
        guard let first = verb.name.split(separator: " ").first, first == "compliance" || BenchmarkCompletions.verbs.contains(String(first)) else { return nil }
        if typed.hasSuffix("(") { return inBrackets }
        if typed.hasSuffix("."), let table = tableBeforeDot { return table.table.fields.map { (Words.typed($0.name), $0.column.type.name) } }
        let endsWithPeriod = endsWithPeriod
        for form in verb.forms {
            if endsWithPeriod { return behindPeriod(form) }
            if endsWithEdition || endsWithKey { return clauses(of: form) }
            // Behind the measure.
            if typed.hasSuffix(")"), !typed.contains(" against "), form.elements.contains(where: isMeasure) {
                return form.elements.contains(where: \.holdsPeriod) ? periods : clauses(of: form)
            }
            guard let (words, slot) = form.next(behind: clause) else { continue }
            let own = words.map { (text: $0, note: "") }
            switch slot {
            case nil: return own.isEmpty ? nil : own
            case ("measure", _)?: return own + measures
            case ("tier", _)?: return own + session.state.workspace.rules[.tier].map { (Words.typed($0.name), "tier") }
            case (_, .period)?, ("period", _)?, ("from", _)?, ("to", _)?, ("base", _)?: return own + periods
            case ("edition", .text)?: return session.state.workspace.editions.reversed().map { (Words.quoted($0.name), "of \($0.date.text)") }
            case ("currency", _)?: return currencies
            case ("column", .name)?, ("columns", .names)?: return own + UsedColumn.all(session).map { ($0, "text") }
            case ("keys", .names)?, ("within", .names)?: return own + keys + (verb.name == "compliance" ? serviceKeys : [])
            case ("cluster", _)?: return own + (session.state.workspace.table(named: "accounts")?.table.fields.map { (Words.typed($0.name), $0.column.type.name) } ?? [])
            default: return nil
            }
        }
        return nil
    }

    // MARK: Behind a period

    private func isMeasure(_ element: Element) -> Bool { if case .slot("measure", _) = element { true } else { false } }

    /// `against` where it has to follow, else what may.
    private func behindPeriod(_ form: Form) -> [Offer] {
        let hasOlder = typed.contains(" against ")
        let wantsOlder = form.elements.contains { if case .word("against") = $0 { true } else { false } }
        if wantsOlder, !hasOlder { return [("against", "")] }
        return (form.words.contains("against") && !hasOlder ? [("against", "")] : []) + clauses(of: form)
    }

    /// An edition's name stands before the word.
    private var endsWithEdition: Bool {
        guard typed.hasSuffix("'"), let open = typed.dropLast().lastIndex(of: "'") else { return false }
        return typed[..<open].hasSuffix(" as of edition ")
    }

    /// What is grouped by stands before the word, whole.
    private var endsWithKey: Bool {
        guard let by = typed.ranges(of: " by ").last, let last = typed[by.upperBound...].split(separator: ",").last else { return false }
        return !typed.hasSuffix(",") && keys.contains { equalIgnoringCase($0.text, last.trimmedStart) }
    }

    /// Those that are not there yet.
    private func clauses(of form: Form) -> [Offer] { form.clauses.filter { !" \(typed) ".contains(" \($0) ") && $0 != "against" }.map { ($0, "") } }

    /// Words before a number that is no year.
    private static let counted: Set<String> = ["minimum", "top", "without", "resampled", "within", "above", "growers"]

    /// `2026H1`, `2026`, `last 90 days`, `this quarter` stand before the word.
    private var endsWithPeriod: Bool {
        let tokens = ((try? Lexer.tokens(Source(written))) ?? []).filter { $0.kind != .end }
        guard let last = tokens.last else { return false }
        let before = tokens.dropLast().last
        switch last.kind {
        case .period: return true
        case .number(let number): return number.isWhole && (1900...2200).contains(number.mantissa) && before.map { !BenchmarkCompletions.counted.contains($0.keyword ?? "") } == true
        case .word(let word):
            guard Period.Unit(word: word.lowercased()) != nil, let before else { return false }
            if case .number = before.kind { return true }
            return ["last", "this", "next", "previous"].contains(before.keyword ?? "")
        default: return false
        }
    }

    // MARK: What there is

    /// What stands before the word, up to the `by` whose names go on behind a comma.
    private var clause: String {
        guard typed.hasSuffix(","), let by = typed.ranges(of: " by ").last else { return typed }
        return typed[..<by.lowerBound] + " by"
    }

    /// What accounts can be grouped by: their columns that are no figures, what the list says of them, and definitions.
    private var keys: [Offer] {
        let workspace = session.state.workspace
        let own = (workspace.table(named: "accounts")?.table.fields ?? []).map { (name: $0.name, type: $0.column.type) }
        let listed = ListColumn.inScope.filter(workspace.hasListColumn).map { (name: $0.rawValue, type: $0.type) }
        let columns = (own + listed).filter { $0.type != .decimal && !$0.type.isMoney }
        let each = columns.contains { equalIgnoringCase($0.name, ListColumn.qualifiers.rawValue) } && !own.contains { equalIgnoringCase($0.name, Qualifier.key) }
        return columns.map { (Words.typed($0.name), $0.type.name) } + (each ? [(Qualifier.key, "each of the qualifiers")] : [])
            + workspace.definitions.filter { $0.kind == .expression }.map { (Words.typed($0.name), "defined") }
    }

    /// What compliance groups services by beside what accounts have.
    private var serviceKeys: [Offer] { Compliance.serviceKeys.map { ($0, "") } + ServicePeriod.Unit.allCases.map { ($0.rawValue, "period") } }

    /// Sums of money first, then other figures, then counts.
    private var measures: [Offer] {
        let sums = dated.flatMap { table in
            table.table.fields.filter(\.column.type.isNumeric).map { (text: "sum(\(Words.typed(table.name)).\(Words.typed($0.name)))", type: $0.column.type) }
        }
        return (sums.filter(\.type.isMoney) + sums.filter { !$0.type.isMoney }).map { ($0.text, $0.type.name) } + dated.map { ("count(\(Words.typed($0.name)))", "rows") }
    }

    /// Codes that amounts are in, and that there are rates for.
    private var currencies: [Offer] {
        var codes: Set<String> = []
        for table in session.state.workspace.tables {
            for field in table.table.fields {
                if case .money(let currency, _) = field.column.type { codes.insert(currency.code) }
                guard equalIgnoringCase(field.name, "currency"), let dictionary = field.column.dictionary, dictionary.count < 200 else { continue }
                for code in 1..<max(1, dictionary.count) { codes.insert(dictionary.text(code)) }
            }
        }
        return codes.sorted().map { ($0, "currency") }
    }

    private var dated: [NamedTable] { session.state.workspace.tables.filter { Relations.dates(of: $0, in: session.state.workspace) != nil } }

    /// `count(` wants a table, other sums a column of one.
    private var inBrackets: [Offer] {
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
    private var periods: [Offer] {
        guard let day = session.asOf ?? session.latestDay() else { return [] }
        let (year, month) = (day.parts.year, day.parts.month)
        func parts(_ year: Int, through month: Int) -> [String] {
            (1...4).reversed().filter { $0 * 3 - 2 <= month }.map { "\(year)Q\($0)" } + (1...2).reversed().filter { $0 * 6 - 5 <= month }.map { "\(year)H\($0)" } + ["\(year)"]
        }
        return (parts(year, through: month) + parts(year - 1, through: 12) + ["last 90 days", "this quarter"]).map { ($0, "") }
    }
}
