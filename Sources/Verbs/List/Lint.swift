import Diagnostics
import Engine
import Prioritizing
import Statistics
import Syntax
import Tables
import Workspaces

/// What is often wrong with lists, looked for in the firm's own.
struct Lint: Verb {
    let forms = [Form("lint", .start)]
    let manual = Manual(
        "look for what is often wrong with a list",
        details: """
            One service for accounts that one objective carries and accounts that another does, with no qualifier that tells
            them apart; tiers that hold too many accounts, or ever more from edition to edition; objectives and measures that
            say the same (Spearman's rank correlation of 0.9 and more); measures with values far out (3 quartile distances
            beyond the quartiles, Tukey 1977) where scaling minds them, or missing for one account in ten; scaling that
            depends on who else is there; what was set by hand and is stale or too much.
            """,
        examples: """
            tierbook> rename accounts.tier to grade
            accounts.tier is now called grade.
            tierbook> objective 'protect revenue' = 60% revenue scaled minmax, 40% cost; tier Gold top 3
            'protect revenue' ranks all 6 accounts by 60% revenue, 40% cost. No tier cuts the list yet.
            Gold has 3 accounts, down to 51.6 points. Gold 3, the rest 3.
            tierbook> lint
            3 things to mind.
            finding             about          what                                                                                      cure
            population-scaling  revenue        Its scale is made by who else is there: one account that comes or goes moves all scores.  scaled reference LOW..HIGH keeps scores comparable from edition to edition.
            same-measure        revenue, cost  They order accounts nearly alike: rank correlation 1.00.                                  Drop one, or add up their weights knowingly.
            tier-inflation      all tiers      50% of all accounts are in tiers; where most have priority, none has.                     Cut the tiers further up.
            """)

    func run(_ call: VerbCall, _ input: Query?, _ session: Session) throws(Diagnostic) -> Output {
        let list = try session.list()
        var findings = Findings(list)
        try findings.lookAtObjectives()
        try findings.lookAtMeasures()
        try findings.lookAtTiers(session)
        for note in list.notes { findings.add(note.id, "the rules", note.message, note.help ?? "") }
        let all = findings.all
        let head = all.isEmpty ? "Nothing to mind." : all.count == 1 ? "One thing to mind." : "\(grouped(all.count)) things to mind."
        return .query(Query(findings: all, headline: head))
    }
}

private struct Findings {
    let list: FirmList
    private(set) var all: [(id: String, about: String, what: String, cure: String)] = []

    /// From this rank correlation on two figures say the same.
    private static let same = 0.9
    /// Tiers that hold more than this share of all accounts give little focus.
    private static let most = 0.33

    init(_ list: FirmList) { self.list = list }

    mutating func add(_ id: String, _ about: String, _ what: String, _ cure: String) { all.append((id, about, what, cure)) }

    // MARK: Objectives

    mutating func lookAtObjectives() throws(Diagnostic) {
        let scores = try list.objectives.map { (objective) throws(Diagnostic) in try score(objective) }
        for a in scores.indices {
            for b in scores.indices where b > a {
                guard let correlation = try RankCorrelation.spearman(scores[a], scores[b]), correlation >= Findings.same else { continue }
                add(
                    "same-objective", "\(Words.quoted(list.objectives[a].name)), \(Words.quoted(list.objectives[b].name))",
                    "They rank accounts nearly alike: rank correlation \(NumberFormat(decimals: 2).text(correlation)).", "Keep one of them, or let one measure what the other does not.")
            }
        }
        try lookAtMixing()
    }

    /// Each account's points from one objective; NaN where it is not ranked.
    private func score(_ objective: FirmList.Objective) throws(Diagnostic) -> [Double] {
        if let quota = list.quota, let index = list.objectives.firstIndex(where: { $0.name == objective.name }) {
            return (0..<list.rowCount).map { quota.objectives[index].score($0) }
        }
        return (0..<list.rowCount).map { row in
            objective.measures.reduce(0) { $0 + Double(list.ranking.weights[$1]) * list.ranking.scaled.scaled($1, row) }
        }
    }

