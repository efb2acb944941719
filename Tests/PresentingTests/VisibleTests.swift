import Diagnostics
import Testing

struct CellWidthTests {
    @Test(arguments: [
        ("", 0), ("abc", 3), ("é", 1), ("e\u{301}", 1), ("£ 1,000", 7), ("Ω≈ç", 3), ("名前", 4), ("ﾊﾝｶｸ", 4), ("ＡＢ", 4),
        ("한국", 4), ("\u{1112}\u{1161}\u{11AB}", 2), ("😀", 2), ("👩‍👩‍👧", 2), ("👍🏽", 2), ("🇬🇧", 2), ("❤️", 2), ("✓", 1),
        ("…", 1),
        ("❤", 1), ("1️⃣", 2), ("ｱ", 1), ("—", 1), ("│", 1), ("▁▂█", 3), ("a\u{200B}b", 2), ("\u{1B}", 0), ("ไทย", 3), ("กำ", 2), ("עברית", 5), ("𠀀", 2),
    ])
    func countsColumns(_ text: String, _ columns: Int) {
        #expect(cellWidth(text) == columns)
    }

    @Test func addsUpOverCharacters() {
        let text = "a名e\u{301}👩‍👩‍👧£z"
        #expect(cellWidth(text) == text.map { cellWidth(String($0)) }.reduce(0, +))
    }
}

struct VisibleTests {
    @Test(arguments: [
        ("plain", "plain"), ("naïve 名前 😀", "naïve 名前 😀"), ("\u{1B}[31mred", "␛[31mred"), ("\0\u{7F}", "␀␡"),
        ("a\nb\tc\r", "a␊b␉c␍"),
        ("\u{9B}31m", "\\u{9B}31m"), ("abc\u{202E}fdp", "abc\\u{202E}fdp"), ("a\u{200B}b", "a\\u{200B}b"),
        ("a\u{200D}b", "a\\u{200D}b"), ("👩‍👩‍👧", "👩‍👩‍👧"), ("❤️‍🔥", "❤️‍🔥"), ("\u{FEFF}x", "\\u{FEFF}x"), ("e\u{301}", "e\u{301}"),
        ("a\u{2028}b", "a\\u{2028}b"), ("so\u{AD}ft", "so\\u{AD}ft"), ("\u{E0041}", "\\u{E0041}"), ("\r\n", "␍␊"),
        ("מחיר", "מחיר"), ("a\u{FFFE}b\u{1FFFF}", "a\\u{FFFE}b\\u{1FFFF}"),
    ])
    func showsWhatCouldDriveATerminal(_ text: String, _ shown: String) {
        #expect(visible(text) == shown)
    }

    @Test func dataKeepsItsLinesAndTabs() {
        #expect(visibleData("a\tb\u{1B}\r\n\u{9B}\n") == "a\tb␛␍\n\\u{9B}\n")
    }

    /// Any mixture of scalars comes out free of bytes that a terminal obeys, and passes a second time unchanged.
    @Test func neverLetsAControlThrough() {
        var generator = SystemRandomNumberGenerator()
        let pool: [ClosedRange<UInt32>] = [
            0...0x20, 0x20...0x7F, 0x7F...0xA0, 0x2000...0x2070, 0x300...0x700, 0x1F300...0x1FAFF, 0...0xD7FF,
        ]
        for _ in 0..<2_000 {
            var scalars = String.UnicodeScalarView()
            for _ in 0..<Int.random(in: 0...12, using: &generator) {
                let range = pool[Int.random(in: 0..<pool.count, using: &generator)]
                if let scalar = Unicode.Scalar(UInt32.random(in: range, using: &generator)) { scalars.append(scalar) }
            }
            let shown = visible(String(scalars))
            let obeyed = shown.unicodeScalars.contains {
                $0.value < 0x20 || (0x7F..<0xA0).contains($0.value) || (0x202A...0x202E).contains($0.value)
                    || (0x2066...0x2069).contains($0.value)
            }
            #expect(!obeyed, "\(scalars.map { String($0.value, radix: 16) })")
            #expect(visible(shown) == shown)
        }
    }

    @Test func everyScalarThatIsHarmlessByItsBytesIsHarmless() {
        // The fast path lets U+00C0 to U+05FF through unseen: none of it but the combining joiner may be invisible.
        for value in UInt32(0xC0)...0x5FF {
            guard let scalar = Unicode.Scalar(value), value != 0x34F else { continue }
            #expect(scalar.properties.generalCategory != .format && scalar.properties.generalCategory != .control)
        }
    }
}
