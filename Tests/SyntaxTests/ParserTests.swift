import Diagnostics
import Syntax
import Testing

@Suite struct ParserTests {
    static let grammar = Grammar([
        Form("select", .stage, [.slot("columns", .items)]),
        Form("where", .stage, [.slot("condition", .condition)]),
        Form("top", .stage, [.slot("n", .number), .word("by"), .slot("measure", .expression), .optional([.word("per"), .slot("groups", .names)]), .flag("with ties")]),
        Form("group by", .stage, [.slot("keys", .items), .optional([.word("show"), .slot("figures", .items)])]),
        Form("derive", .stage, [.slot("value", .assignments)]),
        Form("set", .stage, [.slot("value", .assignments)]),
        Form("set mode", .start, [.slot("value", .words)]),
        Form("save", .start), Form("save as", .start, [.slot("file", .file)]),
    ])

    private func statement(_ text: String) throws -> Statement {
        var parser = try Parser(Source(text), grammar: ParserTests.grammar)
        return try #require(try parser.nextLine()?.statements.first)
    }

    private func tree(_ condition: String) throws -> String {
        let call = try #require(try statement("t | where \(condition)").stages.first)
        guard case .expression(let expression)? = call.arguments["condition"] else { return "" }
        return expression.treeText.joined(separator: "\n").replacing("\n", with: " ").split(separator: " ").joined(separator: " ")
    }

