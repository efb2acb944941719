/// Searching that ignores case: by Unicode's simple lowercase, scalar by scalar.
package enum TextMatching {
    /// Of `starts with`, `ends with` and `like`; any other name tests whether a text holds the pattern.
    package static func test(_ name: String, _ pattern: String) -> TextTest {
        let wanted = folded(pattern)
        let label = "\(name) '\(pattern)'"
        switch name {
        case "starts with": return TextTest(label) { folded($0).starts(with: wanted) }
        case "ends with": return TextTest(label) { folded($0).reversed().starts(with: wanted.reversed()) }
        case "like": return TextTest(label) { like(folded($0), wanted) }
        default: return TextTest(label) { holds(folded($0), wanted) }
        }
    }

    private static func folded(_ text: String) -> [Unicode.Scalar] { text.unicodeScalars.flatMap { Array($0.properties.lowercaseMapping.unicodeScalars) } }

    private static func folded(_ text: UnsafeBufferPointer<UInt8>) -> [Unicode.Scalar] {
        if text.allSatisfy({ $0 < 0x80 }) {
            return text.map { Unicode.Scalar($0 >= 65 && $0 <= 90 ? $0 + 32 : $0) }
        }
        return folded(String(decoding: text, as: UTF8.self))
    }

    private static func holds(_ text: [Unicode.Scalar], _ wanted: [Unicode.Scalar]) -> Bool {
        guard let first = wanted.first else { return true }
        guard text.count >= wanted.count else { return false }
        for start in 0...(text.count - wanted.count) where text[start] == first && text[start..<(start + wanted.count)].elementsEqual(wanted) { return true }
        return false
    }

    /// `%` stands for any run, `_` for one character (SQL's like). Greedy with one point to go back to: linear in
    /// practice, never worse than text × pattern.
    private static func like(_ text: [Unicode.Scalar], _ pattern: [Unicode.Scalar]) -> Bool {
        var t = 0
        var p = 0
        var star: Int?
        var mark = 0
        while t < text.count {
            if p < pattern.count, pattern[p] == "%" {
                star = p
                mark = t
                p += 1
            } else if p < pattern.count, pattern[p] == "_" || pattern[p] == text[t] {
                t += 1
                p += 1
            } else if let star {
                p = star + 1
                mark += 1
                t = mark
            } else {
                return false
            }
        }
        while p < pattern.count, pattern[p] == "%" { p += 1 }
        return p == pattern.count
    }
}
