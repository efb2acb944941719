/// Words with a meaning of their own.
package enum Words {
    /// Words that end every name. A column with one of them inside needs backticks.
    package static let reserved: Set<String> = [
        "and", "or", "not", "as", "by", "per", "show", "where", "having", "asc", "desc", "in", "is", "between", "with",
        "against", "when", "then", "else", "end", "case",
    ]

    /// Operators after an operand; where an operand is wanted they may begin a name (a column called `since`).
    package static let infix: Set<String> = ["like", "contains", "before", "after", "since"]

    /// Operators of two words, by their first.
    package static let twoWordInfix: [String: String] = ["starts": "with", "ends": "with"]

    /// True when an import should say that a column needs backticks.
    package static func needsBackticks(_ name: String) -> Bool {
        let words = name.split(separator: " ", omittingEmptySubsequences: false)
        return words.isEmpty || words.enumerated().contains { index, word in
            let lower = word.lowercased()
            return reserved.contains(lower) || (index > 0 && infix.contains(lower)) || !isPlain(word, first: index == 0)
                || (words.count == 1 && ["null", "true", "false", "today", "missing", "_"].contains(lower))
        }
    }

    private static func isPlain(_ word: Substring, first: Bool) -> Bool {
        guard let start = word.utf8.first else { return false }
        let digitFirst = start >= 48 && start <= 57
        if digitFirst { return !first && word.utf8.allSatisfy { $0 >= 48 && $0 <= 57 } && word.utf8.count <= 18 }
        return word.unicodeScalars.allSatisfy { $0 == "_" || $0.properties.isAlphabetic || ("0"..."9").contains($0) }
    }

    /// A name as it must be typed.
    package static func typed(_ name: String) -> String {
        needsBackticks(name) ? "`" + name.split(separator: "`", omittingEmptySubsequences: false).joined(separator: "``") + "`" : name
    }

    /// A text as a literal.
    package static func quoted(_ text: String) -> String {
        "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''") + "'"
    }
}
