/// Runs of bytes, one a row, of which the highest bit marks the few rows that want a closer look.
package enum Flags {
    /// Rows in a run: what is worked out for them stays in the nearest cache.
    package static let run = 1024
    package static let set: UInt8 = 128

    /// Calls `body` with the number in the run of each row whose flag is set. The run must be padded to `Flags.run`
    /// bytes; what lies beyond `count` does not matter.
    @inline(__always) @inlinable
    package static func forEach(_ flags: UnsafePointer<UInt8>, _ count: Int, _ body: (Int) -> Void) {
        let words = UnsafeRawPointer(flags)
        for start in stride(from: 0, to: count, by: 8) {
            var word = UInt64(littleEndian: words.loadUnaligned(fromByteOffset: start, as: UInt64.self)) & 0x8080_8080_8080_8080
            while word != 0 {
                let at = start + word.trailingZeroBitCount / 8
                if at < count { body(at) }
                word &= word &- 1
            }
        }
    }
}
