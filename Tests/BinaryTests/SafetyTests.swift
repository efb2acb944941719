import Foundation
import Testing

extension BinaryTests {
    /// What outlives crashes, and two shells at once.
    @Suite struct SafetyTests {
        let folder: Folder

        init() throws {
            folder = try Folder()
            try folder.writeAccounts()
            let ran = try Ran(["-c", "import accounts from 'accounts.csv' key account; save as 'crm.tierbook'"], in: folder)
            try #require(ran.code == 0, "\(ran.errors)")
        }

        private func shell(_ arguments: [String] = ["crm.tierbook"], environment: [String: String] = [:]) throws -> Shell {
            let shell = try Shell(arguments, in: folder, environment: environment)
            try shell.waitForPrompt()
            return shell
        }

        // MARK: Crashes

        @Test(arguments: ["xterm", "dumb"])
        func `what was acknowledged outlives a crash`(terminal: String) throws {
            let first = try shell(environment: ["TERM": terminal])
            try first.ask("accounts | where account = 'Acme' | set revenue = $7")
            try first.ask("import more from 'accounts.csv' key account")
            try first.ask("set as of 2026-03-31")
            first.kill()
            try FileManager.default.removeItem(atPath: folder.file("accounts.csv"))

            let second = try shell(environment: ["TERM": terminal])
            #expect(second.screen.text.contains("3 changes of an earlier session were never saved."))
            #expect(try second.ask("accounts | set revenue = $1").contains("Type recover"))
            #expect(try second.ask("recover").contains("3 of 3 changes done again"))
            #expect(try second.ask("accounts | where revenue = $7 | select account").contains("Acme"))
            #expect(try second.ask("count(more)").contains("6"))
            try second.ask("save")
            second.kill()
            #expect(try !shell().screen.text.contains("recover"))
        }

        @Test func `what was recovered outlives the next crash too`() throws {
            let first = try shell()
            try first.ask("accounts | set revenue = $7")
            first.kill()
            let second = try shell()
            try second.ask("recover")
            try second.ask("accounts | where account = 'Elm' | set revenue = $8")
            second.kill()
            let third = try shell()
            #expect(third.screen.text.contains("2 changes of an earlier session"))
            try third.ask("recover")
            #expect(try third.ask("sum(accounts.revenue)").contains("$43"))
        }

        @Test func `lines on the last result, a parameter or a copy outlive a crash too`() throws {
            let first = try shell(["crm.tierbook", "-p", "amount=7"])
            try first.ask("save as 'copy.tierbook'")
            try first.ask("open 'crm.tierbook'")
            try first.ask("accounts | where tier = 'Gold'")
            try first.ask("_ | set revenue = $1")
            try first.ask("accounts | where account = 'Elm' | set revenue = $amount")
            first.kill()
            let second = try shell()
            #expect(try second.ask("recover").contains("2 of 2 changes done again"))
            #expect(try second.ask("sum(accounts.revenue)").contains("$559"))
            try second.ask("restore from 'copy.tierbook'")
            #expect(folder.exists("copy.tierbook"))
            second.kill()
            try FileManager.default.moveItem(atPath: folder.file("copy.tierbook"), toPath: folder.file("moved.tierbook"))
            let third = try shell()
            #expect(try third.ask("recover").contains("3 of 3 changes done again"))
            #expect(try third.ask("sum(accounts.revenue)").contains("$1,550"))
            try third.ask("save")
            let left = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.contains("journal") }
            #expect(left == [])
            #expect(try third.ask("open 'moved.tierbook'").contains("6 accounts"))
        }