    /// Accounts that one objective carries beside accounts that another does, under one service.
    private mutating func lookAtMixing() throws(Diagnostic) {
        guard list.objectives.count > 1 else { return }
        let carriers = try list.column(.objective)
        let qualifiers = try list.column(.qualifiers)
        for (tier, name) in list.tierNames.enumerated() {
            var counts: [(objective: String, count: Int, labels: Set<String>)] = list.objectives.map { ($0.name, 0, []) }
            for row in 0..<list.rowCount where list.tier(row) == tier {
                guard case .text(let carrier) = carriers[row], let index = counts.firstIndex(where: { $0.objective == carrier }) else { continue }
                counts[index].count += 1
                counts[index].labels.insert(Plain.text(qualifiers[row]))
            }
            let present = counts.filter { $0.count > 0 }
            guard present.count > 1, Set(present.map(\.labels)).count == 1, present.allSatisfy({ $0.labels.count == 1 }) else { continue }
            add(
                "mixed-service", name, "It mixes \(joinWords(present.map { "\(plural($0.count, "account")) carried by \(Words.quoted($0.objective))" }, "and")), all with the same service.",
                "Tell them apart by a qualifier with its own needs, or give each objective its places.")
        }
    }

    // MARK: Measures

    mutating func lookAtMeasures() throws(Diagnostic) {
        let rankings = list.quota?.objectives ?? [list.ranking]
        var seen: [(name: String, values: [Double])] = []
        for (index, ranking) in rankings.enumerated() {
            let first = list.quota == nil ? 0 : list.objectives[index].measures.lowerBound
            for (place, measure) in ranking.scaled.measures.enumerated() {
                let name = list.measures[first + place].name
                let values = Array(UnsafeBufferPointer(start: measure.values.pointer(to: Double.self) + measure.start, count: list.rowCount))
                look(at: measure, name, values)
                for other in seen where other.name != name {
                    guard let correlation = try RankCorrelation.spearman(values, other.values), abs(correlation) >= Findings.same else { continue }
                    add(
                        "same-measure", "\(other.name), \(name)", "They order accounts nearly alike: rank correlation \(NumberFormat(decimals: 2).text(correlation)).",
                        "Drop one, or add up their weights knowingly.")
                }
                if !seen.contains(where: { $0.name == name }) { seen.append((name, values)) }
            }
        }
    }

    private mutating func look(at measure: Measure, _ name: String, _ values: [Double]) {
        let outliers = values.withUnsafeBufferPointer { Outliers($0) }
        if outliers.missingShare >= 0.1 {
            add(
                "many-missing", name, "It is missing for \(grouped(outliers.missing)) of \(plural(outliers.count, "account")).",
                measure.missing == .excluded ? "They are not ranked; say missing as 0 or as median if they should be." : "What stands for it decides their rank; fill it in.")
        }
        switch measure.scaling {
        case .minmax, .zscore:
            if !outliers.rows.isEmpty {
                let names = outliers.rows.prefix(3).map { Plain.text(list.result.names[$0]) }.joined(separator: ", ")
                add("outliers", name, "\(plural(outliers.rows.count, "account")) \(outliers.rows.count == 1 ? "lies" : "lie") far out (\(names)\(outliers.rows.count > 3 ? ", …" : "")) and \(outliers.rows.count == 1 ? "presses" : "press") all others together.", "Scale it by percentile, or by reference bounds.")
            }
            add("population-scaling", name, "Its scale is made by who else is there: one account that comes or goes moves all scores.", "scaled reference LOW..HIGH keeps scores comparable from edition to edition.")
        case .percentile, .reference: break
        }
    }

    // MARK: Tiers

    mutating func lookAtTiers(_ session: Session) throws(Diagnostic) {
        let inTiers = (0..<list.rowCount).count { list.tier($0) >= 0 }
        let share = list.rowCount > 0 ? Double(inTiers) / Double(list.rowCount) : 0
        if !list.tierNames.isEmpty, share > Findings.most {
            add("tier-inflation", "all tiers", "\(Plain.text(.percent((share * 1000).rounded() / 1000))) of all accounts are in tiers; where most have priority, none has.", "Cut the tiers further up.")
        }
        guard let first = session.state.workspace.editions.first else { return }
        let kept = try KeptList(first.name, first.contents)
        let then = (0..<kept.rowCount).count { kept.tier($0) >= 0 }
        if then > 0, Double(inTiers) > 1.1 * Double(then) {
            add("tier-inflation", "all tiers", "\(plural(then, "account")) were in tiers in \(first.name), \(grouped(inTiers)) are now.", "policy one in one out keeps their number.")
        }
    }
}
