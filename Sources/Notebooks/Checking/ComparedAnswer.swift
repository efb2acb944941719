import Diagnostics

/// An answer beside the one that stands below its command. What a check tells of it and what an update makes of it both
/// come from here, captures included: else the one would change what the other passes.
struct ComparedAnswer {
    let expected: ExpectedAnswer
    /// How the lines of both lie beside each other, and those that would take the place of the old ones; nil where the answer
    /// matches.
    let difference: (steps: [AlignedLine], rewritten: RewrittenAnswer)?
    /// Why the file of a long answer cannot be used. The lines in the notebook are then all there is.
    let unusable: Diagnostic?
    /// What the captures hold behind it. Those of an answer that differs come from the lines of it that still match.
    let captures: Captures

    /// - Throws: a pattern that cannot be read, a file that may not be, `cancelled`.
    init(_ answer: Answer, to command: Command, _ number: Int, of cell: Cell, in folder: AnswerFolder, _ captures: Captures) throws(AnswerFailure) {
        do throws(Diagnostic) {
            expected = try ExpectedAnswer(command, number, of: cell, in: folder)
            unusable = nil
        } catch {
            guard ComparedAnswer.isWrittenAnew(error) else { throw .stopped(error) }
            expected = ExpectedAnswer(shownBelow: command, of: cell)
            unusable = error
        }
        var found = captures
        if try expected.matches(answer, &found) {
            difference = nil
            self.captures = found
        } else {
            let steps = try expected.pattern.aligned(with: answer.lines, captures)
            let rewritten = try RewrittenAnswer(of: expected, steps, as: answer, captures, file: folder.text(cell, number))
            difference = (steps, rewritten)
            self.captures = rewritten.captures
        }
    }

    /// A file that is gone or holds something else is written anew; one that may not be read is for its owner to mend.
    private static func isWrittenAnew(_ error: Diagnostic) -> Bool {
        ["no-such-file", "not-utf8", "not-text", "text-too-long"].contains(error.id)
    }
}
