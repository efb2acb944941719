import Foundation
import Testing

extension BinaryTests {
    @Suite struct CommandLineTests {
        let folder: Folder

        init() throws {
            folder = try Folder()
            try folder.writeAccounts()
            try folder.write("import accounts from 'accounts.csv' key account\n", to: "import.tb")
        }

        /// `crm.tierbook`, with the accounts.
        private func makeWorkspace() throws {
            let ran = try Ran(["-c", "import accounts from 'accounts.csv' key account; save as 'crm.tierbook'"], in: folder)
            try #require(ran.code == 0, "\(ran.errors)")
        }

        // MARK: Ways to run

        @Test func `a line`() throws {
            try makeWorkspace()
            let ran = try Ran(["crm.tierbook", "-c", "count(accounts)"], in: folder)
            #expect(ran.code == 0)
            #expect(ran.output == "count(accounts)\n              6\n")
            #expect(ran.errors == "")
        }

        @Test func `several lines, one after the other`() throws {
            try makeWorkspace()
            let ran = try Ran(["crm.tierbook", "-c", "count(accounts)", "-c", "1 + 1"], in: folder)
            #expect(ran.output == "count(accounts)\n              6\n1 + 1\n    2\n")
        }

        @Test func `a file that was imported is not exported over`() throws {
            let before = try folder.read("accounts.csv")
            let ran = try Ran(["-c", "import accounts from 'accounts.csv' key account; accounts | limit 1 | export to './accounts.csv'"], in: folder)
            #expect(ran.code == 1 && ran.errors.contains("imported from"), "\(ran.errors)")
            #expect(try folder.read("accounts.csv") == before)
        }

        @Test func `standard input`() throws {
            let ran = try Ran([], in: folder, input: "import accounts from 'accounts.csv' key account\naccounts |\n  where tier = 'Gold'\n")
            #expect(ran.code == 0)
            #expect(ran.output.hasSuffix("Birch    Gold  Americas  $400.00\n2 of 6 rows\n") || ran.output.contains("Birch"))
            #expect(!ran.output.utf8.contains(0x1B))
            #expect(try Ran(["run", "-"], in: folder, input: "tables").code == 0)
        }

        @Test func `a script, whose files stand beside it`() throws {
            try FileManager.default.createDirectory(atPath: folder.file("sub"), withIntermediateDirectories: true)
            try folder.write("n\n1\n", to: "sub/inner.csv")
            try folder.write("import inner from 'inner.csv'\ncount(inner)\n", to: "sub/script.tb")
            let ran = try Ran(["run", "sub/script.tb"], in: folder)
            #expect(ran.code == 0)
            #expect(ran.output.hasSuffix("count(inner)\n           1\n"))
        }

        @Test func `a script is the same bytes every time`() throws {
            try folder.write("import accounts from 'accounts.csv' key account\naccounts | group by region show count, sum(revenue)\n", to: "x.tb")
            let first = try Ran(["run", "x.tb"], in: folder, environment: ["LANG": "de_DE.UTF-8", "TZ": "Asia/Tokyo", "COLUMNS": "20"])
            let second = try Ran(["run", "x.tb"], in: folder, environment: ["LANG": "C", "TERM": "dumb", "NO_COLOR": "1"])
            #expect(first.code == 0 && first.output == second.output && first.errors == second.errors)
        }

