import Diagnostics
import Engine
import Tables
import Testing
import Verbs
import Workspaces

@Suite struct EditionTests {
    private func session(_ lines: String...) throws -> Session {
        let session = Session(catalogue: Verbs.catalogue)
        session.state.workspace = manualWorkspace()
        try run(["rename accounts.tier to grade", "objective 'a' = 60% revenue, 40% wallet missing as 0", "tier Gold top 2; tier Silver next 2"] + lines, session)
        return session
    }

    private func run(_ lines: [String], _ session: Session) throws {
        for line in lines {
            var failure: Diagnostic?
            session.run(Source(line)) { if case .failure(let error) = $0.result { failure = error } }
            if let failure { throw failure }
        }
    }

    private func table(_ line: String, _ session: Session) throws -> Table {
        var found: Table?
        session.run(Source(line)) { if case .success(let reply) = $0.result { found = reply.table } }
        return try #require(found, "\(line) answers with no table")
    }

    private func kept(_ name: String, _ session: Session) throws -> KeptList {
        let edition = try #require(session.state.workspace.edition(named: name))
        return try KeptList(name, edition.contents)
    }

    @Test func anEditionStaysAsItWas() throws {
        let session = try session("publish 'one'")
        let before = try table("as of edition 'one'", session)
        try run(["accounts | where account = 'Elm' | set revenue = 900k, wallet = 5m", "tier Gold top 1", "accounts | where account = 'Acme' | remove"], session)
        #expect(try table("as of edition 'one'", session) == before)
        #expect(try #require(session.state.workspace.editions.first).isUnchanged())
    }

    @Test func theSameContentHasTheSameHashWhereverItIsMade() throws {
        let hashes = try (0..<3).map { _ in try session("publish 'one'").state.workspace.editions[0].hash }
        #expect(Set(hashes).count == 1)
    }

    @Test func theSameContentIsPublishedOnce() throws {
        let session = try session("publish 'one'")
        #expect(throws: Diagnostic.self) { try run(["publish 'two'"], session) }
        try run(["tier Gold top 1", "publish 'two'"], session)
        #expect(session.state.workspace.editions.map(\.name) == ["one", "two"])
    }

    @Test("who has other qualifiers is counted by diff and publish, though no tier moves; the order of rules is none")
    func otherQualifiers() throws {
        let session = try session("qualifier 'Big' where revenue >= 500k", "qualifier 'Far' where region != 'EMEA'", "publish 'one'")
        func reply(_ line: String) throws -> Reply { try BenchmarkTests.reply(line, session) }
        try run(["forget qualifier 'Big'", "qualifier 'Big' where revenue >= 500k"], session)
        #expect(try reply("diff against 'one'").headline == "one → now: no account has another tier.")
        try run(["qualifier 'Big' where account = 'Elm'"], session)
        let diff = try reply("diff against 'one'")
        let count = try #require(diff.headline?.firstMatch(of: /tier; (\d) accounts have other qualifiers\./)).1
        #expect(diff.footer.contains { $0.hasPrefix("Big ") && $0.hasSuffix(" then, 1 now") }, "\(diff.footer)")
        #expect(try reply("publish 'two'").headline?.contains("Since one no account has another tier; \(count) accounts have other qualifiers.") == true)
    }

    @Test func theFiguresThatWereKeptMakeTheSameListAgain() throws {
        let session = try session("tier Silver where region = 'EMEA' and score >= 40", "policy per region", "publish 'one'")
        let kept = try kept("one", session)
        try run(["remove table activity", "accounts | set revenue = 1, region = 'x'"], session)
        let change = try #require(try AccountChange(kept, 0, kept, 0, session))
        #expect(change.score.before == kept.cell(.score, 0).number)
        #expect(change.score.change == 0 && change.score.own == 0 && change.score.rules == 0)
    }

    /// Random books and rules: the parts add up to what changed, and both ends are what the lists say.
    @Test(arguments: 0..<12) func partsOfAChangeAddUp(_ seed: Int) throws {
        var random = UInt64(seed) &* 0x9E37_79B9_7F4A_7C15 &+ 1
        func next(_ bound: Int) -> Int {
            random = random &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(random >> 33) % bound
        }
        let session = try session("publish 'one'")
        let accounts = ["Acme", "Birch", "Cedar", "Dune", "Elm", "Fjord"]
        for account in accounts where next(2) == 0 {
            try run(["accounts | where account = '\(account)' | set revenue = \(next(900) * 1000), wallet = \(next(900) * 1000)"], session)
        }
        if next(3) > 0 { try run(["objective 'a' = \(1 + next(90))% revenue, \(1 + next(90))% cost lower is better"], session) }
        if next(2) == 0 { try run(["objective 'b' = wallet scaled minmax missing as median; policy combine by weight \(1 + next(9)) 'a', 2 'b'"], session) }
        let gone = next(12)
        if gone < 3 { try run(["accounts | where account = '\(accounts[gone])' | remove"], session) }
        let (then, now) = (try kept("one", session), try session.listNow())
        for row in 0..<now.rowCount {
            let old = try #require((0..<then.rowCount).first { then.key[$0] == now.key[row] })
            let change = try #require(try AccountChange(then, old, now, row, session))
            for (split, column) in [(change.score, ListColumn.score), (change.rank, .rank)] {
                #expect(split.before == then.cell(column, old).number)
                #expect(split.now == now.cell(column, row).number)
                #expect(abs(split.own + split.others + split.rules - split.change) < 1e-9)
            }
        }
    }

    @Test func accountsThatWereNotInAnEditionHaveNoTierOfIt() throws {
        let session = try session("publish 'one'", "add accounts with account = 'New', region = 'Asia', revenue = 1m, wallet = 3m")
        let rows = try table("accounts | as of edition 'one' | select account, tier | where account = 'New'", session)
        #expect(rows.rowCount == 1)
        #expect(rows.fields[1].column[0] == .missing)
    }
}
