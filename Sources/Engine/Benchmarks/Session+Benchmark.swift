import Diagnostics
import Syntax
import Tables
import Workspaces

/// A benchmark as it was asked for.
package struct BenchmarkQuestion {
    package var measure: Expression
    package var newer: Expression
    package var older: Expression
    package var keys: [Name]
    /// Nil for the rest where there is one, else for all others.
    package var baseline: Benchmark.Baseline?
    package var edition: (name: String, span: Span)?
    /// Groups with fewer accounts are not shown.
    package var minimum: Int
    package var comparing = GrowthKind.totals
    package var clustering = BenchmarkClusters.Choice.automatic
    package var currency = CurrencyChoice.oneOnly
    package var verb: String
    package var span: Span

    package init(
        measure: Expression, newer: Expression, older: Expression, keys: [Name], baseline: Benchmark.Baseline?, edition: (name: String, span: Span)?, minimum: Int,
        verb: String, span: Span
    ) {
        self.measure = measure
        self.newer = newer
        self.older = older
        self.keys = keys
        self.baseline = baseline
        self.edition = edition
        self.minimum = minimum
        self.verb = verb
        self.span = span
    }
}

/// A question that was understood: its measure, periods, and the list that says who is in what.
package struct BenchmarkSetting {
    package let question: BenchmarkQuestion
    package let accounts: NamedTable
    package let measure: BenchmarkMeasure
    package let periods: BenchmarkPeriods
    package let members: BenchmarkMembers
    package let baseline: Benchmark.Baseline
    package let clusters: BenchmarkClusters?
    /// The last day that is known.
    package let asOf: Day?
    /// The opening list; nil for that of now.
    let edition: EditionList?
    /// Accounts that have another tier by the end of the newer period; the edition that says so. Nil where none does.
    package let movers: (count: Int, edition: String)?

    package init(_ question: BenchmarkQuestion, _ session: Session) throws(Diagnostic) {
        self.question = question
        let workspace = session.state.workspace
        guard let accounts = workspace.table(named: "accounts") else {
            throw Diagnostic("no-accounts", "A benchmark compares accounts, and there is no such table.", at: question.span, help: "Type import accounts from 'FILE' key COLUMN.")
        }
        self.accounts = accounts
        measure = try BenchmarkMeasure(question.measure, currency: question.currency, accounts, session)
        let asOf = session.asOf ?? session.latestDay()
        self.asOf = asOf
        let binder = Binder(Query(result: Table([], rowCount: 1)), session)
        func side(_ expression: Expression) throws(Diagnostic) -> BenchmarkPeriods.Side {
            let (days, label) = try binder.period(expression, verb: question.verb)
            return .init(label: label, window: ServiceWindow(from: days.from, before: days.before))
        }
        periods = try BenchmarkPeriods(newer: try side(question.newer), older: try side(question.older), asOf: asOf, at: question.newer.span.through(question.older.span))
        try BenchmarkSetting.checkKeys(question.keys)

        let asksTiers = question.keys.contains { equalIgnoringCase($0.text, "tier") }
        let isOfTier = if case .tier? = question.baseline { true } else { false }
        let readsList = asksTiers || isOfTier || question.keys.contains { key in ListColumn.inScope.contains { equalIgnoringCase(key.text, $0.rawValue) } }
        edition = readsList || question.edition != nil ? try BenchmarkSetting.edition(question, periods, accounts, session) : nil
        let source: BenchmarkMembers.Source = if let edition, let date = workspace.edition(named: edition.list.name)?.date {
            .edition(name: edition.list.name, date: date)
        } else { readsList ? .now : .noList }
        let members = try BenchmarkMembers(by: question.keys, needsTiers: asksTiers || isOfTier, edition, source, accounts, session)
        baseline = try BenchmarkSetting.baseline(question, members)
        self.members = members
        clusters = try BenchmarkClusters(question.clustering, members.rows, accounts, session)
        if let edition { movers = try BenchmarkSetting.movers(edition, members, periods, session) } else { movers = nil }
    }

    private static func checkKeys(_ keys: [Name]) throws(Diagnostic) {
        for (index, key) in keys.enumerated() where keys[..<index].contains(where: { equalIgnoringCase($0.text, key.text) }) {
            throw Diagnostic("duplicate-name", "\(key.text) is there twice.", at: key.span)
        }
    }

    /// The edition that was asked for, else that which held on the newer period's first day; nil for the list of now.
    private static func edition(_ question: BenchmarkQuestion, _ periods: BenchmarkPeriods, _ accounts: NamedTable, _ session: Session) throws(Diagnostic) -> EditionList? {
        let own = accounts.table.fields.first { field in ListColumn.inScope.contains { equalIgnoringCase(field.name, $0.rawValue) } }
        if let (name, span) = question.edition {
            let edition = try session.edition(name, at: span)
            if let own {
                throw Diagnostic("name-taken", "accounts has a column \(own.name) of its own, which would stand before that of the edition.", at: span, help: "Type rename accounts.\(Words.typed(own.name)) to imported \(own.name)")
            }
            return try session.editionList(edition)
        }
        guard own == nil, let held = session.state.workspace.editions.last(where: { $0.date <= periods.newer.window.from }) else { return nil }
        return try session.editionList(held)
    }

    private static func baseline(_ question: BenchmarkQuestion, _ members: BenchmarkMembers) throws(Diagnostic) -> Benchmark.Baseline {
        switch question.baseline {
        case .tier(let name)?:
            let names = members.tierNames
            guard let own = names.first(where: { equalIgnoringCase($0, name) }) else {
                throw Diagnostic("unknown-tier", "No account is in a tier \(Words.quoted(name)).", at: question.span, help: didYouMean(name, among: names) ?? (names.isEmpty ? nil : "Tiers: \(Binder.list(names))."))
            }
            return .tier(own)
        case .rest?:
            if members.tiers != nil, !members.rows.contains(where: members.isRest) {
                throw Diagnostic("no-rest", "Every account is in a tier, so there is no rest to hold tiers against.", at: question.span, help: "Write versus all, or versus tier NAME.")
            }
            return .rest
        case .others?: return .others
        case nil: return members.tiers != nil && members.rows.contains(where: members.isRest) ? .rest : .others
        }
    }

    private static func movers(_ opening: EditionList, _ members: BenchmarkMembers, _ periods: BenchmarkPeriods, _ session: Session) throws(Diagnostic) -> (count: Int, edition: String)? {
        let later = session.state.workspace.editions.drop { $0.name != opening.list.name }.dropFirst()
        guard let closing = later.last(where: { $0.date <= periods.newer.window.last }) else { return nil }
        let list = try session.editionList(closing)
        let count = members.rows.count { row in
            guard let then = opening.row(row), let now = list.row(row) else { return false }
            return opening.list.name(ofTier: opening.list.tier(then)) != list.list.name(ofTier: list.list.tier(now))
        }
        return (count, closing.name)
    }

    /// There is nothing in the older period to compare with.
    /// - Parameter name: what is measured; nil for the measure as it was typed.
    package func nothingBefore(called name: String? = nil) throws(Diagnostic) -> Diagnostic {
        let days = try measure.days().map { " The data run from \($0.first.text) to \($0.last.text)." } ?? ""
        return Diagnostic(
            "nothing-to-compare", "\(name ?? measure.text) comes to nothing in \(periods.older.label), so there is no growth from it.\(days)", at: question.older.span,
            help: "Choose an older period with data.")
    }

    package func benchmark() throws(Diagnostic) -> Benchmark {
        try Benchmark(measure, periods, members, baseline, comparing: question.comparing, clusters: clusters, minimum: question.minimum)
    }
}

extension BenchmarkMembers {
    /// The tiers that some account is in, in order.
    var tierNames: [String] {
        guard let tiers, let dictionary = tiers.dictionary else { return [] }
        var isUsed = [Bool](repeating: false, count: max(1, dictionary.count))
        for row in rows { isUsed[tiers.code(row)] = true }
        return isUsed.indices.dropFirst().filter { isUsed[$0] }.map { dictionary.text($0) }.filter { $0 != Clause.nonTiered && $0 != BenchmarkMembers.notRanked }
    }
}
