import Diagnostics
import Engine
import Prioritizing
import Tables

/// The question of an optimization in the solver's terms: over the accounts that are free to move. What was set by hand
/// and who is not ranked stays where it is, and is taken off the limits.
struct OptimizeQuestion {
    let list: FirmList
    let limits: OptimizeLimits
    let worth: ListValue
    let isCutOffs: Bool
    /// By row of the list; what is missing is worth nothing.
    let values: [Double]
    /// The list's row by row of the solver.
    let rows: [Int]
    /// What those who are not free come to.
    private let fixedSizes: [Int]
    let fixedHours: Double
    private let optimizer: Optimizer

    /// More than these the solver would weigh for minutes.
    private static let mostFree = 200_000

    init(_ list: FirmList, _ limits: OptimizeLimits, worth: ListValue, isCutOffs: Bool, at span: Span) throws(Diagnostic) {
        (self.list, self.limits, self.worth, self.isCutOffs) = (list, limits, worth, isCutOffs)
        let (buffer, start) = worth.column.doubles()
        let values = buffer.withCells(of: Double.self, start: start, count: list.rowCount) { cells in cells.map { $0.isFinite ? $0 : 0 } }
        self.values = values
        let pinned = Set(list.pins.filter { $0.status == .holds || $0.status == .idle }.compactMap(\.row))
        var (rows, numbers) = ([Int](), [Int32](repeating: -1, count: list.rowCount))
        var (fixedSizes, fixedHours) = ([Int](repeating: 0, count: list.tierNames.count), 0.0)
        for row in 0..<list.rowCount {
            if row % blockRows == 0 { try Cancellation.check() }
            if list.standing.isRanked(row), !pinned.contains(row) {
                numbers[row] = Int32(truncatingIfNeeded: rows.count)
                rows.append(row)
            } else {
                let tier = list.tier(row)
                if tier >= 0 { fixedSizes[tier] += 1 }
                fixedHours += limits.hours(of: row, in: tier)
            }
        }
        if !isCutOffs, rows.count > OptimizeQuestion.mostFree {
            throw Diagnostic(
                "too-many-accounts", "Memberships are chosen among at most \(grouped(OptimizeQuestion.mostFree)) accounts, and \(grouped(rows.count)) are ranked.",
                at: span, help: "Ask for cutoffs, which has no such bound.")
        }
        (self.rows, self.fixedSizes, self.fixedHours) = (rows, fixedSizes, fixedHours)
        var sizes: [ClosedRange<Int>] = []
        for (tier, size) in limits.sizes.enumerated() {
            guard size.upperBound >= fixedSizes[tier] else {
                throw Diagnostic(
                    "no-such-list", "\(plural(fixedSizes[tier], "account")) \(fixedSizes[tier] == 1 ? "is" : "are") in \(list.tierNames[tier]) by hand, more than \(grouped(size.upperBound)).",
                    at: limits.span ?? span, help: "Allow more, or forget an override; overrides lists them.")
            }
            sizes.append(max(0, size.lowerBound - fixedSizes[tier])...(size.upperBound - fixedSizes[tier]))
        }
        let order = try list.standing.order()
        let free = order.withCells(of: Int32.self, count: list.standing.rankedCount) { rows in rows.map { numbers[Int($0)] }.filter { $0 >= 0 } }
        var optimizer = Optimizer(
            values: rows.map { values[$0] }, worths: limits.factors,
            hours: limits.hasHours ? list.tierNames.indices.map { tier in rows.map { limits.hours(of: $0, in: tier) } } : [],
            current: rows.map { Int16(truncatingIfNeeded: list.tier($0)) }, order: free,
            limits: .init(sizes: sizes, hours: limits.hours.map { $0 - fixedHours }, movers: limits.movers))
        if limits.outside != nil { optimizer.nonTieredHours = rows.map { limits.hours(of: $0, in: -1) } }
        if !limits.locks.isEmpty {
            optimizer.locks = rows.map { row in
                guard let isOut = limits.locks[row] else { return .any }
                return isOut || list.tier(row) < 0 ? .nonTiered : .tier(list.tier(row))
            }
        }
        self.optimizer = optimizer
    }

    func solve() throws(Diagnostic) -> Optimum { try solve(optimizer) }

    private func solve(_ optimizer: Optimizer) throws(Diagnostic) -> Optimum {
        isCutOffs ? try optimizer.cutOffs() : try optimizer.memberships()
    }

    // MARK: Limits in conflict

    func conflict(_ limits: [Optimizer.Limit], at span: Span) throws(Diagnostic) -> Diagnostic {
        let phrases = limits.map(phrase)
        let message =
            switch phrases.count {
            case 0: "No list meets the limits."
            case 1: "No list meets this limit: \(phrases[0])."
            default: "No list meets these limits together: \(joinWords(phrases))."
            }
        return Diagnostic("no-such-list", message, at: span, help: try fix(limits))
    }

    private func phrase(_ limit: Optimizer.Limit) -> String {
        switch limit {
        case .least(let tier): "at least \(grouped(limits.sizes[tier].lowerBound)) \(list.tierNames[tier])"
        case .most(let tier): "at most \(grouped(limits.sizes[tier].upperBound)) \(list.tierNames[tier])"
        case .hours: "at most \(MeasureText.value(limits.hours ?? 0, .decimal)) hours"
        case .movers: "at most \(plural(limits.movers ?? 0, "mover"))"
        case .locks: "the accounts that are locked or kept out"
        }
    }

    /// What one of the limits would have to be, where that can be told; the rest as they are.
    private func fix(_ conflict: [Optimizer.Limit]) throws(Diagnostic) -> String? {
        var loosened = optimizer
        if conflict.contains(.movers) {
            loosened.limits.movers = nil
            // Where nothing is worth anything the fewest movers are the best.
            loosened.values = loosened.values.map { _ in 0 }
            if case .best(let choice) = try solve(loosened) { return "At most \(plural(choice.movers, "mover")) would do, or loosen another." }
        }
        loosened = optimizer
        if conflict.contains(.hours) {
            loosened.limits.hours = nil
            if case .best(let choice) = try solve(loosened), choice.hours.isFinite {
                return "At most \(MeasureText.value(MeasureText.enough(choice.hours + fixedHours, .decimal, false), .decimal)) hours would do, or loosen another."
            }
        }
        let ranked = rows.count + fixedSizes.reduce(0, +)
        if conflict.count == 1, case .least? = conflict.first { return "\(plural(ranked, "account")) can be in a tier." }
        return conflict.count > 1 ? "Loosen one of them." : nil
    }
}
