import Diagnostics
import Statistics
import Syntax
import Tables
import Workspaces

/// What makes a comparison of growth lie. Each stands beside the numbers where it was found, never in their place.
package enum BenchmarkTrap: String, Sendable, CaseIterable {
    case todaysList = "todays-list"
    case lateEdition = "late-edition"
    case hindsight
    case figuresOfToday = "figures-of-today"
    case regression = "regression-to-the-mean"
    case criterion = "measure-is-criterion"
    case goneAccounts = "gone-accounts"
    case unfinished = "unfinished-period"
    case unlikeLengths = "unlike-lengths"
    case dataEnds = "data-ends"
    case absoluteLoss = "absolute-loss"
    case oneAccount = "one-account-decides"
    case disagreement = "growths-disagree"
    case fewAccounts = "few-accounts"
    case wideSpread = "growths-spread-widely"
    case fewClusters = "few-clusters"
    case oneOwner = "one-owner"
    case survivorsOnly = "survivors-only"
    case apartBefore = "apart-before"
    case methodsDisagree = "methods-disagree"
    case looseCheck = "loose-check"
    case walletTooSmall = "wallet-too-small"
    case walletUnknown = "wallet-unknown"

    /// What goes wrong, in one sentence, and what to do about it.
    package var why: (harm: String, cure: String) {
        switch self {
        case .todaysList: ("Today's list was made knowing who grew: accounts that did well are in it, those that fell are out.", "Publish the list, and benchmark it as it was at the start.")
        case .lateEdition: ("The list was published after the newer period began, knowing part of what it is measured by.", "Choose an edition from before it, or a later period.")
        case .hindsight: ("A list, or a group, that was picked by rows of later days has its accounts because of what they did afterwards, and any comparison then proves it right.", "Bound what a list's rules read, as in where date in last 12 months, and publish it anew, or benchmark by an edition that was made before those rows were there; let a group's own condition end before the newer period.")
        case .figuresOfToday: ("A figure without a date may be of any day: entered later, it knows who grew.", "Rank by sums of dated rows, or make sure that the figure is that of the edition's day.")
        case .regression: ("Accounts picked for a high figure fall back afterwards, and those picked for a low one rise, though nobody did anything.", "placebo, the dry run of the rule, shows how much; an older period from before the list is free of it.")
        case .criterion: ("A list that ranks by what it is measured by was picked for its luck in that very figure.", "Measure something the list does not rank by, such as calls or products used.")
        case .goneAccounts: ("Accounts that are gone from the data count for nothing here, and the list looks better for having lost them.", "Keep closed accounts in the table accounts; without a row in a period they are 0.")
        case .unfinished: ("A part of a period is less than a whole one, and looks like a fall.", "Both were cut to as many days; the season may differ still.")
        case .unlikeLengths: ("A longer period has more in it, whatever accounts did.", "Hold a quarter against the same one a year before.")
        case .dataEnds: ("Days without data count as days on which nothing was done.", "Choose periods that the data cover, or set as of the last day that they do.")
        case .absoluteLoss: ("A group may be ahead only because the others fell more, as when service was taken from them.", "Look at both growths, not at the difference alone.")
        case .oneAccount: ("A total is as good as its greatest account, and another year another one is.", "Look at the growth without it, and at the median.")
        case .disagreement: ("The total grows while most accounts shrink, or the contrary: a few great ones decide.", "Say which growth is meant; the median is the typical account's.")
        case .fewAccounts: ("A few accounts differ by chance alone, by more than any list could do.", "Compare greater groups, or more periods.")
        case .wideSpread: ("Where some accounts double and others halve, totals and means are those of a few, and their intervals hold the truth too seldom.", "comparing medians speaks of the typical account.")
        case .fewClusters: ("Accounts of one parent, or one owner, move together: a few of those differ by chance alone, however many accounts they have.", "Compare greater groups, or choose other clusters.")
        case .oneOwner: ("What one owner does well or badly moves all of that owner's accounts, and looks like the tier's doing.", "clustered by owner counts each owner's accounts as one.")
        case .survivorsOnly: ("What has come to nothing has no logarithm: accounts that closed are left out, and a group that loses many looks too good.", "Go by the growth of totals, in which they count.")
        case .apartBefore: ("Groups that had moved apart before anything was done may have gone on doing so by themselves.", "Look at trend, and at the difference to the placebo.")
        case .methodsDisagree: ("ANCOVA credits a group that stood higher all along with what it would have had anyway, and difference in differences takes a fall back to the mean for a loss: the truth mostly lies between the two (Ding & Li 2019).", "Claim only what both find, and measure something that the list was not picked by.")
        case .looseCheck: ("Where intervals are wide, earlier periods lie about zero whether the groups moved alike or not.", "Take longer periods or greater groups; do not call it a proof.")
        case .walletTooSmall: ("Nobody can bring more than it spends with everybody: that wallet was estimated too low, and its group looks better for it.", "Look at that estimate anew.")
        case .walletUnknown: ("Accounts without a wallet are no part of the penetration, and those whose wallet nobody estimated may be unlike the others.", "Estimate them, or say for whom the figure holds.")
        }
    }

    /// Looked for where earlier periods or logarithms are read: in adjusted estimates and in trends.
    package var isOfEarlierPeriods: Bool { [.survivorsOnly, .apartBefore, .methodsDisagree, .looseCheck].contains(self) }

    /// A warning where the verdict may be wrong because of it, a note where it is to be borne in mind.
    var isWarning: Bool {
        switch self {
        case .todaysList, .lateEdition, .hindsight, .criterion, .goneAccounts, .dataEnds, .absoluteLoss, .survivorsOnly, .apartBefore, .methodsDisagree, .walletTooSmall: true
        case .figuresOfToday, .regression, .unfinished, .unlikeLengths, .oneAccount, .disagreement, .fewAccounts, .wideSpread, .fewClusters, .oneOwner, .looseCheck, .walletUnknown: false
        }
    }
}