        @Test func `Ctrl-C stops recover between two changes, and it goes on later`() throws {
            try folder.writeBig(rows: 60_000)
            let first = try shell()
            try first.ask("import big from 'big.csv'")
            for number in 1...40 { try first.ask("big | set k = k + \(number)") }
            first.kill()
            var second = try shell()
            var done: Int?
            // How long it takes to the first change and to the last is the machine's speed: the moment between is sought.
            var delay: UInt32 = 60_000
            for _ in 0..<30 where done == nil {
                let start = second.screen.row
                second.type("recover\r")
                usleep(delay)
                let took = try ContinuousClock().measure {
                    second.type("\u{03}")
                    try second.waitForPrompt(below: start)
                }
                #expect(took < .milliseconds(500))
                let text = second.screen.lines[start...].joined(separator: "\n")
                if let part = text.firstMatch(of: /(\d+) of 41 changes done again; (\d+) waits?\./) {
                    done = Int(part.output.1)
                    #expect(text.contains("Cancelled."))
                } else if text.contains("41 of 41 changes done again") {
                    second.kill()
                    second = try shell()
                    delay = delay * 2 / 3
                } else {
                    #expect(text.contains("error: Cancelled."), "\(text)")
                    delay = delay * 3 / 2
                }
            }
            #expect(try (1..<41).contains(#require(done)))
            #expect(try second.ask("big | set k = 0").contains("wait to be done again or left"))
            second.kill()
            let third = try shell()
            #expect(third.screen.text.contains("41 changes of an earlier session"))
            let again = third.screen.row
            third.type("recover\r")
            usleep(60_000)
            third.type("\u{03}")
            try third.waitForPrompt(below: again)
            #expect(try third.ask("recover").contains("changes done again; save keeps them."))
            #expect(try third.ask("sum(big.k)").contains("49,260,000"))
        }

        @Test func `changes may be left, and a copy is kept`() throws {
            let first = try shell()
            try first.ask("accounts | set revenue = $7")
            first.kill()
            let second = try shell()
            #expect(try second.ask("discard recovery").contains("A copy is kept in"))
            #expect(try second.ask("sum(accounts.revenue)").contains("$1,550"))
            second.type("\u{04}")
            #expect(try second.end() == 0)
            #expect(try !shell().screen.text.contains("recover"))
        }

        @Test func `a workspace without a file outlives a crash, one of several too`() throws {
            let one = try shell([])
            let two = try shell([])
            try one.ask("import first from 'accounts.csv' key account")
            try two.ask("import second from 'accounts.csv' key account")
            #expect(try two.ask("tables").contains("second"))
            one.kill()
            let three = try shell([])
            #expect(three.screen.text.contains("1 change of an earlier session without a file was never saved."))
            try three.ask("recover")
            #expect(try three.ask("tables").contains("first"))
            try three.ask("save as 'first.tierbook'")
            two.kill()
            let four = try shell([])
            try four.ask("recover")
            #expect(try four.ask("tables").contains("second"))
        }

        @Test func `a script does not write over changes that wait`() throws {
            let first = try shell()
            try first.ask("accounts | set revenue = $7")
            first.kill()
            try folder.write("accounts | set revenue = $1\nsave\n", to: "change.tb")
            let ran = try Ran(["run", "change.tb", "--workspace", "crm.tierbook"], in: folder)
            #expect(ran.code == 2 && ran.errors.contains("recover"))
            try shell().ask("recover")
        }

        // MARK: Leaving and opening

        @Test func `opening another file asks about unsaved changes`() throws {
            let shell = try shell()
            try shell.ask("save as 'other.tierbook'")
            try shell.ask("accounts | set revenue = $7")
            #expect(try shell.ask("open 'crm.tierbook'").contains("This workspace has 1 unsaved change."))
            try shell.ask("open 'crm.tierbook' discarding changes")
            #expect(try shell.ask("sum(accounts.revenue)").contains("$1,550"))
            #expect(try !shell.ask("open './other.tierbook'").contains("recover"))
            // The same file by another name is still the one held here.
            #expect(try !shell.ask("open 'other.tierbook'").contains("read"))
            #expect(try shell.ask("save as './other.tierbook'").contains("Saved"))
        }

        // MARK: Two shells

