import Diagnostics
import Engine
import Prioritizing
import Syntax
import Tables

struct Prioritize: Verb {
    let forms = [
        Form(
            "prioritize", .stage,
            [
                .word("by"),
                .list(
                    "measures",
                    [
                        .optional([.slot("weight", .number)]), .slot("measure", .expression),
                        .anyOrder([
                            [
                                .word("scaled"),
                                .choice([
                                    [.word("percentile")], [.word("minmax")], [.word("zscore")],
                                    [.word("reference"), .slot("low", .number), .symbol(.range), .slot("high", .number)],
                                ]),
                            ],
                            [.word("lower is better")],
                            [.word("missing as"), .choice([[.word("median")], [.word("excluded")], [.slot("fill", .number)]])],
                        ]),
                    ]),
            ])
    ]
    let manual = Manual(
        "score and rank the rows by weighted measures",
        details: """
            Adds score (0 to 100 points) and rank, best first. Each measure is brought to one scale: its percentile rank among
            the ranked rows ((average rank − 1) / (n − 1), ties share their average), or scaled minmax, zscore, or reference
            LOW..HIGH. lower is better turns it round. A row with a missing measure is not ranked, unless missing as 0 or as
            median says otherwise; the footer says how many. Weights of any sum count as shares. Equal scores are ordered by
            the table's key. tiers cuts the ranking into tiers, why explains a row.
            """,
        examples: """
            tierbook> accounts | prioritize by 60% revenue, 40% wallet | select account, revenue, wallet, score, rank
            account  revenue     wallet  score  rank
            Acme     820,000  2,000,000  100.0     1
            Birch    640,000    900,000   65.0     2
            Cedar    410,000  1,500,000   60.0     3
            Elm      120,000    300,000   15.0     4
            Fjord     60,000    800,000   10.0     5
            Dune     250,000          —      —     —
            1 missing wallet (not ranked)

            tierbook> accounts | prioritize by revenue scaled minmax, cost lower is better | select account, score, rank | limit 2
            account  score  rank
            Acme      50.0     1
            Fjord     50.0     2
            2 of 6 rows · weights 50% revenue scaled minmax, 50% cost lower is better
            """)

    func run(_ call: VerbCall, _ input: Query?, _ session: Session) throws(Diagnostic) -> Output {
        var binder = Binder(try query(call, input), session)
        var specs: [MeasureSpec] = []
        for (arguments, span) in call.list("measures") { specs.append(try MeasureSpec(arguments, span, &binder, session)) }
        var query = binder.query
        let batch = try session.force(&query)
        let ranking = try Scoring.ranking(specs, query, batch, session)
        try Scoring.extend(&query, batch, ranking, specs, session)
        query.footer += Scoring.footer(specs, batch)
        query.remarks += Scoring.remarks(specs)
        return .query(query)
    }
}

/// One measure as typed.
struct MeasureSpec {
    let name: String
    let slot: Int
    let type: ColumnType
    let weight: Double
    let scaling: Scaling
    let lowerIsBetter: Bool
    let missing: MissingPolicy

    init(_ arguments: Arguments, _ span: Span, _ binder: inout Binder, _ session: Session) throws(Diagnostic) {
        guard let expression = arguments.expression("measure") else { throw Diagnostic("internal", "A measure is empty.", at: span) }
        let bound = try binder.bind(expression)
        guard bound.type.isNumeric else {
            throw Diagnostic("not-a-number", "A measure is a number; this is \(bound.type.withArticle).", at: expression.span)
        }
        slot = binder.slot(bound)
        type = bound.type
        name = session.text(of: expression.span).split(whereSeparator: \.isWhitespace).joined(separator: " ")
        weight = try MeasureSpec.weight(arguments)
        lowerIsBetter = arguments.has("lower is better")
        scaling = try MeasureSpec.scaling(arguments)
        if arguments.has("median"), arguments.has("missing as") { missing = .median } else if let (fill, _) = arguments.number("fill") {
            missing = .value(MeasureSpec.value(fill))
        } else {
            missing = .excluded
        }
    }

    private static func weight(_ arguments: Arguments) throws(Diagnostic) -> Double {
        guard let (number, span) = arguments.number("weight") else { return 1 }
        guard number.mantissa >= 0 else {
            throw Diagnostic("invalid-weight", "A weight is not negative.", at: span, help: "Where less is better, add lower is better.")
        }
        return number.double
    }

    private static func scaling(_ arguments: Arguments) throws(Diagnostic) -> Scaling {
        if arguments.has("minmax") { return .minmax }
        if arguments.has("zscore") { return .zscore }
        guard let low = arguments.number("low"), let high = arguments.number("high") else { return .percentile }
        if value(low.number) >= value(high.number) {
            throw Diagnostic("invalid-reference", "The lower reference bound must be below the upper one.", at: low.span.through(high.span), help: "Where less is better, add lower is better.")
        }
        return .reference(low: value(low.number), high: value(high.number))
    }

    private static func value(_ number: Number) -> Double { number.unit == .percent ? number.double / 100 : number.double }

    /// As in a footer: `growth scaled zscore, lower is better`.
    var description: String {
        var parts = [name]
        switch scaling {
        case .percentile: break
        case .minmax: parts.append("scaled minmax")
        case .zscore: parts.append("scaled zscore")
        case .reference(let low, let high): parts.append("scaled reference \(Plain.text(.decimal(low)))..\(Plain.text(.decimal(high)))")
        }
        if lowerIsBetter { parts.append("lower is better") }
        return parts.joined(separator: " ")
    }
}

