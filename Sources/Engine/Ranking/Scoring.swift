import Diagnostics
import Prioritizing
import Syntax
import Tables

/// From measures to a ranking of a query's rows.
package enum Scoring {
    /// Ranks the rows of a batch; equal scores by the table's key. Errors: `invalid-weight`, `cancelled`.
    package static func ranking(_ specs: [MeasureSpec], _ query: Query, _ batch: Batch, _ session: Session) throws(Diagnostic) -> Ranking {
        let weights = try Weights.whole(specs.map(\.weight))
        return try Ranking(try scaled(specs, batch, session), weights: weights, ties: try ties(query, batch, session.cache))
    }

    /// The measures on one scale; of stored columns they are kept for other weights.
    static func scaled(_ specs: [MeasureSpec], _ batch: Batch, _ session: Session) throws(Diagnostic) -> ScaledMeasures {
        let columns = try specs.map { (spec) throws(Diagnostic) in try batch.column(spec.slot) }
        let measures = zip(specs, columns).map { spec, column in
            let (buffer, start) = column.doubles()
            return Measure(buffer, start: start, scaling: spec.scaling, lowerIsBetter: spec.lowerIsBetter, missing: spec.missing)
        }
        let isStored = batch.rows.buffer == nil && specs.allSatisfy { if case .based? = batch[$0.slot] { true } else { false } }
        guard isStored else { return try ScaledMeasures(measures, rowCount: batch.count) }
        let cache = session.cache
        return try ScaledMeasures.kept(measures, of: columns, in: cache) { () throws(Diagnostic) in
            try Parallel.results(of: columns.count, parallel: batch.count >= 50_000) { (index) throws(Diagnostic) in
                try order(columns[index], cache)
            }
        }
    }

    /// All rows by a stored column's cells, kept for the next ranking by it.
    private static func order(_ column: Column, _ cache: DerivedCache) throws(Diagnostic) -> Buffer {
        try cache.buffers(of: column, kind: "order", make: { () throws(Diagnostic) in
            let keys = try Tables.Ordering.keys(of: column)
            return [try Tables.Ordering.sortedRows(keys: UnsafeBufferPointer(start: keys.pointer(), count: column.count))]
        })[0]
    }

    /// What decides between equal scores: the table's key.
    static func ties(_ query: Query, _ batch: Batch, _ cache: DerivedCache) throws(Diagnostic) -> Buffer? {
        guard let slot = query.ties.first else { return nil }
        let column = try batch.column(slot)
        return try cache.buffers(of: column, kind: "keys", make: { () throws(Diagnostic) in [try Tables.Ordering.keys(of: column)] })[0]
    }

    /// Adds score and rank, best first. Errors: `cancelled`.
    package static func extend(_ query: inout Query, _ batch: Batch, _ ranking: Ranking, _ specs: [MeasureSpec], _ session: Session) throws(Diagnostic) {
        let order = try ranking.order()
        let places = try ranking.places(order)
        var result = batch
        let score = query.addSlot(.decimal)
        let rank = query.addSlot(.whole)
        let row = query.addSlot(.whole)
        result[score] = .own(Column(.decimal, .doubles(try ranking.decimalScores(times: 100)), count: batch.count))
        result[rank] = .own(RankColumns.ranks(places, batch.count))
        result[row] = .own(Column(.whole, .integers(Rows.numbered(batch.count), .four), count: batch.count))
        try result.pick(try rankedFirst(order, places, ranking, batch.count))
        let names = try batch.column(query.ties.first ?? rank0(query))
        var found = RankingResult(
            ranking: ranking, measures: specs.map { .init(name: $0.name, type: $0.type) }, names: names, noun: query.origin ?? "rows")
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
    package static func remarks(_ specs: [MeasureSpec]) -> [String] {
        let total = specs.reduce(0) { $0 + $1.weight }
        guard (specs.count > 1 && abs(total - 100) > 1e-9) || specs.contains(where: { $0.scaling != .percentile || $0.lowerIsBetter }) else { return [] }
        let shares = specs.map { "\(NumberFormat(for: [$0.weight / total], isPercent: true).text($0.weight / total)) \($0.description)" }
        return ["weights \(shares.joined(separator: ", "))"]
    }

    /// What was done where figures are missing: `4 missing wallet (not ranked)`. Errors: `cancelled`.
    package static func footer(_ specs: [MeasureSpec], _ batch: Batch) throws(Diagnostic) -> [String] {
        var parts: [String] = []
        for spec in specs {
            let missing = try batch.column(spec.slot).missingCount()
            if missing == 0 { continue }
            switch spec.missing {
            case .excluded: parts.append("\(grouped(missing)) missing \(spec.name) (not ranked)")
            case .value(let fill): parts.append("\(grouped(missing)) missing \(spec.name) counted as \(Plain.text(.decimal(fill)))")
            case .median: parts.append("\(grouped(missing)) missing \(spec.name) counted as the median")
            }
        }
        return parts
    }
}

/// Scores and ranks as columns.
enum RankColumns {
    /// Scores in points, worked out when someone first looks; missing where a row is not ranked.
    static func scores(_ ranking: Ranking) -> Column {
        let cells = Buffer(byteCount: ranking.rowCount * 8) { (memory) throws(Diagnostic) in
            let scores = try ranking.decimalScores(times: 100)
            withExtendedLifetime(scores) { memory.copyMemory(from: UnsafeRawBufferPointer(start: scores.bytes, count: memory.count)) }
        }
        return Column(.decimal, .doubles(cells), count: ranking.rowCount)
    }

    static func scores(_ quota: Quota) -> Column {
        let cells = Buffer(byteCount: quota.rowCount * 8) { (memory) throws(Diagnostic) in
            let scores = memory.bindMemory(to: Double.self)
            for row in scores.indices { scores[row] = quota.score(row) * 100 }
        }
        return Column(.decimal, .doubles(cells), count: quota.rowCount)
    }

    /// Ranks, likewise.
    static func ranks(_ standing: any Standing) -> Column {
        let cells = Buffer(byteCount: standing.rowCount * 4) { (memory) throws(Diagnostic) in
            write(try standing.places(try standing.order()), to: memory.bindMemory(to: Int32.self))
        }
        return Column(.whole, .integers(cells, .four), count: standing.rowCount)
    }

    /// Places as cells: a row that is not ranked, with place 0, has none.
    static func ranks(_ places: Buffer, _ count: Int) -> Column {
        let memory = Buffer.allocate(count * 4)
        write(places, to: UnsafeMutableBufferPointer(start: memory.bindMemory(to: Int32.self, capacity: max(1, count)), count: count))
        return Column(.whole, .integers(Buffer(taking: memory, byteCount: count * 4), .four), count: count)
    }

    private static func write(_ places: Buffer, to cells: UnsafeMutableBufferPointer<Int32>) {
        let from = places.pointer(to: Int32.self)
        for row in cells.indices { cells[row] = from[row] == 0 ? .min : from[row] }
    }
}
