import Diagnostics
import Engine
import Prioritizing
import Syntax
import Tables

struct Tiers: Verb {
    let forms = [
        Form(
            "tiers", .stage,
            [
                .list("tiers", [.slot("tier", .newName)] + TierSpec.elements),
                .optional([.word("per"), .slot("groups", .names)]),
            ])
    ]
    let manual = Manual(
        "cut a ranking into tiers",
        details: """
            A top 10, B next 20: so many rows. C next 20%: so much of the ranked rows, the shares added up and rounded down. A
            top 80% of revenue: the first rows that make so much of the total. A where score >= 70: by condition, among those
            no earlier tier has. per region: a list for each region. Ranked rows in no tier are non-tiered, rows without a rank
            are not ranked. The footer shows each tier's last score and ties at the line, which the table's key decides.
            """,
        examples: """
            tierbook> accounts | prioritize by 60% revenue, 40% wallet | tiers A top 1, B next 2 | select account, score, rank, tier
            account  score  rank  tier
            Acme     100.0     1  A
            Birch     65.0     2  B
            Cedar     60.0     3  B
            Elm       15.0     4  non-tiered
            Fjord     10.0     5  non-tiered
            Dune         —     —  not ranked
            1 missing wallet (not ranked) · A 1 down to 100.0 · B 2 down to 60.0
            note: The column tier of accounts gives way to the new tier.
            help: accounts.tier still names the stored one.

            tierbook> accounts | prioritize by revenue | tiers Key top 80% of revenue | group by tier show count, sum(revenue)
            tier        count  sum(revenue)
            Key             3     1,870,000
            non-tiered      3       430,000
            Key 3 down to 60.0
            note: The column tier of accounts gives way to the new tier.
            help: accounts.tier still names the stored one.
            """)

    func run(_ call: VerbCall, _ input: Query?, _ session: Session) throws(Diagnostic) -> Output {
        let before = try query(call, input)
        guard before.ranking != nil else {
            throw Diagnostic("not-ranked", "tiers cuts a ranking; these rows have none.", at: call.verbSpan, help: "Put prioritize by … before it.")
        }
        var binder = Binder(before, session)
        var specs: [TierSpec] = []
        for (arguments, span) in call.list("tiers") { specs.append(try TierSpec(arguments, span, &binder)) }
        try TierSpec.checkNames(specs, at: call.span)
        var per: [Int] = []
        for name in call.names("groups") { per.append(try binder.column(name)) }
        var query = binder.query
        let batch = try session.force(&query)
        guard var ranked = query.ranking else { return .query(query) }
        let back = try Unranked(batch, ranked)
        if !per.isEmpty { try TierGroups.set(&ranked, per, batch, back) }
        let rules = try TierSpec.rules(specs, batch, back)
        let tiering = try Tiering(ranked.ranking, rules: rules, groups: ranked.groups)
        ranked.tiering = tiering
        ranked.tierNames = specs.map(\.name)
        ranked.rules = rules
        ranked.rulesReadRanking = specs.contains(where: \.readsRanking)
        let slot = query.addSlot(.text)
        var result = batch
        result[slot] = .own(TierLabels.column(tiering, specs.map(\.name), back.rows, batch.count))
        if query.slot(named: "tier") != nil {
            session.note(.note("hidden-column", "The column tier of \(query.origin ?? "the result") gives way to the new tier.", help: query.origin.map { "\($0).tier still names the stored one." }))
        }
        query.source = .batch(result)
        query.setBehindKey("tier", slot)
        query.ranking = ranked
        query.remarks += TierLabels.remarks(ranked, tiering)
        return .query(query)
    }
}
