import Diagnostics
import Engine
import Prioritizing
import Syntax
import Tables

struct StabilityVerb: Verb {
    let forms = [
        Form(
            "stability", .start,
            [
                .anyOrder([
                    [.slot("count", .number), .word("draws")], [.word("concentration"), .slot("concentration", .number)],
                    [.word("noise"), .slot("noise", .number)], [.word("weights from"), .slot("weights", .query)],
                ])
            ])
    ]
    let manual = Manual(
        "say whose tiers are coin-flips when the weights, and the figures, are not quite right",
        details: """
            stability 1000 draws draws weights at random around those of the list (Dirichlet; concentration 10 unless said
            otherwise: the greater, the nearer) and says in which share of them each account is in the tier that the rules
            give it now. noise 5% also multiplies every figure by a chance factor of that relative deviation. weights from
            (QUERY) takes the draws from a table with a column for each measure. What was set by hand and the buffer are left
            out. The seed is set seed; the same seed gives the same draws.
            """,
        examples: """
            tierbook> rename accounts.tier to grade
            accounts.tier is now called grade.
            tierbook> objective 'protect revenue' = 60% revenue, 40% wallet; tier Gold top 1; tier Silver next 2
            'protect revenue' ranks 5 of 6 accounts by 60% revenue, 40% wallet. No tier cuts the list yet.
            1 missing wallet (not ranked)
            Gold has 1 account, down to 100.0 points. Gold 1, the rest 5.
            Silver has 2 accounts, down to 60.0 points. Gold 1, Silver 2, the rest 3.
            tierbook> stability 200 draws
            Of 3 accounts in tiers 3 keep theirs in nine of ten of 200 draws, none is a coin-flip.
            tier        accounts  kept on average  settled (90% and more)  coin-flips (under 60%)
            Gold               1           100.0%                       1                       0
            Silver             2           100.0%                       2                       0
            non-tiered         2           100.0%                       2                       0
            account  tier          kept  draws kept  Gold share  Silver share  no tier share
            Acme     Gold        100.0%         200      100.0%          0.0%           0.0%
            Birch    Silver      100.0%         200        0.0%        100.0%           0.0%
            Cedar    Silver      100.0%         200        0.0%        100.0%           0.0%
            Elm      non-tiered  100.0%         200        0.0%          0.0%         100.0%
            Fjord    non-tiered  100.0%         200        0.0%          0.0%         100.0%
            tierbook> stability 200 draws noise 20% | where tier = 'Silver' | select account, kept
            account   kept
            Birch    93.5%
            Cedar    98.0%
            2 of 5 rows
            """)

    private static let mostDraws = 100_000
    /// A tier kept in less than this share of draws is a coin-flip; in at least the other it is settled.
    private static let (coinFlip, settled) = (0.6, 0.9)

    func run(_ call: VerbCall, _ input: Query?, _ session: Session) throws(Diagnostic) -> Output {
        let list = try session.list()
        guard list.quota == nil else {
            throw Diagnostic("no-weights", "Where objectives have places their weights count within each alone, so there is no one set to draw around.", at: call.verbSpan, help: "Combine them by weight in a scenario, and ask there.")
        }
        guard let rules = list.result.rules, !rules.isEmpty else {
            throw Diagnostic("no-tiers", "No tier cuts the list, so none can be kept.", at: call.verbSpan, help: "For example tier Gold top 20.")
        }
        if list.result.rulesReadRanking {
            throw Diagnostic("no-places", "A tier's condition reads the score or the rank, which every draw has others of.", at: call.verbSpan, help: "Cut tiers by top and next, or by where score >= POINTS alone.")
        }
        let (draws, said) = try draws(call, list, session)
        let tiering = try Tiering(list.ranking, rules: rules, groups: list.result.groups)
        // Every tier's share by account costs memory; of many accounts only their own.
        let rows = list.rowCount <= 20_000 ? (0..<list.rowCount).filter { list.ranking.isRanked($0) } : []
        let stability = try Stability(
            draws, of: list.ranking.scaled, rules: rules, ties: list.ranking.ties, groups: list.result.groups, against: tiering.tiers, rows: rows,
            noise: try noise(call, list, session))
        return .query(answer(stability, list, tiering, rows, said))
    }

    // MARK: What is drawn

    private func draws(_ call: VerbCall, _ list: FirmList, _ session: Session) throws(Diagnostic) -> ([[Int64]], String) {
        if case .query(let statement)? = call.arguments["weights"] { return try given(statement, list, session) }
        var count = 1_000
        if let (number, span) = call.arguments.number("count") {
            guard number.isWhole, (1...Int64(StabilityVerb.mostDraws)).contains(number.mantissa) else {
                throw Diagnostic("invalid-draws", "Draws are a whole number from 1 to \(grouped(StabilityVerb.mostDraws)).", at: span)
            }
            count = Int(number.mantissa)
        }
        var concentration = 10.0
        if let (number, span) = call.arguments.number("concentration") {
            concentration = number.double
            guard number.unit == .none, (0.01...1e6).contains(concentration) else {
                throw Diagnostic("invalid-concentration", "The concentration is a number from 0.01 to 1,000,000.", at: span, help: "10 leaves a weight of 50% mostly between 35% and 65%.")
            }
        }
        let draws = Stability.draws(count, around: list.ranking.weights, concentration: concentration, seed: session.state.settings.seed)
        return (draws, plural(count, "draw"))
    }

