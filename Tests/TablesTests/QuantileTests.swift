import Diagnostics
import Synchronization
import TestSupport
import Testing

@testable import Tables

private func naive(_ p: Double, _ values: [Double]) -> Double {
    let sorted = values.filter { !$0.isNaN }.sorted()
    guard !sorted.isEmpty else { return .nan }
    let h = Double(sorted.count - 1) * p
    let below = Int(h)
    let above = min(below + 1, sorted.count - 1)
    return sorted[below] * (1 - (h - Double(below))) + sorted[above] * (h - Double(below))
}

private func same(_ a: Double, _ b: Double) -> Bool { (a.isNaN && b.isNaN) || abs(a - b) <= 1e-12 * max(1, abs(b)) }

@Suite struct QuantileTests {
    /// R: quantile(c(1, 3, 4, 10, 20), c(.1, .25, .5, .9)) and median(c(1, 2, 3, 10)).
    @Test func publishedValues() {
        var five: [Double] = [20, 3, 10, 1, 4]
        #expect(same(Quantiles.quantile(0.1, of: &five), 1.8))
        #expect(same(Quantiles.quantile(0.25, of: &five), 3))
        #expect(same(Quantiles.quantile(0.5, of: &five), 4))
        #expect(same(Quantiles.quantile(0.9, of: &five), 16))
        var four: [Double] = [10, 1, 3, .nan, 2]
        #expect(Quantiles.median(of: &four) == 2.5)
        var infinite: [Double] = [.infinity, .infinity, -.infinity]
        #expect(Quantiles.quantile(0.9, of: &infinite) == .infinity)
        var none: [Double] = [.nan]
        #expect(Quantiles.median(of: &none).isNaN)
    }

    @Test(arguments: [1, 2, 9, 700, 20_000]) func quantilesLikeASort(count: Int) {
        var random = Seeded(state: UInt64(count))
        let uniform = (0..<count).map { _ in Double(random.next() % 1_000_000) / 100 }
        let tied = (0..<count).map { _ in random.next() % 9 == 0 ? Double.nan : Double(random.next() % 5) }
        let organ = (0..<count).map { Double(min($0, count - $0)) }
        for values in [uniform, tied, organ, organ.sorted(), organ.sorted(by: >)] {
            for p in [0, 0.05, 0.5, 0.731, 1] {
                var copy = values
                #expect(same(Quantiles.quantile(p, of: &copy), naive(p, values)))
            }
        }
    }

    /// Many values in few groups, where most lie in one bin, some are infinite and one group has none.
    @Test func groupedQuantilesOfUnevenValues() throws {
        var random = Seeded(state: 8)
        let count = 200_000
        let shapes: [(inout Seeded) -> Double] = [
            { $0.next() % 50 == 0 ? 1e300 : Double($0.next() % 3) }, { $0.next() % 9 == 0 ? -.infinity : $0.next() % 9 == 0 ? .infinity : 4 },
            { 1 / Double(1 + $0.next() % 1_000_000) }, { _ in 7 }, { _ in .nan }, { Double($0.next() % 100_000) - 50_000 },
        ]
        for shape in shapes {
            let values = (0..<count).map { _ in shape(&random) }
            let group = (0..<count).map { _ in Int32(random.next() % 4) - 1 }
            for p in [0.3, 1] {
                let found = try values.withUnsafeBufferPointer { values in
                    try group.withUnsafeBufferPointer { try Quantiles.grouped(p, values: values, groups: $0, groupCount: 5) }
                }
                var members = [[Double]](repeating: [], count: 5)
                for row in 0..<count where group[row] >= 0 { members[Int(group[row])].append(values[row]) }
                for number in 0..<5 {
                    var own = members[number]
                    let wanted = Quantiles.quantile(p, of: &own)
                    #expect(found[number] == wanted || found[number].isNaN && wanted.isNaN)
                }
            }
        }
    }

