import Tables
import TestSupport
import Testing

@Suite struct KeyIndexTests {
    /// Keys close together, far apart, texts and decimals, each looked up by a column that holds some keys, some
    /// strangers and some missing cells.
    @Test(arguments: 0..<4) func findsRows(kind: Int) throws {
        var random = Seeded(state: UInt64(kind))
        let count = 3000
        let numbers = Array(Set((0..<count).map { _ in Int64(random.next() % 20_000) - 500 })).sorted { $0 % 97 < $1 % 97 }
        let sought = (0..<70_000).map { _ in random.next() % 9 == 0 ? nil : Int64(random.next() % 21_000) - 800 }
        func column(_ cells: [Int64?]) -> Column {
            switch kind {
            case 0: .integers(cells)
            case 1: .integers(cells.map { $0.map { $0 * 1_000_000_007_000 } })
            case 2: .texts(cells.map { $0.map { "key \($0)" } })
            default: .doubles(cells.map { $0.map { Double($0) / 3 } ?? .nan })
            }
        }
        let index = KeyIndex(column(numbers))
        #expect(index.isUnique)
        let rows = try index.rows(of: column(sought)).array(Int32.self)
        var places: [Int64: Int32] = [:]
        for (row, number) in numbers.enumerated() { places[number] = Int32(row) }
        #expect(rows == sought.map { $0.flatMap { places[$0] } ?? -1 })
        let twice = KeyIndex(column(numbers + [numbers[5]]))
        #expect(!twice.isUnique)
        #expect(try twice.rows(of: column([numbers[5]])).array(Int32.self) == [5])
    }

    @Test func extremeAndMissingKeys() throws {
        let index = KeyIndex(.integers([.max, nil, .min + 1, nil]))
        #expect(index.isUnique)
        #expect(try index.rows(of: .integers([.min + 1, nil, 0, .max])).array(Int32.self) == [2, -1, -1, 0])
        #expect(try KeyIndex(.integers([])).rows(of: .integers([1, nil])).array(Int32.self) == [-1, -1])
    }
}
