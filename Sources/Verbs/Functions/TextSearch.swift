/// Where a text occurs in another, byte for byte.
enum TextSearch {
    /// The offsets of all occurrences from the left, none overlapping; none of an empty text.
    static func places(of wanted: String, in text: String) -> [Int] {
        var text = text
        var wanted = wanted
        return text.withUTF8 { hay in wanted.withUTF8 { needle in places(of: needle, in: hay) } }
    }

    /// Knuth, Morris and Pratt: time in proportion to the text, however the two are made.
    private static func places(of needle: UnsafeBufferPointer<UInt8>, in hay: UnsafeBufferPointer<UInt8>) -> [Int] {
        guard !needle.isEmpty, needle.count <= hay.count else { return [] }
        // For each prefix of the needle: how long the longest proper prefix is that also ends it.
        var borders = [Int](repeating: 0, count: needle.count)
        var length = 0
        for at in 1..<needle.count {
            while length > 0, needle[at] != needle[length] { length = borders[length - 1] }
            if needle[at] == needle[length] { length += 1 }
            borders[at] = length
        }
        var found: [Int] = []
        length = 0
        for (at, byte) in hay.enumerated() {
            while length > 0, byte != needle[length] { length = borders[length - 1] }
            if byte == needle[length] { length += 1 }
            if length == needle.count {
                found.append(at + 1 - length)
                length = 0
            }
        }
        return found
    }

    /// The bytes of a text from one offset to another.
    static func part(_ text: String, _ range: Range<Int>) -> String {
        String(decoding: text.utf8.dropFirst(range.lowerBound).prefix(range.count), as: UTF8.self)
    }
}
