/// Writes numbers of so many bits one behind the other, 64 at a time: they fill `bits` words.
struct BitWriter {
    private let target: UnsafeMutableRawBufferPointer
    private let bits: Int
    private var place = 0
    /// Room for 128; those that wait for the next 64 come first.
    private let numbers: UnsafeMutablePointer<UInt64>
    private var waiting = 0

    /// Fills `target` with what `body` puts, and zeros behind it.
    static func write(to target: UnsafeMutableRawBufferPointer, bits: Int, body: (inout BitWriter) -> Void) {
        withUnsafeTemporaryAllocation(of: UInt64.self, capacity: 128) { numbers in
            guard let start = numbers.baseAddress else { return }
            var writer = BitWriter(target: target, bits: bits, numbers: start)
            body(&writer)
            writer.finish()
        }
    }

    private init(target: UnsafeMutableRawBufferPointer, bits: Int, numbers: UnsafeMutablePointer<UInt64>) {
        self.target = target
        self.bits = bits
        self.numbers = numbers
    }

    /// Puts up to 64 cells' distances from `base`.
    @inline(__always)
    mutating func put<T: Packable>(_ cells: UnsafeBufferPointer<T>, _ base: Int64, over denominator: Double) {
        for index in cells.indices { numbers[waiting &+ index] = cells[index].distance(from: base, over: denominator) }
        advance(cells.count)
    }

    /// Puts those of up to 64 cells whose bit is set.
    @inline(__always)
    mutating func put<T: Packable>(_ cells: UnsafeBufferPointer<T>, _ present: UInt64, _ base: Int64, over denominator: Double) {
        var at = waiting
        for index in cells.indices {
            numbers[at] = cells[index].distance(from: base, over: denominator)
            at &+= Int(truncatingIfNeeded: present &>> UInt64(truncatingIfNeeded: index) & 1)
        }
        advance(at - waiting)
    }

    private mutating func advance(_ count: Int) {
        waiting += count
        if waiting < 64 { return }
        flush()
        waiting -= 64
        for index in 0..<waiting { numbers[index] = numbers[64 &+ index] }
    }

    private mutating func finish() {
        for index in waiting..<64 { numbers[index] = 0 }
        flush()
        while place < target.count { store(0) }
    }

    /// Writes the first 64 numbers.
    private mutating func flush() {
        // Neighbours are joined as long as two fit a word, which leaves little to do one by one.
        var (count, width) = (64, bits)
        while 2 * width <= 64, count > 1 {
            count /= 2
            let shift = UInt64(width)
            for index in 0..<count { numbers[index] = numbers[2 &* index] | numbers[2 &* index &+ 1] &<< shift }
            width *= 2
        }
        var (word, filled) = (UInt64(0), UInt64(0))
        for index in 0..<count {
            let number = numbers[index]
            word |= number &<< filled
            filled &+= UInt64(width)
            if filled < 64 { continue }
            store(word)
            filled &-= 64
            // A shift by all 64 bits would be none.
            word = filled == 0 ? 0 : number &>> (UInt64(width) &- filled)
        }
    }

    private mutating func store(_ word: UInt64) {
        // The last 64 may be fewer, and need fewer words.
        if place == target.count { return }
        target.storeBytes(of: word.littleEndian, toByteOffset: place, as: UInt64.self)
        place &+= 8
    }
}