/// A trap as `why` explains it: its id, what is so here, what goes wrong and what to do. Nothing is so here where it was not found.
package typealias TrapLine = (id: String, here: String?, harm: String, cure: String)

/// What was found, in the order of the traps.
package struct BenchmarkFindings: Sendable {
    /// What is so here, in a sentence each.
    package private(set) var all: [(trap: BenchmarkTrap, sentence: String)] = []

    /// What is so of a trap; nil where it was not found.
    package func sentence(_ trap: BenchmarkTrap) -> String? { all.first { $0.trap == trap }?.sentence }

    /// All of them, the worst as warnings; ids are the traps' own.
    package var notes: [Diagnostic] {
        all.map { $0.trap.isWarning ? .warning($0.trap.rawValue, $0.sentence) : .note($0.trap.rawValue, $0.sentence) }
    }

    /// What is found twice, as of the list and of the groups, is one trap.
    mutating func add(_ trap: BenchmarkTrap, _ sentence: String) {
        if let place = all.firstIndex(where: { $0.trap == trap }) { all[place].sentence += " " + sentence } else { all.append((trap, sentence)) }
    }

    /// All traps that a growth may fall into. Errors: `cancelled`, and what keeps the list's figures from being read.
    package init(_ setting: BenchmarkSetting, _ benchmark: Benchmark, _ session: Session) throws(Diagnostic) {
        try self.init(members: setting, [benchmark.before, benchmark.after], session)
        try addPeriods(setting)
        addGroups(setting, benchmark)
        addSpread(benchmark)
        addDependence(setting, benchmark)
    }

    /// Those that lie in who is compared.
    ///
    /// - Parameter figures: by row of accounts what they had in some periods.
    init(members setting: BenchmarkSetting, _ figures: [[Double]], _ session: Session) throws(Diagnostic) {
        addSelection(setting.members, setting.periods.newer, setting.periods.older)
        try addHindsight(setting.question.groups, setting.edition, setting.members, from: setting.periods.newer.window.from, session)
        try addCriterion(setting.members, setting.edition, figures, session)
        addGone(setting.members)
    }

    /// Of the periods alone, whoever is compared.
    init(ofPeriods setting: BenchmarkSetting) throws(Diagnostic) { try addPeriods(setting) }

    /// Nothing found yet.
    package init() {}

    mutating func addCriterion(_ members: BenchmarkMembers, _ edition: EditionList?, _ figures: [[Double]], _ session: Session) throws(Diagnostic) {
        guard members.readsRanking, let (name, rho) = try BenchmarkFindings.criterion(members, edition, figures, session) else { return }
        add(.criterion, "The list ranks by \(name), which is nearly the measure itself: accounts stand in the same order by both (rank correlation \(NumberFormat(decimals: 2).text(rho))).")
    }

    mutating func addGone(_ members: BenchmarkMembers) {
        guard members.goneCount > 0, case .edition(let name, _) = members.source else { return }
        let isOne = members.goneCount == 1
        add(.goneAccounts, "\(plural(members.goneCount, "account")) of \(name) \(isOne ? "is" : "are") gone from accounts and \(isOne ? "counts" : "count") for nothing here.")
    }

    /// - Parameter older: nil where nothing is compared with an older period, so that there is nothing to fall back from.
    mutating func addSelection(_ members: BenchmarkMembers, _ newer: BenchmarkPeriods.Side, _ older: BenchmarkPeriods.Side?) {
        switch members.source {
        case .now:
            add(.todaysList, "Who \(members.readsQualifiersOnly ? "has which qualifier" : "is in a tier") is told by today's list, as no edition was published by \(newer.window.from.text): whoever grew since may be in it because of that.")
        case .edition(let name, let made) where made > newer.window.from:
            add(.lateEdition, "\(name) was made as of \(made.text), when \(newer.label) had begun: it may hold accounts because they grew.")
        case .edition(let name, let made) where older.map { made > $0.window.from } ?? false:
            add(.regression, "\(name) is of \(made.text) and may have been picked by figures of \(older?.label ?? ""), from which accounts fall back by themselves; placebo shows how far.")
        default: break
        }
    }

    private mutating func addPeriods(_ setting: BenchmarkSetting) throws(Diagnostic) {
        let periods = setting.periods
        addLengths(periods)
        addDataEnds([periods.older, periods.newer], joinWords(setting.measure.tables.map(\.name)), isOne: setting.measure.tables.count == 1, try setting.measure.days())
    }

    mutating func addLengths(_ periods: BenchmarkPeriods) {
        if let days = periods.cutDays {
            add(.unfinished, "\(periods.newer.label) is not over as of \(periods.newer.window.last.text); its \(plural(days, "day")) so far are held against \(periods.older.window.days == days ? "the first \(grouped(days))" : "the \(grouped(periods.older.window.days))") of \(periods.older.label).")
        }
        if let growth = periods.daysGrowth {
            add(.unlikeLengths, "\(periods.newer.label) has \(plural(periods.newer.window.days, "day")) and \(periods.older.label) \(grouped(periods.older.window.days)): \(NumberFormat(decimals: 1, isPercent: true).text(growth.magnitude)) \(growth > 0 ? "more" : "less") growth comes of that.")
        }
    }

    /// - Parameter names: of the tables whose rows are of these days.
    mutating func addDataEnds(_ sides: [BenchmarkPeriods.Side], _ names: String, isOne: Bool, _ days: (first: Day, last: Day)?) {
        guard let days else { return }
        for side in sides {
            let (from, last) = (side.window.from, side.window.last)
            let slack = max(7, side.window.days / 10)
            if days.first > from.adding(days: slack) { add(.dataEnds, "\(names) begin\(isOne ? "s" : "") on \(days.first.text), after \(side.label) did.") }
            else if last > days.last.adding(days: slack) { add(.dataEnds, "\(names) end\(isOne ? "s" : "") on \(days.last.text), before \(side.label) does.") }
            if sentence(.dataEnds) != nil { return }
        }
    }

    private mutating func addGroups(_ setting: BenchmarkSetting, _ benchmark: Benchmark) {
        var (losing, single, split, few): ([String], [String], [String], [String]) = ([], [], [], [])
        for (index, group) in benchmark.groups.enumerated() where group.role != .hidden {
            let (name, growth) = (benchmark.name(index), group.growth)
            if let difference = group.difference, difference.isAhead, let own = growth.growth, own < 0 { losing.append(name) }
            if benchmark.kind == .totals, group.role == .compared, let own = growth.growth, let without = growth.without(largest: 1), let against = group.against?.growth, !growth.isTooFew,
                (own - against) * (without - against) < 0, let account = benchmark.largestAccount(index, setting.accounts)
            {
                single.append("\(name) (\(account))")
            }
            if !growth.isTooFew, let own = growth.growth, let median = growth.medianGrowth, own * median < 0, min(own.magnitude, median.magnitude) > 0.005 { split.append(name) }
            if growth.isTooFew, group.role == .compared { few.append(name) }
        }
        if !losing.isEmpty { add(.absoluteLoss, "\(Binder.list(losing)) \(losing.count == 1 ? "is" : "are") ahead of \(benchmark.baselineName), yet shrank: the others shrank more.") }
        if !single.isEmpty { add(.oneAccount, "Without its greatest account it would be the other way round: \(Binder.list(single, limit: 4)).") }
        if !split.isEmpty { add(.disagreement, "The total went one way and the typical account the other: \(Binder.list(split, limit: 4)).") }
        if !few.isEmpty { addFewAccounts(few) }
    }

    /// - Parameter what: what accounts must have to count, as ` with a wallet`.
    mutating func addFewAccounts(_ groups: [String], with what: String = " with anything in these periods") {
        add(.fewAccounts, "\(Binder.list(groups, limit: 4)) \(groups.count == 1 ? "has" : "have") fewer than \(TotalGrowth.fewest) accounts\(what), too few to tell anything from chance.")
    }

    // MARK: The measure is what the list ranks by

    /// The figure among those of the objectives that puts accounts into the order of the older figures most; nil below 0.9.
    private static func criterion(_ members: BenchmarkMembers, _ edition: EditionList?, _ all: [[Double]], _ session: Session) throws(Diagnostic) -> (name: String, rho: Double)? {
        let (rules, inputs): (Rules, [Field])
        if let edition {
            (rules, inputs) = (edition.list.contents.rules, edition.list.inputs)
        } else {
            guard session.state.workspace.hasListColumn(.tier) else { return nil }
            let list = try session.list()
            if list.isRolledUp { return nil }
            (rules, inputs) = (session.state.workspace.rules, list.inputs)
        }
        let statements = rules[.objective].map { $0.statement.lowercased() }
        var best: (name: String, rho: Double)?
        for input in inputs where input.column.type.isNumeric && statements.contains(where: { $0.contains(input.name.lowercased()) }) {
            let cells = members.rows.map { row -> Double in
                let place = edition == nil ? row : edition?.row(row)
                return place.flatMap { input.column[$0].number } ?? .nan
            }
            for figures in all {
                guard let rho = try RankCorrelation.spearman(cells, members.rows.map { figures[$0] }), rho >= 0.9, rho > best?.rho ?? 0 else { continue }
                best = (input.name, rho)
            }
        }
        return members.rows.count >= 10 ? best : nil
    }
}

