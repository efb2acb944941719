import Diagnostics
import Prioritizing
import Tables

/// What the list says of each account.
package enum ListColumn: String, Sendable, CaseIterable {
    case tier, qualifiers, rank, score, objective
    case ruleTier = "rule tier"
    case override, indicator

    /// Those that are in scope in every query on accounts.
    package static let inScope: [ListColumn] = [.tier, .rank, .score, .qualifiers]

    /// Whether a child has what its parent has, where figures are rolled up.
    var isOfFamily: Bool { self != .rank && self != .score && self != .override }

    /// Of its cells; a tier is a text.
    package var type: ColumnType {
        switch self {
        case .rank: .whole
        case .score: .decimal
        default: .text
        }
    }
}

extension FirmList {
    func make(_ column: ListColumn) throws(Diagnostic) -> Column {
        switch column {
        case .tier: TierLabels.column(tiers, tierNames)
        case .ruleTier: TierLabels.column(result.tiering?.tiers ?? tiers, tierNames)
        case .rank: ranks
        case .score: scores
        // An account without any has a text that says so, not a missing one: it is known to have none.
        case .qualifiers: .texts((0..<rowCount).map { row in
            let labels = labels(of: row)
            return labels.isEmpty ? Qualifier.none : labels
        })
        case .objective: try carriers()
        case .override: overrides()
        case .indicator: try indicators()
        }
    }

    /// `Growth, Research-led`
    private func labels(of row: Int) -> String {
        qualifiers.filter { $0.members.pointer(to: UInt8.self)[row] == 2 }.map(\.name).joined(separator: ", ")
    }

    /// The objective that adds most to an account's score; of equal ones the first.
    private func carriers() throws(Diagnostic) -> Column {
        let dictionary = TextDictionary(objectives.map(\.name))
        if let quota {
            let codes = (0..<rowCount).map { Int32(quota.carrier($0).map { $0 + 1 } ?? 0) }
            return Column(.text, .codes(Buffer(codes), .four, dictionary), count: rowCount)
        }
        let shares = ranking.weights.map { Double($0) / Double(ranking.totalWeight) }
        let memory = Buffer.allocate(rowCount * 4)
        let codes = memory.bindMemory(to: Int32.self, capacity: max(1, rowCount))
        for row in 0..<rowCount {
            if row % blockRows == 0 { try Cancellation.check() }
            codes[row] = 0
            guard ranking.scaled.isRanked(row) else { continue }
            var best = -Double.infinity
            for (index, objective) in objectives.enumerated() {
                var points = 0.0
                for measure in objective.measures { points += shares[measure] * ranking.scaled.scaled(measure, row) }
                if points > best { (best, codes[row]) = (points, Int32(index + 1)) }
            }
        }
        return Column(.text, .codes(Buffer(taking: memory, byteCount: rowCount * 4), .four, dictionary), count: rowCount)
    }

    /// `third-largest buyer · K. Lee · until 2018-06-30` where a pin holds.
    private func overrides() -> Column {
        var texts = [String?](repeating: nil, count: rowCount)
        for pin in pins where pin.status == .holds || pin.status == .idle {
            guard let row = pin.row else { continue }
            let until = pin.until.map { " · until \($0.text)" } ?? ""
            texts[row] = "\(pin.tier == nil ? "excluded: " : "")\(pin.reason) · \(pin.author)\(until)"
        }
        return .texts(texts)
    }

    private func indicators() throws(Diagnostic) -> Column {
        .texts((0..<rowCount).map { Indicator.text(tier($0), tierNames, labels(of: $0)) })
    }
}

/// Tier and qualifiers in one text.
package enum Indicator {
    /// `1 Platinum · Growth`: sorts as the tiers do, and says all in one cell of a report.
    package static func text(_ tier: Int, _ tierNames: [String], _ qualifiers: String) -> String {
        let place = tierNames.indices.contains(tier) ? tier : tierNames.count
        let number = String(place + 1)
        let zeros = String(repeating: "0", count: String(tierNames.count + 1).count - number.count)
        let name = tierNames.indices.contains(tier) ? tierNames[tier] : "non-tiered"
        return zeros + number + " " + name + (qualifiers.isEmpty || qualifiers == Qualifier.none ? "" : " · " + qualifiers)
    }
}
