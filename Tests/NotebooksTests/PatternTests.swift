import Diagnostics
import Foundation
import TestSupport
import Testing

@testable import Notebooks

@Suite struct PatternTests {
    private func matches(_ pattern: String, _ line: String) throws -> Bool {
        let program = try PatternProgram(try RegexParser.parse(pattern) { _ in nil })
        return try program.match(line) != nil
    }

    @Test(arguments: [
        ("a.c", "abc", true), ("a.c", "ac", false), ("[a-c]+", "abcabc", true), ("[^a-c]+", "xyz", true), ("[^a-c]", "b", false), ("[]a]+", "]a", true),
        ("[a\\-]+", "a-", true), ("[a-]+", "-a", true), ("\\d+\\.\\d{2}", "12.50", true), ("\\d{2,}", "1", false), ("\\d{2,3}", "1234", false), ("x{0}y", "y", true),
        ("\\w+\\s\\W\\S", "né !x", true), ("[\\d\\s]*", "1 2", true), ("[\\D]", "1", false), ("(a|bc)*?d", "abcad", true), ("a|b|", "", true), ("^a$", "a", true),
        ("a^b", "ab", false), ("(?:ab)+", "abab", true), ("\\$1\\.5\\|", "$1.5|", true), ("(a*)*b", "aaab", true), ("(|a)+", "aa", true), ("((a?){3}){3}", "aaaaaaaaa", true),
        ("é", "é", true), ("..", "日本", true), ("a\\tb", "a\tb", true), ("x*?", "xxx", true), ("x+?y??", "xxy", true),
    ])
    func `a regular expression takes a whole line`(pattern: String, line: String, isMatch: Bool) throws {
        #expect(try matches(pattern, line) == isMatch)
    }

    @Test(arguments: [
        ("a(b", 1), ("ab)", 2), ("[a", 0), ("*a", 0), ("a|+", 2), ("\\", 0), ("\\q", 0), ("\\1", 0), ("a{2", 1), ("a{3,2}", 1), ("a{9999}", 1), ("[z-a]", 1), ("(?=a)", 0),
        ("(?<1>a)", 0), ("(?<n>a)(?<n>b)", 7), ("{n}", 0), ("a{", 1), ("((a{50}){50}){50}", 0), ("((){1000}){1000}", 0), (String(repeating: "(", count: 200), 100), ("a****", 0),
    ])
    func `a pattern that cannot be read says where`(pattern: String, offset: Int) {
        #expect {
            _ = try PatternProgram(try RegexParser.parse(pattern) { _ in nil })
        } throws: { error in
            (error as? PatternError)?.offset == offset
        }
    }

    @Test func `agrees with Foundation on small patterns`() throws {
        var random = Seeded(state: 3)
        var matched = 0
        var wrong: [String] = []
        for _ in 0..<3_000 {
            let pattern = PatternTests.pattern(depth: 2, &random)
            guard let reference = try? NSRegularExpression(pattern: "\\A(?:\(pattern))\\z"), let node = try? RegexParser.parse(pattern, captured: { _ in nil }) else {
                Issue.record("cannot be read: \(pattern)")
                continue
            }
            let program = try PatternProgram(node)
            for _ in 0..<4 {
                let line = String((0..<Int.random(in: 0...6, using: &random)).map { _ in "abc1 -".randomElement(using: &random) ?? "a" })
                let expected = reference.firstMatch(in: line, range: NSRange(location: 0, length: line.utf16.count)) != nil
                let found = try program.match(line) != nil
                matched += found ? 1 : 0
                if found != expected { wrong.append("\(pattern) on '\(line)'") }
            }
        }
        #expect(wrong.prefix(10) == [])
        #expect(matched > 1_000)
    }

    /// Signs, classes and repetitions at random. What is repeated is neither empty nor repeats itself without bound,
    /// because the reference would take for ever.
    private static func pattern(depth: Int, repeats: Bool = true, _ random: inout Seeded) -> String {
        let atoms = ["a", "b", "c", "1", ".", "\\d", "\\w", "\\s", "\\W", "\\D", "\\S", "[ab]", "[^a]", "[a-c1]", "[^\\d ]", "\\-"]
        let marks = ["", "", "", "{2}"] + (repeats ? ["?", "??", "*", "+", "*?", "+?", "{1,2}", "{0,1}?", "{1,}"] : [])
        func part() -> String {
            let mark = marks.randomElement(using: &random) ?? ""
            if depth > 0, Int.random(in: 0..<3, using: &random) == 0 {
                let opening = Bool.random(using: &random) ? "(" : "(?:"
                return opening + pattern(depth: depth - 1, repeats: repeats && mark == "", &random) + ")" + mark
            }
            return (atoms.randomElement(using: &random) ?? "a") + mark
        }
        let ways = (0..<Int.random(in: 1...2, using: &random)).map { _ in (0..<Int.random(in: (repeats ? 0 : 1)...2, using: &random)).map { _ in part() }.joined() }
        return ways.joined(separator: "|")
    }

    @Test(.timeLimit(.minutes(1))) func `no pattern takes more than a line's length times its own`() throws {
        let line = String(repeating: "a", count: 100_000)
        #expect(try !matches("(a+)+b", line))
        #expect(try !matches("(a*)*(a|aa)+$b", line))
        #expect(try matches("(?:a?){100}a{100}.*", line))
    }
}
