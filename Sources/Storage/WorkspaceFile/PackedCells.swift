import Tables

/// Cells of one segment in as few bits as their values need; fewer bytes are what makes a save fast.
///
/// A header, one bit a cell that says which are present (unless all are), then for each present cell its distance from
/// the least one, in `bits` bits. A double is a whole number over the smallest denominator that all share: 12.25 is 49
/// over 4. What cannot be told exactly so, to the last bit, is not packed.
struct PackedCells {
    /// What lies in a buffer.
    enum Kind: UInt8 {
        case int8, int16, int32, int64, uint8, uint16, uint32, double
    }

    /// At the start of the packed bytes, little-endian.
    private struct Header {
        var kind: Kind
        var bits: Int
        var hasMissing: Bool
        var denominator: UInt32
        /// The least number.
        var base: Int64

        static let byteCount = 16

        func write(to target: UnsafeMutableRawBufferPointer) {
            target[0] = kind.rawValue
            target[1] = UInt8(bits)
            target[2] = hasMissing ? 1 : 0
            target[3] = 0
            target.storeBytes(of: denominator.littleEndian, toByteOffset: 4, as: UInt32.self)
            target.storeBytes(of: base.littleEndian, toByteOffset: 8, as: Int64.self)
        }

        init(_ kind: Kind, _ range: NumberRange, bits: Int) {
            self.kind = kind
            self.bits = bits
            hasMissing = range.hasMissing
            denominator = range.denominator
            base = range.least
        }

        /// Nil when the bytes are no header.
        init?(_ packed: UnsafeRawBufferPointer) {
            guard packed.count >= Header.byteCount, let kind = Kind(rawValue: packed[0]),
                (1...PackedCells.mostBits).contains(Int(packed[1])), packed[2] <= 1
            else { return nil }
            self.kind = kind
            bits = Int(packed[1])
            hasMissing = packed[2] == 1
            denominator = UInt32(littleEndian: packed.loadUnaligned(fromByteOffset: 4, as: UInt32.self))
            base = Int64(littleEndian: packed.loadUnaligned(fromByteOffset: 8, as: Int64.self))
        }
    }

    /// A number of so many bits lies within one word of 64, whichever bit of a byte it begins at. It also keeps a
    /// double's number and what is added to it exact.
    private static let mostBits = 51
    /// How many times its stored size a segment can be: no cell takes less than a bit, and the widest has 64.
    static let greatestGrowth = 64

    // MARK: Packing

    /// Writes the cells packed into `target`, which must have room for as many bytes as they take; returns how many
    /// it took, or nil when that would not be fewer.
    static func pack(_ bytes: UnsafeRawBufferPointer, _ kind: Kind, into target: UnsafeMutableRawBufferPointer) -> Int? {
        switch kind {
        case .int8: pack(bytes.assumingMemoryBound(to: Int8.self), kind, into: target)
        case .int16: pack(bytes.assumingMemoryBound(to: Int16.self), kind, into: target)
        case .int32: pack(bytes.assumingMemoryBound(to: Int32.self), kind, into: target)
        case .int64: pack(bytes.assumingMemoryBound(to: Int64.self), kind, into: target)
        case .uint8: pack(bytes.assumingMemoryBound(to: UInt8.self), kind, into: target)
        case .uint16: pack(bytes.assumingMemoryBound(to: UInt16.self), kind, into: target)
        case .uint32: pack(bytes.assumingMemoryBound(to: UInt32.self), kind, into: target)
        case .double: pack(bytes.assumingMemoryBound(to: Double.self), kind, into: target)
        }
    }

    private static func pack<T: Packable>(
        _ cells: UnsafeBufferPointer<T>, _ kind: Kind, into target: UnsafeMutableRawBufferPointer
    ) -> Int? {
        guard let range = T.range(of: cells) else { return nil }
        let bits = max(1, 64 - range.span.leadingZeroBitCount)
        let size = size(cells.count, present: range.present, bits: bits)
        guard bits <= mostBits, size < cells.count * MemoryLayout<T>.size else { return nil }
        Header(kind, range, bits: bits).write(to: target)
        let words = range.hasMissing ? (cells.count + 63) / 64 : 0
        let presence = UnsafeMutableRawBufferPointer(rebasing: target[Header.byteCount..<Header.byteCount + 8 * words])
        let rest = UnsafeMutableRawBufferPointer(rebasing: target[(Header.byteCount + 8 * words)..<size])
        BitWriter.write(to: rest, bits: bits) { writer in
            let denominator = Double(range.denominator)
            for start in stride(from: 0, to: cells.count, by: 64) {
                let block = UnsafeBufferPointer(rebasing: cells[start..<min(start + 64, cells.count)])
                if range.hasMissing {
                    let word = T.presence(of: block)
                    presence.storeBytes(of: word.littleEndian, toByteOffset: start / 8, as: UInt64.self)
                    writer.put(block, word, range.least, over: denominator)
                } else {
                    writer.put(block, range.least, over: denominator)
                }
            }
        }
        return size
    }

