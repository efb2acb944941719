import Foundation
import Testing

extension BinaryTests {
    /// `tierbook run` on scripts and notebooks.
    @Suite struct RunTests {
        let folder: Folder

        init() throws {
            folder = try Folder()
            try folder.writeAccounts()
        }

        /// A notebook whose second command fails, as it says, and whose last one fails when `last` does.
        private func writeNotebook(last: String) throws {
            try folder.write(
                """
                ---
                tierbook: 1
                params:
                  least: $250  # the revenue that counts
                  tier: Gold
                ---
                # A study

                ```tierbook
                tierbook> import accounts from 'accounts.csv' key account
                tierbook> acounts
                error: no such thing
                [1]
                ```

                Prose between.

                ```tierbook
                tierbook> accounts
                     ...> | where revenue > $least and tier = $tier | select account
                tierbook> \(last)
                ```

                """, to: "study.md")
        }

        // MARK: Notebooks

        @Test func `a notebook runs, and what one sees reads like its cells`() throws {
            try writeNotebook(last: "1 + 1")
            let ran = try Ran(["run", "study.md"], in: folder)
            #expect(ran.code == 0 && ran.errors == "", "\(ran.errors)")
            #expect(
                ran.output.hasSuffix(
                    """
                    tierbook> acounts
                    error: 'acounts' is neither a table, a defined name nor a verb.
                      acounts
                      ^^^^^^^
                    help: Did you mean accounts?
                    [1]

                    tierbook> accounts
                         ...> | where revenue > $least and tier = $tier | select account
                    account
                    Acme
                    Birch
                    2 of 6 rows
                    tierbook> 1 + 1
                    1 + 1
                        2

                    """), "\(ran.output)")
        }

        @Test func `an unexpected failure stops it, with the editor's line and column`() throws {
            try writeNotebook(last: "accounts | select acount\ntierbook> 2 + 2")
            let ran = try Ran(["run", "study.md"], in: folder)
            #expect(ran.code == 1 && !ran.output.contains("2 + 2"))
            #expect(ran.errors.hasPrefix("study.md:21:29: error: accounts has no column 'acount'.\n  accounts | select acount\n                    ^^^^^^\n"), "\(ran.errors)")
            #expect(try Ran(["run", "--go-on", "study.md"], in: folder).output.contains("2 + 2\n    4\n"))
        }

        @Test func `in data modes there is only data`() throws {
            try writeNotebook(last: "1 + 1")
            let ran = try Ran(["run", "study.md", "--mode", "csv"], in: folder)
            #expect(ran.code == 0 && ran.output.hasSuffix("account\nAcme\nBirch\n1 + 1\n2\n") && !ran.output.contains("tierbook>"))
        }

        @Test func `a failure that does not come is told`() throws {
            try folder.write("```tierbook\ntierbook> 1 + 1\nerror: x\n[1]\n```\n", to: "well.md")
            let ran = try Ran(["run", "well.md"], in: folder)
            #expect(ran.code == 0 && ran.errors.hasPrefix("well.md:2:11: warning: "))
            #expect(try Ran(["run", "well.md", "--warnings-as-errors"], in: folder).code == 1)
        }

        // MARK: Parameters

