import Diagnostics
import Tables
import TestSupport
import Testing
import Workspaces

@testable import Storage

/// Cells in fewer bits.
@Suite("Packed cells") struct PackedCellsTests {
    /// The bytes packed, or nil; whatever is packed must come back bit for bit.
    private func packed<T: BitwiseCopyable>(_ cells: [T], _ kind: PackedCells.Kind) -> [UInt8]? {
        cells.withUnsafeBytes { bytes in
            var room = [UInt8](repeating: 0xAA, count: bytes.count)
            guard let count = room.withUnsafeMutableBytes({ PackedCells.pack(bytes, kind, into: $0) }) else { return nil }
            var again = [UInt8](repeating: 0x55, count: bytes.count)
            let packed = Array(room.prefix(count))
            let isWhole = again.withUnsafeMutableBytes { target in packed.withUnsafeBytes { PackedCells.unpack($0, into: target) } }
            #expect(isWhole && again.elementsEqual(bytes), "\(kind), \(cells.count) cells from \(cells.prefix(3))")
            return packed
        }
    }

    private func check<T: FixedWidthInteger & BitwiseCopyable>(_ kind: PackedCells.Kind, _: T.Type) {
        var random = Seeded(state: UInt64(kind.rawValue))
        for bits in 1..<T.bitWidth {
            for count in [64, 100, 500, 1_000] {
                let numbers = (0..<count).map { _ in T(truncatingIfNeeded: random.next() >> UInt64(64 - bits)) &- T.max / 3 }
                _ = packed(numbers, kind)
                _ = packed(numbers.map { random.next() % 3 == 0 ? T.min : $0 }, kind)
                _ = packed(numbers.map { random.next() % 50 == 0 ? $0 : T.min }, kind)
            }
        }
        #expect(packed([T](repeating: 7, count: 1_000), kind).map { $0.count < 1_000 } == true)
        #expect(packed([T](repeating: .min, count: 1_000), kind).map { $0.count < 1_000 } == true)
        #expect(packed([T.min, .max, .min + 1] + [T](repeating: 0, count: 5), kind) == nil)
        #expect(packed([T](), kind) == nil)
    }

    @Test("integers of every width and span come back") func integers() {
        check(.int8, Int8.self)
        check(.int16, Int16.self)
        check(.int32, Int32.self)
        check(.int64, Int64.self)
        check(.uint8, UInt8.self)
        check(.uint16, UInt16.self)
        check(.uint32, UInt32.self)
    }

    @Test("decimals are packed where each is exactly a number over one denominator", arguments: [1, 4, 10, 20, 100, 1_000, 10_000])
    func decimals(_ denominator: Double) throws {
        var random = Seeded(state: 1)
        for limit in [2, 1_000, 1_000_000_000, 1 << 49] as [UInt64] {
            for count in [65, 1_003, 4_096] {
                let cells = (0..<count).map { _ in (Double(random.next() % limit) - Double(limit / 3)) / denominator }
                let all = try #require(packed(cells, .double))
                let some = try #require(packed(cells.map { random.next() % 4 == 0 ? $0 : .nan }, .double))
                #expect(all.count < count * 8 && some.count < all.count + count / 4)
            }
        }
        #expect(packed([Double](repeating: .nan, count: 100), .double) != nil)
    }

    @Test("what a denominator cannot tell to the last bit stays as it is", arguments: [
        -0.0, .infinity, -.infinity, 1 / 3, 0.1 + 0.2, 0x1p51, -0x1p60, .greatestFiniteMagnitude, .leastNonzeroMagnitude,
        Double(bitPattern: 0xFFF8_0000_0000_0000), Double(bitPattern: 0x7FF8_0000_0000_0001),
    ]) func inexact(_ stranger: Double) {
        for place in [0, 3, 998, 4_000, 4_098] {
            var cells = [Double](repeating: 12.25, count: 4_099)
            cells[place] = stranger
            #expect(packed(cells, .double) == nil, "at \(place)")
        }
    }

    @Test("bytes that are no packed cells lead nowhere") func damaged() throws {
        var random = Seeded(state: 2)
        for _ in 0..<3_000 {
            let cells = (0..<200).map { _ in random.next() % 3 == 0 ? Double.nan : Double(random.next() % 1_000) / 4 }
            var bytes = try #require(packed(cells, .double))
            for _ in 0..<3 { bytes[Int(random.next() % UInt64(min(bytes.count, 40)))] = UInt8(truncatingIfNeeded: random.next()) }
            bytes.removeLast(Int(random.next() % 20))
            var target = [UInt8](repeating: 0, count: Int(random.next() % 1_700))
            _ = target.withUnsafeMutableBytes { target in bytes.withUnsafeBytes { PackedCells.unpack($0, into: target) } }
        }
        #expect([UInt8]().withUnsafeBytes { PackedCells.unpack($0, into: UnsafeMutableRawBufferPointer(start: nil, count: 0)) } == false)
    }
}
