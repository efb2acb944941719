import Diagnostics
import Prioritizing
import Syntax
import Tables
import Workspaces

/// The order in which accounts would have been taken on a day, by what was known then.
package struct RankingBefore: Sendable {
    /// What the order was made of, and as of which day.
    package enum Source: Sendable, Equatable {
        /// The list's rules of now, without what was set by hand.
        case rules(Day)
        /// Measures that were typed, and what amounts in them were converted by.
        case typed(String, Day, ExchangeRates?)
        /// What an edition kept.
        case edition(name: String, date: Day)

        /// What amounts were converted into; nil where none were.
        package var rates: ExchangeRates? { if case .typed(_, _, let rates) = self { rates } else { nil } }
    }

    struct Standing: Sendable {
        /// The rules' own tier; those in none come last.
        var tier: Int
        var rank: Int
        var score: Double
    }

    /// What the order was made of.
    package let source: Source
    /// By row of accounts; nil where it was not ranked.
    let standings: [Standing?]
    /// By row of accounts, whether it was there.
    let isThere: [Bool]

    /// - Parameters:
    ///   - measures: what accounts are ranked by; none for the list's rules.
    ///   - currency: what is done with amounts in several currencies in these.
    ///   - edition: the one whose ranks are taken; nil where it is not asked for.
    init(_ measures: [(arguments: Arguments, span: Span)], currency: CurrencyChoice, _ edition: EditionList?, on day: Day, _ setting: BenchmarkSetting, _ session: Session) throws(Diagnostic) {
        if let edition {
            self = try RankingBefore(kept: edition, on: day, setting, session)
            return
        }
        let rules = try RulesBefore(nil, on: day, session)
        isThere = try RankingBefore.accounts(on: day, setting.accounts, session)
        if measures.isEmpty {
            source = .rules(day)
            standings = try RankingBefore.byRules(rules, setting, session)
        } else {
            let text = session.text(of: measures[0].span.through(measures[measures.count - 1].span))
            let (found, rates) = try RankingBefore.byMeasures(measures, currency, rules, setting, session)
            source = .typed(text.split(whereSeparator: \.isWhitespace).joined(separator: " "), day, rates)
            standings = found
        }
    }

    // MARK: What the rules would have said

    private static func byRules(_ rules: RulesBefore, _ setting: BenchmarkSetting, _ session: Session) throws(Diagnostic) -> [Standing?] {
        let applied = try rules.applied()
        if let obstacle = applied.obstacle {
            let message = switch obstacle {
            case .noRules: "There is no list to test: \(obstacle.reason)."
            case .rolledUp: "The rules cannot be applied as of \(rules.day.text): \(obstacle.reason)."
            case .figure(let name): "The rules cannot be applied as of \(rules.day.text): they read \(name), of which only today's value is known."
            }
            throw Diagnostic("no-rules-then", message, at: setting.question.span, help: cure(setting, session))
        }
        if let note = rules.note(on: applied.labels) { session.note(note) }
        return try rules.asThen { () throws(Diagnostic) in
            let list = try session.list()
            let (ranks, scores) = (try list.column(.rank), try list.column(.score))
            return (0..<list.rowCount).map { row in
                ranks[row].number.map { Standing(tier: place(ofTier: list.ruleTier(row), list.tierNames.count), rank: Int($0), score: scores[row].number ?? .nan) }
            }
        }
    }

    private static func byMeasures(_ measures: [(arguments: Arguments, span: Span)], _ currency: CurrencyChoice, _ rules: RulesBefore, _ setting: BenchmarkSetting, _ session: Session)
        throws(Diagnostic) -> (standings: [Standing?], rates: ExchangeRates?)
    {
        var exchange: ExchangeRates?
        if case .into(let home, let span) = currency { exchange = try ExchangeRates(home: home, at: span, session) }
        var labels: [String] = []
        for (arguments, span) in measures {
            guard let expression = arguments.expression("measure") else { continue }
            let reading = try rules.reading(of: expression)
            labels += reading.labels.filter { !labels.contains($0) }
            guard let figure = reading.figure else { continue }
            throw Diagnostic(
                "known-today-only", "This reads \(figure), of which only today's value is known, and the test is as of \(rules.day.text).", at: span,
                help: cure(setting, session))
        }
        if let note = rules.note(on: labels) { session.note(note) }
        return try rules.asThen { () throws(Diagnostic) in
            var binder = Binder(Query(setting.accounts), session)
            var (specs, isConverted) = ([MeasureSpec](), false)
            for (arguments, span) in measures {
                binder.rates = currency == .unconverted ? [] : try rates(arguments, span, exchange, binder, session)
                if !binder.rates.isEmpty { isConverted = true }
                specs.append(try MeasureSpec(arguments, span, &binder, session))
            }
            let batch = try session.runAgain(binder.query)
            let ranking = try Scoring.ranking(specs, binder.query, batch, session)
            let places = try ranking.places(try ranking.order())
            let place = places.pointer(to: Int32.self)
            let standings = (0..<ranking.rowCount).map { row in
                place[row] == 0 ? nil : Standing(tier: 0, rank: Int(place[row]), score: ranking.score(row))
            }
            withExtendedLifetime(places) {}
            return (standings, isConverted ? exchange : nil)
        }
    }

    /// Puts the rates of the amounts that a measure reads beside them, each that of its own day. No amount is of a later day than is
    /// known, so no rate is either. Errors: missing rates, or without any amounts in several currencies.
    private static func rates(_ arguments: Arguments, _ span: Span, _ exchange: ExchangeRates?, _ binder: Binder, _ session: Session) throws(Diagnostic) -> [RateColumn] {
        var trial = binder
        trial.rates = []
        _ = try MeasureSpec(arguments, span, &trial, session)
        let place = arguments.expression("measure")?.span ?? span
        try trial.query.checkNestedCurrencies(from: binder.query.steps.count, at: place, session)
        var found: [(amounts: AmountsRead, cells: [Double])] = []
        for amounts in try trial.query.amountsRead(from: binder.query.steps.count, session) {
            guard let exchange else {
                if let refusal = AmountCurrency.refusal(try amounts.codes(session), of: amounts.table, at: place) { throw refusal }
                continue
            }
            let cells = try exchange.rates(of: amounts.currency, in: amounts.table, try amounts.rows(session), at: place, session)
            // Two sums of one table may count different rows of it.
            if let other = found.firstIndex(where: { $0.amounts.isAlike(amounts) }) {
                found[other].cells = zip(found[other].cells, cells).map { $0.isNaN ? $1 : $0 }
            } else {
                found.append((amounts, cells))
            }
        }
        return found.compactMap { RateColumn($0.cells, of: $0.amounts.currency, beside: $0.amounts.table.name, session) }
    }

    /// What can be tested in the place of rules that cannot.
    private static func cure(_ setting: BenchmarkSetting, _ session: Session) -> String {
        let kept = session.state.workspace.editions.last { $0.made <= setting.periods.newer.window.from }
        let typed = "rank by dated rows, as in by \(setting.measure.text)"
        return kept.map { "Take the ranks that were published by then, with as of edition '\($0.name)', if its figures were those of that day; or \(typed)." } ?? "Rank by dated rows, as in by \(setting.measure.text)."
    }

    private static func place(ofTier tier: Int, _ count: Int) -> Int { tier >= 0 ? tier : count }

    // MARK: What an edition kept

    private init(kept edition: EditionList, on day: Day, _ setting: BenchmarkSetting, _ session: Session) throws(Diagnostic) {
        let list = edition.list
        guard let published = session.state.workspace.edition(named: list.name) else { throw Diagnostic("edition-damaged", "\(list.name) is gone.") }
        let (date, span) = (published.date, setting.question.edition?.span ?? setting.question.span)
        let from = setting.periods.newer.window.from
        let known = published.made
        if known > from {
            let earlier = session.state.workspace.editions.filter { $0.made <= from }.map { Words.quoted($0.name) }
            throw Diagnostic(
                "late-edition", "\(list.name) is of \(known.text), when \(setting.periods.newer.label) had begun: it knew part of what is to be found.", at: span,
                help: earlier.isEmpty ? "No edition was published by \(from.text); choose a later period, or leave as of edition out." : "Published by \(from.text): \(Binder.list(earlier)).")
        }
        if list.contents.rules.rule(.policy, named: "roll up") != nil {
            throw Diagnostic("rolled-up", "\(list.name) ranks parents, whose figures are those of all their accounts.", at: span, help: "Leave as of edition out, and rank by dated rows, as in by \(setting.measure.text).")
        }
        source = .edition(name: list.name, date: date)
        let (ranks, scores) = (list.column(.rank), list.column(.score))
        standings = (0..<edition.rowCount).map { account in
            guard let row = edition.row(account), let rank = ranks[row].number else { return nil }
            return Standing(tier: RankingBefore.place(ofTier: list.ruleTier(row), list.tierNames.count), rank: Int(rank), score: scores[row].number ?? .nan)
        }
        isThere = (0..<edition.rowCount).map { edition.row($0) != nil }
    }

    // MARK: Who was there

    /// By row of accounts, whether it was there by a day: by its own date where accounts have one, else where some table has a row of
    /// it of a day until then.
    private static func accounts(on day: Day, _ accounts: NamedTable, _ session: Session) throws(Diagnostic) -> [Bool] {
        var isThere = [Bool](repeating: false, count: accounts.table.rowCount)
        if let own = try session.days(of: accounts) {
            for row in try own.rows(until: day) { isThere[Int(row)] = true }
            return isThere
        }
        let workspace = session.state.workspace
        for named in workspace.tables {
            guard let days = try session.days(of: named, isAsked: false), let way = Relations.path(from: named, to: accounts.name, in: workspace), let map = Relations.map(named, way.links, way.tables, in: workspace) else { continue }
            let account = map.pointer(to: Int32.self)
            for row in try days.rows(until: day) where account[Int(row)] >= 0 { isThere[Int(account[Int(row)])] = true }
            withExtendedLifetime(map) {}
        }
        return isThere
    }
}
