import Diagnostics

/// The answer that a notebook holds below a command, and whether one that comes is the same.
///
/// Lines are compared exactly first, then by pattern. Time is bounded: by the lines of one answer times those of the
/// other, and for a pattern by its length times the line's.
final class AnswerPattern {
    let lines: [String]
    let kinds: [ExpectedLine]
    let isUnordered: Bool
    /// Programs by line, with the captures they were made for.
    private var programs: [Int: (captures: Captures, program: PatternProgram)] = [:]

    init(_ lines: [String], isUnordered: Bool) {
        self.lines = lines
        self.isUnordered = isUnordered
        kinds = lines.map(ExpectedLine.init)
    }

    var isExact: Bool { kinds.allSatisfy { $0 == .exact } }

    /// Whether an answer matches; only then do its captures count.
    /// - Throws: a pattern that cannot be read.
    func matches(_ answer: [String], _ captures: inout Captures) throws(AnswerFailure) -> Bool {
        if lines.count == answer.count, zip(lines, answer).allSatisfy(isSame) { return true }
        if isExact, !isUnordered { return false }
        try validate(for: answer)
        var found = captures
        let matches = isUnordered ? try pairing(with: answer, &found).isWhole : try isInOrder(answer, &found)
        if matches { captures = found }
        return matches
    }

    /// Whether a line stands for a line of the answer; `...` for none in particular.
    func fits(_ line: Int, _ text: String, _ captures: inout Captures) throws(AnswerFailure) -> Bool {
        if kinds[line] == .rest { return false }
        if isSame(lines[line], text) { return true }
        guard let program = try program(line, captures) else { return false }
        try AnswerFailure.checkCancelled()
        do throws(Diagnostic) {
            guard let found = try program.match(text) else { return false }
            captures.add(found)
            return true
        } catch {
            throw .stopped(error)
        }
    }

    func program(_ line: Int, _ captures: Captures) throws(AnswerFailure) -> PatternProgram? {
        if kinds[line] == .exact || isLiteral.contains(line) { return nil }
        if let known = programs[line], known.captures == captures { return known.program }
        do throws(PatternError) {
            guard let program = try kinds[line].program(captures) else { return nil }
            programs[line] = (captures, program)
            return program
        } catch {
            throw .pattern(line: line, error)
        }
    }

    // MARK: Patterns that cannot be read

    /// Lines that only look like a pattern: one that cannot be read, and stands in the answer as it is.
    private var isLiteral: Set<Int> = []

    private func validate(for answer: [String]) throws(AnswerFailure) {
        isLiteral = []
        for line in kinds.indices {
            do throws(PatternError) {
                try kinds[line].validate()
            } catch {
                guard answer.contains(where: { isSame($0, lines[line]) }) else { throw .pattern(line: line, error) }
                isLiteral.insert(line)
            }
        }
    }

    // MARK: Lines in order

    private func isInOrder(_ answer: [String], _ captures: inout Captures) throws(AnswerFailure) -> Bool {
        let parts = kinds.indices.split(omittingEmptySubsequences: false) { kinds[$0] == .rest }.map { $0.startIndex..<$0.endIndex }
        guard let first = parts.first, let last = parts.last, parts.reduce(0, { $0 + $1.count }) <= answer.count else { return false }
        if parts.count == 1, first.count < answer.count { return false }
        guard try fits(first, answer, at: 0, &captures) else { return false }
        if parts.count == 1 { return true }
        // Each part between two `...` takes the first lines it can, which leaves most to those after it.
        var at = first.count
        for part in parts.dropFirst().dropLast() {
            while try !fits(part, answer, at: at, &captures) {
                at += 1
                if at + part.count > answer.count { return false }
                try AnswerFailure.checkCancelled()
            }
            at += part.count
        }
        let end = answer.count - last.count
        return end < at ? false : try fits(last, answer, at: end, &captures)
    }

    private func fits(_ part: Range<Int>, _ answer: [String], at place: Int, _ captures: inout Captures) throws(AnswerFailure) -> Bool {
        guard place + part.count <= answer.count else { return false }
        var found = captures
        for (index, line) in part.enumerated() where try !fits(line, answer[place + index], &found) { return false }
        captures = found
        return true
    }
}

/// Why an answer could not be compared.
enum AnswerFailure: Error {
    case pattern(line: Int, PatternError)
    /// Ctrl-C, or a file beside the notebook that may not be read.
    case stopped(Diagnostic)

    static func checkCancelled() throws(AnswerFailure) {
        do throws(Diagnostic) { try Cancellation.check() } catch { throw .stopped(error) }
    }
}
