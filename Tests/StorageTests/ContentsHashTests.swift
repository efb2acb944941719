import Diagnostics
import Tables
import Testing

@testable import Workspaces

/// The hash that names an edition's content.
@Suite("Contents hash") struct ContentsHashTests {
    private func sha256(_ bytes: [UInt8]) -> String {
        var hasher = SHA256()
        bytes.withUnsafeBytes { hasher.update($0) }
        return hasher.text()
    }

    /// FIPS 180-4's examples, and NIST's of the empty message and of a million.
    @Test("SHA-256 gives the published values", arguments: [
        ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
        ),
        (
            "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu",
            "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1"
        ),
        (String(repeating: "a", count: 1_000_000), "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"),
    ]) func vectors(_ message: String, _ expected: String) { #expect(sha256(Array(message.utf8)) == expected) }

    @Test("it does not matter in which pieces the bytes come") func pieces() {
        let bytes = (0..<700).map { UInt8(truncatingIfNeeded: $0 &* 37) }
        for count in 0..<200 {
            let whole = Array(bytes.prefix(count))
            var hasher = SHA256()
            for start in stride(from: 0, to: count, by: 1 + count % 71) {
                whole[start..<min(count, start + 1 + count % 71)].withUnsafeBytes { hasher.update($0) }
            }
            #expect(hasher.text() == sha256(whole), "\(count) bytes")
        }
    }

    private let euros = ColumnType.money(Currency("EUR"), scale: 2)

    private func contents(_ account: Column? = nil, change: (inout [Field]) -> Void = { _ in }) -> Contents {
        var fields = [
            Field("account", account ?? .texts(["Acme", nil, ""])), Field("rank", .integers([1, -2, nil])),
            Field("score", .doubles([0.1, -0.0, .nan])), Field("value", .integers([12_345, nil, 0], type: euros)),
            Field("since", .dates([Day(number: 17_532), Day(number: -1), nil])), Field("open", .booleans([true, nil, false])),
        ]
        change(&fields)
        var contents = Contents()
        let links = [Link(column: 0, target: "accounts", rows: Buffer([0, -1, 1] as [Int32]))]
        contents.put(Table(fields, rowCount: 3, key: 0, dated: 4, links: links), as: "list")
        contents.put(Definition(name: "won", kind: .expression, text: "sum(deals.value)"))
        contents.rules.put(Rule(.tier, "Gold", "tier Gold top 2"))
        contents.asOf = Day(number: 17_532)
        return contents
    }

    @Test("a hash made here is that of every other machine") func golden() throws {
        // Worked out from the description alone, by Python's struct and hashlib.
        #expect(try contents().hash() == "130db661f3ecbc6370303774b5dac797751401dec779eee184e698ce89805641")
    }

    @Test("how cells lie in memory does not matter") func memory() throws {
        let expected = try contents().hash()
        // Another order of texts, one that no row has, narrow codes, a slice.
        let codes = Column(
            .text, .codes(Buffer([1, 3, 0, 2, 1] as [UInt8]), .one, TextDictionary(["unused", "", "Acme"])), start: 1, count: 3)
        #expect(try contents(codes).hash() == expected)
        let other = contents { fields in
            fields[1].column = Column(.whole, .integers(Buffer([9, 1, -2, .min] as [Int8]), .one), start: 1, count: 3)
            fields[2].column = .doubles([0.1, 0, Double(bitPattern: 0xFFF8_0000_0000_0001)])
            fields[3].column = Column(euros, .integers(Buffer([12_345, .min, 0] as [Int16]), .two), count: 3)
            fields[4].column = Column(.date, .integers(Buffer([17_532, -1, .min] as [Int64]), .eight), count: 3)
            fields[5].look = .figures
        }
        #expect(try other.hash() == expected)
    }

    @Test("any other content has another hash") func differences() throws {
        var hashes: Set<String> = []
        func add(_ contents: Contents, _ what: String) throws {
            #expect(hashes.insert(try contents.hash()).inserted, "\(what)")
        }
        try add(contents(), "the content itself")
        try add(contents(.texts(["Acme", "", nil])), "missing is not empty")
        try add(contents(.texts(["Acm", nil, "e"])), "texts end where they end")
        try add(contents { $0[1].column = .integers([1, 2, nil]) }, "a number")
        try add(contents { $0[2].column = .doubles([(0.1).nextUp, 0, .nan]) }, "the last bit of a decimal")
        try add(contents { $0[2].column = .doubles([0.1, 0, .nan], type: .percent) }, "a type")
        try add(contents { $0[3].column = .integers([12_345, nil, 0], type: .money(Currency("USD"), scale: 2)) }, "a currency")
        try add(contents { $0[5].column = .booleans([true, false, nil]) }, "a truth")
        try add(contents { $0[5].name = "closed" }, "a column's name")
        try add(contents { $0.swapAt(1, 2) }, "the order of columns")
        var other = contents()
        other.asOf = nil
        try add(other, "the as-of day")
        other = contents()
        other.rules.put(Rule(.tier, "Gold", "tier Gold top 3"))
        try add(other, "a rule")
        other = contents()
        other.put(Definition(name: "won", kind: .query, text: "sum(deals.value)"))
        try add(other, "a definition's kind")
        other = contents()
        other.questions = try Samples.questions(70)
        try add(other, "questions")
        var question = try #require(try other.questions.question(70))
        question.trail.append(Question.Event(day: nil, who: "", what: ""))
        try other.questions.put(question, as: 70)
        try add(other, "an event of a question")
        other.quiz = try Samples.quiz(1)
        try add(other, "a quiz beside questions")
        other.questions = Questions()
        try add(other, "a quiz")
        other = contents()
        other.put(Table([], rowCount: 0), as: "more")
        try add(other, "a table")
        var table = contents().tables[0].table
        table.links[0].rows = Buffer([0, -1, -1] as [Int32])
        other = contents()
        other.put(table, as: "list")
        try add(other, "a link")
    }

    @Test("name, date, author and note are not part of it; an edition knows whether it is unchanged") func editions() throws {
        let day = Day(number: 0)
        var edition = Edition(name: "a", date: day, author: "", note: "", hash: try contents().hash(), contents: contents())
        #expect(try edition.isUnchanged())
        edition.contents.asOf = day
        #expect(try !edition.isUnchanged())
    }

    @Test("a long text goes its own way into the hash") func longText() throws {
        func hash(_ text: String) throws -> String { try contents(.texts([text, nil, text + "."])).hash() }
        let long = String(repeating: "long ", count: 40_000)
        #expect(try hash(long) != hash(long.dropLast() + "!"))
        #expect(try hash(long) == hash(long))
    }
}
