import Diagnostics
import Engine
import Statistics
import Tables
import TestSupport
import Testing
import Workspaces

/// Groups by each qualifier, in which accounts overlap: each is what asking for that one alone finds, and nobody counts twice.
@Suite struct QualifierGroupsTests {
    private static let names = ["Growth", "Research", "Trial"]

    /// 60 accounts, a third of them with several qualifiers, in a column as an import brings it.
    private static func session(seed: UInt64) throws -> (session: Session, qualifiers: [[String]]) {
        var random = Seeded(state: seed)
        let session = RelationshipWorld(seed: seed).session()
        let qualifiers = (0..<60).map { _ in names.filter { _ in random.below(100) < 40 } }
        try put(qualifiers.map { $0.isEmpty ? "" : $0.joined(separator: random.below(2) == 0 ? ", " : " ,") }, session)
        return (session, qualifiers)
    }

    private static func put(_ qualifiers: [String?], as name: String = "qualifiers", _ session: Session) throws {
        let accounts = try #require(session.state.workspace.table(named: "accounts")).table
        session.state.workspace.put(Table(accounts.fields + [Field(name, .texts(qualifiers))], key: 0), as: "accounts")
    }

    private static func failure(_ line: String, _ session: Session) throws -> Diagnostic {
        try #require(throws: Diagnostic.self) { try BenchmarkTests.reply(line, session) }
    }

    /// The rows of a table where a column has a value, without that column and what depends on how many groups there are.
    private static func rows(_ reply: Reply, where key: String, is value: String) throws -> [[String]] {
        let table = try #require(reply.table)
        let index = try #require(table.index(of: key))
        let cells = table.fields[index].column
        let fields = table.fields.filter { ![key, "p", "verdict"].contains($0.name) }
        return (0..<table.rowCount).filter { Plain.text(cells[$0]) == value }.map { row in fields.map { "\($0.name) \($0.column[row])" } }
    }

    @Test(
        "by qualifier each group is that of a definition of it alone", arguments: [
            "benchmark sum(sales.amount) 2026Q2 against 2025Q2 by KEY", "benchmark sum(sales.amount) 2026Q2 against 2025Q2 by KEY comparing means",
            "benchmark sum(sales.amount) 2026Q2 against 2025Q2 by KEY comparing medians", "benchmark sum(sales.amount) 2026Q2 against 2025Q2 by KEY without 2 largest",
            "trend sum(sales.amount) quarterly by KEY", "penetration sum(sales.amount) 2026Q2 against 2025Q2 by KEY", "depth of sales.product 2026Q2 by KEY",
            "white space of sales.product 2026Q2 by KEY", "depth moves of sales.product 2026Q2 against 2025Q2 by KEY levels 2",
            "benchmark sum(sales.amount) 2026Q2 against 2025Q2 by KEY, tier versus all",
        ])
    func asDefined(line: String) throws {
        for seed: UInt64 in 1...3 {
            let (session, _) = try QualifierGroupsTests.session(seed: seed)
            let all = try BenchmarkTests.reply(line.replacing("KEY", with: "qualifier"), session)
            let listed = Set(try all.texts("qualifier"))
            #expect(listed == Set(QualifierGroupsTests.names + ["none"]))
            var ps: [Double?] = []
            for name in listed.sorted() {
                let test = name == "none" ? "qualifiers = ''" : "qualifiers contains '\(name)'"
                _ = try BenchmarkTests.reply("define alone = \(test)", session)
                // Two groups that are all there is: one comparison, whose p is adjusted for nothing.
                let alone = try BenchmarkTests.reply(line.replacing("KEY", with: "alone"), session)
                let (own, wanted) = (try QualifierGroupsTests.rows(all, where: "qualifier", is: name), try QualifierGroupsTests.rows(alone, where: "alone", is: "true"))
                #expect(own == wanted && !own.isEmpty, "\(line) \(name)")
                let place = try #require(try alone.texts("alone").firstIndex(of: "true"))
                if line.hasPrefix("benchmark"), !line.hasSuffix("all") { ps.append(try alone.numbers("p")[place]) }
            }
            if ps.isEmpty { continue }
            let (names, found) = (try all.texts("qualifier"), try all.numbers("p"))
            for (name, p) in zip(listed.sorted(), Multiplicity.holm(ps)) {
                let place = try #require(names.firstIndex(of: name))
                let (own, wanted) = (found[place] ?? -1, p.map { max(0.0001, $0) } ?? -1)
                #expect((own - wanted).magnitude < 1e-12, "p of \(name) is \(own), Holm's of the four alone \(wanted)")
            }
        }
    }

