import Foundation
import Testing

/// Tests of the built program. One after the other: some measure time.
@Suite(.serialized) struct BinaryTests {}

extension BinaryTests {
    @Suite struct PromptTests {
        let folder: Folder

        init() throws {
            folder = try Folder()
            try folder.writeAccounts()
        }

        private func shell(_ arguments: [String] = [], environment: [String: String] = [:]) throws -> Shell {
            let shell = try Shell(arguments, in: folder, environment: environment)
            try shell.waitForPrompt()
            return shell
        }

        private func shellWithAccounts() throws -> Shell {
            let shell = try shell()
            try shell.ask("import accounts from 'accounts.csv' key account")
            return shell
        }

        @Test func `a statement is answered under it`() throws {
            let shell = try shellWithAccounts()
            #expect(try shell.ask("count(accounts where tier = 'Gold')") == "count(accounts where tier = 'Gold')\n                                  2")
            #expect(try shell.ask("acounts").contains("Did you mean accounts?"))
        }

        @Test func `a statement may run on over lines`() throws {
            let shell = try shellWithAccounts()
            shell.type("accounts |\r")
            try shell.wait("a further line") { $0.line == "     ...>" }
            shell.type("where tier = 'Gold' | select account\r")
            try shell.waitForPrompt(below: shell.screen.row)
            #expect(shell.screen.text.hasSuffix("account\nAcme\nBirch\n2 of 6 rows\ntierbook>"))
        }

        @Test(arguments: [
            ("imp", "import"), ("acc", "accounts"), ("accounts | whe", "accounts | where"), ("accounts | where reg", "accounts | where region"),
            ("accounts | where tier = 'G", "accounts | where tier = 'Gold'"), ("import x from 'acc", "import x from 'accounts.csv'"),
            ("import x from 'sub/in", "import x from 'sub/inner.csv'"), ("help prior", "help prioritize"), ("help the lis", "help the list"), ("help faq dup", "help faq duplicate"),
            ("inclu", "include"), ("include 'sub/in", "include 'sub/inner.csv'"), ("reco", "reco"), ("record 'sub/in", "record 'sub/inner.csv'"),
            ("benchmark x 2026 against 2025 comparing med", "benchmark x 2026 against 2025 comparing medians"),
            ("benchmark x 2026 against 2025 versus re", "benchmark x 2026 against 2025 versus rest"),
            ("benchmark x 2026 against 2025 by reg", "benchmark x 2026 against 2025 by region"), ("benchmark x 2026 against 2025 by tier, reg", "benchmark x 2026 against 2025 by tier, region"),
            ("benchmark x 2026 against 2025 clustered by no", "benchmark x 2026 against 2025 clustered by none"), ("accounts | chart int", "accounts | chart intervals"),
            ("benchmark sum(x.y) 2026H1 ag", "benchmark sum(x.y) 2026H1 against"), ("benchmark sum(x.y) 2026H1 against 2025H1 comp", "benchmark sum(x.y) 2026H1 against 2025H1 comparing"),
            ("compliance in last qua", "compliance in last qua"), ("compliance in 2026H1 by ser", "compliance in 2026H1 by service"),
            ("benchmark x 2026 against 2025 where region = 'EM", "benchmark x 2026 against 2025 where region = 'EMEA'"),
        ])
        func `Tab completes`(typed: String, completed: String) throws {
            try FileManager.default.createDirectory(atPath: folder.file("sub"), withIntermediateDirectories: true)
            try folder.write("a\n1\n", to: "sub/inner.csv")
            let shell = try shellWithAccounts()
            shell.type(typed + "\t")
            try shell.wait("completion") { $0.line == "tierbook> " + completed }
        }

        @Test func `Tab lists what several may follow`() throws {
            let shell = try shellWithAccounts()
            shell.type("accounts | where tier = '\t")
            try shell.wait("a list under the line") { $0.lines.last?.hasSuffix("Silver'") == true }
            #expect(shell.screen.line == "tierbook> accounts | where tier = '")
            #expect(shell.screen.lines.suffix(1) == ["Bronze'  Gold'    Silver'"])
        }

        @Test func `history lasts from one session to the next`() throws {
            let first = try shellWithAccounts()
            try first.ask("accounts | where tier = 'Gold' | select account")
            try first.ask("tables")
            first.type("quit discarding changes\r")
            #expect(try first.end() == 0)
            let second = try shell()
            second.type("\u{1B}[A\u{1B}[A\u{1B}[A")
            try second.waitFor("tierbook> accounts | where tier = 'Gold' | select account")
            second.type("\u{12}tabl")
            try second.wait("the found entry") { $0.line.contains("tables") }
        }

        @Test func `Ctrl-D ends an empty line's shell, and forgets no change`() throws {
            let shell = try shellWithAccounts()
            shell.type("tables\u{04}")
            shell.type("\u{15}\u{04}")
            #expect(try shell.end() == 0)
            #expect(shell.screen.text.contains("1 unsaved change kept; next time recover brings it back."))
        }