        @Test func `parameters are listed with type, default and what they are`() throws {
            try writeNotebook(last: "1 + 1")
            let ran = try Ran(["run", "study.md", "--help-params"], in: folder)
            #expect(ran.code == 0)
            #expect(
                ran.output == """
                    parameter  type             default  what it is
                    least      amount of money  $250     the revenue that counts
                    tier       text             Gold     —

                    """)
            try folder.write("accounts | where tier = $tier\n", to: "plain.tb")
            #expect(try Ran(["run", "plain.tb", "--help-params"], in: folder).output.hasSuffix("tier       any   —        —\n"))
        }

        @Test func `values are of the declared type`() throws {
            try writeNotebook(last: "1 + 1")
            let ran = try Ran(["run", "study.md", "-p", "least=$450", "-p", "tier=Gold", "--mode", "csv"], in: folder)
            #expect(ran.output.hasSuffix("account\nAcme\n1 + 1\n2\n"))
        }

        @Test(arguments: [
            (["-p", "leest=5"], "study.md has no parameter 'leest'.\nhelp: Did you mean least?"), (["-p", "least=high"], "least wants an amount of money, and 'high' is text."),
            (["-p", "region=EMEA"], "Its parameters: least, tier."), (["-p", "least"], "Write -p name=value."), (["--timeout", "soon"], "Write --timeout 30s, 10m or 1h."),
            (["--log", "accounts.csv"], "'accounts.csv' is there and is no run log"), (["--log", "none/x.jsonl"], "there is no folder 'none'"),
        ])
        func `what cannot be is refused before anything runs`(arguments: [String], message: String) throws {
            try writeNotebook(last: "1 + 1")
            let ran = try Ran(["run", "study.md"] + arguments, in: folder)
            #expect(ran.code == 2 && ran.output == "" && ran.errors.contains(message), "\(ran.errors)")
        }

        @Test func `front matter of a script`() throws {
            try folder.write("import accounts from 'accounts.csv' key account\nset as of 2026-01-31\n", to: "build.tb")
            try folder.write("---\nworkspace: build.tb\nas of: 2026-03-31\nparams: {tier: Gold}\n---\nexpect today = 2026-03-31\ncount(accounts where tier = $tier)\nnonsense\n", to: "use.tb")
            let ran = try Ran(["run", "use.tb"], in: folder)
            #expect(ran.code == 1 && ran.output.hasSuffix("                                 2\n"), "\(ran.output)\(ran.errors)")
            #expect(ran.errors.hasPrefix("use.tb:8:1: error: "))
            #expect(try Ran(["run", "use.tb", "--as-of", "2026-03-30"], in: folder).errors.hasPrefix("use.tb:6:8: error: Not as expected"))
            try folder.write("---\nas fo: 2026-03-31\n---\n", to: "wrong.tb")
            let wrong = try Ran(["run", "wrong.tb"], in: folder)
            #expect(wrong.code == 2 && wrong.errors.hasPrefix("wrong.tb:2:1: error: ") && wrong.errors.contains("Did you mean as of?"), "\(wrong.errors)")
        }

        // MARK: expect

        @Test(arguments: [
            ("expect count(accounts) between 5 and 7", nil), ("expect count(accounts) between 7 and 9", "count(accounts) is 6 (between 7 and 9)"),
            ("expect sum(accounts.revenue) = $1550", nil), ("accounts | where revenue < $100 | expect no rows", "1 row instead of no rows"),
            ("accounts | where tier = 'Gold' | expect 2 rows", nil), ("accounts | where tier = 'Gold' | expect 3 rows", "2 rows instead of 3 rows"),
            ("accounts | where tier = 'Lead' | expect rows", "0 rows instead of rows"),
            ("accounts | expect revenue > $60", "revenue > $60 does not hold in 1 of 6 rows"), ("calls | expect date <= today", nil),
            ("expect newest(calls.date) within 3 days", nil), ("expect newest(calls.date) within $days days", "newest(calls.date) is 2026-03-29, not within 1 days of 2026-03-31"),
            ("expect sum(accounts.revenue) within 5% of 1600", nil), ("expect sum(accounts.revenue) within 1% of 1600", "sum(accounts.revenue) is $1,550, not within 1% of 1600"),
            ("expect newest(calls.date where account = 'X') >= 2026-01-01", "cannot be told: a value is missing"),
        ] as [(String, String?)])
        func `expect stops a nightly run, with figure and bound`(line: String, failure: String?) throws {
            try folder.write("account,date\nAcme,2026-03-29\nBirch,2026-01-02\n", to: "calls.csv")
            try folder.write(
                "---\nas of: 2026-03-31\nparams: {days: 1}\n---\nimport accounts from 'accounts.csv' key account\nimport calls from 'calls.csv' dated date\n\(line)\n1 + 1\n",
                to: "nightly.tb")
            let ran = try Ran(["run", "nightly.tb", "--log", "log.jsonl"], in: folder)
            #expect(ran.code == (failure == nil ? 0 : 1), "\(ran.errors)")
            if let failure {
                #expect(ran.errors.contains("nightly.tb:7:") && ran.errors.contains("Not as expected") && ran.errors.contains(failure), "\(ran.errors)")
                #expect(try log()[3]["outcome"] as? String == "not as expected")
            }
        }

        // MARK: The log

        private func log() throws -> [[String: Any]] {
            try folder.read("log.jsonl").split(separator: "\n").map { line in
                try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any], "\(line)")
            }
        }

        @Test func `a line a statement, between one of what is run and one of how it ended`() throws {
            try folder.write("import w from 'w.csv' types n as whole\ninclude 'part.tb'\nacounts\n", to: "main.tb")
            try folder.write("w | where n > $least | export to 'x.csv'; \"a \"\"quoted\"\"\ttext \\\"\n", to: "part.tb")
            try folder.write("a,n\n1,x\n2,2\n3,3\n", to: "w.csv")
            let ran = try Ran(["run", "main.tb", "--log", "log.jsonl", "-p", "least=1", "--as-of", "2026-03-31"], in: folder)
            #expect(ran.code == 1)
            let log = try log()
            #expect(log.map { $0["event"] as? String } == ["start"] + Array(repeating: "statement", count: 4) + ["end"])
            #expect(log[0]["file"] as? String == "main.tb" && log[0]["as_of"] as? String == "2026-03-31" && (log[0]["parameters"] as? [String: String]) == ["least": "1"])
            #expect((log[0]["started"] as? String)?.wholeMatch(of: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/) != nil)
            #expect(log[1...4].map { $0["outcome"] as? String } == ["ok", "ok", "ok", "failed"])
            #expect(log[1...4].map { $0["file"] as? String } == ["main.tb", "part.tb", "part.tb", "main.tb"])
            #expect(log[1...4].map { $0["line"] as? Int } == [1, 1, 1, 3])
            #expect(log[1...4].map { $0["rows"] as? Int } == [3, 2, 1, nil])
            #expect((log[1]["warnings"] as? [[String: String]])?.map { $0["id"] } == ["import-misfit"])
            #expect(log[3]["statement"] as? String == "\"a \"\"quoted\"\"\ttext \\\"")
            #expect((log[4]["error"] as? [String: String])?["id"] == "unknown-table")
            #expect(log[5]["statements"] as? Int == 4 && (log[5]["outcomes"] as? [String: Int]) == ["ok": 3, "failed": 1])
            #expect(log[5]["exit_code"] as? Int == 1 && log[5]["warnings"] as? Int == 1)
        }

        @Test func `a log is added to, also where nothing could run or a line was cut off`() throws {
            try folder.write("1 + 1\n", to: "x.tb")
            for _ in 0..<2 { #expect(try Ran(["run", "x.tb", "--log", "log.jsonl"], in: folder).code == 0) }
            #expect(try log().count == 6)
            try folder.write("{\"event\":\"sta", to: "log.jsonl")
            #expect(try Ran(["run", "missing.tb", "--log", "log.jsonl"], in: folder).code == 2)
            let lines = try folder.read("log.jsonl").split(separator: "\n")
            #expect(lines.count == 3 && lines[2].contains("\"exit_code\":2,\"error\":{\"id\":\"no-such-file\""), "\(lines)")
        }

        @Test func `a log that cannot be written is told, and the run goes on`() throws {
            try folder.write("1 + 1\n2 + 2\n", to: "x.tb")
            let ran = try Ran(["run", "x.tb", "--log", "/dev/full"], in: folder)
            #expect(ran.code == 2 && ran.output.contains("2 + 2") && ran.errors.contains("Cannot write '/dev/full': the disk is full."))
        }

        @Test func `a run that is killed has told what it did`() throws {
            try folder.writeBig(rows: 14_000)
            try folder.write("1 + 1\nimport big from 'big.csv'\nbig | join big on k | group by k show count\n", to: "slow.tb")
            let program = try Program(
                ["run", "slow.tb", "--log", "log.jsonl"], in: folder,
                streams: [.open("/dev/null", O_RDONLY), .open("/dev/null", O_WRONLY), .open("/dev/null", O_WRONLY)])
            for _ in 0..<1000 {
                if folder.exists("log.jsonl"), try log().count == 3 { break }
                usleep(10_000)
            }
            program.signal(SIGKILL)
            _ = program.exitCode()
            #expect(try log().map { $0["event"] as? String } == ["start", "statement", "statement"])
        }

        @Test func `Ctrl-C ends a run with 130, and the log says where`() throws {
            try folder.writeBig(rows: 14_000)
            try folder.write("import big from 'big.csv'\nbig | join big on k | group by k show count\n1 + 1\n", to: "slow.tb")
            let program = try Program(
                ["run", "slow.tb", "--log", "log.jsonl"], in: folder,
                streams: [.open("/dev/null", O_RDONLY), .open("/dev/null", O_WRONLY), .open("/dev/null", O_WRONLY)])
            for _ in 0..<1000 {
                if folder.exists("log.jsonl"), try log().count == 2 { break }
                usleep(10_000)
            }
            usleep(200_000)
            program.signal(SIGINT)
            #expect(program.exitCode() == 130)
            #expect(try log().dropFirst(2).map { $0["outcome"] as? String } == ["cancelled", nil])
            #expect(try log().last?["exit_code"] as? Int == 130)
        }

        // MARK: Timeouts and warnings

        @Test func `--timeout stops the run and says where it was`() throws {
            try folder.writeBig(rows: 14_000)
            try folder.write("import big from 'big.csv'\nbig | join big on k | group by k show count\n1 + 1\n", to: "slow.tb")
            let ran = try Ran(["run", "slow.tb", "--timeout", "2s", "--go-on", "--log", "log.jsonl"], in: folder)
            #expect(ran.code == 1 && !ran.output.contains("1 + 1"))
            #expect(ran.errors.hasPrefix("slow.tb:2:1: error: The run took longer than 2s and was stopped here; this changed nothing.\n  big | join"), "\(ran.errors)")
            #expect(try log()[2]["outcome"] as? String == "timed out")
            #expect(try log()[3]["exit_code"] as? Int == 1)
        }

        @Test func `--warnings-as-errors undoes the line that warns`() throws {
            try folder.write("a,n\n1,x\n2,2\n", to: "w.csv")
            try folder.write("import w from 'w.csv' types n as whole\ntables\n", to: "x.tb")
            #expect(try Ran(["run", "x.tb"], in: folder).code == 0)
            let ran = try Ran(["run", "x.tb", "--warnings-as-errors", "--go-on"], in: folder)
            #expect(ran.code == 1 && ran.errors.hasPrefix("x.tb:1:1: error: 1 cell of n: not a whole number") && ran.output.contains("no rows"))
        }

        /// Nor do its brackets hold what comes behind them.
        @Test func `a bracket that is forgotten does not swallow the lines behind it`() throws {
            try folder.write(
                "import accounts from 'accounts.csv' key account\naccounts | where (revenue > 5\ncount(accounts)\naccounts | where (revenue > 5\n  and revenue < 1) | select account\nsum(accounts.revenu)\n",
                to: "open.tb")
            let ran = try Ran(["run", "--go-on", "open.tb"], in: folder)
            #expect(ran.code == 1 && ran.errors.contains("open.tb:2:30: error: Expected a closing bracket") && ran.errors.contains("open.tb:6:"), "\(ran.errors)")
            // Line 3 was run, and the bracket that is closed on line 5 held both its lines.
            #expect(ran.output.contains("count(accounts)\n              6\n") && ran.output.contains("0 of 6 rows"), "\(ran.output)")
        }
    }
}