    @Test("two groups that are all there is are one comparison, whoever asks", arguments: [
        "benchmark sum(sales.amount) 2026Q2 against 2025Q2 by one", "trend sum(sales.amount) yearly from 2025 to 2026 by one against 2025", "penetration sum(sales.amount) 2026Q2 by one",
        "depth of sales.product 2026Q2 by one", "benchmark sum(sales.amount) 2026Q2 against 2025Q2 by one resampled 1000 draws",
    ])
    func onePair(line: String) throws {
        let (session, _) = try QualifierGroupsTests.session(seed: 5)
        _ = try BenchmarkTests.reply("define one = qualifiers contains 'Growth'", session)
        let reply = try BenchmarkTests.reply(line, session)
        let told = try reply.numbers("p").compactMap(\.self)
        #expect(told.count == 2 && told.first == told.last, "\(told)")
        #expect(!reply.footer.contains { $0.contains("Holm") }, "\(reply.footer)")
    }

    @Test("who is in several groups is counted once, and said")
    func countedOnce() throws {
        let (session, qualifiers) = try QualifierGroupsTests.session(seed: 7)
        let several = qualifiers.count { $0.count > 1 }
        let reply = try BenchmarkTests.reply("benchmark sum(sales.amount) 2026Q2 against 2025Q2 by qualifier", session)
        let all = try BenchmarkTests.reply("benchmark sum(sales.amount) 2026Q2 against 2025Q2", session)
        #expect(reply.footer.contains("an account is in a group for each of its qualifiers: \(several) of 60 are in several"), "\(reply.footer)")
        // Closed ones and those without a base are the same, however they are grouped.
        for part in all.footer { #expect(reply.footer.contains(part), "\(part) is not in \(reply.footer)") }
        #expect(try reply.numbers("accounts").compactMap(\.self).reduce(0, +) > 60)
        let moves = try BenchmarkTests.reply("depth moves of sales.product 2026Q2 against 2025Q2 by qualifier", session)
        #expect(moves.headline?.contains("of 60 accounts") ?? false, "\(moves.headline ?? "")")
        let list = try BenchmarkTests.reply("white space of sales.product 2026Q2 by qualifier for 'Prime'", session)
        let names = try list.texts("account")
        #expect(Set(names).count == names.count && !names.isEmpty)
        for (name, own) in zip(names, try list.texts("qualifier")) {
            let row = try #require(Int(name.dropFirst()))
            #expect(own == (qualifiers[row].isEmpty ? "none" : qualifiers[row].joined(separator: ", ")))
        }
    }

    @Test("what would add accounts up twice is refused, with what to write")
    func refused() throws {
        let (session, _) = try QualifierGroupsTests.session(seed: 2)
        let periods = "sum(sales.amount) 2026Q2 against 2025Q2"
        for line in ["decompose \(periods) by qualifier", "decompose \(periods) by tier within qualifier"] {
            let error = try QualifierGroupsTests.failure(line, session)
            #expect(error.id == "overlapping-groups" && error.help?.contains("qualifiers") ?? false, "\(line): \(error)")
        }
        // Its own points ahead can be split.
        _ = try BenchmarkTests.reply("decompose \(periods) by qualifier within tier", session)
        _ = try BenchmarkTests.reply("decompose \(periods) by qualifiers", session)
        // Where nobody has two, groups add up.
        let single = RelationshipWorld(seed: 2).session()
        try QualifierGroupsTests.put((0..<60).map { $0 % 3 == 0 ? nil : QualifierGroupsTests.names[$0 % 2] }, single)
        let reply = try BenchmarkTests.reply("decompose \(periods) by qualifier", single)
        #expect(!reply.footer.contains { $0.contains("several") }, "\(reply.footer)")
    }

    @Test("what accounts have of that name comes first; without qualifiers it is refused")
    func ownColumn() throws {
        let (session, _) = try QualifierGroupsTests.session(seed: 3)
        let line = "benchmark sum(sales.amount) 2026Q2 against 2025Q2 by qualifier"
        #expect(try QualifierGroupsTests.failure(line.replacing("qualifier", with: "qualifer"), session).help == "Did you mean qualifier or qualifiers?")
        _ = try BenchmarkTests.reply("define qualifier = qualifiers contains 'Growth'", session)
        #expect(try BenchmarkTests.reply(line, session).texts("qualifier") == ["true", "false"], "those that are asked about come first")
        try QualifierGroupsTests.put((0..<60).map { $0 < 30 ? "x, y" : "y" }, as: "qualifier", session)
        #expect(try BenchmarkTests.reply(line, session).texts("qualifier") == ["x, y", "y"])
        #expect(try QualifierGroupsTests.failure(line, RelationshipWorld(seed: 3).session()).id == "no-qualifiers")
        let published = try QualifierGroupsTests.published()
        _ = try BenchmarkTests.reply("set as of 2026-12-31", published)
        #expect(try QualifierGroupsTests.failure(line.replacing("qualifier", with: "wealthy"), published).help?.hasPrefix("Wealthy is a qualifier: write qualifier") ?? false)
        let numbers = RelationshipWorld(seed: 3).session()
        _ = try BenchmarkTests.reply("rename accounts.wallet to qualifiers", numbers)
        #expect(try QualifierGroupsTests.failure(line, numbers).id == "not-a-group")
    }

    // MARK: The list as it was

    /// A list with overlapping qualifiers, published at the end of 2025; then all of it is changed.
    private static func published() throws -> Session {
        let session = RelationshipWorld(seed: 11).session()
        for line in [
            "remove column accounts.tier", "set as of 2025-12-31", "define sold = sum(sales.amount where date in 2025)", "objective 'o' = sold", "tier Gold top 20", "tier Silver next 10",
            "qualifier 'Seller' where sold >= 5000", "qualifier 'Wealthy' where wallet >= 40000", "qualifier 'Golden' where tier = 'Gold'", "define key account = tier = 'Gold' or tier = 'Silver'",
            "define wealthy client = qualifiers contains 'Wealthy'", "define tiers apart = case when key account then 'key' else 'other' end", "publish 'A'",
        ] { _ = try BenchmarkTests.reply(line, session) }
        return session
    }

    @Test("qualifiers, and definitions that read the list, are those of the opening edition", arguments: [
        "by qualifier", "by tier, qualifier", "by qualifiers", "by key account", "by wealthy client", "by tiers apart", "where key account", "by tier where wealthy client",
        "where count(sales where tier = 'Gold') > 0",
    ])
    func openingEdition(clause: String) throws {
        let session = try QualifierGroupsTests.published()
        let lines = ["benchmark sum(sales.amount) 2026Q2 against 2025Q2 \(clause)", "trend sum(sales.amount) yearly from 2025 to 2026 \(clause)", "depth of sales.product quarterly \(clause)"]
        _ = try BenchmarkTests.reply("set as of 2026-12-31", session)
        let before = try lines.map { try BenchmarkTests.reply($0, session) }
        for line in ["tier Gold top 5", "tier Silver next 2", "qualifier 'Wealthy' where wallet >= 60000", "qualifier 'Seller' where sold >= 9000"] {
            _ = try BenchmarkTests.reply(line, session)
        }
        for (line, old) in zip(lines, before) {
            let new = try BenchmarkTests.reply(line, session)
            #expect(try new.numbers("accounts") == old.numbers("accounts"), "\(line) reads the list of now")
            #expect(new.footer.contains("the list as it was in A"), "\(line): \(new.footer)")
        }
    }

    @Test("qualifiers that moved are counted, not tiers")
    func movers() throws {
        let session = try QualifierGroupsTests.published()
        for line in ["qualifier 'Wealthy' where wallet >= 60000", "publish 'B' on 2026-03-31", "set as of 2026-12-31"] { _ = try BenchmarkTests.reply(line, session) }
        let line = "benchmark sum(sales.amount) 2026Q2 against 2025Q2 as of edition 'A' by"
        #expect(try BenchmarkTests.reply("\(line) qualifier", session).footer.contains { $0.hasSuffix("have other qualifiers in B") })
        #expect(try BenchmarkTests.reply("\(line) tier, qualifier", session).footer.contains("nobody has another tier in B"))
    }

    @Test("a dry run does not apply qualifiers that read figures of today")
    func dryRun() throws {
        let session = try QualifierGroupsTests.published()
        _ = try BenchmarkTests.reply("set as of 2026-12-31", session)
        let line = "placebo sum(sales.amount) 2026Q2 against 2026Q1 by tier"
        func members(_ keys: String) throws -> String { try BenchmarkTests.reply(line + keys, session).footer.first ?? "" }
        #expect(try members("").hasPrefix("tiers by the rules"))
        for more in [", qualifier", " where qualifiers contains 'Wealthy'"] { #expect(try members(more) == "the same accounts one period earlier, as the rules read wallet, of which only today's value is known") }
    }

    @Test("a condition that tells groups apart is called so that a sentence can be read")
    func conditions() throws {
        let session = try QualifierGroupsTests.published()
        _ = try BenchmarkTests.reply("set as of 2026-12-31", session)
        let reply = try BenchmarkTests.reply("benchmark sum(sales.amount) 2026Q2 against 2025Q2 by key account", session)
        let headline = try #require(reply.headline)
        #expect(headline.contains("not key account") && !headline.contains("true"), "\(headline)")
    }
}