        @Test func `a second shell is told who holds the file`() throws {
            let first = try shell()
            let second = try shell()
            #expect(second.screen.text.contains("crm.tierbook is open for reading only: it is open in process \(first.process)"))
            try second.ask("accounts | set revenue = $7")
            #expect(try second.ask("save").contains("is open for reading only"))
            second.type("\u{04}")
            #expect(try second.end() == 0)
            #expect(second.screen.text.contains("1 unsaved change kept; next time recover brings it back."))
            first.kill()
            let third = try shell()
            #expect(!third.screen.text.contains("reading only"))
            #expect(third.screen.text.contains("1 change made to this file while it could only be read was never saved."))
        }

        @Test func `what was changed in a file that could only be read outlives a crash`() throws {
            let first = try shell()
            let second = try shell()
            try second.ask("accounts | set revenue = $7")
            try second.ask("accounts | where account = 'Elm' | set revenue = $8")
            second.kill()
            try first.ask("accounts | set revenue = $1")
            try first.ask("save")
            let third = try shell([])
            #expect(third.screen.text.contains("2 changes of an earlier session to"))
            #expect(try third.ask("recover").contains("2 of 2 changes done again"))
            #expect(try third.ask("sum(accounts.revenue)").contains("$43"))
        }

        @Test func `a second shell saves once the first has gone`() throws {
            let first = try shell()
            let second = try shell()
            try second.ask("accounts | set revenue = $7")
            #expect(try second.ask("save").contains("save once the other shell has closed it"))
            first.kill()
            #expect(try second.ask("save").contains("Saved crm.tierbook"))
            second.kill()
            let third = try shell()
            #expect(!third.screen.text.contains("never saved"))
            #expect(try third.ask("sum(accounts.revenue)").contains("$42"))
        }

        @Test func `--wait waits for the other shell`() throws {
            let first = try shell()
            let busy = try Ran(["crm.tierbook", "-c", "accounts | set revenue = $7; save"], in: folder)
            #expect(busy.code == 1 && busy.errors.contains("it is open in process \(first.process)"))
            let waiting = try Shell(["crm.tierbook", "--wait", "30s", "-c", "accounts | set revenue = $7; save"], in: folder)
            usleep(300_000)
            first.type("quit\r")
            #expect(try waiting.end() == 0)
            #expect(waiting.screen.text.contains("Saved crm.tierbook"))
        }

        @Test func `Ctrl-C ends that wait`() throws {
            let first = try shell()
            let waiting = try Shell(["crm.tierbook", "--wait", "1h"], in: folder)
            usleep(300_000)
            waiting.type("\u{03}")
            #expect(try waiting.end(within: 5) == 130)
            _ = first
        }

        // MARK: The pager

        @Test(arguments: ["cat", "less -FX", "no-such-pager", ""])
        func `long results go through a pager`(pager: String) throws {
            try folder.writeBig(rows: 200)
            let shell = try Shell(in: folder, environment: ["PAGER": pager], rows: 20)
            try shell.waitForPrompt()
            try shell.ask("import big from 'big.csv'")
            let row = shell.screen.row
            shell.type("big\r")
            switch pager {
            case "cat": break
            case "": for _ in 0..<12 { try shell.waitFor("-- more"); shell.type("\r"); usleep(20_000) }
            default:
                try shell.wait("less") { $0.line.hasPrefix(pager == "less -FX" ? ":" : "more: space, q leaves") }
                shell.type("G")
                try shell.waitFor("199  1")
                shell.type("q")
            }
            try shell.waitForPrompt(below: row, within: 10)
            #expect(shell.screen.text.contains("199  1"))
            #expect(try shell.ask("count(big)").contains("200"))
        }

        @Test func `a pager that is left early is no trouble`() throws {
            try folder.writeBig(rows: 5_000)
            let shell = try Shell(in: folder, environment: ["PAGER": "head -n 3"], rows: 20)
            try shell.waitForPrompt()
            try shell.ask("import big from 'big.csv'")
            try shell.ask("big")
            #expect(try shell.ask("count(big)").contains("5,000"))
        }
    }
}