        @Test func `record keeps what was typed, also when the shell is killed`() throws {
            let shell = try shell()
            try shell.ask("record 'x.md'")
            try shell.ask("# # Accounts")
            try shell.ask("import accounts from 'accounts.csv' key account")
            try shell.ask("acounts")
            shell.kill()
            let notebook = try folder.read("x.md")
            #expect(notebook.hasPrefix("---\ntierbook: 1\nseed: 1\n---\n\n# Accounts\n\n```tierbook\ntierbook> import accounts from 'accounts.csv' key account\n6 accounts · 4 columns\n"))
            #expect(notebook.hasSuffix("help: Did you mean accounts?\n[1]\n```\n"))
            #expect(try Ran(["run", "x.md"], in: folder).code == 0)
            let checked = try Ran(["check", "x.md"], in: folder)
            #expect(checked.code == 0, "\(checked.output)\(checked.errors)")
        }

        @Test func `what is recorded from a saved workspace passes a check, long answers too`() throws {
            try folder.writeBig(rows: 500)
            let shell = try shell()
            try shell.ask("import big from 'big.csv' key n")
            try shell.ask("save as 'big.tierbook'")
            try shell.ask("record 'x.md'")
            for line in ["big | select n", "big | where n > 497", "define few = 1", "'```'", "big | order by n desc", "set mode csv", "big | limit 3", "undo", "record off"] { try shell.ask(line) }
            shell.type("quit discarding changes\r")
            #expect(try shell.end() == 0)
            #expect(try folder.read("x.md").contains("[481 more lines: x.answers/cell-1-1.txt]\ntierbook> big | where n > 497\n"))
            #expect(try folder.read("x.answers/cell-2-2.txt").split(separator: "\n").count == 501)
            let checked = try Ran(["check", "x.md"], in: folder)
            #expect(checked.code == 0, "\(checked.output)\(checked.errors)")
        }

        @Test func `what an included file changed is recovered, with the file it read`() throws {
            try FileManager.default.createDirectory(atPath: folder.file("sub"), withIntermediateDirectories: true)
            try folder.write("a\n1\n", to: "sub/inner.csv")
            try folder.write("import inner from 'inner.csv'\ninner | set a = 5\n", to: "sub/load.tb")
            let shell = try shell()
            try shell.ask("include 'sub/load.tb'")
            shell.kill()
            try folder.write("gone\n", to: "sub/inner.csv")
            try folder.write("", to: "sub/load.tb")
            let again = try self.shell()
            #expect(try again.ask("recover").contains("2 of 2 changes done again"))
            #expect(try again.ask("inner").hasSuffix("a\n5"))
        }

        @Test func `quit`() throws {
            let shell = try shell()
            shell.type("quit\r")
            #expect(try shell.end() == 0)
        }

        @Test func `quit discarding changes leaves nothing to recover`() throws {
            let shell = try shellWithAccounts()
            shell.type("quit discarding changes\r")
            #expect(try shell.end() == 0)
            #expect(!shell.screen.text.contains("kept"))
            #expect(!(try self.shell()).screen.text.contains("recover"))
        }

        @Test func `a hang-up ends it and keeps what was changed`() throws {
            let shell = try shellWithAccounts()
            shell.signal(SIGHUP)
            #expect(try shell.end() == 129)
            #expect(try self.shell().screen.text.contains("1 change of an earlier session without a file was never saved."))
        }

        @Test func `control characters of data are shown, never sent`() throws {
            try folder.write("account,note\nEvil,\u{1B}]0;title\u{07}\u{1B}[2J\nC1,\u{9B}31m\n\u{202E}Reversed,x\n", to: "evil.csv")
            let shell = try shell()
            try shell.ask("import evil from 'evil.csv' key account")
            let start = shell.bytes.count
            try shell.ask("evil")
            try shell.ask("set mode csv")
            try shell.ask("evil")
            try shell.ask("set mode record")
            try shell.ask("evil")
            shell.type("evil | where account = '\t")
            try shell.waitFor("Evil'")
            let sent = String(decoding: shell.bytes[start...], as: UTF8.self)
            #expect(sent.contains("␛]0;title␇␛[2J"))
            for forbidden in ["\u{1B}]", "\u{07}", "\u{1B}[2J", "\u{9B}", "\u{202E}"] { #expect(!sent.contains(forbidden)) }
        }

        @Test func `colour, unless NO_COLOR says no`() throws {
            let coloured = try shellWithAccounts()
            try coloured.ask("accounts")
            #expect(String(decoding: coloured.bytes, as: UTF8.self).contains("\u{1B}[1m"))
            coloured.type("quit discarding changes\r")
            _ = try coloured.end()
            let plain = try shell(environment: ["NO_COLOR": "1"])
            try plain.ask("import accounts from 'accounts.csv' key account")
            try plain.ask("accounts")
            #expect(!String(decoding: plain.bytes, as: UTF8.self).contains("m\u{1B}["))
            #expect(!String(decoding: plain.bytes, as: UTF8.self).contains("\u{1B}[1m"))
        }

        @Test func `a dumb terminal gets no escapes`() throws {
            let shell = try Shell(in: folder, environment: ["TERM": "dumb"])
            try shell.waitForPrompt()
            try shell.ask("import accounts from 'accounts.csv' key account")
            #expect(try shell.ask("accounts | where tier = 'Gold'").contains("Birch"))
            #expect(!shell.bytes.contains(0x1B))
        }

        @Test func `not one escape where output goes into a file`() throws {
            let shell = try Shell(in: folder, output: folder.file("out"))
            shell.type("import accounts from 'accounts.csv' key account\raccounts\rwrong\r\u{04}")
            #expect(try shell.end() == 0)
            let out = try folder.read("out")
            #expect(out.contains("Fjord    Bronze"))
            #expect(!out.utf8.contains(0x1B))
        }
    }
}
