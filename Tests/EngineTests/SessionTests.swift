import Diagnostics
import Engine
import Presenting
import Syntax
import Tables
import Testing
import Verbs
import Workspaces

@Suite struct SessionTests {
    private func session() -> Session {
        let session = Session(catalogue: Verbs.catalogue)
        session.state.workspace = manualWorkspace()
        return session
    }

    /// The errors of some lines.
    private func failures(_ text: String, _ session: Session) -> [Diagnostic] {
        var found: [Diagnostic] = []
        session.run(Source(text)) { if case .failure(let error) = $0.result { found.append(error) } }
        return found
    }

    @Test func aLineThatFailsLeavesNothing() {
        let session = session()
        let before = session.state.workspace
        #expect(failures("accounts | where account = 'Elm' | remove; accounts | where nonsense = 1", session).count == 1)
        #expect(session.state.workspace == before)
        #expect(!session.undo.canUndo)
    }

    @Test func `of many notes of one kind three are shown, and how many more there are`() throws {
        let session = session()
        let texts = (0..<150).map { "'x\($0)'" }.joined(separator: ", ")
        var notes: [Diagnostic] = []
        session.run(Source("accounts | where tier in (\(texts))")) { if case .success(let reply) = $0.result { notes = reply.notes } }
        #expect(notes.map(\.id) == Array(repeating: "no-such-value", count: 3))
        #expect(notes.map(\.notes) == [[], [], ["and 147 more like it"]])
    }

    @Test func `help speaks of the list and the value that were meant`() {
        let session = session()
        session.parameters["floor"] = ParameterValue("5")
        #expect(failures("accounts | where account <> $floor", session).first?.help == "Write it in quotes, '5'.")
        #expect(failures("accounts | prioritize by 60% revenue, 40% wallet | define client list; client list | group by region", session).isEmpty)
        #expect(failures("why 'Elm'", session).first?.help == "Write client list | why 'Elm'.")
    }

    @Test func undoAndRedoGoThroughEveryChange() {
        let session = session()
        var states = [session.state.workspace]
        for line in ["set as of 2026-04-01", "define m = revenue - cost", "accounts | where tier = 'Gold' | set cost = 0", "remove table activity", "accounts | remove"] {
            #expect(failures(line, session).isEmpty)
            states.append(session.state.workspace)
        }
        for state in states.dropLast().reversed() {
            #expect(failures("undo", session).isEmpty)
            #expect(session.state.workspace == state)
        }
        #expect(failures("undo", session).first?.id == "nothing-to-undo")
        for state in states.dropFirst() {
            #expect(failures("redo", session).isEmpty)
            #expect(session.state.workspace == state)
        }
    }

    @Test func relationsTellWorkspacesApart() throws {
        let workspace = manualWorkspace()
        var changed = workspace
        var activity = try #require(workspace.table(named: "activity")?.table)
        let parents = activity.links[0].rows.pointer(to: Int32.self)
        var rows = (0..<activity.rowCount).map { parents[$0] }
        activity.links[0].rows = Buffer(rows)
        changed.put(activity, as: "activity")
        #expect(changed == workspace)
        rows[0] = 1
        activity.links[0].rows = Buffer(rows)
        changed.put(activity, as: "activity")
        #expect(changed != workspace)
    }

    @Test func undoCountsTextsOnce() {
        var undo = UndoStack()
        let texts = Column.texts((0..<1_000).map { "a text of some length \($0)" })
        let size = texts.buffer.byteCount + (texts.dictionary.map { $0.bytes.byteCount + $0.offsets.byteCount } ?? 0)
        var workspace = Workspace()
        workspace.put(Table([Field("a", texts), Field("b", texts)]), as: "t")
        undo.push(workspace, label: "")
        #expect(undo.bytes == size)
        // The same texts under new codes.
        workspace.put(Table([Field("a", texts.gather(Rows([0, 1])))]), as: "t")
        undo.push(workspace, label: "")
        #expect(undo.bytes == size + 8)
        _ = undo.undo(workspace)
        #expect(undo.bytes == size)
        _ = undo.redo(workspace)
        #expect(undo.bytes == size + 8)
        _ = undo.undo(workspace)
        _ = undo.undo(workspace)
        #expect(undo.bytes == 0)
    }

