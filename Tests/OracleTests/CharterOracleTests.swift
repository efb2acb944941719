import Diagnostics
import Engine
import Tables
import Testing
import Verbs

/// The charter's verbs against an evaluator that shares no code with them, on firms and charters by chance.
@Suite struct CharterOracleTests {
    private struct Case {
        let book: CharterBook
        let oracle: CharterOracle
        let session = Session(catalogue: Verbs.catalogue)
        let seed: Int

        init(seed: Int) {
            self.seed = seed
            book = CharterBook(seed: seed)
            oracle = CharterOracle(book: book)
            session.state.workspace = book.workspace
            for line in book.rules { _ = answer(line) }
            // Put among the rules as a file has them: a measure that does not run, or a role that nobody has, cannot be typed.
            var rules = session.state.workspace.rules
            for (clause, line) in zip(book.clauses, book.clauseTexts) { rules.put(.init(.clause, clause.id, line)) }
            session.state.workspace.rules = rules
        }

        func answer(_ line: String) -> Table {
            var found = Table([], rowCount: 0)
            session.run(Source(line)) { outcome in
                switch outcome.result {
                case .success(let reply): found = reply.table ?? found
                case .failure(let error): fail("\(line): \(error.message) \(error.help ?? "")")
                }
            }
            return found
        }

        func fail(_ what: String) { Issue.record(Comment(rawValue: "seed \(seed), as of \(dayText(book.asOf)): \(what)\n\((book.rules + book.clauseTexts).joined(separator: "\n"))")) }

        func text(_ table: Table, _ name: String, _ row: Int) -> String? {
            guard let column = table.fields.first(where: { $0.name == name })?.column, column[row] != .missing else { return nil }
            return Plain.text(column[row])
        }

        func number(_ table: Table, _ name: String, _ row: Int) -> Double? { table.fields.first { $0.name == name }?.column[row].number }

        /// Periods as typed, and their days.
        var periods: [(text: String, window: CharterOracle.Window?)] {
            [
                ("", nil), (" in 2025", .init(from: day(2025, 1, 1), before: day(2026, 1, 1))), (" in 2025Q3", .init(from: day(2025, 7, 1), before: day(2025, 10, 1))),
                (" in 2024H2", .init(from: day(2024, 7, 1), before: day(2025, 1, 1))), (" in 2025-02", .init(from: day(2025, 2, 1), before: day(2025, 3, 1))),
                (" in last 45 days", .init(from: book.asOf - 44, before: book.asOf + 1)),
            ]
        }
    }

    @Test(arguments: 0..<100) func `rows of compliance are those of the clauses and the rows`(_ seed: Int) {
        let test = Case(seed: seed)
        let (oracle, book) = (test.oracle, test.book)
        for (period, window) in test.periods {
            let line = "compliance\(period) | select account, tier, service, owed, expected, done, shortfall, status, role, clause"
            let table = test.answer(line)
            let wanted = oracle.rows(in: window, tiers: oracle.tiers)
            if table.rowCount != wanted.count { return test.fail("\(line): \(wanted.count) rows, not \(table.rowCount)") }
            for (row, duty) in wanted.enumerated() {
                let account = book.accounts[duty.account]
                let texts = [account.name, account.tier ?? "non-tiered", duty.service, duty.status, duty.clause?.role, duty.clause?.id]
                let names = ["account", "tier", "service", "status", "role", "clause"]
                for (name, text) in zip(names, texts) where test.text(table, name, row) != text {
                    return test.fail("\(line), row \(row + 1), \(account.name): \(name) is \(test.text(table, name, row) ?? "missing"), not \(text ?? "missing")")
                }
                let figures = [Double(duty.owed), Double(duty.expected), duty.done ?? 0, duty.shortfall]
                for (name, figure) in zip(["owed", "expected", "done", "shortfall"], figures) where test.number(table, name, row) != figure {
                    return test.fail("\(line), row \(row + 1), \(account.name): \(name) is \(test.number(table, name, row) ?? .nan), not \(figure)")
                }
            }
        }
    }

    private static let figures = ["accounts", "complying", "owed", "delivered", "shortfall", "behind", "missed", "beyond charter"]

    @Test(arguments: 0..<100) func `sums of compliance are those of the rows`(_ seed: Int) {
        let test = Case(seed: seed)
        var random = Random(UInt64(seed))
        for (period, window) in test.periods {
            let names = ["tier", "service", "role", "responsible", "owner", "region", "client type"]
            var keys = names.filter { _ in random.chance(35) }
            if keys.isEmpty { keys = [random.pick(names)] }
            let line = "compliance\(period) by \(keys.joined(separator: ", "))"
            compare(line, test.answer(line), keys, test.oracle.sums(by: keys, in: window), test)
        }
    }

