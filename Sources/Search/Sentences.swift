/// The sentences of a text, without the white space around them: each ends with a line or behind a full stop, question or
/// exclamation mark that white space follows.
enum Sentences {
    /// The ranges of bytes.
    static func ranges(in text: String) -> [Range<Int>] {
        var text = text
        return text.withUTF8 { bytes in
            var ranges: [Range<Int>] = []
            var start = 0
            func end(at place: Int) {
                var range = start..<place
                while let first = range.first, isSpace(bytes[first]) { range = first + 1..<range.upperBound }
                while let last = range.last, isSpace(bytes[last]) { range = range.lowerBound..<last }
                if !range.isEmpty { ranges.append(range) }
                start = place
            }
            for (place, byte) in bytes.enumerated() {
                let isStop = byte == 0x2E || byte == 0x21 || byte == 0x3F
                if byte == 0x0A || isStop && place + 1 < bytes.count && isSpace(bytes[place + 1]) { end(at: place + 1) }
            }
            end(at: bytes.count)
            return ranges
        }
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }
}
