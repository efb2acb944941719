import Diagnostics
import Syntax
import Tables
import Workspaces

/// A benchmark as it was asked for.
package struct BenchmarkQuestion {
    /// What grows: sums and counts of accounts' dated rows.
    package var measure: Expression
    /// The period that is looked at.
    package var newer: Expression
    /// The one that it is held against.
    package var older: Expression
    /// What accounts are told apart by; columns, tier or qualifiers.
    package var keys: [Name]
    /// Nil for the rest where there is one, else for all others.
    package var baseline: ComparedGroups.Baseline?
    /// Where the baseline stands.
    package var baselineSpan: Span?
    /// The one that was asked for, and where; nil for the one that held.
    package var edition: (name: String, span: Span)?
    /// Groups with fewer accounts are not shown.
    package var minimum: Int
    /// So many of the greatest accounts are left out of a growth beside the group's own.
    package var leavingOut = 1
    /// The growth that groups are compared by.
    package var comparing = GrowthKind.totals
    /// Which accounts are taken to move together.
    package var clustering = BenchmarkClusters.Choice.automatic
    /// What is true of the accounts that take part; nil for all.
    package var condition: Expression?
    /// Nil for formulas.
    package var resampling: Resampling?
    /// What is done with amounts in several currencies.
    package var currency: CurrencyChoice
    /// The command that asks, for messages.
    package var verb: String
    /// Where all of the question stands.
    package var span: Span

    /// As typed; nothing is checked.
    package init(
        measure: Expression, newer: Expression, older: Expression, keys: [Name], baseline: ComparedGroups.Baseline?, edition: (name: String, span: Span)?, minimum: Int,
        currency: CurrencyChoice = .oneOnly, verb: String, span: Span
    ) {
        self.currency = currency
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

extension BenchmarkQuestion {
    var groups: Membership.Question { .init(keys: keys, baseline: baseline, baselineSpan: baselineSpan, edition: edition, clustering: clustering, condition: condition, verb: verb, span: span) }
}

/// A question that was understood: its measure, periods, and the list that says who is in what.
package struct BenchmarkSetting {
    /// What it was made of.
    package let question: BenchmarkQuestion
    /// The table whose rows are told apart.
    package let accounts: NamedTable
    /// What is added up, by account and period.
    package let measure: BenchmarkMeasure
    /// The two, cut at the as-of day.
    package let periods: BenchmarkPeriods
    /// Who takes part, and with which keys.
    package let members: BenchmarkMembers
    /// What groups are held against.
    package let baseline: ComparedGroups.Baseline
    /// Accounts that move together; nil where each stands alone.
    package let clusters: BenchmarkClusters?
    /// The last day that is known.
    package let asOf: Day?
    /// The opening list; nil for that of now.
    let edition: EditionList?
    /// By the end of the newer period; nil where no edition says who moved.
    package let movers: Membership.Movers?

    /// Errors: `no-accounts`; what is wrong with the measure, a period or both together (`older-first`,
    /// `overlapping-periods`, `unlike-periods`, `period-to-come`), the keys, the edition or the baseline; `cancelled`.
    package init(_ question: BenchmarkQuestion, _ session: Session) throws(Diagnostic) {
        let accounts = try session.accounts(for: question.verb, at: question.span)
        let measure = try BenchmarkMeasure(question.measure, currency: question.currency, accounts, session)
        let asOf = session.asOf ?? session.latestDay()
        let binder = Binder(Query(result: Table([], rowCount: 1)), session)
        func side(_ expression: Expression) throws(Diagnostic) -> BenchmarkPeriods.Side {
            let (days, label) = try binder.period(expression, verb: question.verb)
            return .init(label: label, window: ServiceWindow(from: days.from, before: days.before))
        }
        let periods = try BenchmarkPeriods(newer: try side(question.newer), older: try side(question.older), asOf: asOf, at: question.newer.span.through(question.older.span))
        try self.init(question, accounts, measure, periods, asOf: asOf, session)
    }

    init(_ question: BenchmarkQuestion, _ accounts: NamedTable, _ measure: BenchmarkMeasure, _ periods: BenchmarkPeriods, asOf: Day?, _ session: Session) throws(Diagnostic) {
        (self.question, self.accounts, self.measure, self.periods, self.asOf) = (question, accounts, measure, periods, asOf)
        let membership = try Membership(question.groups, from: periods.newer.window.from, through: periods.newer.window.last, accounts, session)
        (members, baseline, edition, movers, clusters) = (membership.members, membership.baseline, membership.edition, membership.movers, membership.clusters)
    }

    /// There is nothing in the older period to compare with. Throws what keeps the measure's rows from being read.
    /// - Parameter name: what is measured; nil for the measure as it was typed.
    package func nothingBefore(called name: String? = nil) throws(Diagnostic) -> Diagnostic {
        let days = try measure.days().map { " The data run from \($0.first.text) to \($0.last.text)." } ?? ""
        let (newer, older) = (periods.newer, periods.older)
        let cut = periods.cutDays.map { _ in " \(newer.label) is not over as of \(newer.window.last.text), so both are cut to \(plural(older.window.days, "day"))." } ?? ""
        let what = periods.cutDays == nil ? older.label : "the first \(plural(older.window.days, "day")) of \(older.label)"
        return Diagnostic(
            "nothing-to-compare", "\(name ?? measure.text) comes to nothing in \(what), so there is no growth from it.\(cut)\(days)", at: question.older.span,
            help: try measure.unknownValue() ?? (periods.cutDays == nil ? "Choose an older period with data." : "Choose a newer period that is over, or an older one with data in its first days."))
    }

    /// Errors: `cancelled`, and what keeps the measure's rows from being read or converted.
    package func benchmark() throws(Diagnostic) -> Benchmark {
        try Benchmark(measure, periods, members, versus: baseline, comparing: question.comparing, clusters: clusters, resampling: question.resampling, minimum: question.minimum)
    }
}
