import Diagnostics
import Prioritizing
import Tables
import TestSupport
import Testing

@Suite struct MovementTests {
    @Test(arguments: [0, 1, 40, 140_000]) func countsAndSumsByDefinition(count: Int) throws {
        var random = Seeded(state: UInt64(count + 1))
        let was = (0..<count).map { _ in Int16(random.below(5) - 2) }
        let now = was.map { random.below(3) == 0 ? Int16(random.below(5) - 2) : $0 }
        let values = (0..<count).map { _ in random.below(7) == 0 ? Double.nan : Double(random.below(1000)) }
        let movement = try Movement(
            from: .init(Buffer(was), levels: [0, 1, 2]), to: .init(Buffer(now), levels: [0, 1, 2]), tierCount: 3, rowCount: count,
            values: Buffer([7] + values), start: 1)
        func level(_ tier: Int16) -> Int { tier >= 0 ? Int(tier) : tier == Tiering.nonTiered ? 3 : 4 }
        for a in 0..<5 {
            for b in 0..<5 {
                let rows = (0..<count).filter { level(was[$0]) == a && level(now[$0]) == b }
                #expect(movement.count(from: a, to: b) == rows.count)
                #expect(movement.sum(from: a, to: b) == rows.reduce(0) { $0 + (values[$1].isNaN ? 0 : values[$1]) })
            }
        }
        #expect(movement.moved.array(Int32.self).map { Int($0) } == (0..<count).filter { was[$0] != now[$0] })
        #expect(movement.up == (0..<count).count { level(now[$0]) < level(was[$0]) })
        #expect(movement.down == (0..<count).count { level(now[$0]) > level(was[$0]) })
    }

    /// Gold comes between Platinum and Silver: who was Silver by number 1 still is, by number 2.
    @Test func tiersMayBeAdded() throws {
        let was = Buffer([0, 1, 1, -1] as [Int16])
        let now = Buffer([0, 1, 2, 2] as [Int16])
        let movement = try Movement(from: .init(was, levels: [0, 2]), to: .init(now, levels: [0, 1, 2]), tierCount: 3, rowCount: 4)
        #expect(movement.moved.array(Int32.self) == [1, 3])
        #expect(movement.up == 2 && movement.down == 0)
        #expect(movement.count(from: 2, to: 1) == 1 && movement.count(from: 3, to: 2) == 1)
    }

    @Test func refusesTooManyTiers() throws {
        let none = Movement.Side(Buffer([Int16]()), levels: [])
        #expect(throws: Diagnostic.self) { try Movement(from: none, to: none, tierCount: 500, rowCount: 0) }
    }
}
