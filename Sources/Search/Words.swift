/// The words of texts, as index and questions count them.
///
/// A word is a run of letters and digits, in small letters and without accents. An apostrophe within a word vanishes, and with it
/// what is left of an auxiliary verb or a genitive: `don't` is `dont`, `Acme's` is `acme`, `we're` is `we`. Signs of scripts
/// without spaces between words (Chinese, Japanese) are words by themselves.
enum Words {
    /// Longer runs are cut off: they are no words.
    private static let longest = 64

    /// Calls `body` with each word, the range of bytes where it stands in the text, and whether it is written in capitals only.
    static func forEach(in text: Substring, _ body: (_ word: String, _ place: Range<Int>, _ isCapitals: Bool) -> Void) {
        var text = text
        text.withUTF8 { bytes in
            var scan = Scan(bytes: bytes)
            while let place = scan.next() {
                scan.word.withUnsafeBufferPointer { body(String(decoding: $0, as: UTF8.self), place, scan.capitals == scan.word.count) }
            }
        }
    }

    static func all(in text: Substring) -> [(text: String, place: Range<Int>)] {
        var words: [(text: String, place: Range<Int>)] = []
        forEach(in: text) { word, place, _ in words.append((word, place)) }
        return words
    }

    /// A walk over the bytes of a text, word by word.
    private struct Scan {
        let bytes: UnsafeBufferPointer<UInt8>
        private var index = 0
        /// The bytes of the latest word.
        private(set) var word: [UInt8] = []
        /// How many of them were capitals.
        private(set) var capitals = 0

        init(bytes: UnsafeBufferPointer<UInt8>) {
            self.bytes = bytes
            word.reserveCapacity(longest + 4)
        }

        /// Moves to the next word; nil at the end.
        mutating func next() -> Range<Int>? {
            word.removeAll(keepingCapacity: true)
            capitals = 0
            var start = index
            while index < bytes.count {
                readPlain()
                guard index < bytes.count else { break }
                let before = index
                switch sign() {
                case .letter: if word.count > longest { word.removeLast(word.count - longest) }
                case .mark: break
                case .wholeWord:
                    if word.isEmpty {
                        word.append(contentsOf: bytes[before..<index])
                        return before..<index
                    }
                    index = before
                    return start..<before
                case .apostrophe where !word.isEmpty && skipEnding(): return start..<before
                case .apostrophe where !word.isEmpty && startsWord(at: index): break
                case .apostrophe, .other:
                    if !word.isEmpty { return start..<before }
                    start = index
                }
            }
            return word.isEmpty ? nil : start..<index
        }

        /// Reads the letters and digits of ASCII up to the next other sign: most of most texts, at once.
        private mutating func readPlain() {
            let start = index
            while index < bytes.count, Scan.isPlain(bytes[index]) { index += 1 }
            guard index > start else { return }
            let first = word.count
            word.append(contentsOf: bytes[start..<min(index, start + longest)])
            if word.count > longest { word.removeLast(word.count - longest) }
            for place in first..<max(first, word.count) where word[place] < 0x60 && word[place] > 0x40 {
                word[place] |= 0x20
                capitals += 1
            }
        }

        private static func isPlain(_ byte: UInt8) -> Bool {
            byte &- 0x30 < 10 || (byte | 0x20) &- 0x61 < 26
        }

        private enum Sign { case letter, mark, wholeWord, apostrophe, other }

        /// Reads a sign that is no plain letter or digit; what belongs to a word is appended to it.
        private mutating func sign() -> Sign {
            let byte = bytes[index]
            if byte < 0x80 {
                index += 1
                return byte == 0x27 ? .apostrophe : .other
            }
            let scalar = nextScalar()
            switch scalar.value {
            case 0x2019, 0x02BC: return .apostrophe
            case 0x0300...0x036F: return .mark
            case 0xC0...0x17F:
                if let plain = Accents.plain(scalar) {
                    word.append(contentsOf: plain.utf8)
                    return .letter
                }
            default: break
            }
            let properties = scalar.properties
            guard properties.isAlphabetic || properties.numericType != nil else { return .other }
            if properties.isIdeographic || (0x3040...0x30FF).contains(scalar.value) {
                return .wholeWord
            }
            word.append(contentsOf: properties.lowercaseMapping.utf8)
            return .letter
        }

        /// The scalar at `index`, which moves behind it. A Swift string's bytes are valid UTF-8.
        private mutating func nextScalar() -> Unicode.Scalar {
            let lead = bytes[index]
            let length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2
            let end = min(bytes.count, index + length)
            var value = UInt32(lead) & (length == 4 ? 0x07 : length == 3 ? 0x0F : 0x1F)
            for place in index + 1..<end { value = value << 6 | UInt32(bytes[place] & 0x3F) }
            index = end
            return Unicode.Scalar(value) ?? "\u{FFFD}"
        }

        /// Moves behind what an apostrophe leaves of a word: `'s`, `'re`, `'ve`, `'ll`, `'d`, `'m`; false where there is none.
        private mutating func skipEnding() -> Bool {
            var end = index
            while end < bytes.count, bytes[end] | 0x20 >= 0x61, bytes[end] | 0x20 <= 0x7A { end += 1 }
            if end < bytes.count, bytes[end] >= 0x80 { return false }
            let ending = bytes[index..<end].map { $0 | 0x20 }
            guard Words.endings.contains(where: { $0.utf8.elementsEqual(ending) }) else { return false }
            index = end
            return true
        }

        private func startsWord(at place: Int) -> Bool {
            guard place < bytes.count else { return false }
            let byte = bytes[place]
            return byte >= 0x80 || (0x61...0x7A).contains(byte | 0x20)
        }
    }

    private static let endings = ["s", "re", "ve", "ll", "d", "m"]
}

/// Latin letters without their accents.
enum Accents {
    /// The plain letters of U+00C0 to U+017F in order; `-` where a sign is no letter.
    private static let table = Array(
        """
        a a a a a a ae c e e e e i i i i d n o o o o o - o u u u u y th ss \
        a a a a a a ae c e e e e i i i i d n o o o o o - o u u u u y th y \
        a a a a a a c c c c c c c c d d d d e e e e e e e e e e g g g g g g g g h h h h i i i i i i i i i i ij ij j j k k k \
        l l l l l l l l l l n n n n n n n n n o o o o o o oe oe r r r r r r s s s s s s s s t t t t t t u u u u u u u u u u u u \
        w w y y y z z z z z z s
        """.split(separator: " ").map(String.init))

    static func plain(_ scalar: Unicode.Scalar) -> String? {
        let place = Int(scalar.value) - 0xC0
        guard table.indices.contains(place), table[place] != "-" else { return nil }
        return table[place]
    }
}