        @Test func `a script writes a file only when it says save`() throws {
            try makeWorkspace()
            let before = try Data(contentsOf: URL(fileURLWithPath: folder.file("crm.tierbook")))
            try folder.write("accounts | set revenue = $1\n", to: "change.tb")
            #expect(try Ran(["run", "change.tb", "--workspace", "crm.tierbook"], in: folder).code == 0)
            #expect(try Data(contentsOf: URL(fileURLWithPath: folder.file("crm.tierbook"))) == before)
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.contains("tierbook") } == ["crm.tierbook"])
            #expect(try Ran(["run", "change.tb", "--workspace", "crm.tierbook"], in: folder).code == 0)
            try folder.write("accounts | set revenue = $1\nsave\n", to: "change.tb")
            #expect(try Ran(["run", "change.tb", "--workspace", "crm.tierbook"], in: folder).code == 0)
            #expect(try Ran(["crm.tierbook", "-c", "sum(accounts.revenue)"], in: folder).output.contains("$6"))
        }

        @Test func `results and complaints keep their order in one file`() throws {
            let flags = O_WRONLY | O_CREAT | O_TRUNC
            let program = try Program(
                ["run", "--go-on", "order.tb"], in: folder,
                streams: [.open("/dev/null", O_RDONLY), .open(folder.file("all"), flags), .descriptor(1)])
            try folder.write("1 + 1\nwrong\n2 + 2\n", to: "order.tb")
            _ = program.exitCode()
            let again = try Program(
                ["run", "--go-on", "order.tb"], in: folder,
                streams: [.open("/dev/null", O_RDONLY), .open(folder.file("all"), flags), .descriptor(1)])
            #expect(again.exitCode() == 1)
            let all = try folder.read("all")
            let places = ["1 + 1", "'wrong'", "2 + 2"].map { all.range(of: $0)?.lowerBound }
            #expect(places.allSatisfy { $0 != nil } && places[0]! < places[1]! && places[1]! < places[2]!)
        }

        // MARK: Flags

        @Test func `--read-only refuses changes`() throws {
            try makeWorkspace()
            let ran = try Ran(["crm.tierbook", "--read-only", "-c", "accounts | set revenue = $1"], in: folder)
            #expect(ran.code == 1)
            #expect(ran.errors.contains("read-only"))
            try folder.write("save as 'other.tierbook'", to: "save.tb")
            #expect(try Ran(["run", "--read-only", "save.tb", "--workspace", "crm.tierbook"], in: folder).code == 1)
            #expect(!folder.exists("other.tierbook"))
        }

        @Test func `--as-of sets today`() throws {
            let ran = try Ran(["--as-of", "2026-03-31", "-c", "expect today = 2026-03-31"], in: folder)
            #expect(ran.code == 0, "\(ran.errors)")
            #expect(try Ran(["--as-of", "tomorrow", "-c", "tables"], in: folder).code == 2)
        }

        @Test func `-p gives values to names`() throws {
            let line = "import accounts from 'accounts.csv' key account; accounts | where tier = $tier and revenue > $least | select account"
            let ran = try Ran(["-p", "tier=Gold", "-p", "least=$450", "-c", line], in: folder)
            #expect(ran.code == 0 && ran.output.hasSuffix("account\nAcme\n1 of 6 rows\n"), "\(ran.output)\(ran.errors)")
            #expect(try Ran(["-p", "tier", "-c", "tables"], in: folder).code == 2)
        }

        /// Where a value may stand, and where only a number may.
        @Test(arguments: ["expect 1 = $fist", "accounts | limit $fist", "policy combine by weight $fist 'a', 40% 'b'"])
        func `a name without a value is told as that`(line: String) throws {
            let ran = try Ran(["-p", "first=2", "-c", "import accounts from 'accounts.csv' key account; \(line)"], in: folder)
            #expect(ran.code == 1 && ran.errors.contains("No parameter is called $fist.") && ran.errors.contains("Did you mean first?"), "\(ran.errors)")
        }

        @Test func `--mode`() throws {
            let ran = try Ran(["--mode", "csv", "-c", "import accounts from 'accounts.csv' key account; accounts | select account | limit 1"], in: folder)
            #expect(ran.output.hasSuffix("account\nAcme\n"))
            let wrong = try Ran(["--mode", "cvs", "-c", "tables"], in: folder)
            #expect(wrong.code == 2 && wrong.errors.contains("Did you mean csv?"))
        }

        @Test func `--go-on carries on, --atomic saves all or nothing`() throws {
            try folder.write("import accounts from 'accounts.csv' key account\nsave as 'a.tierbook'\nwrong\ncount(accounts)\n", to: "x.tb")
            let plain = try Ran(["run", "x.tb"], in: folder)
            #expect(plain.code == 1 && !plain.output.contains("count(accounts)") && folder.exists("a.tierbook"))
            try FileManager.default.removeItem(atPath: folder.file("a.tierbook"))
            let goingOn = try Ran(["run", "--go-on", "x.tb"], in: folder)
            #expect(goingOn.code == 1 && goingOn.output.contains("count(accounts)"))
            try FileManager.default.removeItem(atPath: folder.file("a.tierbook"))
            #expect(try Ran(["run", "--atomic", "x.tb"], in: folder).code == 1)
            #expect(!folder.exists("a.tierbook"))
            try folder.write("import accounts from 'accounts.csv' key account\nsave as 'a.tierbook'\ncount(accounts)\n", to: "x.tb")
            #expect(try Ran(["run", "--atomic", "x.tb"], in: folder).code == 0)
            #expect(folder.exists("a.tierbook"))
        }

        // MARK: Exit codes

        @Test(arguments: [["-c", "1 + 1"], ["--version"], ["--help"], ["run", "--help"], ["run", "import.tb"]])
        func `exit code 0 where all went well`(arguments: [String]) throws {
            let ran = try Ran(arguments, in: folder)
            #expect(ran.code == 0 && ran.errors == "" && ran.output != "")
        }

        @Test(arguments: ["expect 1 = 2", "nonsense", "import x from 'missing.csv'", "accounts | (", "'"])
        func `exit code 1 where a statement failed`(line: String) throws {
            let ran = try Ran(["-c", line], in: folder)
            #expect(ran.code == 1 && ran.errors.contains("error: ") && ran.output == "")
        }

        @Test(arguments: [
            ["missing.tierbook"], ["run", "missing.tb"], ["run"], ["--red-only"], ["accounts.csv"], ["run", "import.tb", "extra"], ["--wait", "soon"],
            ["run", "import.tb", "--workspace", "missing.tierbook"],
        ])
        func `exit code 2 where nothing could run`(arguments: [String]) throws {
            let ran = try Ran(arguments, in: folder)
            #expect(ran.code == 2 && ran.errors != "" && ran.output == "")
        }

        @Test(arguments: [
            (["rnu", "x.tb"], "Did you mean run?"), (["rnu"], "Did you mean run?"), (["--red-only"], "Did you mean '--read-only'?"),
            (["run", "imprt.tb"], "Did you mean 'import.tb'?"), (["import.tb"], "tierbook run"),
        ])
        func `a mistyped word gets a near one`(arguments: [String], hint: String) throws {
            let ran = try Ran(arguments, in: folder)
            #expect(ran.code == 2)
            #expect(ran.errors.contains(hint) && !ran.errors.contains("Usage:"), "\(ran.errors)")
        }

        @Test func `a full disk is told`() throws {
            let program = try Program(
                ["-c", "1 + 1; 2 + 2"], in: folder,
                streams: [.open("/dev/null", O_RDONLY), .open("/dev/full", O_WRONLY), .open(folder.file("errors"), O_WRONLY | O_CREAT)])
            #expect(program.exitCode() == 2)
            #expect(try folder.read("errors").hasPrefix("error: Cannot write 'standard output': the disk is full."))
        }

        @Test func `a reader who leaves is no trouble`() throws {
            let ends = UnsafeMutablePointer<Int32>.allocate(capacity: 2)
            defer { ends.deallocate() }
            try #require(pipe(ends) == 0)
            for end in 0..<2 { _ = fcntl(ends[end], F_SETFD, FD_CLOEXEC) }
            try folder.writeBig(rows: 20_000)
            let program = try Program(
                ["-c", "import big from 'big.csv'; big"], in: folder,
                streams: [.open("/dev/null", O_RDONLY), .descriptor(ends[1]), .open(folder.file("errors"), O_WRONLY | O_CREAT)])
            close(ends[1])
            close(ends[0])
            #expect(program.exitCode(within: 20) == 0)
            #expect(try folder.read("errors") == "")
        }
    }
}
