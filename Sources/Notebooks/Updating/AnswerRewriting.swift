import Diagnostics

/// The lines that take the place of an answer that fails to match: those that come, with the patterns that still hold.
struct RewrittenAnswer {
    /// As they stand in the notebook, the code included.
    let lines: [String]
    /// The whole of a long answer, for the file beside the notebook.
    let whole: [String]?
    let captures: Captures

    /// - Parameter steps: how the lines of both answers lie beside each other.
    init(of expected: ExpectedAnswer, _ steps: [AlignedLine], as answer: Answer, _ captures: Captures, file: String) throws(AnswerFailure) {
        let actual = answer.lines
        let code = answer.code.map { [ExitCode.text($0)] } ?? []
        let candidates = [RewrittenAnswer.keptPatterns(expected.pattern, steps, actual), actual].filter { $0.count <= LongAnswer.mostLines }
        if let (chosen, after) = try RewrittenAnswer.proven(candidates, actual, expected, captures, { $0 }) {
            (lines, whole, self.captures) = (chosen.map(AnswerLine.escaped) + code, nil, after)
            return
        }
        let head = Array(actual.prefix(LongAnswer.shownLines))
        let patterns = try RewrittenAnswer.headPatterns(expected, head, captures)
        let (shown, after) = try RewrittenAnswer.proven([patterns], actual, expected, captures) { $0 + actual.dropFirst($0.count) } ?? (head, captures)
        lines = shown.map(AnswerLine.escaped) + [LongAnswer.mark(actual.count - shown.count, in: file)] + code
        whole = actual
        self.captures = after
    }

    /// With lines typed in their place; nil where they do not match the answer.
    func edited(_ typed: [String], _ answer: Answer, _ cell: Cell, _ captures: Captures) -> RewrittenAnswer? {
        guard let command = Command(answeredBy: typed) else { return nil }
        let isLong = whole != nil && command.longAnswer != nil
        let expected = isLong ? ExpectedAnswer(command, of: cell, whole: answer.lines, file: nil) : ExpectedAnswer(shownBelow: command, of: cell)
        var found = captures
        guard (try? expected.matches(answer, &found)) == true else { return nil }
        return RewrittenAnswer(lines: typed, whole: isLong ? whole : nil, captures: found)
    }

    private init(lines: [String], whole: [String]?, captures: Captures) {
        self.lines = lines
        self.whole = whole
        self.captures = captures
    }

    /// The first of some lines that the answer matches in fact: what is kept line by line need not hold as a whole,
    /// because a capture may take another text than before. The answer's own lines always match. Nil where none does.
    private static func proven(
        _ candidates: [[String]], _ actual: [String], _ expected: ExpectedAnswer, _ captures: Captures, _ all: ([String]) -> [String]
    ) throws(AnswerFailure) -> (lines: [String], captures: Captures)? {
        for lines in candidates {
            var found = captures
            do throws(AnswerFailure) {
                if try AnswerPattern(all(lines), isUnordered: expected.pattern.isUnordered).matches(actual, &found) { return (lines, found) }
            } catch {
                if case .stopped = error { throw error }
            }
        }
        return nil
    }

    private static func keptPatterns(_ pattern: AnswerPattern, _ steps: [AlignedLine], _ actual: [String]) -> [String] {
        if pattern.isUnordered, !pattern.kinds.contains(.rest) { return inOrder(steps, pattern, actual) }
        return steps.compactMap { step in
            switch step {
            case .kept(let line, _), .rest(let line): pattern.lines[line]
            case .added(let line): actual[line]
            case .removed, .skipped: nil
            }
        }
    }

    /// Lines in any order come in the order of the answer.
    private static func inOrder(_ steps: [AlignedLine], _ pattern: AnswerPattern, _ actual: [String]) -> [String] {
        var lines = actual
        for case .kept(let line, let place) in steps { lines[place] = pattern.lines[line] }
        return lines
    }

    /// The first lines of a long answer, one for one.
    private static func headPatterns(_ expected: ExpectedAnswer, _ head: [String], _ captures: Captures) throws(AnswerFailure) -> [String] {
        let pattern = AnswerPattern(Array(expected.shown.prefix(LongAnswer.mostLines)), isUnordered: false)
        return inOrder(try pattern.aligned(with: head, captures), pattern, head)
    }
}
