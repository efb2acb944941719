import Diagnostics
import Engine
import Statistics
import Tables

extension BenchmarkText {
    /// A row a group. Figures of groups below the minimum are left out.
    static func table(_ benchmark: Benchmark, _ setting: BenchmarkSetting) -> Table {
        let groups = benchmark.groups
        let isHidden = groups.map { $0.role == .hidden }
        let leftOut = setting.question.leavingOut
        func shares(_ figure: (Benchmark.Group) -> Double?) -> Column {
            .doubles(zip(groups, isHidden).map { $1 ? .nan : figure($0) ?? .nan }, type: .percent)
        }
        func points(_ name: String, _ figure: (GrowthDifference) -> Double) -> Field {
            Field(name, .doubles(zip(groups, isHidden).map { $1 ? .nan : $0.difference.map { figure($0) * 100 } ?? .nan }), look: .decimals(1))
        }
        func totals(_ figure: (GroupGrowth) -> Double) -> Column {
            self.totals(zip(groups, isHidden).map { $1 || $0.growth.count == 0 ? .nan : figure($0.growth) }, setting.measure.type)
        }
        var growths = [
            Field("growth", shares { $0.growth.growth }), Field("mean growth", shares { $0.growth.meanGrowth }), Field("median growth", shares { $0.growth.medianGrowth }),
        ]
        // That which the points ahead are of stands beside them.
        let compared = growths.remove(at: benchmark.kind == .totals ? 0 : benchmark.kind == .means ? 1 : 2)
        var fields = benchmark.keys
        fields += [
            // What answers the question first, so that a narrow terminal cuts off the rest.
            compared, points("points ahead") { $0.value }, points("low") { $0.interval.low },
            points("high") { $0.interval.high }, BenchmarkText.verdicts(groups.map(verdict)),
            Field("p", .doubles(zip(groups, isHidden).map { $1 ? .nan : $0.difference?.pValue.map { max($0, leastP) } ?? .nan }), look: .decimals(4)),
            Field("accounts", .integers(groups.map { Int64($0.growth.count) })),
            Field(setting.periods.older.label, totals(\.before)), Field(setting.periods.newer.label, totals(\.after)),
        ] + growths + [
            Field(leftOut == 1 ? "without largest" : "without \(grouped(leftOut)) largest", shares { $0.growth.without(largest: leftOut) }),
            Field("Gini", .doubles(zip(groups, isHidden).map { $1 ? .nan : $0.growth.gini ?? .nan }), look: .decimals(2)),
            Field("share of top fifth", shares { $0.growth.topFifth }),
            Field("growth low", shares { $0.interval?.low }), Field("growth high", shares { $0.interval?.high }),
        ]
        if benchmark.exchangeOfAll != nil { fields.append(Field("exchange rates", self.totals(groups.indices.map { isHidden[$0] ? .nan : benchmark.exchange($0) ?? .nan }, setting.measure.type))) }
        return Table(fields.distinct, rowCount: groups.count)
    }

    /// A chance of less is shown as this: its digits say nothing more.
    static let leastP = 0.0001

    /// Totals in the measure's own type, where they fit into it.
    static func totals(_ values: [Double], _ type: ColumnType) -> Column {
        let units = values.map { $0 * powerOfTen(type.scale) }
        guard type.holdsIntegers, units.allSatisfy({ !($0.magnitude >= 9e15) && ($0.isNaN || type.isMoney || ($0 - $0.rounded()).magnitude < 1e-6) }) else {
            return .doubles(values.map { $0.isFinite ? $0 : .nan }, type: type == .percent ? .percent : .decimal)
        }
        return .integers(units.map { $0.isNaN ? nil : Int64($0.rounded()) }, type: type)
    }

