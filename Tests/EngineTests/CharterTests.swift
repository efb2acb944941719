import Diagnostics
import Engine
import Tables
import Testing
import Verbs
import Workspaces

/// What the charter leaves alone, and what it keeps.
@Suite struct CharterTests {
    private static func session(_ lines: String...) throws -> Session {
        let session = Session(catalogue: Verbs.catalogue)
        session.state.workspace = manualWorkspace()
        for line in ["rename accounts.tier to grade", "objective 'value' = revenue", "tier Gold top 2", "tier Silver next 2"] + lines { try run(line, session) }
        return session
    }

    private static func run(_ line: String, _ session: Session) throws {
        var failure: Diagnostic?
        session.run(Source(line)) { if case .failure(let error) = $0.result { failure = error } }
        if let failure { throw failure }
    }

    @Test("adding, changing and dropping a clause works out no list again")
    func noListAgain() throws {
        let session = try CharterTests.session()
        let list = try session.list()
        for line in ["clause Gold 'Call' 4 per quarter", "clause Gold 'Call' 2 per quarter", "role 'Sales' = region", "compliance by tier", "forget clause C1"] {
            try CharterTests.run(line, session)
            #expect(try session.list() === list, "\(line) made the list anew: rules that make no list must not count in ListCache.")
        }
        try CharterTests.run("tier Gold top 3", session)
        #expect(try session.list() !== list, "Another tier must make another list.")
    }

    @Test("a published edition keeps its charter, and its hash tells of it")
    func editions() throws {
        let session = try CharterTests.session("clause Gold 'Call' 4 per quarter", "publish 'A'", "clause Gold 'Call' 2 per quarter", "publish 'B'")
        let editions = session.state.workspace.editions
        let promises = try editions.map { try session.charter(of: $0.contents).clauses[0].promise.text }
        #expect(promises == ["4 per quarter", "2 per quarter"])
        #expect(editions[0].hash != editions[1].hash)
        #expect(try editions.allSatisfy { try $0.isUnchanged() })
    }

    @Test("a clause that changes moves nobody, so it is no cause of a move")
    func noCause() throws {
        let session = try CharterTests.session("clause Gold 'Call' 4 per quarter", "publish 'A'", "clause Gold 'Call' 2 per quarter")
        let now = session.state.workspace.contents
        let changes = RuleChanges(try #require(session.state.workspace.editions.first).contents, now)
        #expect(changes.isEmpty)
        #expect(changes.sentences.count == 1, "It is told all the same.")
    }

    @Test("what was delivered is held against tiers, qualifiers and clauses as they were published", arguments: ["", " by tier", " by tier, service", " by qualifiers", " by tier, quarter"])
    func complianceAsOfEdition(_ groups: String) throws {
        let session = try CharterTests.session(
            "qualifier 'Needs care' where revenue < 300000", "clause Gold 'Call' 4 per quarter", "clause all for 'Needs care' 'Call' 1 per quarter", "clause non-tiered 'Mail' 2 per quarter")
        func answer(_ line: String) throws -> [[String]] {
            var found: Result<Reply, Diagnostic>?
            session.run(Source(line)) { found = $0.result }
            let table = try #require(try found?.get().table)
            return (0..<table.rowCount).map { row in table.fields.map { Plain.text($0.column[row]) } }
        }
        let question = "compliance in 2026Q1\(groups)"
        let before = try answer(question)
        for line in ["publish 'A' on 2026-01-01", "tier Gold top 1", "qualifier 'Needs care' where revenue > 300000", "clause Gold 'Call' 9 per quarter"] { try CharterTests.run(line, session) }
        #expect(try answer(question) != before)
        #expect(try answer("\(question) as of edition 'A'") == before)
        var notes: [Diagnostic] = []
        session.run(Source(question)) { if case .success(let reply) = $0.result { notes = reply.notes } }
        #expect(notes.contains { $0.id == "todays-tiers" && $0.message.contains("in another tier, 6 accounts have other qualifiers and clauses have changed") && $0.help?.contains("as of edition 'A'") == true }, "\(notes)")
    }

    private static func table(_ line: String, _ session: Session) throws -> [[String]] {
        var found: Result<Reply, Diagnostic>?
        session.run(Source(line)) { found = $0.result }
        let table = try #require(try found?.get().table)
        return (0..<table.rowCount).map { row in table.fields.map { Plain.text($0.column[row]) } }
    }

    @Test("where accounts' own column tells tiers, an edition has no others")
    func complianceOfOwnTiers() throws {
        let session = Session(catalogue: Verbs.catalogue)
        session.state.workspace = manualWorkspace()
        for line in ["clause Gold 'Call' 4 per quarter", "objective 'value' = revenue", "publish 'A' on 2026-01-01"] { try CharterTests.run(line, session) }
        let question = "compliance in 2026Q1 by tier"
        #expect(try CharterTests.table("\(question) as of edition 'A'", session) == CharterTests.table(question, session))
        var notes: [Diagnostic] = []
        session.run(Source(question)) { if case .success(let reply) = $0.result { notes = reply.notes } }
        #expect(!notes.contains { $0.id == "todays-tiers" }, "Nothing has changed since: \(notes)")
    }

    @Test("who counts for whom is asked of an edition's own roll up, or not at all")
    func complianceOfRolledUp() throws {
        let session = try CharterTests.session("accounts | add column head = case when account = 'Birch' then 'Acme' end", "policy roll up revenue to head", "clause Gold 'Call' 4 per quarter", "publish 'A' on 2026-01-01")
        let question = "compliance in 2026Q1 by tier as of edition 'A'"
        let before = try CharterTests.table(question, session)
        #expect(try CharterTests.table("compliance in 2026Q1 by tier", session) == before)
        try CharterTests.run("forget policy roll up", session)
        let error = #expect(throws: Diagnostic.self) { try CharterTests.table(question, session) }
        #expect(error?.id == "rolled-up" && error?.help?.contains("policy roll up revenue to head") == true, "\(String(describing: error))")
    }

    @Test("an answer that goes to a program has all its rows", arguments: [(nil, 20), ("csv", 30), ("json", 30), ("table", 20)] as [(String?, Int)])
    func allRowsForPrograms(_ mode: String?, _ rows: Int) throws {
        let services = ["Call", "Meeting", "Review", "Visit", "Report"].map { "clause all '\($0)' 1 per quarter" }
        let session = try CharterTests.session()
        for line in services { try CharterTests.run(line, session) }
        session.startMode = mode
        var found: Int?
        session.run(Source("compliance")) { if case .success(let reply) = $0.result { found = reply.table?.rowCount } }
        #expect(found == rows)
    }
}
