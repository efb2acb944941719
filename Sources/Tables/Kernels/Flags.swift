/// Runs of bytes, one a row, of which the highest bit marks the few rows that want a closer look.
package enum Flags {
    /// Rows in a run: what is worked out for them stays in the nearest cache.
    package static let run = 1024
    /// The bit that marks a row.
    package static let set: UInt8 = 128

    /// Writes the numbers of the rows whose flag is set, the first of the run being `first`; returns how many there are.
    /// `flags` must have room for a multiple of 8, and `rows` for `count`.
    package static func gather(
        _ flags: UnsafePointer<UInt8>, _ count: Int, from first: Int, into rows: UnsafeMutablePointer<Int32>
    ) -> Int {
        let words = UnsafeRawPointer(flags)
        var found = 0
        var start = 0
        while start < count {
            var word = UInt64(littleEndian: words.loadUnaligned(fromByteOffset: start, as: UInt64.self)) & 0x8080_8080_8080_8080
            while word != 0 {
                let at = start &+ word.trailingZeroBitCount / 8
                if at < count {
                    rows[found] = Int32(truncatingIfNeeded: first &+ at)
                    found &+= 1
                }
                word &= word &- 1
            }
            start &+= 8
        }
        return found
    }
}