    /// The bytes that cells take packed. Behind them stands a word of zeros, so that each number is read as part of a
    /// whole word.
    private static func size(_ count: Int, present: Int, bits: Int) -> Int {
        let presence = present < count ? (count + 63) / 64 * 8 : 0
        return Header.byteCount + presence + (present * bits + 63) / 64 * 8 + 8
    }

    // MARK: Unpacking

    /// Writes the cells into memory of exactly their size; false when the bytes are no packed cells, or not so many.
    static func unpack(_ packed: UnsafeRawBufferPointer, into target: UnsafeMutableRawBufferPointer) -> Bool {
        guard let header = Header(packed) else { return false }
        return switch header.kind {
        case .int8: unpack(packed, header, target, Int8.self)
        case .int16: unpack(packed, header, target, Int16.self)
        case .int32: unpack(packed, header, target, Int32.self)
        case .int64: unpack(packed, header, target, Int64.self)
        case .uint8: unpack(packed, header, target, UInt8.self)
        case .uint16: unpack(packed, header, target, UInt16.self)
        case .uint32: unpack(packed, header, target, UInt32.self)
        case .double: unpack(packed, header, target, Double.self)
        }
    }

    private static func unpack<T: Packable>(
        _ packed: UnsafeRawBufferPointer, _ header: Header, _ target: UnsafeMutableRawBufferPointer, _: T.Type
    ) -> Bool {
        guard let start = packed.baseAddress, target.count % MemoryLayout<T>.size == 0 else { return false }
        let cells = target.bindMemory(to: T.self)
        let presence = Header.byteCount
        guard header.hasMissing else {
            guard size(cells.count, present: cells.count, bits: header.bits) == packed.count else { return false }
            read(start + presence, header, cells.count, into: cells)
            return true
        }
        let words = (cells.count + 63) / 64
        guard packed.count >= presence + 8 * words else { return false }
        var present = 0
        for word in 0..<words { present += self.word(start, presence + 8 * word).nonzeroBitCount }
        guard present < cells.count, size(cells.count, present: present, bits: header.bits) == packed.count else { return false }
        // All present cells to the front, then each to its place from the last on: none is written over too early.
        read(start + presence + 8 * words, header, present, into: cells)
        for word in stride(from: words - 1, through: 0, by: -1) {
            let bits = self.word(start, presence + 8 * word)
            for at in stride(from: min(64 * word + 63, cells.count - 1), through: 64 * word, by: -1) {
                let isPresent = bits &>> UInt64(truncatingIfNeeded: at & 63) & 1 == 1
                present &-= isPresent ? 1 : 0
                cells[at] = isPresent ? cells[present] : T.missing
            }
        }
        return true
    }

    private static func read<T: Packable>(
        _ start: UnsafeRawPointer, _ header: Header, _ count: Int, into cells: UnsafeMutableBufferPointer<T>
    ) {
        let bits = header.bits
        let mask = UInt64.max >> UInt64(64 - bits)
        let base = header.base
        let denominator = Double(header.denominator)
        // Eight numbers fill `bits` bytes, and so begin at the same places in the bytes of each eight.
        let places = SIMD8<Int>(0, 1, 2, 3, 4, 5, 6, 7) &* bits
        let (bytes, shifts) = (places &>> 3, SIMD8<UInt64>(truncatingIfNeeded: places & 7))
        let whole = count & ~7
        for index in stride(from: 0, to: whole, by: 8) {
            let at = index &>> 3 &* bits
            let eight = SIMD8<UInt64>(
                word(start, at), word(start, at &+ bytes[1]), word(start, at &+ bytes[2]), word(start, at &+ bytes[3]),
                word(start, at &+ bytes[4]), word(start, at &+ bytes[5]), word(start, at &+ bytes[6]), word(start, at &+ bytes[7]))
            let some = T.cells(base, eight &>> shifts & mask, over: denominator)
            UnsafeMutableRawPointer(cells.baseAddress.unsafelyUnwrapped + index).storeBytes(of: some, as: SIMD8<T>.self)
        }
        for index in whole..<count {
            let at = index * bits
            let distance = word(start, at >> 3) >> UInt64(at & 7) & mask
            cells[index] = T.cells(base, SIMD8(repeating: distance), over: denominator)[0]
        }
    }

    @inline(__always)
    private static func word(_ start: UnsafeRawPointer, _ at: Int) -> UInt64 {
        UInt64(littleEndian: start.loadUnaligned(fromByteOffset: at, as: UInt64.self))
    }
}