    private func compare(_ line: String, _ table: Table, _ keys: [String], _ wanted: [[String?]: [Double]], _ test: Case) {
        if table.rowCount != wanted.count { return test.fail("\(line): \(wanted.count) groups, not \(table.rowCount)") }
        for row in 0..<table.rowCount {
            let key = keys.map { test.text(table, $0, row) }
            let title = key.map { $0 ?? "none" }.joined(separator: ", ")
            guard let sums = wanted[key] else { return test.fail("\(line): there is no group \(title)") }
            for (name, sum) in zip(CharterOracleTests.figures, sums) where abs((test.number(table, name, row) ?? .nan) - sum) > 1e-9 {
                return test.fail("\(line), \(title): \(name) is \(test.number(table, name, row) ?? .nan), not \(sum)")
            }
        }
    }

    @Test(arguments: 0..<40) func `periods told apart are each what the period alone is`(_ seed: Int) {
        let test = Case(seed: seed)
        for (unit, first, texts) in [
            ("quarter", day(2025, 1, 1), ["2025Q1", "2025Q2"]), ("half year", day(2025, 1, 1), ["2025H1"]), ("year", day(2025, 1, 1), ["2025"]),
            ("month", day(2025, 1, 1), ["2025-01", "2025-02", "2025-03", "2025-04", "2025-05", "2025-06"]),
        ] {
            var wanted: [[String?]: [Double]] = [:]
            var from = first
            for text in texts {
                let window = CharterOracle.window(.init(count: 1, unit: unit), containing: from)
                from = window.before
                if window.from > test.book.asOf { continue }
                for (key, sum) in test.oracle.sums(by: ["tier"], in: window) { wanted[[text] + key] = sum }
            }
            let line = "compliance in 2025H1 by \(unit), tier"
            compare(line, test.answer(line), [unit, "tier"], wanted, test)
        }
    }

    @Test(arguments: 0..<60) func `an account's services are those of its clauses`(_ seed: Int) {
        let test = Case(seed: seed)
        for (row, account) in test.book.accounts.enumerated() {
            let line = "service '\(account.name)'"
            let table = test.answer(line)
            let wanted = test.oracle.services.map { test.oracle.duty(row, $0, in: nil) }
            if table.rowCount != wanted.count { return test.fail("\(line): \(wanted.count) services, not \(table.rowCount)") }
            for (at, duty) in wanted.enumerated() {
                let hidden = duty.hidden.map(\.id).joined(separator: ", ")
                let isOwed = duty.owed > 0
                let texts: [(String, String?)] = [
                    ("service", duty.service), ("promise", duty.clause?.promise.text ?? "not in the charter"), ("status", duty.status), ("role", duty.clause?.role),
                    ("who", test.oracle.holder(duty)), ("clause", duty.clause?.id), ("hides", hidden.isEmpty ? nil : hidden),
                    ("by", isOwed ? dayText(duty.window.before - 1) : nil),
                ]
                for (name, text) in texts where test.text(table, name, at) != text {
                    return test.fail("\(line), \(duty.service): \(name) is \(test.text(table, name, at) ?? "missing"), not \(text ?? "missing")")
                }
                let due = isOwed ? duty.done.map { max(0, Double(duty.owed) - $0) } : nil
                let figures: [(String, Double?)] = [("owed", isOwed ? Double(duty.owed) : nil), ("done", duty.done), ("due", due), ("overdue", isOwed && duty.done != nil ? duty.shortfall : nil)]
                for (name, figure) in figures where test.number(table, name, at) != figure {
                    return test.fail("\(line), \(duty.service): \(name) is \(test.number(table, name, at) ?? .nan), not \(figure ?? .nan)")
                }
                if case .times(_, let period)? = duty.clause?.promise {
                    let before = test.oracle.duty(row, duty.service, in: CharterOracle.window(period, containing: duty.window.from - 1))
                    guard let done = before.done, done == done.rounded() else { continue }
                    let start = "\(Int(done)) of \(before.owed) in "
                    if test.text(table, "last period", at)?.hasPrefix(start) != true {
                        return test.fail("\(line), \(duty.service): last period is \(test.text(table, "last period", at) ?? "missing"), not \(start)…")
                    }
                }
            }
        }
    }
}
