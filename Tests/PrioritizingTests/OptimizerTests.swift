import Diagnostics
import Prioritizing
import Tables
import TestSupport
import Testing

/// A random question, and its answer by trying everything.
private struct Question {
    var optimizer: Optimizer

    init(seed: UInt64, rows: Int, tiers: Int, distinct: Int = 1000) {
        var random = Seeded(state: seed)
        func some(_ bound: Int) -> Bool { random.below(bound) == 0 }
        let order = (0..<rows).map { Int32($0) }.shuffled(using: &random)
        let sizes = (0..<tiers).map { _ in
            let least = some(2) ? 0 : random.below(3)
            return least...least + random.below(4)
        }
        let isWhole = some(2)
        optimizer = Optimizer(
            values: (0..<rows).map { _ in Double(random.below(distinct)) / (isWhole ? 1 : 7) },
            worths: (0..<tiers).map { Double(tiers - $0) / (some(3) ? 3 : 1) },
            hours: some(3) ? [] : (0..<tiers).map { tier in (0..<rows).map { _ in Double(random.below(10) + 4 * (tiers - tier)) / 2 } },
            current: (0..<rows).map { _ in Int16(random.below(tiers + 1)) - 1 }, order: order,
            limits: Optimizer.Limits(
                sizes: sizes, hours: some(3) ? nil : Double(random.below(6 * rows)),
                movers: some(3) ? nil : random.below(rows)))
        if some(2) { optimizer.eligible = (0..<rows).map { _ in some(4) ? .nonTiered : .any } }
        if some(2) {
            optimizer.locks = (0..<rows).map { _ in
                some(5) ? .tier(random.below(tiers)) : some(5) ? .any.subtracting(.tier(0)) : some(6) ? .tiered : .any
            }
        }
        if some(4) { optimizer.nonTieredHours = (0..<rows).map { _ in Double(random.below(3)) } }
    }

    /// The greatest value that can be had and the fewest movers for it; nil when the limits leave nothing.
    /// - Parameter inOrder: only with tiers that go down the order, past rows that can be in none.
    func best(without dropped: Set<Optimizer.Limit> = [], inOrder: Bool) -> (value: Double, movers: Int)? {
        var tiers = [Int16](repeating: -1, count: optimizer.values.count)
        var best: (value: Double, movers: Int)?
        func walk(_ row: Int) {
            guard row < tiers.count else {
                if inOrder, !isInOrder(tiers) { return }
                guard let found = measure(tiers, without: dropped) else { return }
                if best.map({ found.value > $0.value + 1e-6 || found.value > $0.value - 1e-6 && found.movers < $0.movers }) ?? true {
                    best = found
                }
                return
            }
            for tier in -1..<optimizer.tierCount {
                tiers[row] = Int16(tier)
                walk(row + 1)
            }
        }
        walk(0)
        return best
    }

    /// True when the tiers go down the order, past rows that may be in none, which are in none.
    func isInOrder(_ tiers: [Int16]) -> Bool {
        let all = (0..<optimizer.tierCount).reduce(TierSet.nonTiered) { $0.union(.tier($1)) }
        let (listed, passed) = optimizer.order.map { Int($0) }.reduce(into: ([UInt16](), [Int16]())) { found, row in
            var can = optimizer.eligible.isEmpty ? all : optimizer.eligible[row].intersection(all)
            if !optimizer.locks.isEmpty { can.formIntersection(optimizer.locks[row]) }
            if can == .nonTiered { found.1.append(tiers[row]) } else { found.0.append(UInt16(bitPattern: tiers[row])) }
        }
        return zip(listed, listed.dropFirst()).allSatisfy { $0 <= $1 } && passed.allSatisfy { $0 < 0 }
    }

    /// Value and movers; nil when a limit is broken.
    func measure(_ tiers: [Int16], without dropped: Set<Optimizer.Limit> = []) -> (value: Double, movers: Int)? {
        var (value, hours, movers) = (0.0, 0.0, 0)
        var sizes = [Int](repeating: 0, count: optimizer.tierCount)
        for (row, tier) in tiers.enumerated() {
            let set: TierSet = tier < 0 ? .nonTiered : .tier(Int(tier))
            if !optimizer.eligible.isEmpty, !optimizer.eligible[row].contains(set) { return nil }
            if !optimizer.locks.isEmpty, !dropped.contains(.locks), !optimizer.locks[row].contains(set) { return nil }
            if tier >= 0 {
                sizes[Int(tier)] += 1
                value += optimizer.values[row] * optimizer.worths[Int(tier)]
                if !optimizer.hours.isEmpty { hours += optimizer.hours[Int(tier)][row] }
            } else if !optimizer.nonTieredHours.isEmpty { hours += optimizer.nonTieredHours[row] }
            if tier != optimizer.current[row] { movers += 1 }
        }
        for (tier, size) in sizes.enumerated() {
            if !dropped.contains(.least(tier: tier)), size < optimizer.limits.sizes[tier].lowerBound { return nil }
            if !dropped.contains(.most(tier: tier)), size > optimizer.limits.sizes[tier].upperBound { return nil }
        }
        if let limit = optimizer.limits.hours, !dropped.contains(.hours), hours > limit + 1e-9 { return nil }
        if let limit = optimizer.limits.movers, !dropped.contains(.movers), movers > limit { return nil }
        return (value, movers)
    }
}

