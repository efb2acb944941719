import Diagnostics
import Statistics
import Syntax
import Tables
import Workspaces

/// What makes a back test flatter a rule, or wrong it.
package enum BacktestTrap: String, Sendable, CaseIterable {
    case hindsight
    case figuresOfToday = "figures-of-today"
    case inForce = "list-in-force"
    case fallingBack = "regression-to-the-mean"
    case size = "size-makes-gain"
    case dependence = "dependent-accounts"
    case ties
    case tooFew = "too-few"

    /// What goes wrong, in one sentence, and what to do about it.
    package var why: (harm: String, cure: String) {
        switch self {
        case .hindsight: ("A rule that is written today may have been written because of who grew, or may read rows of later days, and then finds them.", "Test the ranks of an edition that was made by then, with as of edition 'E', its rules bound by where date in last 12 months; or a period that nobody has looked at.")
        case .figuresOfToday: BenchmarkTrap.figuresOfToday.why
        case .inForce: ("Accounts of a list are served, and may grow because of that: then it made its growers and did not find them.", "Hold the list against the others with benchmark, or test a period before there was a list.")
        case .fallingBack: ("The older figure is a part of the gain: who was lucky in it gains less, so ranking by it looks worse than it is.", "Choose an older period that ends well before the day of the ranking, or rank by one with by.")
        case .size: ("Great accounts gain and lose the most, so any ranking by size finds some of those that gain most.", "Look at what the rule finds beyond the measure alone, not beyond chance.")
        case .dependence: ("Accounts of one parent gain and lose together, so that finding two of them is hardly more than finding one, and p is too small.", "Roll accounts up to their parents, or take p for the least that it can be.")
        case .ties: ("Of accounts with the same score some are chosen and some not, by no more than the order of their names.", "Choose so many that the line falls between two scores.")
        case .tooFew: ("With few chosen, or few to find, even finding them all could be chance.", "Choose more accounts, or call more of them growers.")
        }
    }
}

/// What was found, those of the periods first.
package struct BacktestFindings: Sendable {
    private var found: [BacktestTrap: String] = [:]
    private let periods: BenchmarkFindings
    /// The ranks are of an edition that knew what came later, so that what they find proves nothing.
    package private(set) var isKnowing = false

    /// Errors: `cancelled`, and what keeps an edition's figures from being read.
    package init(_ test: Backtest, _ session: Session) throws(Diagnostic) {
        var periods = try BenchmarkFindings(ofPeriods: test.setting)
        periods.addGone(test.setting.members)
        self.periods = periods
        let older = test.setting.periods.older.label
        switch test.source {
        case .rules: found[.hindsight] = "The rules are those of now, and may have been made knowing who grew."
        case .typed: found[.hindsight] = "This ranking was thought of today, knowing what there is to know."
        case .edition(let name, _):
            guard let (hindsight, day) = try test.setting.edition?.hindsight(session) else { break }
            found[.hindsight] = hindsight.sentence(name, day)
            isKnowing = found[.hindsight] != nil
            found[.figuresOfToday] = hindsight.openSentence(name, day)
        }
        if let edition = session.state.workspace.editions.last(where: { $0.date <= test.setting.periods.newer.window.from }) {
            found[.inForce] = "\(edition.name) was in force when \(test.setting.periods.newer.label) began: what was done for its accounts is in what they gained."
        }
        let number = NumberFormat(decimals: 2)
        if let rho = try RankCorrelation.spearman(test.before, test.gains), rho < -0.1 {
            found[.fallingBack] = "Accounts with more in \(older) gained less (rank correlation \(number.text(rho))), which holds back whoever ranks by it."
        }
        if let rho = try RankCorrelation.spearman(test.before, test.gains.map(\.magnitude)), rho > 0.5 {
            found[.size] = "Accounts with more in \(older) moved more, up or down (rank correlation \(number.text(rho)))."
        }
        if let clusters = test.setting.clusters, clusters.sharedCount > 0 {
            found[.dependence] = "\(plural(clusters.accountsTogether, "account")) share their \(clusters.name) with others, and count as though they were independent."
        }
        found[.ties] = BacktestFindings.ties(test)
        if test.rule.lift.leastPValue >= 0.05 {
            found[.tooFew] = "\(plural(test.taken, "account")) chosen of \(grouped(test.count)), \(grouped(test.growers)) to find: even as many as there can be could be chance."
        }
    }

    private static func ties(_ test: Backtest) -> String? {
        let line = [(test.rule.tied, "the rule's score"), (test.measure.tied, "the figure of \(test.setting.periods.older.label)")].filter { $0.0 > 0 }
        if line.isEmpty { return nil }
        return "At the line \(joinWords(line.map { "\(grouped($0.0)) accounts share \($0.1)" })); those first by name are chosen."
    }

    /// All traps, those that were found first.
    package var lines: [TrapLine] {
        let ofPeriods = BenchmarkTrap.ofPeriods.map { trap -> TrapLine in (trap.rawValue, periods.sentence(trap), trap.why.harm, trap.why.cure) }
        let own = BacktestTrap.allCases.map { trap -> TrapLine in (trap.rawValue, found[trap], trap.why.harm, trap.why.cure) }
        let all = ofPeriods + own
        return all.filter { $0.here != nil } + all.filter { $0.here == nil }
    }

    /// What stands beside any word on what was found: what the ranks of an edition knew, or may have known.
    package var notesOnRanks: [Diagnostic] { notes.filter { isKnowing && $0.id == BacktestTrap.hindsight.rawValue || $0.id == BacktestTrap.figuresOfToday.rawValue } }

    /// Those that were found, each as a note; that the ranks knew what came later is a warning.
    package var notes: [Diagnostic] {
        periods.notes + BacktestTrap.allCases.compactMap { trap in found[trap].map { isKnowing && trap == .hindsight ? .warning(trap.rawValue, $0) : .note(trap.rawValue, $0) } }
    }
}
