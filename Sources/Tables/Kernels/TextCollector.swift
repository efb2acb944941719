/// Gathers distinct texts and gives them codes 1, 2, …
package struct TextCollector {
    private var bytes: [UInt8] = []
    private var offsets: [UInt32] = [0, 0]
    private var slots = [Int32](repeating: 0, count: 64)

    /// Knows no text yet.
    package init() {}

    /// Codes given, the missing one included.
    package var count: Int { offsets.count - 1 }

    /// The code of a text, a new one when it was not met before. Constant time on average.
    package mutating func code(for text: UnsafeBufferPointer<UInt8>) -> Int32 {
        var slot = TextDictionary.hash(text) & (slots.count - 1)
        while slots[slot] != 0 {
            if equals(Int(slots[slot]), text) { return slots[slot] }
            slot = (slot + 1) & (slots.count - 1)
        }
        bytes.append(contentsOf: text)
        offsets.append(UInt32(truncatingIfNeeded: bytes.count))
        let code = Int32(offsets.count - 2)
        slots[slot] = code
        if count * 2 > slots.count { grow() }
        return code
    }

    /// The same for a string's UTF-8.
    package mutating func code(for text: String) -> Int32 {
        var text = text
        return text.withUTF8 { code(for: $0) }
    }

    private func equals(_ code: Int, _ text: UnsafeBufferPointer<UInt8>) -> Bool {
        bytes.withUnsafeBufferPointer { all in
            TextDictionary.equal(UnsafeBufferPointer(rebasing: all[Int(offsets[code])..<Int(offsets[code + 1])]), text)
        }
    }

    private mutating func grow() {
        slots = [Int32](repeating: 0, count: slots.count * 2)
        bytes.withUnsafeBufferPointer { all in
            for code in 1..<count {
                let text = UnsafeBufferPointer(rebasing: all[Int(offsets[code])..<Int(offsets[code + 1])])
                var slot = TextDictionary.hash(text) & (slots.count - 1)
                while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
                slots[slot] = Int32(code)
            }
        }
    }

    /// All texts so far under their codes; copies them.
    package func dictionary() -> TextDictionary {
        TextDictionary(bytes: Buffer(bytes), offsets: Buffer(offsets), count: count)
    }
}
