/// Reads the text of a `(glob)` line: `*` for any text, `?` for one sign, `{name}` for a capture, `\` before a sign that
/// stands for itself.
struct GlobParser {
    static func parse(_ text: String, captured: (String) -> String?) throws(PatternError) -> PatternNode {
        let scalars = text.unicodeScalars.map(\.value)
        var parts: [PatternNode] = []
        var named: Set<String> = []
        var at = 0
        while at < scalars.count {
            let scalar = scalars[at]
            switch Unicode.Scalar(scalar) {
            case "*"?: parts.append(.repeated(.any, least: 0, most: nil, isLazy: true))
            case "?"?: parts.append(.any)
            case "\\"?:
                at += 1
                guard at < scalars.count else { throw PatternError("A \\ stands at the end.", at: at - 1, help: "Write \\\\ for the sign itself.") }
                parts.append(.scalar(scalars[at]))
            case "{"?:
                guard let (name, end) = PatternName.read(scalars, from: at + 1) else { fallthrough }
                if let known = captured(name) {
                    parts.append(.text(known))
                } else if named.insert(name).inserted {
                    parts.append(.capture(.repeated(.any, least: 1, most: nil, isLazy: true), name))
                } else {
                    throw PatternError("{\(name)} stands twice on the line that captures it.", at: at, help: "From the next line on it stands for the same text.")
                }
                at = end - 1
            default: parts.append(.scalar(scalar))
            }
            at += 1
        }
        return .sequence(parts)
    }
}
