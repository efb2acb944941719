import Diagnostics
import Tables
import TestSupport
import Testing

/// A small seeded generator (SplitMix64), so that every run tests the same data.

extension Buffer {
    func array<T: BitwiseCopyable>(_: T.Type) -> [T] {
        Array(UnsafeBufferPointer(start: pointer(to: T.self), count: byteCount / MemoryLayout<T>.stride))
    }
}

/// Keys of several shapes: few and many ties, missing, narrow and wide ranges, hidden in low bits, sorted.
private func samples(_ count: Int) -> [[UInt64]] {
    var random = Seeded(state: UInt64(count))
    func make(_ body: (inout Seeded) -> UInt64) -> [UInt64] { (0..<count).map { _ in body(&random) } }
    return [
        make { $0.next() },
        make { $0.next() % 7 },
        make { $0.next() % 5 == 0 ? .max : $0.next() % 1000 },
        make { $0.next() % 5 == 0 ? .max : $0.next() },
        make { ($0.next() % 3) << 60 | $0.next() % 4 },
        make { Ordering.key(Double(Int64($0.next() % 200_000)) / 100 - 700) },
        make { $0.next() % 1000 == 0 ? Ordering.key(1e300) : Ordering.key(1 + Double($0.next() % 4096) * 0x1p-50) },
        make { _ in 42 }, make { _ in .max }, make { $0.next() % 2 == 0 ? 0 : .max - 1 },
        (0..<count).map { UInt64($0) }, (0..<count).map { UInt64(count - $0) },
    ]
}

@Suite struct OrderingTests {
    /// Below and above the sizes from which a sort takes another way, with ties settled by a second key.
    @Test(arguments: [2, 30, 700, 5000, 210_000]) func sortsEqualKeysByTies(count: Int) throws {
        var random = Seeded(state: UInt64(count))
        let ties = (0..<count).map { _ in random.next() % 3 == 0 ? random.next() : random.next() % 4 }
        for keys in samples(count).prefix(count > 100_000 ? 3 : 12) {
            var rows = (0..<Int32(count)).map { $0 }
            try keys.withUnsafeBufferPointer { keys in
                try ties.withUnsafeBufferPointer { ties in
                    try rows.withUnsafeMutableBufferPointer { try Ordering.sort($0, keys: keys, ties: ties) }
                }
            }
            let wanted = keys.indices.sorted { (keys[$0], ties[$0], $0) < (keys[$1], ties[$1], $1) }
            #expect(rows.map(Int.init) == wanted)
        }
    }

    @Test func keysKeepTheOrderOfDoubles() {
        let numbers = [-Double.infinity, -1e300, -2, -1e-300, 0, 1e-300, 1, 1.5, 1e300, .infinity]
        let keys = numbers.map { Ordering.key($0) }
        #expect(keys == keys.sorted() && Set(keys).count == keys.count)
        #expect(Ordering.key(-0.0) == Ordering.key(0.0))
        let down = keys.map(Ordering.descending)
        #expect(down == down.sorted(by: >))
        #expect(Ordering.key(Double.nan) == Ordering.missing)
        #expect(Ordering.descending(Ordering.missing) == Ordering.missing)
        #expect(keys.map { Ordering.double(ofKey: $0) } == numbers && down.map(Ordering.descending) == keys)
        #expect(Ordering.double(ofKey: Ordering.missing).isNaN)
        #expect(keys.allSatisfy { $0 < Ordering.missing } && down.allSatisfy { $0 < Ordering.missing })
    }

    @Test func keysKeepTheOrderOfWholeNumbers() {
        let numbers: [Int64] = [.min + 1, -5, -1, 0, 1, 7, .max]
        let keys = numbers.map { Ordering.key($0) }
        #expect(keys == keys.sorted() && Set(keys).count == keys.count)
        #expect(Ordering.key(Int64.min) == Ordering.missing && Ordering.wholeNumber(ofKey: .max) == .min)
        #expect(keys.map { Ordering.wholeNumber(ofKey: $0) } == numbers)
        let down = keys.map(Ordering.descending)
        #expect(down == down.sorted(by: >) && down.allSatisfy { $0 < Ordering.missing })
    }

