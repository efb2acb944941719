/// Lines that belong together because a bracket holds them: an end of line inside it is white space. A bracket that is never closed, or not
/// before a blank line, holds none, so that one that was forgotten does not swallow a script.
struct BracketedLines {
    /// Even a bracket that is never closed holds what comes.
    let openGoOn: Bool
    /// Open brackets of the statement, by token.
    private var open: [Int] = []
    /// From a bracket's token to that which closes it; none inside another.
    private var pairs: [(from: Int, to: Int)] = []

    init(openGoOn: Bool) { self.openGoOn = openGoOn }

    /// - Parameter isBlankBehind: the token ends a line, and the next one is blank.
    mutating func note(_ kind: Token.Kind, at index: Int, isBlankBehind: Bool) {
        switch kind {
        case .symbol(.open): open.append(index)
        case .symbol(.close):
            guard let from = open.popLast() else { return }
            while let last = pairs.last, last.from > from { pairs.removeLast() }
            pairs.append((from, index))
        case .newline: if isBlankBehind { endStatement() }
        case .end: if openGoOn, let from = open.first { pairs.append((from, index)) }
        default: break
        }
    }

    /// What is open here stays so.
    mutating func endStatement() { open = [] }

    /// The tokens without the ends of lines that a bracket holds.
    func joined(_ tokens: [Token]) -> [Token] {
        if pairs.isEmpty { return tokens }
        var joined: [Token] = []
        joined.reserveCapacity(tokens.count)
        var next = 0
        var isBehindLine = false
        for (index, token) in tokens.enumerated() {
            while next < pairs.count, pairs[next].to < index { next += 1 }
            if token.kind == .newline, next < pairs.count, pairs[next].from < index {
                isBehindLine = true
                continue
            }
            joined.append(isBehindLine ? Token(kind: token.kind, span: token.span, spaced: true) : token)
            isBehindLine = false
        }
        return joined
    }
}
