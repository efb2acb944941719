import Tables
import TestSupport
import Testing

@Suite struct GroupingTests {
    /// Few and many values, narrow and wide integers, one block and several; numbers go by first appearance.
    @Test(arguments: [10, 5000, 150_000]) func numbersByFirstAppearance(rows: Int) throws {
        var random = Seeded(state: UInt64(rows))
        let texts = (0..<rows).map { _ in random.next() % 7 == 0 ? nil : "t\(random.next() % 5)" }
        let truths = (0..<rows).map { _ in random.next() % 5 == 0 ? nil : random.next() % 2 == 0 }
        let near = (0..<rows).map { _ in random.next() % 11 == 0 ? nil : Int64(random.next() % 300) - 150 }
        let far = (0..<rows).map { _ in random.next() % 3 == 0 ? Int64.max : Int64(bitPattern: random.next() | 1) }
        let halves = (0..<rows).map { _ in random.next() % 4 == 0 ? .nan : Double(random.next() % 6) / 2 }
        let columns: [[Column]] = [
            [.texts(texts)], [.texts(texts), .booleans(truths)], [.integers(near)], [.integers(near), .texts(texts), .booleans(truths)],
            [.integers(far), .texts(texts)], [.doubles(halves), .integers(near)],
        ]
        for keys in columns {
            let groups = try Grouping.groups(by: keys, rows: rows)
            var numbers: [[Value]: Int32] = [:]
            var first: [Int32] = []
            let ids = (0..<rows).map { row -> Int32 in
                let cells = keys.map { $0[row] }
                if let known = numbers[cells] { return known }
                numbers[cells] = Int32(first.count)
                first.append(Int32(row))
                return Int32(first.count - 1)
            }
            #expect(groups.ids.array(Int32.self) == ids)
            #expect(groups.firstRows == first)
            #expect(groups.count == first.count)
        }
    }

    @Test(arguments: [(100, 3), (200_000, 40), (200_000, 90_000)]) func countsLikeALoop(rows: Int, groups: Int) throws {
        var random = Seeded(state: 5)
        let ids = (0..<rows).map { _ in Int32(random.next() % UInt64(groups + 1)) - 1 }
        let cells = (0..<rows).map { _ in random.next() % 3 == 0 ? Double.nan : 1 }
        var all = [Int64?](repeating: 0, count: groups)
        var known = all
        for row in 0..<rows where ids[row] >= 0 {
            all[Int(ids[row])] = (all[Int(ids[row])] ?? 0) + 1
            if !cells[row].isNaN { known[Int(ids[row])] = (known[Int(ids[row])] ?? 0) + 1 }
        }
        let given = Groups(ids: Buffer(ids), count: groups)
        #expect(try Aggregating.aggregate(.count, nil, given, rows: rows, tally: Tally()) == .integers(all))
        #expect(try Aggregating.aggregate(.countValues, .doubles(cells), given, rows: rows, tally: Tally()) == .integers(known))
    }

    @Test(arguments: [0, 7, 8, 9, 1000]) func selectsTruths(count: Int) {
        var random = Seeded(state: UInt64(count))
        let truths = (0..<count).map { _ in [nil, true, false][Int(random.next() % 3)] }
        var places = [Int32](repeating: -1, count: count + 1)
        let found = Logic.select(.booleans(truths), base: 100, into: &places)
        #expect(Array(places[..<found.chosen]) == truths.indices.filter { truths[$0] == true }.map { Int32(100 + $0) })
        #expect(found.unknown == truths.filter { $0 == nil }.count)
    }
}

@Suite struct AggregatingTests {
    @Test("a sum or an average beyond a double is missing and counted as lost", arguments: [AggregateFunction.sum, .average])
    func beyondDoubles(_ function: AggregateFunction) throws {
        let tally = Tally()
        let column = Column.doubles([1e308, 1e308, 2, .nan, 1e308])
        let groups = Groups(ids: Buffer([Int32(0), 0, 1, 1, 0]), count: 2)
        let found = try Aggregating.aggregate(function, column, groups, rows: 5, tally: tally)
        #expect(found[0] == .missing && found.missingCount() == 1 && found[1] == .decimal(2))
        #expect(tally.overflows.value == 1)
    }
}