    @Test func keysOfColumns() throws {
        let whole = Column.integers([3, nil, -2])
        #expect(try Ordering.keys(of: whole).array(UInt64.self) == [Ordering.key(Int64(3)), .max, Ordering.key(Int64(-2))])
        let texts = Column.texts(["pear", nil, "apple", "fig"])
        #expect(try order(Ordering.keys(of: texts)) == [2, 3, 0, 1])
        #expect(try order(Ordering.keys(of: texts, descending: true)) == [0, 3, 2, 1])
        #expect(try order(Ordering.keys(of: texts.slice(1..<4))) == [1, 2, 0])
        #expect(try order(Ordering.keys(of: .booleans([true, nil, false]))) == [2, 0, 1])
        #expect(try order(Ordering.keys(of: .dates([Day(number: 9), nil, Day(number: -1)]))) == [2, 0, 1])
    }

    private func order(_ keys: Buffer) throws -> [Int32] {
        try Ordering.sortedRows(keys: keys.array(UInt64.self)).array(Int32.self)
    }

    @Test(arguments: [0, 1, 2, 31, 500, 3000, 70_000]) func sortsLikeAStableSort(count: Int) throws {
        for keys in samples(count) {
            let naive = keys.indices.sorted { (keys[$0], $0) < (keys[$1], $1) }.map { Int32($0) }
            #expect(try Ordering.sortedRows(keys: keys).array(Int32.self) == naive)
        }
    }

    @Test func sortsASelectionByTwoKeys() throws {
        let all = samples(5000)
        let (first, second) = (all[1], all[2])
        let chosen = (0..<5000).filter { $0 % 3 != 0 }.map { Int32($0) }
        let bySecond = try chosen.withUnsafeBufferPointer { try Ordering.sortedRows(keys: second, initial: $0) }
        let both = try bySecond.array(Int32.self).withUnsafeBufferPointer {
            try Ordering.sortedRows(keys: first, initial: $0)
        }
        let naive = chosen.sorted { (first[Int($0)], second[Int($0)], $0) < (first[Int($1)], second[Int($1)], $1) }
        #expect(both.array(Int32.self) == naive)
    }

    @Test(arguments: [1, 40, 3000, 200_000]) func findsTheSmallest(count: Int) throws {
        let all = samples(count)
        for (keys, ties) in [(all[0], all[1]), (all[1], all[0]), (all[2], all[1]), (all[8], all[4]), (all[11], all[10])] {
            let tied = keys.indices.sorted { (keys[$0], ties[$0], $0) < (keys[$1], ties[$1], $1) }
            let plain = keys.indices.sorted { (keys[$0], $0) < (keys[$1], $1) }
            for k in [0, 1, 20, 2000, count] {
                let (byTie, byRow) = try keys.withUnsafeBufferPointer { keys in
                    try ties.withUnsafeBufferPointer { ties in
                        (try Ordering.smallest(k, keys: keys, ties: ties), try Ordering.smallest(k, keys: keys))
                    }
                }
                #expect(byTie == tied.prefix(k).map { Int32($0) })
                #expect(byRow == plain.prefix(k).map { Int32($0) })
            }
        }
    }

    @Test(arguments: [1, 2, 700, 120_000]) func findsPlaces(count: Int) throws {
        let all = samples(count)
        for keys in all {
            let ties = all[1]
            let naive = keys.indices.sorted { (keys[$0], ties[$0], $0) < (keys[$1], ties[$1], $1) }
            let places = [1, count / 100 + 1, count / 2 + 1, count, count + 9, 0]
            let marks = try keys.withUnsafeBufferPointer { keys in
                try ties.withUnsafeBufferPointer { ties in try Ordering.marks(at: places, keys: keys, ties: ties) }
            }
            #expect(marks.map { Int($0.row) } == places.map { naive[min(max($0, 1), count) - 1] })
        }
        let none = try [UInt64]().withUnsafeBufferPointer { try Ordering.marks(at: [1], keys: $0) }
        #expect(none.isEmpty)
    }

    @Test(arguments: [0, 1, 5, 2000]) func ranksByTheDefinition(count: Int) throws {
        var random = Seeded(state: 5)
        let values = (0..<count).map { _ in random.next() % 6 == 0 ? Double.nan : Double(random.next() % 90) - 40 }
        let ranks = try values.withUnsafeBufferPointer { try Ordering.doubledAverageRanks($0) }.array(Int32.self)
        let present = values.filter { !$0.isNaN }
        for (value, rank) in zip(values, ranks) {
            let smaller = present.count { $0 < value }
            let notGreater = present.count { $0 <= value }
            #expect(rank == (value.isNaN ? .min : Int32(smaller + 1 + notGreater)))
        }
    }
}