extension GrowthDifference {
    /// More than chance explains, all comparisons taken together.
    package var isTold: Bool { (pValue ?? 1) < 0.05 && !interval.contains(0) }
    /// It is ahead by more than chance explains.
    package var isAhead: Bool { isTold && value > 0 }
    /// It is behind by more than chance explains.
    package var isBehind: Bool { isTold && value < 0 }
}

extension BenchmarkTrap {
    /// Those that a growth may fall into.
    package static let ofGrowth = allCases.filter { ![walletTooSmall, walletUnknown].contains($0) }
    /// Those that a penetration may fall into, and a depth.
    package static let ofPenetration = [todaysList, lateEdition, hindsight, figuresOfToday, regression, criterion, goneAccounts, unfinished, unlikeLengths, dataEnds, walletTooSmall, walletUnknown, fewAccounts]
    /// Those that a depth may fall into.
    package static let ofDepth = [todaysList, lateEdition, hindsight, figuresOfToday, regression, goneAccounts, unfinished, unlikeLengths, dataEnds, fewAccounts]
    /// The ids of those that lie in who is compared and when, whatever is made of it.
    static let ofPeriods = [unfinished, unlikeLengths, dataEnds]
    /// Those that lie in who is compared and when, whatever is made of it.
    package static let membersAndPeriods: [BenchmarkTrap] = [.todaysList, .lateEdition, .hindsight, .figuresOfToday, .goneAccounts, .unfinished, .unlikeLengths, .dataEnds]
    /// Their ids, as notes have them.
    package static let ofMembersAndPeriods = membersAndPeriods.map(\.rawValue)
}