    @Test(arguments: [
        ("a = 1 or b = 2 and c = 3", "or = column a number 1.0 and = column b number 2.0 = column c number 3.0"),
        ("not a = 1", "not = column a number 1.0"),
        ("a + b * c - d > 0", "> - + column a * column b column c column d number 0.0"),
        ("renewal date is not missing", "not is missing column renewal date"),
        ("name starts with 'x'", "starts with column name 'x'"),
        ("since since 2020-01-01", "since column since date 2020-1-1"),
        ("a between 1 and 2 and b", "and between column a number 1.0 number 2.0 column b"),
        ("a not in (1, 2)", "not in column a number 1.0 number 2.0"),
        ("count(activity where kind = 'Call') > 1", "> count column activity where = column kind 'Call' number 1.0"),
        ("share(revenue per region) > 20%", "> share column revenue per region number 20.0%"),
        ("distinct count(x) = 1", "= distinct count column x number 1.0"),
        ("date in last 90 days", "in column date period last 90 days"),
        ("`order by` = 1", "= column order by number 1.0"),
        ("-a < -5", "< negative column a number -5.0"),
        ("revenue 2024 > deals.close value", "> column revenue 2024 column deals.close value"),
    ])
    func precedenceAndNames(_ condition: String, _ tree: String) throws { #expect(try self.tree(condition) == tree) }

    @Test func verbsCountAtTheStartOfAStageOnly() throws {
        #expect(try statement("t | derive top = 1").stages[0].verb == "derive")
        #expect(try statement("t | set mode = 'x'").stages[0].verb == "set")
        guard case .verb(let call) = try statement("set mode csv").head else { throw Diagnostic("", "") }
        #expect(call.verb == "set mode")
    }

    @Test func leadingPipesRunOnInATextOfSeveralLines() throws {
        #expect(try statement("t\n  | where a = 1\n  # why\n  | top 3 by b").stages.map(\.verb) == ["where", "top"])
        guard case .last = try statement("| where a = 1").head else { throw Diagnostic("", "") }
    }

    @Test(arguments: [
        ("t | where a >«»", "Expected a value"), ("t | «wher» a", "'wher' is no verb."), ("t | top «ten» by a", "Expected a number"),
        ("«SELECT a FROM t»", "This is SQL"), ("t | where 1 < a «<» 3", "A comparison has two sides."), ("«top» 5 by a", "top continues a pipeline."),
        ("t | where a is «b»", "is tests for a missing value"), ("save as «plain.tierbook»", "Expected a file's path in quotes"), ("«frm» x y z 'q'", "'frm' is no verb"),
    ])
    func errorsUnderlineTheirPlace(_ marked: String, _ message: String) throws {
        let text = marked.replacing("«", with: "").replacing("»", with: "")
        let before = marked.split(separator: "«", omittingEmptySubsequences: false)[0]
        let error = #expect(throws: Diagnostic.self) { try statement(text) }
        #expect(error?.message.contains(message) == true, "\(error?.message ?? "")")
        if marked != "t | where a >«»" { #expect(error?.span?.start == before.utf8.count || message.contains("path") || message.contains("is tests")) }
    }

    @Test func whatAPromptWaitsFor() {
        #expect(Parser.wantsMore("accounts |", grammar: ParserTests.grammar))
        #expect(Parser.wantsMore("accounts | where tier in ('a',", grammar: ParserTests.grammar))
        #expect(Parser.wantsMore("accounts | derive a = 1,", grammar: ParserTests.grammar))
        #expect(!Parser.wantsMore("accounts | where a = 'open", grammar: ParserTests.grammar))
        #expect(!Parser.wantsMore("accounts", grammar: ParserTests.grammar))
        #expect(!Parser.wantsMore("accounts | select *", grammar: ParserTests.grammar))
    }

    @Test func `what cannot come right is not gone on with`() {
        #expect(Parser.wantsMore("t | where a in (t", grammar: ParserTests.grammar))
        #expect(Parser.wantsMore("t | where sum(a b.c", grammar: ParserTests.grammar))
        #expect(!Parser.wantsMore("t | where sum(a 2026H1 by tier", grammar: ParserTests.grammar), "no bracket behind it makes a period follow a name")
        #expect(!Parser.wantsMore("t | where sum(a\n", grammar: ParserTests.grammar), "an empty line ends it")
    }

    @Test(arguments: [
        ("t | topp 5 by a", "Did you mean top?"), ("t | top 5 bz a", "Did you mean by?"), ("save az 'f'", "Did you mean save as?"), ("save as plain.tb", "Write 'plain.tb'."),
        ("selct sum(a) b", "Did you mean select?"), ("t | where sum(a 2026H1", "Is a ) missing before '2026H1'?"),
    ])
    func `help names what was meant, and then no usage is shown`(_ text: String, _ help: String) throws {
        let error = #expect(throws: Diagnostic.self) { try statement(text) }
        #expect(error?.help == help, "\(error?.message ?? "")")
        #expect(error?.notes == [])
    }

    @Test(arguments: ["accounts | derive a = 1,", "accounts | derive a =", "accounts | where a <", "accounts | where a / 2 +", "accounts | select a,  # first"])
    func `a line that a prompt goes on with is read across its end`(line: String) throws {
        #expect(Parser.wantsMore(line, grammar: ParserTests.grammar))
        let rest = line.contains("derive a = 1,") ? "b = 2" : "b"
        let whole = try statement("\(line)\n  \(rest)")
        #expect(whole.stages.count == 1)
        #expect(throws: Diagnostic.self, "a blank line ends it") { try statement("\(line)\n\n\(rest)") }
    }

    @Test func depthIsBounded() throws {
        for text in [String(repeating: "(", count: 100_000), "t | where " + String(repeating: "not ", count: 50_000) + "a", "t | where a = " + String(repeating: "1+", count: 50_000) + "1"] {
            #expect(throws: Diagnostic.self) { try statement(text) }
        }
    }

    @Test func aSelectIsTranslated() throws {
        let error = #expect(throws: Diagnostic.self) { try statement("select region, sum(x) from t where a = 1 group by region order by region limit 3") }
        #expect(error?.help == "Write: t | where a = 1 | group by region show sum(x) | order by region | limit 3")
    }

    @Test func nothingSaidEchoesMegabytes() {
        let long = String(repeating: "e\u{301}", count: 500_000)
        var said = Diagnostic("x", long, label: long, notes: Array(repeating: long, count: 50), help: long)
        func size() -> Int { ([said.message, said.label ?? "", said.help ?? ""] + said.notes).reduce(0) { $0 + $1.utf8.count } }
        #expect(size() < 200_000)
        (said.message, said.label, said.help) = (long, long, long)
        for _ in 0..<50 { said.notes.append(long) }
        #expect(size() < 200_000)
        #expect(said.message.hasSuffix("…"))
        let query = String(repeating: "a, ", count: 1_000)
        said.help = query
        #expect(said.help == query)
    }
}