@Suite struct OptimizerTests {
    private func compare(_ question: Question, inOrder: Bool = false, seed: UInt64) throws -> String {
        let expected = question.best(inOrder: inOrder)
        switch inOrder ? try question.optimizer.cutOffs() : try question.optimizer.memberships() {
        case .best(let choice):
            let best = try #require(expected, "Seed \(seed): the limits leave nothing.")
            let found = try #require(question.measure(choice.tiers), "Seed \(seed): a limit is broken.")
            #expect(abs(choice.value - best.value) < 1e-6, "Seed \(seed)")
            #expect(abs(choice.value - found.value) < 1e-9 && choice.movers == found.movers, "Seed \(seed)")
            #expect(choice.movers == best.movers, "Seed \(seed)")
            #expect(choice.gap == 0, "Seed \(seed)")
            if inOrder { #expect(question.isInOrder(choice.tiers), "Seed \(seed)") }
            return "best"
        case .infeasible(let limits):
            #expect(expected == nil, "Seed \(seed): there is a choice.")
            // The rest of the limits stay away: these alone conflict, and none of them can be spared.
            let tiers = 0..<question.optimizer.tierCount
            let all = tiers.flatMap { [Optimizer.Limit.least(tier: $0), .most(tier: $0)] } + [.hours, .movers, .locks]
            let others = Set(all).subtracting(limits)
            #expect(question.best(without: others, inOrder: inOrder) == nil, "Seed \(seed)")
            for limit in limits { #expect(question.best(without: others.union([limit]), inOrder: inOrder) != nil, "Seed \(seed) \(limit)") }
            return "infeasible"
        case .unknown: Issue.record("Seed \(seed) is not decided.")
        }
        return "unknown"
    }

    @Test(arguments: [false, true]) func equalsTryingEverything(inOrder: Bool) throws {
        var seen: [String: Int] = [:]
        for seed in 1...150 as ClosedRange<UInt64> {
            let question = Question(seed: seed, rows: 3 + Int(seed / 3 % 2), tiers: 1 + Int(seed % 3), distinct: seed % 4 == 0 ? 3 : 1000)
            seen[try compare(question, inOrder: inOrder, seed: seed), default: 0] += 1
        }
        #expect(seen.values.allSatisfy { $0 > 20 } && seen.count == 2)
    }

    @Test(arguments: 1...3) func equalsTryingEverythingOfTwelve(seed: UInt64) throws {
        var question = Question(seed: seed + 1000, rows: 12, tiers: 1)
        question.optimizer.limits.sizes = [2...5]
        _ = try compare(question, seed: seed)
        _ = try compare(Question(seed: seed + 2000, rows: 6, tiers: 3), seed: seed)
    }

    @Test func linesOfALongList() throws {
        var random = Seeded(state: 9)
        let count = 400
        let values = (0..<count).map { _ in Double(random.below(10_000)) }
        let optimizer = Optimizer(
            values: values, worths: [3, 2, 1], hours: [12, 6, 2].map { [Double](repeating: $0, count: count) },
            current: (0..<count).map { Int16($0 / 50) }.map { $0 > 2 ? -1 : $0 }, order: (0..<count).map { Int32($0) },
            limits: Optimizer.Limits(sizes: [1...60, 1...60, 1...300], hours: 1500, movers: 90))
        // All lines, tried.
        var sums = [0.0]
        for value in values { sums.append(sums[sums.count - 1] + value) }
        func moved(_ from: Int, _ to: Int, _ was: Range<Int>) -> Int {
            (to - from) - max(0, min(to, was.upperBound) - max(from, was.lowerBound))
        }
        var best = 0.0
        for a in 1...60 {
            for b in a + 1...a + 60 {
                // More of the third tier is worth more: as far as hours and movers go.
                for c in (b + 1...min(count, b + 300)).reversed() where 12 * a + 6 * (b - a) + 2 * (c - b) <= 1500 {
                    if moved(0, a, 0..<50) + moved(a, b, 50..<100) + moved(b, c, 100..<150) + moved(c, 400, 150..<400) > 90 { continue }
                    best = max(best, 3 * sums[a] + 2 * (sums[b] - sums[a]) + sums[c] - sums[b])
                    break
                }
            }
        }
        guard case .best(let choice) = try optimizer.cutOffs() else { return #expect(Bool(false)) }
        #expect(choice.value == best && choice.gap == 0 && choice.hours <= 1500 && choice.movers <= 90)
    }

    @Test func alikeRowsGoByRank() throws {
        var optimizer = Optimizer(
            values: [5, 5, 5, 5], worths: [2, 1], current: [-1, -1, -1, -1], order: [3, 1, 0, 2],
            limits: Optimizer.Limits(sizes: [1...1, 2...2]))
        guard case .best(let choice) = try optimizer.memberships() else { return #expect(Bool(false)) }
        #expect(choice.tiers == [1, 1, -1, 0] && choice.value == 20 && choice.gap == 0 && choice.sizes == [1, 2])
        // Nobody moves who need not.
        optimizer.current = [0, -1, 1, 1]
        guard case .best(let same) = try optimizer.memberships() else { return #expect(Bool(false)) }
        #expect(same.tiers == optimizer.current && same.movers == 0)
    }

    /// In tiers that are worth the same each value counts alike, so that only the ranks say who goes.
    @Test func equalTiersGoByRank() throws {
        func tiers(_ sizes: [ClosedRange<Int>], _ current: [Int16], hours: [[Double]] = []) throws -> [Int16] {
            let optimizer = Optimizer(
                values: [90, 50, 70, 10], worths: [1, 1], hours: hours, current: current, order: [0, 1, 2, 3], limits: Optimizer.Limits(sizes: sizes))
            guard case .best(let choice) = try optimizer.memberships() else { return [] }
            return choice.tiers
        }
        #expect(try tiers([2...2, 2...2], [0, 0, 0, 1]) == [0, 0, 1, 1])
        #expect(try tiers([2...2, 2...2], [0, 1, 1, 1]) == [0, 0, 1, 1])
        #expect(try tiers([1...1, 3...3], [0, 0, 0, 1], hours: [[3, 3, 3, 3], [1, 1, 1, 1]]) == [0, 1, 1, 1])
    }

    @Test func manyRowsWithinTheirWork() throws {
        var random = Seeded(state: 4)
        let count = 300
        let values = (0..<count).map { _ in Double(random.below(1_000_000)) }
        let optimizer = Optimizer(
            values: values, worths: [3, 2, 1], hours: (0..<3).map { tier in values.map { 10 * Double(3 - tier) + ($0 / 1e5).rounded() } },
            current: (0..<count).map { Int16($0 % 6) - 1 }.map { $0 > 2 ? -1 : $0 },
            order: values.indices.sorted { values[$0] > values[$1] }.map { Int32($0) },
            limits: Optimizer.Limits(sizes: [10...30, 20...60, 0...100], hours: 2500, movers: 120))
        guard case .best(let choice) = try optimizer.memberships() else { return #expect(Bool(false)) }
        guard case .best(let short) = try optimizer.memberships(work: 3000) else { return #expect(Bool(false)) }
        #expect(choice.gap <= 1e-5 * choice.value && choice.hours <= 2500 && choice.movers <= 120)
        #expect(short.value <= choice.bound && short.bound >= choice.value && short.gap > 0)
    }

    /// Values whose sum is no number any more count in their proportions.
    @Test func greatValues() throws {
        let optimizer = Optimizer(
            values: [1e308, 1.5e308, 1.2e308], worths: [1], current: [-1, -1, -1], order: [0, 1, 2],
            limits: Optimizer.Limits(sizes: [1...1]))
        guard case .best(let choice) = try optimizer.memberships() else { return #expect(Bool(false)) }
        #expect(choice.tiers == [-1, 0, -1] && choice.value == 1.5e308 && choice.gap == 0)
        guard case .best(let lines) = try optimizer.cutOffs() else { return #expect(Bool(false)) }
        #expect(lines.tiers == [0, -1, -1])
    }

    /// What the work does not tell apart stays in conflict: never fewer limits than with all the work.
    @Test func conflictsShareTheirWork() throws {
        let count = 60
        let optimizer = Optimizer(
            values: [Double](repeating: 1, count: count), worths: [3, 2, 1], current: [Int16](repeating: -1, count: count), order: [],
            limits: Optimizer.Limits(sizes: [30...40, 0...40, 0...40], movers: 5))
        let all = try optimizer.memberships()
        guard case .infeasible(let limits) = all else { return #expect(Bool(false), "\(all)") }
        let short = try optimizer.memberships(work: 1)
        guard case .infeasible(let some) = short else { return #expect(Bool(false), "\(short)") }
        #expect(some.count >= limits.count && limits.allSatisfy(some.contains))
    }

    @Test func refusesWhatIsNoQuestion() throws {
        let plain = Optimizer(values: [1], worths: [1], current: [-1], order: [], limits: Optimizer.Limits(sizes: [0...1]))
        let changes: [(inout Optimizer) -> Void] = [
            { $0.worths = [] }, { $0.worths = [.nan] }, { $0.limits.sizes = [] }, { $0.limits.hours = .nan },
            { $0.limits.movers = -1 }, { $0.current = [] }, { $0.order = [7] }, { $0.hours = [[]] }, { $0.locks = [.any, .any] },
        ]
        for change in changes {
            var bad = plain
            change(&bad)
            #expect(throws: Diagnostic.self) { try bad.memberships() }
        }
        var extreme = plain
        extreme.values = [.nan]
        extreme.limits.sizes = [1...(.max)]
        guard case .best(let choice) = try extreme.memberships() else { return #expect(Bool(false)) }
        #expect(choice.value == 0 && choice.tiers == [0])
        extreme.limits.sizes = [2...3]
        #expect(try extreme.memberships() == .infeasible([.least(tier: 0)]))
    }
}
