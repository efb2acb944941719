import Diagnostics
import Presenting
import Testing

@Suite struct FittingTests {
    @Test func `fitting cuts with an ellipsis`() {
        #expect(fitted("Acme", to: 4) == "Acme")
        #expect(fitted("Acme Corporation", to: 6) == "Acme …")
        #expect(fitted("漢字漢字", to: 4) == "漢…")
        #expect(fitted("漢字", to: 1) == "…")
    }

    @Test func `wrapping`() {
        #expect(wrapped("one two three", width: nil) == ["one two three"])
        #expect(wrapped("one two three", width: 13) == ["one two three"])
        #expect(wrapped("one two three", width: 8) == ["one two", "three"])
        #expect(wrapped("one two three", width: 7, indent: 2) == ["one two", "  three"])
        #expect(wrapped("  one two three", width: 9, indent: 2) == ["  one two", "  three"])
        #expect(wrapped("     abc", width: 3) == ["  a", "bc"])
        #expect(wrapped("abcdefghij", width: 4) == ["abcd", "efgh", "ij"])
        #expect(wrapped("a bcdefgh", width: 4, indent: 1) == ["a", " bcd", " efg", " h"])
    }

    @Test func `words`() {
        #expect(plural(1, "row") == "1 row")
        #expect(plural(0, "row") == "0 rows")
        #expect(plural(8800, "row") == "8,800 rows")
        #expect(plural(2, "company") == "2 companies")
        #expect(plural(2, "day") == "2 days")
        #expect(plural(2, "match") == "2 matches")
        #expect(plural(2, "person", many: "people") == "2 people")
        #expect(joinWords([]) == "")
        #expect(joinWords(["a"]) == "a")
        #expect(joinWords(["a", "b"]) == "a and b")
        #expect(joinWords(["a", "b", "c"], "or") == "a, b or c")
        #expect(grouped(Int64.min) == "-9,223,372,036,854,775,808")
        #expect(grouped(-999) == "-999")
        #expect(grouped(1_234_567) == "1,234,567")
    }
}