    @Test func aLastResultOfBeforeAnUndoChangesNothing() {
        let session = session()
        #expect(failures("accounts | where account = 'Elm' | set cost = 1; accounts | where account = 'Elm'", session).isEmpty)
        #expect(failures("undo", session).isEmpty)
        let before = session.state.workspace
        #expect(failures("_ | set cost = 2", session).count == 1)
        #expect(session.state.workspace == before)
    }

    @Test func aReadOnlySessionChangesNothing() {
        let session = session()
        session.isReadOnly = true
        let before = session.state.workspace
        #expect(failures("accounts | remove", session).first?.id == "read-only")
        #expect(session.state.workspace == before)
    }

    @Test func anAmountIsSetToTheLastDigit() {
        let session = session()
        session.state.workspace.put(Table([Field("x", .integers([1, 2], type: .money(Currency("EUR"), scale: 2)))]), as: "t")
        #expect(Transcript.answer(to: "t | set x = 90071992547409.93", session).contains("€90,071,992,547,409.93"))
        #expect(Transcript.answer(to: "t | set x = 90071992547409921", session).contains("€90,071,992,547,409,921.00"))
    }

    @Test(arguments: [
        ("count(accounts) within 5% of 6", "As expected: count(accounts) is 6, within 5% of 6 (5.7 to 6.3)."),
        // Bounds are included: 20% of 5 is 1, and 29% of 100, as a double, a little less than 29.
        ("count(accounts) within 20% of 5", "As expected: count(accounts) is 6, within 20% of 5 (4 to 6)."),
        ("sum(accounts.revenue) / 1m within 1 of 1.3", "As expected: sum(accounts.revenue) / 1m is 2.3, within 1 of 1.3 (0.3 to 2.3)."),
        ("129 within 29% of 100", "As expected: 129 is 129, within 29% of 100 (71 to 129)."),
        ("sum(accounts.revenue) within 1k of 2.3m", "As expected: sum(accounts.revenue) is 2,300,000, within 1k of 2.3m (2,299,000 to 2,301,000)."),
        ("sum(accounts.revenue) within 1k of 2.4m", "error: Not as expected: sum(accounts.revenue) is 2,300,000, not within 1k of 2.4m (2,399,000 to 2,401,000)."),
        (
            "sum(accounts.revenue) within 30% of sum(accounts.cost)",
            "error: Not as expected: sum(accounts.revenue) is 2,300,000, not within 30% of sum(accounts.cost), which is 1,660,000 (1,162,000 to 2,158,000)."
        ),
        ("newest(activity.date) within 3 days of 2026-03-22", "As expected: newest(activity.date) is 2026-03-20, within 3 days of 2026-03-22 (2026-03-19 to 2026-03-25)."),
        ("newest(activity.date) within 1 week", "error: Not as expected: newest(activity.date) is 2026-03-20, not within 1 week of 2026-03-31 (2026-03-24 to 2026-04-07)."),
        ("count(accounts) within 5%", "error: Within 5% of what?"), ("count(accounts) within 5 days", "error: within 5 days wants a date here; count(accounts) is 6."),
        ("count(accounts where 1 = 1) within 5 of null", "error: Not as expected: It cannot be told: null is missing."),
        ("$5 within €1 of $5", "error: USD and EUR do not compare."),
    ]) func expectationsMayBeMetNearly(_ words: String, _ answer: String) {
        #expect(Transcript.answer(to: "expect \(words)", session()).split(separator: "\n").first.map(String.init) == answer)
    }

    @Test func removingAParentLeavesItsChildrenWithoutPartner() {
        let session = session()
        #expect(failures("accounts | where account = 'Acme' | remove", session).isEmpty)
        #expect(Transcript.answer(to: "activity | where accounts.tier is missing | summarize count", session) == "count\n    4\n")
        #expect(Transcript.answer(to: "accounts | select account, count(activity) as n | top 2 by n", session) == "account  n\nBirch    2\nCedar    1\n2 of 5 rows\n")
    }

