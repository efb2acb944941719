import Diagnostics
import Statistics
import Syntax
import Tables
import Workspaces

/// The dry run of a benchmark: the same comparison one period earlier, of what the list's rules would have picked then. What is
/// ahead there is ahead though nobody did anything.
package struct Placebo: Sendable {
    /// How the groups of the dry run were made.
    package enum Membership: Sendable {
        /// The rules, applied to what was known at the end of that day.
        case rules(Day)
        /// The same accounts as in the benchmark, and why the rules could not be applied.
        case same(because: String)
    }

    /// Those of the dry run: the benchmark's older, and one as far before it.
    package let periods: BenchmarkPeriods
    /// How its groups were made.
    package let membership: Membership
    /// What it is the dry run of.
    package let benchmark: Benchmark
    /// The same comparison, one period earlier.
    package let dryRun: Benchmark
    /// By group of the benchmark: the dry run's group of the same name.
    package let places: [Int?]
    /// By group of the benchmark: the growth that falling back from the older period's figures would bring by itself, beyond that of
    /// all accounts. Nil where it cannot be told.
    package let regression: [Double?]
    /// By group of the benchmark: how much further ahead it is than in the dry run, p adjusted for all of them (Holm).
    package let beyond: [GrowthDifference?]
    /// So many that its p is adjusted for.
    package let comparisons: Int

    /// Errors: `no-earlier-data`, and what the benchmark of the setting throws; rules that cannot be applied are told in
    /// `membership`.
    /// - Parameter benchmark: the setting's, where it is made already.
    package init(_ setting: BenchmarkSetting, _ session: Session, _ benchmark: Benchmark? = nil) throws(Diagnostic) {
        let earlier = setting.periods.earlier()
        periods = earlier
        try Placebo.checkData(earlier, setting)
        let opening: Day = if case .edition(_, let made) = setting.members.source { made } else { setting.periods.newer.window.from.adding(days: -1) }
        let rules = try RulesBefore(setting.edition?.list.contents, on: setting.periods.lastDayBack(opening), session)
        let readsTiers = setting.members.tiers != nil
        let applied = readsTiers ? try rules.applied(withQualifiers: setting.members.readsQualifiers) : nil
        let obstacle = readsTiers ? applied?.obstacle?.reason : "groups are not told apart by tier"
        let members: BenchmarkMembers
        if let obstacle {
            (membership, members) = (.same(because: obstacle), setting.members)
        } else {
            membership = .rules(rules.day)
            if let note = rules.note(on: applied?.labels ?? []) { session.note(note) }
            members = try rules.asThen { () throws(Diagnostic) in
                try BenchmarkMembers(by: setting.question.keys, needsTiers: true, only: setting.question.condition, nil, .rules(rules.day), setting.accounts, session)
            }
        }
        let benchmark = if let benchmark { benchmark } else { try setting.benchmark() }
        let dryRun = try Benchmark(setting.measure, earlier, members, versus: setting.baseline, comparing: setting.question.comparing, clusters: setting.clusters, minimum: setting.question.minimum)
        self.benchmark = benchmark
        self.dryRun = dryRun
        let names = dryRun.groups.indices.map { dryRun.name($0) }
        let places = benchmark.groups.indices.map { names.firstIndex(of: benchmark.name($0)) }
        self.places = places
        let comparisons = benchmark.groups.indices.map { group in [benchmark.comparison.comparison(group)] + (places[group].map { [dryRun.comparison.comparison($0)] } ?? []) }
        let isOfSameAccounts = obstacle != nil
        beyond = benchmark.groups.indices.map { group in
            guard let own = benchmark.groups[group].difference, let dry = places[group].flatMap({ dryRun.groups[$0].difference }) else { return nil }
            return own.beyond(dry, isOfSameAccounts: isOfSameAccounts)
        }.adjusted(of: comparisons)
        self.comparisons = beyond.count(of: comparisons)
        regression = Placebo.regression(benchmark, dryRun)
    }

    private static func checkData(_ periods: BenchmarkPeriods, _ setting: BenchmarkSetting) throws(Diagnostic) {
        guard let days = try setting.measure.days() else { return }
        let older = periods.older
        if days.first > older.window.from.adding(days: max(7, older.window.days / 10)) {
            throw Diagnostic(
                "no-earlier-data", "The dry run is of \(periods.newer.label) against \(older.label), and the data begin on \(days.first.text).", at: setting.question.older.span,
                help: "Choose periods nearer to each other, such as two quarters in a row.")
        }
    }

    /// From how all accounts' logarithms went from the earlier to the older period, where the list had no part in it.
    private static func regression(_ benchmark: Benchmark, _ dryRun: Benchmark) -> [Double?] {
        let known = benchmark.members.rows.filter { dryRun.before[$0] > 0 && dryRun.after[$0] > 0 }
        guard known.count >= 10, let model = RegressionToTheMean(before: known.map { Elementary.log(dryRun.before[$0]) }, after: known.map { Elementary.log(dryRun.after[$0]) })
        else { return benchmark.groups.map { _ in nil } }
        return benchmark.groups.map { group in
            let logs = group.rows.filter { benchmark.before[$0] > 0 }.map { Elementary.log(benchmark.before[$0]) }
            guard group.role != .hidden, let mean = Moments(logs)?.mean else { return nil }
            let change = Elementary.exp(model.expectedChange(ofGroupAt: mean)) - 1
            return change.isFinite ? change : nil
        }
    }
}
