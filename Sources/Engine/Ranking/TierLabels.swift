import Diagnostics
import Prioritizing
import Tables

/// Lists of their own, for each group of rows.
package enum TierGroups {
    /// Each combination of cells of the slots `per` gets a list of its own; rows that are not on show are in none. Errors:
    /// `cancelled`.
    package static func set(_ ranked: inout RankingResult, _ per: [Int], _ batch: Batch, _ back: Unranked) throws(Diagnostic) {
        var keys: [Column] = []
        for slot in per { keys.append(try batch.column(slot)) }
        let groups = try Grouping.groups(by: keys, rows: batch.count)
        ranked.groups = Groups(ids: back.spread(groups.ids, absent: Int32(-1)), count: groups.count)
        ranked.groupNames = groups.firstRows.map { row in keys.map { Plain.text($0[Int(row)]) }.joined(separator: ", ") }
    }
}

/// Tiers as a column of texts that sorts as tiers do.
package enum TierLabels {
    /// Each row's tier, `non-tiered` or `not ranked`.
    package static func column(_ tiering: Tiering, _ names: [String], _ rows: UnsafePointer<Int32>, _ count: Int) -> Column {
        let dictionary = TextDictionary(names + ["non-tiered", "not ranked"], areLevels: true)
        let tiers = tiering.tiers.pointer(to: Int16.self)
        let memory = Buffer.allocate(count * 4)
        let codes = memory.bindMemory(to: Int32.self, capacity: max(1, count))
        for row in 0..<count {
            let tier = tiers[Int(rows[row])]
            codes[row] = Int32(tier == Tiering.nonTiered ? Int16(names.count) : tier == Tiering.notRanked ? Int16(names.count + 1) : tier) + 1
        }
        return Column(.text, .codes(Buffer(taking: memory, byteCount: count * 4), .four, dictionary), count: count)
    }

    /// The same for all rows, in the order in which they were ranked; made when someone first looks.
    package static func column(_ tiers: Buffer, _ names: [String]) -> Column {
        let dictionary = TextDictionary(names + ["non-tiered", "not ranked"], areLevels: true)
        let cells = Buffer(byteCount: tiers.byteCount / 2) { (memory) throws(Diagnostic) in
            nonisolated(unsafe) let (codes, from) = (memory.bindMemory(to: UInt8.self), tiers.pointer(to: Int16.self))
            let (rest, nonTiered, notRanked) = (Int16(names.count), Tiering.nonTiered, Tiering.notRanked)
            try parallelFor(rows: codes.count) { (_, rows) throws(Diagnostic) in
                for row in rows {
                    let tier = from[row]
                    codes[row] = UInt8(truncatingIfNeeded: (tier == nonTiered ? rest : tier == notRanked ? rest + 1 : tier) + 1)
                }
            }
        }
        return Column(.text, .codes(cells, .one, dictionary), count: tiers.byteCount / 2)
    }

    /// The same of a few rows.
    static func column(of rows: [Int], _ tiers: Buffer, _ names: [String]) -> Column {
        let cells = tiers.pointer(to: Int16.self)
        return column(Buffer(rows.map { cells[$0] }), names)
    }

    /// `A 10 down to 83.1 · B 20 down to 70.5, 1 tied below the line by key`
    package static func remarks(_ ranked: RankingResult, _ tiering: Tiering) -> [String] {
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
    package static func points(_ score: Double) -> String { NumberFormat(decimals: 1).text(score * 100) }
}