    /// Every wrong word has its place and, where there is one, its fix.
    @Test(arguments: [
        ("accounts | where «revenu» > 5", "Did you mean revenue?"), ("«acounts»", "Did you mean accounts?"),
        ("accounts | where tier = «Gold»", "Write 'Gold'."), ("accounts | where «wallet = null»", "Write wallet is missing."),
        ("accounts | where renewal date > «'2026-01-01'»", "Write 2026-01-01 without quotes."), ("accounts | derive x = «rond»(1.5)", "Did you mean round?"),
        ("accounts | derive x = «sum(revenue)»", "Write sum(revenue per all), or per and a column; group by … show gives one row a group."),
        ("accounts | derive x = count(«activty»)", "Did you mean activity?"), ("accounts | derive x = sum(«activty.hours»)", "Did you mean activity?"),
        ("accounts | derive x = sum(«revenu»)", "Did you mean revenue?"),
        ("accounts | group by tier show «revenue»", "Aggregate it, as in sum(revenue), or group by it."),
        ("accounts | where «activity.hours» > 1", "Aggregate it, as in sum(activity.hours); relations are declared at import, for accounts = COLUMN."),
        ("accounts | order by «revenue dsc»", "revenue is a column, but 'dsc' after it is not understood. Did you mean asc or desc?"),
        ("activity | where date = «2026Q1»", "Write in: date in 2026Q1."), ("define a = «a» + 1", nil), ("set as of «soon»", "Write set as of 2026-03-20."),
        ("why «'Acme'»", nil), ("accounts | select account | where «revenue» > 1", "An earlier stage left it out: put this stage before it."),
    ])
    func errorsNamePlaceAndFix(_ marked: String, _ help: String?) throws {
        let text = marked.replacing("«", with: "").replacing("»", with: "")
        let start = marked.split(separator: "«", omittingEmptySubsequences: false)[0].utf8.count
        let error = try #require(failures(text, session()).first)
        if let help { #expect(error.help == help) }
        if !marked.hasPrefix("why"), !marked.hasPrefix("define"), !marked.contains("null") { #expect(error.span?.start == start) }
    }

    @Test func anEmptyRelativePeriodSaysWhereTheDataEnds() {
        let session = session()
        #expect(failures("set as of 2027-01-01", session).isEmpty)
        let text = Transcript.answer(to: "activity | where date in last 30 days", session)
        #expect(text.contains("0 of 9 activity fall in last 30 days (2026-12-03 to 2027-01-01); the latest date is 2026-03-20."))
        #expect(text.contains("set as of 2026-03-21"))
    }

    @Test(arguments: [
        // A figure over a related table, over its own and over one without rows around it.
        ("accounts | select sum(activity.hours / 0) as x | limit 1", "1 of 6 rows · 8 divisions by zero gave no value"),
        ("accounts | derive n = count(activity where hours > 1) | summarize sum(n)", "1 missing hours"),
        ("sum(accounts.revenue / 0)", "6 divisions by zero gave no value"), ("count(accounts where wallet > 1)", "1 missing wallet"),
        // A query as a value, as a list, as one side of a join and of a union.
        ("accounts | derive x = (accounts | where wallet > 1 | summarize count) | limit 1 | select x", "1 of 6 rows · 1 missing wallet"),
        ("accounts | where account in (accounts | where wallet > 1 | select account) | summarize count", "1 missing wallet"),
        ("accounts | where account in (accounts | drop tier | prioritize by wallet | tiers A top 2 | where tier = 'A' | select account) | summarize count", "1 missing wallet (not ranked)"),
        ("activity | join (accounts | prioritize by wallet | select account, score) on account | summarize count", "1 missing wallet (not ranked)"),
        ("activity | union (accounts | where wallet > 1 | select account) | summarize count", "1 missing wallet"),
        // Answers that are no query.
        ("expect count(accounts where wallet > 1) = 5", "1 missing wallet"), ("accounts | where wallet > 1 | expect 5 rows", "1 missing wallet"),
        ("accounts | where wallet > 1 | describe", "1 missing wallet"), ("accounts | where wallet > 1 | group by tier | chart", "1 missing wallet"),
        // Totals count nothing again.
        ("accounts | pivot sum(revenue / 0) rows tier columns region with totals", "6 divisions by zero gave no value"),
        ("accounts | where wallet > 1 | pivot count rows tier columns region", "1 missing wallet"),
    ]) func whatSubqueriesLeaveOutIsSaid(_ line: String, _ footer: String) {
        let answer = Transcript.answer(to: line, session())
        #expect(answer.split(separator: "\n").last.map(String.init) == footer, "\(line)\n\(answer)")
    }

    @Test func definitionsMayNotBeCircular() {
        let session = session()
        #expect(failures("define a = b + 1", session).isEmpty)
        #expect(failures("define b = a + 1", session).first?.id == "circular-definition")
        #expect(failures("accounts | limit 1 | define q", session).isEmpty)
        #expect(failures("accounts | where account in q | define q", session).first?.id == "circular-definition")
    }
}