    /// A sample that is unlike the rest, so that no value that is looked for lies where it says.
    @Test func groupedQuantilesDespiteTheSample() throws {
        var random = Seeded(state: 5)
        let count = 200_000
        var values = (0..<count).map { _ in Double(random.next() % 1000) }
        for row in Sampling.scattered(of: count, about: GroupedRanks.sampleSize(of: count, groupCount: 2)) { values[row] = 1_000_000 }
        let group = (0..<count).map { Int32($0 % 3) - 1 }
        let (found, near) = try values.withUnsafeBufferPointer { values in
            try group.withUnsafeBufferPointer { groups in
                (try Quantiles.grouped(0.5, values: values, groups: groups, groupCount: 2), try Neighbours.of(0.5, values, groups: groups, groupCount: 2) { _ in 100 })
            }
        }
        for number in 0..<2 {
            let own = (0..<count).filter { group[$0] == number }.map { values[$0] }.sorted()
            #expect(same(found[number], naive(0.5, own)))
            let about = try #require(near[number])
            #expect(about.count == own.count && about.values == Array(own[about.first..<about.first + about.values.count]) && about.values.count > 200)
        }
    }

    @Test(arguments: [0, 1, 5000, 300_000]) func scatteredRows(count: Int) {
        let rows = Sampling.scattered(of: count, about: 1000)
        #expect(rows == Array(Set(rows)).sorted() && rows.allSatisfy { (0..<count).contains($0) })
        #expect(count <= 1000 ? rows.count == count : (1000...2000).contains(rows.count))
        // Of values that repeat in any rhythm, some of each.
        for rhythm in [2, 12, 300] where count > 100_000 { #expect(Set(rows.map { $0 % rhythm }).count > rhythm * 9 / 10) }
    }

    @Test(arguments: [0, 1, 40, 5000]) func ascendingNumbers(count: Int) throws {
        var random = Seeded(state: 6)
        let numbers = (0..<count).map { _ in random.next() % 8 == 0 ? Double.nan : random.next() % 8 == 0 ? -0.5 : Double(bitPattern: random.next() >> 2) }
        let found = try Ordering.ascending(numbers)
        #expect(found.prefix { !$0.isNaN } == numbers.filter { !$0.isNaN }.sorted()[...])
        #expect(found.count == count && found.suffix(numbers.count(where: \.isNaN)).allSatisfy(\.isNaN))
    }

    @Test(arguments: [(0, 1), (50, 3), (5000, 900), (260_000, 40), (260_000, 200_000)])
    func groupedMedians(count: Int, groups: Int) throws {
        var random = Seeded(state: 3)
        let values = (0..<count).map { _ in random.next() % 10 == 0 ? Double.nan : Double(random.next() % 10_000) }
        let group = (0..<count).map { _ in Int32(random.next() % UInt64(groups + 1)) - 1 }
        var members = [[Double]](repeating: [], count: groups)
        for row in 0..<count where group[row] >= 0 { members[Int(group[row])].append(values[row]) }
        let medians = try values.withUnsafeBufferPointer { values in
            try group.withUnsafeBufferPointer { group in
                try Quantiles.grouped(0.5, values: values, groups: group, groupCount: groups)
            }
        }
        #expect(zip(medians, members).allSatisfy { same($0, naive(0.5, $1)) })
        #expect(medians.count == groups)
    }
}

@Suite struct DerivedCacheTests {
    @Test func keepsWhatWasUsedLast() throws {
        let cache = DerivedCache(limit: 1000)
        let sources = (0..<4).map { _ in Buffer([Int64](repeating: 0, count: 25)) }  // 200 bytes
        let made = Mutex(0)
        func fetch(_ source: Int, _ kind: String = "ranks") throws -> Buffer? {
            try cache.buffers(of: sources[source], start: 0, count: 25, kind: kind) {
                made.withLock { $0 += 1 }
                return [Buffer([Int32](repeating: Int32(source), count: 25))]  // 100 bytes
            }.first
        }
        for source in [0, 1, 2, 0] { #expect(try fetch(source)?.array(Int32.self).first == Int32(source)) }
        #expect(made.withLock { $0 } == 3 && cache.byteCount == 900)
        _ = try fetch(3)  // 1 goes
        _ = try fetch(0)
        #expect(made.withLock { $0 } == 4 && cache.byteCount == 900)
        _ = try fetch(1)
        #expect(made.withLock { $0 } == 5)
        _ = try fetch(1, "order")
        #expect(made.withLock { $0 } == 6)
        cache.removeAll()
        #expect(cache.byteCount == 0)
    }

    @Test func doesNotKeepWhatIsTooLarge() throws {
        let cache = DerivedCache(limit: 10)
        let column = Column.doubles([1, 2, 3])
        let result = try cache.buffers(of: column, kind: "ranks") { [Buffer([Int32(1)])] }
        #expect(result.count == 1 && cache.byteCount == 0)
    }
}
