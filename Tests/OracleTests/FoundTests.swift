import Diagnostics
import Engine
import Foundation
import Tables
import Testing
import Verbs
import Workspaces

/// What the oracle and the fuzzer found, each in its smallest form, on the manual's workspace.
@Suite struct FoundTests {
    /// The rows of a line's last answer, cells in plain words, or the id of its error.
    private func answer(_ line: String, _ change: (inout Workspace) -> Void = { _ in }) -> String {
        let session = Session(catalogue: Verbs.catalogue)
        session.state.workspace = manualWorkspace()
        change(&session.state.workspace)
        var answer = ""
        session.run(Source(line)) { outcome in
            switch outcome.result {
            case .failure(let error): answer = error.id
            case .success(let reply):
                guard let table = reply.table else { return }
                answer = (0..<table.rowCount).map { row in table.fields.map { Plain.text($0.column[row]) }.joined(separator: " ") }.joined(separator: "; ")
            }
        }
        return answer
    }

    @Test(arguments: [
        // A sum of nothing so far is missing.
        ("activity | order by hours desc | derive s = running sum(case when kind = 'Call' then hours end) | select s | limit 3", "—; —; 1"),
        ("accounts | top 0 by tier = 'Gold' with ties | summarize count", "0"),
        // A count of a combination that does not occur is 0.
        ("accounts | where account in ('Acme', 'Dune') | pivot count rows tier columns region", "Gold 0 1; Silver 1 0"),
        ("accounts | derive n = count(* where revenue > 300k per all) | select n | limit 1", "3"),
        // A condition narrows any and all: what is left out is not unknown.
        ("accounts | derive a = any(revenue > 800k where tier = 'Silver' per all) | select a | limit 1", "false"),
        ("accounts | group by tier show any(activity.hours > 1) as long", "Bronze —; Gold true; Silver false"),
        ("accounts | where account = 'Nobody' | summarize count(activity) as n", "0"),
        // SQL's rule for missing values in a list, and for an empty one.
        ("accounts | where 'Nobody' not in (activity | select account) | summarize count", "0"),
        ("accounts | where wallet not in (accounts | where account = 'Nobody' | select wallet) | summarize count", "6"),
        ("accounts | derive big = revenue > 300k | where big in (accounts | select revenue > 300k as b) | summarize count", "6"),
        ("accounts | where (tier is missing) in (accounts | select wallet is missing as b) | summarize count", "6"),
        ("accounts | group by tier show sum(revenue per region)", "per-in-group"),
        // Days stay within the calendar.
        ("accounts | derive d = renewal date + 99999999999 | select d | limit 1", "—"),
        // The memory of narrow integers was read after it was freed.
        ("accounts | select account, revenue | union (accounts | select account) | top 1 by revenue | select revenue", "820000"),
    ]) func answers(_ line: String, _ wanted: String) {
        #expect(answer(line) == wanted, "\(line)")
    }

    @Test(arguments: [
        ("n = 9007199254740993", "9007199254740993"), ("n < 9007199254740993.5", "9007199254740992; 9007199254740993"),
        ("n in (9007199254740993, 1, 2, 3)", "9007199254740993"), ("n between 9007199254740993 and 9007199254740993", "9007199254740993"),
        ("n in (t | where label = 'b' | select n)", "9007199254740993"), ("n in (t | where label = 'b' | select amount)", ""),
        ("n + 0 = 9007199254740993", "9007199254740993"), ("amount = 90071992547409.93", "9007199254740993"),
        ("amount >= 90071992547409.921", "9007199254740993; 9007199254740994"), ("90071992547409.935 < amount", "9007199254740994"),
        ("amount = €90071992547409.93", "9007199254740993"), ("amount * 100 = n", "9007199254740992; 9007199254740993; 9007199254740994"),
        ("amount * 100 in (t | where label = 'b' | select n)", "9007199254740993"), ("n != 9223372036854775807 and n > -€9223372036854775807", "9007199254740992; 9007199254740993; 9007199254740994"),
    ]) func integersCompareExactly(_ condition: String, _ wanted: String) {
        let large = (2...4).map { Int64(9_007_199_254_740_990 + $0) }
        let found = answer("t | where \(condition) | select n | derive n = to text(n)") {
            $0.put(
                Table([
                    Field("label", .texts(["a", "b", "c"])), Field("n", .integers(large)),
                    Field("amount", .integers(large, type: .money(Currency("EUR"), scale: 2))),
                ]), as: "t")
        }
        #expect(found == wanted, "\(condition)")
    }

