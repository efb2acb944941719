import Diagnostics

/// The line that opens a fenced block (CommonMark 0.31, section 4.5).
struct Fence {
    let character: Character
    let length: Int
    /// The fence with the blanks before it.
    let opening: String
    private let info: Substring

    /// Nil when the line opens none.
    init?(_ line: Substring) {
        let margin = line.prefix { $0 == " " }.count
        let rest = line.dropFirst(margin)
        guard margin < 4, let first = rest.first, first == "`" || first == "~" else { return nil }
        let fence = rest.prefix { $0 == first }
        info = rest.dropFirst(fence.count)
        guard fence.count >= 3, first != "`" || !info.contains("`") else { return nil }
        character = first
        length = fence.count
        opening = String(line.prefix(margin + fence.count))
    }

    func isClosed(by line: Substring) -> Bool {
        let margin = line.prefix { $0 == " " }.count
        let rest = line.dropFirst(margin)
        let fence = rest.prefix { $0 == character }
        return margin < 4 && fence.count >= length && rest.dropFirst(fence.count).allSatisfy { $0 == " " || $0 == "\t" }
    }

    /// The words behind `tierbook`, when the block is a cell.
    var cellAttributes: [Substring]? {
        let words = info.split { $0 == " " || $0 == "\t" }
        return words.first == "tierbook" ? Array(words.dropFirst()) : nil
    }
}

/// `id=birch reveal=ask expect=unordered`.
struct CellAttributes {
    var id: String?
    var isUnordered = false
    var waitsToReveal = false

    init(_ words: [Substring], at span: Span) throws(Diagnostic) {
        for word in words {
            let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            switch (parts[0], parts.count > 1 ? parts[1] : nil) {
            case ("id", let value?):
                guard !value.isEmpty, value.utf8.allSatisfy(CellAttributes.isIdByte) else {
                    throw Diagnostic("bad-id", "'\(value)' is no id: letters, digits, - and _ only.", at: span, help: "For example id=movers.")
                }
                id = value
            case ("expect", "unordered"): isUnordered = true
            case ("reveal", "ask"): waitsToReveal = true
            default:
                let known = ["id=NAME", "expect=unordered", "reveal=ask"]
                throw Diagnostic("unknown-attribute", "'\(word)' says nothing about a cell.", at: span, help: didYouMean(String(word), among: known) ?? "A cell takes \(joinWords(known)).")
            }
        }
    }

    private static func isIdByte(_ byte: UInt8) -> Bool {
        switch byte {
        case 48...57, 65...90, 97...122, 45, 95: true
        default: false
        }
    }
}
