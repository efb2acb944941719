import CEditLine

extension LineEditor {
    /// The most rows a list of candidates takes.
    private static let listHeight = 10

    /// Tab: a single candidate is inserted, what all have in common is inserted, otherwise they are listed.
    func completeAtCursor() -> UInt8 {
        let (text, cursor) = line
        let offset = text.unicodeScalars.prefix(cursor).reduce(0) { $0 + UTF8.width($1) }
        let candidates = complete(text, offset)
        guard let first = candidates.first else { return UInt8(CC_ERROR) }
        let isShared = candidates.allSatisfy { $0.replaces == first.replaces }
        if isShared, let range = scalarRange(first.replaces, in: text) {
            let common = candidates.count == 1 ? first.replacement : Completion.commonPrefix(candidates)
            if candidates.count == 1 || common.unicodeScalars.count > range.count {
                replace(range, with: common)
                return UInt8(CC_REFRESH)
            }
        }
        below = Completion.list(candidates, width: Terminal.width, height: min(Self.listHeight, roomBelow))
        return UInt8(CC_REFRESH)
    }

    /// A range of UTF-8 offsets as one of scalars; nil where it lies outside the text or cuts a scalar.
    private func scalarRange(_ range: Range<Int>, in text: String) -> Range<Int>? {
        guard range.lowerBound >= 0, range.upperBound <= text.utf8.count else { return nil }
        func count(_ offset: Int) -> Int? {
            let index = text.utf8.index(text.startIndex, offsetBy: offset)
            guard index.samePosition(in: text.unicodeScalars) != nil else { return nil }
            return text.unicodeScalars.distance(from: text.startIndex, to: index)
        }
        guard let start = count(range.lowerBound), let end = count(range.upperBound) else { return nil }
        return start..<end
    }
}