    @Test func averagesOfMoneyAreExact() {
        let euros = ColumnType.money(Currency("EUR"), scale: 2)
        let found = answer("m | summarize avg(x) as a") { $0.put(Table([Field("x", .integers([14, 29, 28, 43], type: euros))]), as: "m") }
        // 28.5 cents: to the even cent.
        #expect(found == "€0.28")
    }

    @Test func textsAreEqualByBytes() {
        #expect(Value.text("E\u{301}") != Value.text("\u{C9}"))
        let found = answer("t | pivot count rows x columns x with totals") { $0.put(Table([Field("x", .texts(["\u{C9}", "E\u{301}", "E\u{301}"]))]), as: "t") }
        #expect(found == "E\u{301} 2 0 2; \u{C9} 0 1 1; total 2 1 3")
    }

    @Test(.timeLimit(.minutes(1))) func pivotsAreLinear() {
        let rows = 60_000
        let table = Table([
            Field("id", .integers((0..<rows).map { Int64($0 * 7919 % rows) })), Field("kind", .integers((0..<rows).map { Int64($0 % 150) })),
            Field("x", .integers((0..<rows).map { Int64($0) })),
        ])
        let found = answer("t | pivot sum(x), count rows id columns kind with totals | derive s = `total sum(x)` | where id is missing or id = 7919 | select id, s") { $0.put(table, as: "t") }
        #expect(found == "7919 1; — \(rows * (rows - 1) / 2)")
    }

    @Test func pivotsTakeExpressions() {
        let line = "activity | pivot count rows quarter(date) as q, kind columns year(date) as year with totals"
        #expect(answer(line) == "1 Call 0 4 4; 1 Meeting 0 2 2; 2 Meeting 1 0 1; 3 Call 1 0 1; 4 Call 1 0 1; — — 3 6 9")
        #expect(answer("accounts | where revenue < 0 | pivot count rows tier columns region with totals") == "total 0")
        #expect(answer("accounts | pivot count rows tier columns region, cost") == "syntax")
    }

    @Test(.timeLimit(.minutes(1))) func workDoesNotDoubleWithDepth() {
        func nested(_ depth: Int, _ open: String, _ core: String, _ close: String) -> String {
            String(repeating: open, count: depth) + core + String(repeating: close, count: depth)
        }
        #expect(answer("accounts | where " + nested(60, "(1 + ", "1", ")") + " > 5 | summarize count") == "6")
        #expect(answer(nested(60, "(", "accounts | limit 1", " | limit 1)")) == "not-one-value")
        #expect(answer("accounts | where " + nested(60, "case when ", "1", " between 0 and 9 then 1 end") + " = 1 | summarize count") == "6")
        #expect(answer("accounts | where " + nested(60, "case when ", "1", " in (1, 2) then 1 end") + " = 1 | summarize count") == "6")
        #expect(answer("accounts | where " + nested(60, "case when ", "renewal date", " in 2026 then renewal date end") + " in 2026 | summarize count") == "4")
        #expect(answer("accounts | where " + nested(60, "case when ", "1", " in (1) then 1 end") + " = 1 | summarize count") == "6")
    }

    @Test(.timeLimit(.minutes(1))) func definitionsAreBounded() {
        let doubling = (1...14).map { "define a\($0) = a\($0 - 1) + a\($0 - 1)" }.joined(separator: "\n")
        #expect(["too-many-definitions", "too-deep"].contains(answer("define a0 = revenue\n\(doubling)\naccounts | select a14")))
        let chain = (1...120).map { "define b\($0) = b\($0 - 1) + 1" }.joined(separator: "\n")
        #expect(answer("define b0 = revenue\n\(chain)\naccounts | select b120") == "too-deep")
    }
}