    /// What is not in the table: who came, went and moved, and what is not known.
    static func footer(_ benchmark: Benchmark, _ setting: BenchmarkSetting) -> [String] {
        var parts = list(setting.members, setting.movers)
        if let exchange = CurrencyText.footer(benchmark, setting) { parts.append(exchange) }
        let closed = benchmark.closed
        if closed > 0 { parts.append("\(plural(closed, "account")) had something in \(setting.periods.older.label) and nothing in \(setting.periods.newer.label)") }
        let based = benchmark.withoutBase
        if based > 0 { parts.append("\(grouped(based)) with nothing (or less) in \(setting.periods.older.label) but not in both \(based == 1 ? "has" : "have") no growth of \(based == 1 ? "its" : "their") own") }
        if benchmark.missing > 0 { parts.append("\(plural(benchmark.missing, "account")) left out: a figure is missing") }
        let unranked = benchmark.unranked
        if unranked > 0 { parts.append("\(plural(unranked, "account")) not compared: the list could not rank \(unranked == 1 ? "it" : "them"), so it might not have picked \(unranked == 1 ? "it" : "them")") }
        let others = benchmark.keys.map(\.name).filter { !equalIgnoringCase($0, "tier") }
        if benchmark.comparison.baseline != .others, others.count < benchmark.keys.count, !others.isEmpty { parts.append("each is held against \(benchmark.baselineName) of every \(joinWords(others)) together") }
        if let resampling = setting.question.resampling, benchmark.groups.contains(where: { $0.difference != nil }) { parts.append("low, high and p by \(grouped(resampling.draws)) draws (BCa) from seed \(resampling.seed)") }
        if let clusters = benchmark.clusters, benchmark.groups.contains(where: { $0.role == .compared }) { parts.append(clustering(clusters, benchmark.kind)) }
        let compared = benchmark.comparisons
        if compared > 1 { parts.append("p, and by it the verdict, for \(grouped(compared)) comparisons (Holm); low and high are for each alone") }
        return parts
    }

    /// `clustered by parent: 43 accounts in 12 clusters of several`
    static func clustering(_ clusters: BenchmarkClusters, _ kind: GrowthKind) -> String {
        let several = clusters.sharedCount == 0 ? "every account is alone" : "\(plural(clusters.accountsTogether, "account")) in \(plural(clusters.sharedCount, "cluster")) of several"
        return "clustered by \(clusters.name): \(several)\(kind == .medians && clusters.sharedCount > 0 ? ", each of which counts once on either side, as though these did not depend on each other" : "")"
    }

    /// Whose list it is, and who came and moved since.
    static func list(_ members: BenchmarkMembers, _ movers: Membership.Movers?) -> [String] {
        var parts = only(members)
        guard case .edition(let name, _) = members.source else { return parts }
        parts.append("the list as it was in \(name)")
        if members.entrantCount > 0 { parts.append("\(plural(members.entrantCount, "account")) came after it and \(members.entrantCount == 1 ? "is" : "are") left out") }
        if let movers { parts.append(movers.count == 0 ? "nobody has \(movers.noun) in \(movers.edition)" : "\(grouped(movers.count)) \(movers.count == 1 ? "has" : "have") \(movers.noun) in \(movers.edition)") }
        return parts
    }

    /// `only accounts where region = 'EMEA': 185 of 400`, and that accounts may be in several groups, where some are.
    static func only(_ members: BenchmarkMembers) -> [String] {
        var parts: [String] = []
        if let condition = members.condition { parts.append("only accounts where \(condition.text): \(grouped(members.count)) of \(grouped(condition.of))") }
        if members.severalCount > 0 {
            parts.append("an account is in a group for each of its qualifiers: \(grouped(members.severalCount)) of \(grouped(members.count)) \(members.severalCount == 1 ? "is" : "are") in several")
        }
        return parts
    }

    /// Every trap that was found, why it matters and what to do; and which were looked for in vain.
    static func why(_ headline: String, _ findings: BenchmarkFindings, of traps: [BenchmarkTrap] = BenchmarkTrap.ofGrowth, and more: [TrapLine] = []) -> Reply {
        let traps = traps.filter { !$0.isOfEarlierPeriods || findings.sentence($0) != nil }
        return why(headline, traps.map { ($0.rawValue, findings.sentence($0), $0.why.harm, $0.why.cure) } + more)
    }

    static func why(_ headline: String, _ lines: [TrapLine]) -> Reply {
        let (found, others) = (lines.filter { $0.here != nil }, lines.filter { $0.here == nil })
        let all = found + others
        let table = Table([
            Field("trap", .texts(all.map(\.id))), Field("here", .texts(all.map(\.here))), Field("why it matters", .texts(all.map(\.harm))), Field("what to do", .texts(all.map(\.cure))),
        ])
        var text = found.map { "\($0.id): \($0.here ?? "")\n  Why it matters: \($0.harm)\n  What to do: \($0.cure)" }
        if !others.isEmpty { text.append("Looked for and not found: \(others.map(\.id).joined(separator: ", ")).") }
        return Reply(headline: headline, table: table, text: text.joined(separator: "\n\n"))
    }
}