    private func given(_ statement: Statement, _ list: FirmList, _ session: Session) throws(Diagnostic) -> ([[Int64]], String) {
        let table = try session.table(of: statement, reading: [])
        var columns: [Column] = []
        for measure in list.measures {
            guard let index = table.index(of: measure.name), table.fields[index].column.type.isNumeric else {
                throw Diagnostic("no-weights", "These rows have no number called \(measure.name), which the list weighs.", at: statement.span, help: "Columns are called as the measures: \(Binder.list(list.measures.map(\.name))).")
            }
            columns.append(table.fields[index].column)
        }
        if table.rowCount == 0 { throw Diagnostic("no-weights", "There are no rows of weights.", at: statement.span) }
        if table.rowCount > StabilityVerb.mostDraws { throw Diagnostic("invalid-draws", "At most \(grouped(StabilityVerb.mostDraws)) draws.", at: statement.span) }
        var draws: [[Int64]] = []
        for row in 0..<table.rowCount {
            do throws(Diagnostic) {
                draws.append(try Weights.whole(columns.map { $0[row].number ?? -1 }))
            } catch {
                throw Diagnostic("invalid-weight", "Row \(grouped(row + 1)) of the weights has one that is missing, negative or too large, or none above 0.", at: statement.span)
            }
        }
        return (draws, plural(draws.count, "draw"))
    }

    private func noise(_ call: VerbCall, _ list: FirmList, _ session: Session) throws(Diagnostic) -> Stability.Noise? {
        guard let (number, span) = call.arguments.number("noise") else { return nil }
        let deviation = number.unit == .percent ? number.double / 100 : number.double
        guard (0...10).contains(deviation) else {
            throw Diagnostic("invalid-noise", "Noise is a relative deviation from 0% to 1,000%.", at: span, help: "For example noise 5%.")
        }
        return Stability.Noise(deviations: list.measures.map { _ in deviation }, seed: session.state.settings.seed)
    }

    // MARK: What it says

    private func answer(_ stability: Stability, _ list: FirmList, _ tiering: Tiering, _ rows: [Int], _ said: String) -> Query {
        let kept = stability.kept.pointer(to: Int32.self)
        let count = list.rowCount
        let draws = Double(stability.drawCount)
        let names = list.result.tierNames
        let key = list.accounts.table.key.map { list.accounts.table.fields[$0].name } ?? "account"
        func isRanked(_ row: Int) -> Bool { list.ranking.isRanked(row) }
        var fields = [
            Field(key, list.result.names), Field("tier", TierLabels.column(tiering.tiers, names)),
            Field("kept", .doubles((0..<count).map { isRanked($0) ? Double(kept[$0]) / draws : .nan }, type: .percent), look: .decimals(1)),
            Field("draws kept", Column(.whole, .integers(stability.kept, .four), count: count)),
        ]
        if !rows.isEmpty {
            for (tier, name) in (names + ["no tier"]).enumerated() {
                var shares = [Double](repeating: .nan, count: count)
                for (index, row) in rows.enumerated() { shares[row] = Double(stability.levels[index][tier]) / draws }
                fields.append(Field("\(name) share", .doubles(shares, type: .percent), look: .decimals(1)))
            }
        }
        var query = Query(result: Table(fields.distinct, rowCount: count, key: 0))
        query.ties = [0]
        var batch = Batch(Table(fields.distinct, rowCount: count, key: 0))
        let ranked = (0..<count).filter { isRanked($0) }.map { Int32($0) }
        batch.rows = Rows(ranked)
        query.source = .batch(batch)
        query.sourceRows = ranked.count
        query.sort([SortKey(2), SortKey(1)])
        let summary = Summary(stability, list, tiering)
        query.preamble = Query.Preamble(headline: summary.headline(said), summary: summary.table, noun: "ranked accounts")
        return query
    }

    /// By tier: how many accounts it has, and how sure they are of it.
    private struct Summary {
        private var rows: [(tier: String, accounts: Int, kept: Double, settled: Int, flips: Int)] = []

        init(_ stability: Stability, _ list: FirmList, _ tiering: Tiering) {
            let kept = stability.kept.pointer(to: Int32.self)
            let names = list.result.tierNames
            rows = (names + ["non-tiered"]).map { ($0, 0, 0, 0, 0) }
            for row in 0..<list.rowCount where list.ranking.isRanked(row) {
                let level = tiering.tier(row) < 0 ? names.count : Int(tiering.tier(row))
                let share = Double(kept[row]) / Double(stability.drawCount)
                rows[level].accounts += 1
                rows[level].kept += share
                if share >= StabilityVerb.settled { rows[level].settled += 1 }
                if share < StabilityVerb.coinFlip { rows[level].flips += 1 }
            }
        }

        func headline(_ said: String) -> String {
            let inTiers = rows.dropLast()
            let (all, settled, flips) = inTiers.reduce((0, 0, 0)) { ($0.0 + $1.accounts, $0.1 + $1.settled, $0.2 + $1.flips) }
            let least = inTiers.filter { $0.accounts > 0 }.min { $0.kept / Double($0.accounts) < $1.kept / Double($1.accounts) }
            let weak = least.map { inTiers.count > 1 && settled < all ? "; \($0.tier) is the least settled" : "" } ?? ""
            return "Of \(plural(all, "account")) in tiers \(grouped(settled)) keep theirs in nine of ten of \(said), \(flips == 0 ? "none is a coin-flip" : "\(grouped(flips)) \(flips == 1 ? "is a coin-flip" : "are coin-flips")")\(weak)."
        }

        var table: Table {
            Table([
                Field("tier", .texts(rows.map(\.tier))), Field("accounts", .integers(rows.map { Int64($0.accounts) })),
                Field("kept on average", .doubles(rows.map { $0.accounts > 0 ? $0.kept / Double($0.accounts) : .nan }, type: .percent), look: .decimals(1)),
                Field("settled (90% and more)", .integers(rows.map { Int64($0.settled) })),
                Field("coin-flips (under 60%)", .integers(rows.map { Int64($0.flips) })),
            ])
        }
    }
}
