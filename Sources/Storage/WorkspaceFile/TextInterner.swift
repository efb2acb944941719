import Tables

/// Gives each distinct text a code, from 1 in the order they come, and keeps them as a `TextDictionary` lies in memory.
struct TextInterner {
    private(set) var bytes: [UInt8] = []
    private(set) var offsets: [UInt32] = [0, 0]
    private var table = [Int32](repeating: 0, count: 64)

    /// Codes in use, the missing one included.
    var count: Int { offsets.count - 1 }

    /// Nil when the texts together would take more than 4 GiB.
    mutating func code(of text: UnsafeBufferPointer<UInt8>) -> Int? {
        var slot = TextDictionary.hash(text) & (table.count - 1)
        while table[slot] != 0 {
            let code = Int(table[slot])
            if holds(text, at: code) { return code }
            slot = (slot + 1) & (table.count - 1)
        }
        bytes.append(contentsOf: text)
        guard let end = UInt32(exactly: bytes.count) else { return nil }
        table[slot] = Int32(truncatingIfNeeded: count)
        offsets.append(end)
        if count * 2 > table.count { grow() }
        return count - 1
    }

    private func holds(_ text: UnsafeBufferPointer<UInt8>, at code: Int) -> Bool {
        bytes.withUnsafeBufferPointer {
            TextDictionary.equal(UnsafeBufferPointer(rebasing: $0[Int(offsets[code])..<Int(offsets[code + 1])]), text)
        }
    }

    private mutating func grow() {
        table = [Int32](repeating: 0, count: table.count * 2)
        for code in 1..<count {
            var slot = bytes.withUnsafeBufferPointer {
                TextDictionary.hash(UnsafeBufferPointer(rebasing: $0[Int(offsets[code])..<Int(offsets[code + 1])]))
            } & (table.count - 1)
            while table[slot] != 0 { slot = (slot + 1) & (table.count - 1) }
            table[slot] = Int32(truncatingIfNeeded: code)
        }
    }
}
