import Foundation
import Testing

extension BinaryTests {
    @Suite struct InterruptTests {
        let folder: Folder

        init() throws {
            folder = try Folder()
            try folder.writeBig(rows: 14_000)
        }

        /// Fourteen thousand rows with equal keys: 196 million pairs.
        private static let longStatement = "big | join big on k | group by k show count"

        @Test func `Ctrl-C clears the line`() throws {
            let shell = try Shell(in: folder)
            try shell.waitForPrompt()
            shell.type("accounts | top")
            try shell.waitFor("accounts | top")
            shell.type("\u{03}")
            try shell.waitForPrompt()
            #expect(shell.screen.text.contains("accounts | top^C"))
            shell.type("accounts |\r")
            try shell.waitFor("...>")
            shell.type("\u{03}")
            try shell.waitForPrompt()
            for _ in 0..<5 { shell.type("\u{03}") }
            // What a person types next comes later than the signals.
            usleep(100_000)
            shell.type("tables\r")
            try shell.waitFor("no rows")
        }

        @Test(arguments: [["TERM": "xterm"], ["TERM": "dumb"]])
        func `Ctrl-C cancels a command at once, and the shell lives`(environment: [String: String]) throws {
            let shell = try Shell(in: folder, environment: environment)
            try shell.waitForPrompt()
            try shell.ask("import big from 'big.csv'")
            var best = Duration.seconds(60)
            // Other tests run beside this one: of five times the best counts.
            for _ in 0..<5 where best > .milliseconds(200) {
                let row = shell.screen.row
                shell.type(Self.longStatement + "\r")
                if environment["TERM"] == "dumb" { usleep(700_000) } else { try shell.waitFor("working … ") }
                let took = try ContinuousClock().measure {
                    shell.type("\u{03}")
                    try shell.waitForPrompt(below: row)
                }
                best = min(best, took)
                #expect(shell.screen.lines[row...].contains("error: Cancelled; nothing was changed."))
                #expect(!shell.screen.text.contains("working"))
            }
            #expect(best < .milliseconds(500))
            #expect(try shell.ask("count(big)").contains("14,000"))
        }

        @Test func `a script that is interrupted ends with 130`() throws {
            try folder.write("import big from 'big.csv'\ncount(big)\n\(Self.longStatement)\nsave as 'never.tierbook'\n", to: "long.tb")
            let shell = try Shell(["run", "long.tb"], in: folder)
            try shell.waitFor("14,000")
            usleep(300_000)
            shell.type("\u{03}")
            #expect(try shell.end(within: 5) == 130)
            #expect(!folder.exists("never.tierbook"))
        }

        @Test func `so does a check at work on patterns`() throws {
            // Forty lines of a second each or more.
            let count = 40
            try folder.write("t\n" + String(repeating: String(repeating: "a", count: 60_000) + "\n", count: count), to: "t.csv")
            let patterns = String(repeating: "(?:a?){900}a* (re)\n", count: count)
            try folder.write("```tierbook\ntierbook> import t from 't.csv'\n...\ntierbook> t\nt\n\(patterns)...\n```\n", to: "long.md")
            let shell = try Shell(["check", "long.md"], in: folder)
            usleep(1_000_000)
            shell.type("\u{03}")
            #expect(try shell.end(within: 5) == 130)
        }

        @Test func `so does one whose every line is wrong`() throws {
            try folder.write(String(repeating: "nosuch\n", count: 500_000), to: "wrong.tb")
            let shell = try Shell(["run", "wrong.tb", "--go-on"], in: folder)
            try shell.waitFor("wrong.tb:")
            shell.type("\u{03}")
            #expect(try shell.end(within: 5) == 130)
        }

        @Test func `so does one that is still being typed`() throws {
            let shell = try Shell(["run", "-"], in: folder)
            shell.type("tables\r")
            try shell.waitFor("tables")
            usleep(200_000)
            shell.type("\u{03}")
            #expect(try shell.end(within: 5) == 130)
        }

        @Test func `and one in a pipe that nobody fills`() throws {
            mkfifo(folder.file("pipe.tb"), 0o600)
            let shell = try Shell(["run", "pipe.tb"], in: folder)
            usleep(300_000)
            shell.type("\u{03}")
            #expect(try shell.end(within: 5) == 130)
        }

        @Test func `and an import from a pipe that nobody fills`() throws {
            mkfifo(folder.file("pipe.csv"), 0o600)
            let shell = try Shell(in: folder)
            try shell.waitForPrompt()
            let row = shell.screen.row
            shell.type("import x from 'pipe.csv'\r")
            usleep(300_000)
            shell.type("\u{03}")
            try shell.waitForPrompt(below: row, within: 5)
            #expect(shell.screen.text.contains("\nerror: Cancelled"))
        }
    }
}
