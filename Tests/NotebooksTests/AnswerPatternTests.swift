import Diagnostics
import Testing

@testable import Notebooks

@Suite struct AnswerPatternTests {
    private func matches(_ expected: [String], _ answer: [String], unordered: Bool = false) throws -> Bool {
        var captures = Captures()
        return try AnswerPattern(expected, isUnordered: unordered).matches(answer, &captures)
    }

    @Test func `exact lines, and lines by pattern`() throws {
        #expect(try matches(["a", "b"], ["a", "b"]))
        #expect(try !matches(["a", "b"], ["a"]))
        #expect(try matches(["took * ms (glob)"], ["took 12 ms"]))
        #expect(try matches(["a\\*? (glob)"], ["a*x"]))
        #expect(try !matches(["a\\*? (glob)"], ["abx"]))
        #expect(try matches(["\\d+ rows (re)"], ["12 rows"]))
        #expect(try !matches(["\\d+ rows (re)"], ["12 rows more"]))
        #expect(try matches(["{\"a\": *} (glob)"], ["{\"a\": 1}"]))
        #expect(try !matches(["é"], ["e\u{301}"]), "bytes count")
    }

    @Test func `dots stand for any lines`() throws {
        #expect(try matches(["..."], []))
        #expect(try matches(["a", "...", "z"], ["a", "z"]))
        #expect(try matches(["a", "...", "z"], ["a", "1", "2", "z"]))
        #expect(try !matches(["a", "...", "z"], ["a"]))
        #expect(try !matches(["a", "...", "a"], ["a"]))
        #expect(try matches(["...", "b", "c", "...", "b", "..."], ["b", "b", "c", "x", "b"]))
        #expect(try !matches(["...", "b", "c", "...", "b"], ["b", "c"]))
    }

    @Test func `captures hold the first text`() throws {
        #expect(try matches(["{n} rows (glob)", "again {n} (glob)"], ["12 rows", "again 12"]))
        #expect(try !matches(["{n} rows (glob)", "again {n} (glob)"], ["12 rows", "again 13"]))
        #expect(try matches(["(?<n>\\d+) of (?<m>\\d+) (re)", "{m} and {n} (re)"], ["1 of 2", "2 and 1"]))
        #expect(try !matches(["(?<n>\\d+) (re)", "(?<n>\\d+) (re)"], ["1", "2"]))
        var captures = Captures()
        #expect(try AnswerPattern(["id {id} (glob)"], isUnordered: false).matches(["id 7*"], &captures))
        #expect(try AnswerPattern(["...", "{id} (re)"], isUnordered: false).matches(["x", "7*"], &captures), "a capture is text, not a pattern")
        #expect(try !AnswerPattern(["{other} {id} (glob)"], isUnordered: false).matches(["1 8"], &captures))
        #expect(captures.text(of: "other") == nil, "what does not match captures nothing")
    }

    @Test func `any order`() throws {
        #expect(try matches(["a", "b", "b"], ["b", "a", "b"], unordered: true))
        #expect(try !matches(["a", "b", "b"], ["b", "a", "a"], unordered: true))
        #expect(try matches(["a", "..."], ["x", "a"], unordered: true))
        // The first pattern fits both lines; only the second line is left to it.
        #expect(try matches([". (re)", "a. (re)", ".* (re)"], ["ab", "x", "abc"], unordered: true))
        #expect(try matches([".* (re)", "a.* (re)", "ab.* (re)", "abc (re)"], ["abc", "abd", "axx", "yyy"], unordered: true))
        #expect(try !matches([".* (re)", "a.* (re)", "ab.* (re)", "abc (re)"], ["abc", "yyy", "axx", "yyy"], unordered: true))
        #expect(try matches(["n {n} (glob)", "m {n} (glob)"], ["m 5", "n 5"], unordered: true))
        #expect(try !matches(["n {n} (glob)", "m {n} (glob)"], ["m 5", "n 6"], unordered: true))
    }

    @Test func `a pattern that cannot be read is an error, unless the answer says just that`() throws {
        #expect(throws: AnswerFailure.self) { try matches(["a", "[ (re)"], ["b", "x"]) }
        #expect(try matches(["* (glob)", "[ (re)"], ["b", "[ (re)"]))
        #expect(throws: AnswerFailure.self) { try matches(["{n} (re)"], ["b"]) }
    }

    @Test func `lines lie beside each other with the fewest changed`() throws {
        func aligned(_ expected: [String], _ answer: [String], unordered: Bool = false) throws -> [AlignedLine] {
            try AnswerPattern(expected, isUnordered: unordered).aligned(with: answer, Captures())
        }
        #expect(try aligned(["a", "b", "c"], ["a", "x", "c"]) == [.kept(0, 0), .removed(1), .added(1), .kept(2, 2)])
        #expect(try aligned(["a", "b"], ["b", "c"]) == [.removed(0), .kept(1, 0), .added(1)])
        #expect(try aligned(["a", "...", "z"], ["a", "1", "2", "y"]) == [.kept(0, 0), .rest(1), .skipped(1), .skipped(2), .removed(2), .added(3)])
        #expect(try aligned([], ["a"]) == [.added(0)])
        #expect(try aligned(["a"], []) == [.removed(0)])
        #expect(try aligned(["x", "* (glob)", "c"], ["y", "b", "c"]) == [.removed(0), .added(0), .kept(1, 1), .kept(2, 2)])
        #expect(try aligned(["a", "b"], ["b", "c"], unordered: true) == [.removed(0), .kept(1, 0), .added(1)])
    }

    @Test(.timeLimit(.minutes(1))) func `long answers are compared in bounded time`() throws {
        let answer = (0..<20_000).map { "row \($0)" }
        #expect(try !matches((0..<200).map { _ in "..." } + (0..<50).flatMap { ["row \($0 * 3) (re)", "..."] } + ["x"], answer))
        let changed = (0..<20_000).map { "line \($0)" }
        #expect(try AnswerPattern(changed, isUnordered: false).aligned(with: answer, Captures()).count == 40_000)
        #expect(try !matches((0..<499).map { "row .*\($0 % 10)? (re)" } + ["x (re)"], answer.prefix(500).map(\.self), unordered: true))
        #expect(throws: AnswerFailure.self) { try matches((0..<2_000).map { "row \($0).? (re)" }, answer, unordered: true) }
    }
}