enum Scoring {
    static func ranking(_ specs: [MeasureSpec], _ query: Query, _ batch: Batch, _ session: Session) throws(Diagnostic) -> Ranking {
        let weights = try Weights.whole(specs.map(\.weight))
        let columns = try specs.map { (spec) throws(Diagnostic) in try batch.column(spec.slot) }
        let measures = zip(specs, columns).map { spec, column in
            let (buffer, start) = column.doubles()
            return Measure(buffer, start: start, scaling: spec.scaling, lowerIsBetter: spec.lowerIsBetter, missing: spec.missing)
        }
        let isStored = batch.rows.buffer == nil && specs.allSatisfy { if case .based? = batch[$0.slot] { true } else { false } }
        let scaled: ScaledMeasures
        if isStored {
            let cache = session.cache
            scaled = try ScaledMeasures.kept(measures, of: columns, in: cache) { () throws(Diagnostic) in
                try Parallel.results(of: columns.count, parallel: batch.count >= 50_000) { (index) throws(Diagnostic) in
                    try order(columns[index], cache)
                }
            }
        } else {
            scaled = try ScaledMeasures(measures, rowCount: batch.count)
        }
        return try Ranking(scaled, weights: weights, ties: try ties(query, batch))
    }

    /// All rows by a stored column's cells, kept for the next ranking by it.
    private static func order(_ column: Column, _ cache: DerivedCache) throws(Diagnostic) -> Buffer {
        try cache.buffers(of: column, kind: "order", make: { () throws(Diagnostic) in
            let keys = try Tables.Ordering.keys(of: column)
            return [try Tables.Ordering.sortedRows(keys: UnsafeBufferPointer(start: keys.pointer(), count: column.count))]
        })[0]
    }

    private static func ties(_ query: Query, _ batch: Batch) throws(Diagnostic) -> Buffer? {
        guard let slot = query.ties.first else { return nil }
        return try Tables.Ordering.keys(of: try batch.column(slot))
    }

    /// Adds score and rank, best first.
    static func extend(_ query: inout Query, _ batch: Batch, _ ranking: Ranking, _ specs: [MeasureSpec], _ session: Session) throws(Diagnostic) {
        let order = try ranking.order()
        let places = try ranking.places(order)
        var result = batch
        let score = query.addSlot(.decimal)
        let rank = query.addSlot(.whole)
        let row = query.addSlot(.whole)
        result[score] = .own(Column(.decimal, .doubles(try ranking.decimalScores(times: 100)), count: batch.count))
        result[rank] = .own(Column(.whole, .integers(RankCells.buffer(places, batch.count), .four), count: batch.count))
        result[row] = .own(Column(.whole, .integers(Rows.numbered(batch.count), .four), count: batch.count))
        try result.pick(try rankedFirst(order, places, ranking, batch.count))
        let names = try batch.column(query.ties.first ?? rank0(query))
        var found = RankingResult(
            ranking: ranking, measures: specs.map { .init(name: $0.name, type: $0.type) }, names: names, noun: query.origin ?? "rows", places: places)
        found.rowSlot = row
        found.rankSlot = rank
        for name in ["score", "rank"] where query.slot(named: name) != nil {
            session.note(.note("hidden-column", "The column \(name) of \(query.origin ?? "the result") gives way to the new \(name)."))
        }
        query.source = .batch(result)
        query.setBehindKey("score", score)
        query.looks[score] = .decimals(1)
        query.setBehindKey("rank", rank)
        query.ranking = found
    }

    private static func rank0(_ query: Query) -> Int { query.columns.first?.slot ?? 0 }

    /// Ranked rows in order, then the others as they were.
    private static func rankedFirst(_ order: Buffer, _ places: Buffer, _ ranking: Ranking, _ count: Int) throws(Diagnostic) -> Rows {
        if ranking.rankedCount == count { return Rows(order, count: count) }
        let p = places.pointer(to: Int32.self)
        var rows = Array(UnsafeBufferPointer(start: order.pointer(to: Int32.self), count: ranking.rankedCount))
        for row in 0..<count where p[row] == 0 { rows.append(Int32(row)) }
        return Rows(rows)
    }

    /// Weights as shares where they do not add up to 100%, and who is not ranked and why.
    static func remarks(_ specs: [MeasureSpec]) -> [String] {
        let total = specs.reduce(0) { $0 + $1.weight }
        guard (specs.count > 1 && abs(total - 100) > 1e-9) || specs.contains(where: { $0.scaling != .percentile || $0.lowerIsBetter }) else { return [] }
        let shares = specs.map { "\(NumberFormat(for: [$0.weight / total], isPercent: true).text($0.weight / total)) \($0.description)" }
        return ["weights \(shares.joined(separator: ", "))"]
    }

    static func footer(_ specs: [MeasureSpec], _ batch: Batch) -> [String] {
        var parts: [String] = []
        for spec in specs {
            guard let missing = try? batch.column(spec.slot).missingCount(), missing > 0 else { continue }
            switch spec.missing {
            case .excluded: parts.append("\(grouped(missing)) missing \(spec.name) (not ranked)")
            case .value(let fill): parts.append("\(grouped(missing)) missing \(spec.name) counted as \(Plain.text(.decimal(fill)))")
            case .median: parts.append("\(grouped(missing)) missing \(spec.name) counted as the median")
            }
        }
        return parts
    }
}

private enum RankCells {
    /// Places as cells: a row that is not ranked, with place 0, has none.
    static func buffer(_ places: Buffer, _ count: Int) -> Buffer {
        let from = places.pointer(to: Int32.self)
        let memory = Buffer.allocate(count * 4)
        let out = memory.bindMemory(to: Int32.self, capacity: max(1, count))
        for row in 0..<count { out[row] = from[row] == 0 ? .min : from[row] }
        return Buffer(taking: memory, byteCount: count * 4)
    }
}
