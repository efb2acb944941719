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
                .list(
                    "tiers",
                    [
                        .slot("tier", .newName),
                        .choice([
                            [.choice([[.word("top")], [.word("next")]]), .slot("n", .number), .optional([.word("of"), .slot("measure", .expression)])],
                            [.word("where"), .slot("condition", .condition)],
                        ]),
                    ]),
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
        let rules = try specs.map { (spec) throws(Diagnostic) in try spec.rule(batch, back) }
        let tiering = try Tiering(ranked.ranking, rules: rules, groups: ranked.groups)
        ranked.tiering = tiering
        ranked.tierNames = specs.map(\.name)
        ranked.rules = rules
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

/// The way from the rows on show back to those that were ranked.
struct Unranked {
    /// For each row on show its number among the ranked ones.
    let rows: UnsafePointer<Int32>
    let shown: Int
    let all: Int
    private let buffer: Buffer

    init(_ batch: Batch, _ ranked: RankingResult) throws(Diagnostic) {
        let column = try batch.column(ranked.rowSlot)
        guard case .integers(let numbers, .four) = column.storage else {
            throw Diagnostic("internal", "The rows of this ranking are lost.", help: "Please report this line.")
        }
        buffer = numbers
        rows = buffer.pointer(to: Int32.self) + column.start
        shown = column.count
        all = ranked.ranking.rowCount
    }

    /// Cells of the rows on show in the order of the ranked ones; `absent` for those not on show.
    func spread<T: BitwiseCopyable>(_ cells: UnsafePointer<T>, absent: T) -> Buffer {
        var spread = [T](repeating: absent, count: all)
        for row in 0..<shown { spread[Int(rows[row])] = cells[row] }
        return Buffer(spread)
    }
}

/// One tier as typed.
struct TierSpec {
    private enum Kind {
        case count(Int)
        case share(part: Int64, of: Int64)
        case measure(part: Int64, of: Int64, slot: Int)
        case condition(slot: Int)
    }

    let name: String
    private let kind: Kind

    init(_ arguments: Arguments, _ span: Span, _ binder: inout Binder) throws(Diagnostic) {
        name = arguments.name("tier")?.text ?? ""
        if let condition = arguments.expression("condition") {
            kind = .condition(slot: binder.slot(try binder.condition(condition)))
            return
        }
        guard let (number, numberSpan) = arguments.number("n") else { throw Diagnostic("internal", "A tier has no size.", at: span) }
        if let measure = arguments.expression("measure") {
            guard number.unit == .percent else {
                throw Diagnostic("not-a-share", "A part of a measure is a percentage.", at: numberSpan, help: "For example top 80% of revenue.")
            }
            let share = try TierSpec.share(number, numberSpan)
            let bound = try binder.bind(measure)
            guard bound.type.isNumeric else { throw Diagnostic("not-a-number", "This is \(bound.type.withArticle), not a number.", at: measure.span) }
            kind = .measure(part: share.part, of: share.of, slot: binder.slot(bound))
        } else if number.unit == .percent {
            let share = try TierSpec.share(number, numberSpan)
            kind = .share(part: share.part, of: share.of)
        } else {
            guard number.isWhole, number.mantissa >= 0 else {
                throw Diagnostic("not-a-count", "A tier's size is a whole number or a percentage.", at: numberSpan)
            }
            kind = .count(Int(min(number.mantissa, Int64(Int32.max))))
        }
    }

    private static func share(_ number: Number, _ span: Span) throws(Diagnostic) -> (part: Int64, of: Int64) {
        guard number.scale <= 6, number.mantissa >= 0, number.double <= 100 else {
            throw Diagnostic("not-a-share", "A share lies between 0% and 100%, with at most six decimals.", at: span)
        }
        return (number.mantissa, 100 * integerPowerOfTen(number.scale))
    }

    static func checkNames(_ specs: [TierSpec], at span: Span) throws(Diagnostic) {
        var seen: Set<String> = []
        for spec in specs {
            let name = spec.name.lowercased()
            if !seen.insert(name).inserted { throw Diagnostic("duplicate-tier", "There are two tiers \(spec.name).", at: span) }
            if ["non-tiered", "not ranked"].contains(name) {
                throw Diagnostic("reserved-tier", "\(spec.name) is what the rows without a tier are called.", at: span, help: "Choose another name.")
            }
        }
    }

    func rule(_ batch: Batch, _ back: Unranked) throws(Diagnostic) -> TierRule {
        switch kind {
        case .count(let count): return .count(count)
        case .share(let part, let whole): return .share(part: part, of: whole)
        case .measure(let part, let whole, let slot):
            let (buffer, start) = try batch.column(slot).doubles()
            return .measureShare(part: part, of: whole, values: back.spread(buffer.pointer(to: Double.self) + start, absent: .nan))
        case .condition(let slot):
            let truth = try batch.column(slot)
            return .condition(back.spread(truth.truths, absent: 0))
        }
    }
}

enum TierGroups {
    static func set(_ ranked: inout RankingResult, _ per: [Int], _ batch: Batch, _ back: Unranked) throws(Diagnostic) {
        var keys: [Column] = []
        for slot in per { keys.append(try batch.column(slot)) }
        let groups = try Grouping.groups(by: keys, rows: batch.count)
        ranked.groups = Groups(ids: back.spread(groups.ids.pointer(to: Int32.self), absent: -1), count: groups.count)
        ranked.groupNames = groups.firstRows.map { row in keys.map { Plain.text($0[Int(row)]) }.joined(separator: ", ") }
    }
}

enum TierLabels {
    /// Each row's tier, `non-tiered` or `not ranked`.
    static func column(_ tiering: Tiering, _ names: [String], _ rows: UnsafePointer<Int32>, _ count: Int) -> Column {
        let dictionary = TextDictionary(names + ["non-tiered", "not ranked"])
        let tiers = tiering.tiers.pointer(to: Int16.self)
        let memory = Buffer.allocate(count * 4)
        let codes = memory.bindMemory(to: Int32.self, capacity: max(1, count))
        for row in 0..<count {
            let tier = tiers[Int(rows[row])]
            codes[row] = Int32(tier == Tiering.nonTiered ? Int16(names.count) : tier == Tiering.notRanked ? Int16(names.count + 1) : tier) + 1
        }
        return Column(.text, .codes(Buffer(taking: memory, byteCount: count * 4), .four, dictionary), count: count)
    }

    /// `A 10 down to 83.1 · B 20 down to 70.5, 1 tied below the line by key`
    static func remarks(_ ranked: RankingResult, _ tiering: Tiering) -> [String] {
        let lines = tiering.lines.sorted { ($0.group, $0.tier) < ($1.group, $1.tier) }
        if let groups = ranked.groups, groups.count > 8 { return ["\(plural(groups.count, "list")) of their own"] }
        return lines.map { line in
            let group = ranked.groups == nil ? "" : ranked.groupNames[line.group] + " "
            if line.count == 0 { return "\(group)\(ranked.tierNames[line.tier]) empty" }
            let tied = line.tied > 0 ? ", \(grouped(line.tied)) with that score below the line by key" : ""
            return "\(group)\(ranked.tierNames[line.tier]) \(grouped(line.count)) down to \(points(line.score))\(tied)"
        }
    }

    /// A score of 0 to 1 as points with one decimal.
    static func points(_ score: Double) -> String { NumberFormat(decimals: 1).text(score * 100) }
}
