import Diagnostics

/// How the lines of an expected answer and of one that comes lie beside each other: what a difference shows, and what
/// an update keeps.
enum AlignedLine: Equatable {
    /// An expected line and the line that it stands for.
    case kept(Int, Int)
    /// `...`, before the lines that it stands for.
    case rest(Int)
    /// A line that `...` stands for.
    case skipped(Int)
    case removed(Int)
    case added(Int)
}

extension AnswerPattern {
    /// With the fewest lines changed; one line is rather replaced than removed, so that `...` swallows none of them.
    func aligned(with answer: [String], _ captures: Captures) throws(AnswerFailure) -> [AlignedLine] {
        if isUnordered { return try alignedInAnyOrder(answer, captures) }
        var captures = captures
        var start = 0
        while start < lines.count, start < answer.count, try fitsIfReadable(start, answer[start], &captures) { start += 1 }
        var (end, answerEnd) = (lines.count, answer.count)
        var behind = captures
        while end > start, answerEnd > start, try fitsIfReadable(end - 1, answer[answerEnd - 1], &behind) {
            end -= 1
            answerEnd -= 1
        }
        let head = (0..<start).map { AlignedLine.kept($0, $0) }
        let tail = (end..<lines.count).map { AlignedLine.kept($0, answerEnd + $0 - end) }
        return head + (try Alignment.middle(start..<end, start..<answerEnd, self, answer, captures)) + tail
    }

    private func alignedInAnyOrder(_ answer: [String], _ captures: Captures) throws(AnswerFailure) -> [AlignedLine] {
        var captures = captures
        let pairing = try pairing(with: answer, &captures)
        let expected = kinds.indices.map { line -> AlignedLine in
            if kinds[line] == .rest { return .rest(line) }
            return pairing.partners[line].map { .kept(line, $0) } ?? .removed(line)
        }
        let left = answer.indices.filter { pairing.takers[$0] == nil }
        return expected + left.map { pairing.hasRest ? .skipped($0) : .added($0) }
    }

    /// A pattern that uses what was not captured, because the line that captures it has changed, fits nothing.
    fileprivate func fitsIfReadable(_ line: Int, _ text: String, _ captures: inout Captures) throws(AnswerFailure) -> Bool {
        do throws(AnswerFailure) {
            return try fits(line, text, &captures)
        } catch {
            if case .pattern = error { return false }
            throw error
        }
    }
}

/// The cheapest way from some expected lines to those of an answer, by the table of all pairs.
private struct Alignment {
    /// Larger tables are not made: all is then shown as replaced.
    private static let largest = 4_000_000

    private enum Move: UInt8 { case keep, replace, remove, add, skip, rest }

    /// Two lines that are replaced cost more than one removed and one added with a line kept between them; a line
    /// removed beside `...` costs more than one replaced.
    private static func cost(_ move: Move) -> Int32 {
        switch move {
        case .keep, .skip, .rest: 0
        case .add: 1
        case .replace: 3
        case .remove: 4
        }
    }

    static func middle(_ expected: Range<Int>, _ range: Range<Int>, _ pattern: AnswerPattern, _ answer: [String], _ captures: Captures) throws(AnswerFailure) -> [AlignedLine] {
        let width = range.count + 1
        guard (expected.count + 1).multipliedReportingOverflow(by: width).partialValue <= largest, expected.count < largest, width < largest else {
            return expected.map { .removed($0) } + range.map { .added($0) }
        }
        var moves = [Move](repeating: .add, count: (expected.count + 1) * width)
        var above = (0..<width).map { Int32($0) * cost(.add) }
        for (row, line) in expected.enumerated() {
            try AnswerFailure.checkCancelled()
            let isRest = pattern.kinds[line] == .rest
            var current = above
            for column in 0..<width {
                var best: (cost: Int32, move: Move)
                if isRest {
                    best = (above[column], .rest)
                    if column > 0, current[column - 1] < best.cost { best = (current[column - 1], .skip) }
                } else {
                    best = (above[column] + cost(.remove), .remove)
                    if column > 0 {
                        if current[column - 1] + cost(.add) < best.cost { best = (current[column - 1] + cost(.add), .add) }
                        var trial = captures
                        let isKept = try pattern.fitsIfReadable(line, answer[range.lowerBound + column - 1], &trial)
                        let diagonal = (cost: above[column - 1] + cost(isKept ? .keep : .replace), move: isKept ? Move.keep : .replace)
                        // Of ways that cost the same, one that keeps comes first, one that replaces last.
                        if isKept ? diagonal.cost <= best.cost : diagonal.cost < best.cost { best = diagonal }
                    }
                }
                current[column] = best.cost
                moves[(row + 1) * width + column] = best.move
            }
            above = current
        }
        return steps(back: moves, width, expected, range)
    }

    private static func steps(back moves: [Move], _ width: Int, _ expected: Range<Int>, _ range: Range<Int>) -> [AlignedLine] {
        var steps: [AlignedLine] = []
        var (row, column) = (expected.count, range.count)
        while row > 0 || column > 0 {
            let (line, other) = (expected.lowerBound + row - 1, range.lowerBound + column - 1)
            let move = row == 0 ? .add : moves[row * width + column]
            switch move {
            case .keep: steps.append(.kept(line, other))
            // Read from its end.
            case .replace: steps += [.added(other), .removed(line)]
            case .remove: steps.append(.removed(line))
            case .add: steps.append(.added(other))
            case .skip: steps.append(.skipped(other))
            case .rest: steps.append(.rest(line))
            }
            if move != .add, move != .skip { row -= 1 }
            if move != .remove, move != .rest { column -= 1 }
        }
        return steps.reversed()
    }
}
