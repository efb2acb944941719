/// Writes numbers and texts as a plain run of bytes: little-endian, texts with their length before them.
/// Digests of the catalogue, records of the journal and the entries of the FAQ are made of these.
package struct ByteWriter {
    /// What was put so far.
    package var bytes: [UInt8] = []

    /// Begins without bytes.
    package init() {}

    /// Eight bytes.
    @inlinable package mutating func put(_ number: UInt64) { withUnsafeBytes(of: number.littleEndian) { bytes.append(contentsOf: $0) } }
    /// Eight bytes, two's complement.
    @inlinable package mutating func put(_ number: Int) { put(UInt64(bitPattern: Int64(number))) }
    /// Eight bytes, two's complement.
    @inlinable package mutating func put(_ number: Int64) { put(UInt64(bitPattern: number)) }
    /// The byte itself.
    @inlinable package mutating func put(_ byte: UInt8) { bytes.append(byte) }

    /// A byte and a number at once, for the many cells of a table.
    @inlinable package mutating func put(_ byte: UInt8, _ number: UInt64) {
        withUnsafeTemporaryAllocation(byteCount: 9, alignment: 8) { both in
            both[0] = byte
            both.storeBytes(of: number.littleEndian, toByteOffset: 1, as: UInt64.self)
            bytes.append(contentsOf: both)
        }
    }

    /// Bytes without their count.
    @inlinable package mutating func put(run: UnsafeRawBufferPointer) { bytes.append(contentsOf: run) }

    /// Bytes with their count before them.
    @inlinable package mutating func put(_ content: some Collection<UInt8>) {
        put(content.count)
        bytes.append(contentsOf: content)
    }

    /// A text's UTF-8 with its count of bytes before it.
    @inlinable package mutating func put(_ text: String) { put(text.utf8) }

    /// A byte that says whether there is a number, and eight bytes for it in any case.
    @inlinable package mutating func put(_ number: Int?) {
        put(UInt8(number == nil ? 0 : 1))
        put(number ?? 0)
    }
}

/// Reads what `ByteWriter` wrote; nil once the bytes run out or make no sense.
package struct ByteReader {
    private let bytes: ArraySlice<UInt8>
    private var at: Int

    /// Begins at the first of the bytes.
    package init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
        at = bytes.startIndex
    }

    /// All bytes are read: a value that leaves some is not what was written.
    package var isAtEnd: Bool { at == bytes.endIndex }

    /// The next byte.
    package mutating func byte() -> UInt8? {
        guard at < bytes.endIndex else { return nil }
        defer { at += 1 }
        return bytes[at]
    }

    /// Eight bytes, little-endian.
    package mutating func word() -> UInt64? {
        guard bytes.endIndex - at >= 8 else { return nil }
        var word: UInt64 = 0
        for i in 0..<8 { word |= UInt64(bytes[at + i]) << (8 * UInt64(i)) }
        at += 8
        return word
    }

    /// A number as `put` of an `Int` or `Int64` wrote it.
    package mutating func number() -> Int? { word().map { Int(Int64(bitPattern: $0)) } }

    /// Bytes with their count before them; no copy is made.
    package mutating func content() -> ArraySlice<UInt8>? {
        guard let count = number(), count >= 0, count <= bytes.endIndex - at else { return nil }
        defer { at += count }
        return bytes[at..<at + count]
    }

    /// A text with its count of bytes before it; what is no UTF-8 is repaired.
    package mutating func text() -> String? { content().map { String(decoding: $0, as: UTF8.self) } }

    /// An optional number; nil outside when the bytes ran out.
    package mutating func optionalNumber() -> Int?? {
        guard let known = byte(), let number = number() else { return nil }
        return .some(known == 0 ? nil : number)
    }
}
