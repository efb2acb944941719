import Foundation
#if canImport(FoundationXML)
    import FoundationXML
#endif
import Testing

extension BinaryTests {
    /// `tierbook check` and `tierbook update` as a build runs them.
    @Suite struct CheckTests {
        private let folder = try! Folder()

        private func cell(_ text: String) -> String { "# Sums\n\n```tierbook\n\(text)\n```\n" }
        private var good: String { cell("tierbook> 1 + 1\n1 + 1\n    2") }
        private var wrong: String { cell("tierbook> 1 + 1\n1 + 1\n    3") }

        @Test func `exit codes are those of diff`() throws {
            try folder.write(good, to: "good.md")
            try folder.write(wrong, to: "wrong.md")
            let matching = try Ran(["check", "good.md"], in: folder)
            #expect(matching.code == 0 && matching.output == "1 notebook, 1 cell: all answers match.\n" && matching.errors == "")
            let differing = try Ran(["check", "wrong.md"], in: folder)
            #expect(differing.code == 1 && differing.output.hasPrefix("wrong.md:6: cell 1: the answer differs\n  tierbook> 1 + 1\n@@ -5,2 +5,2 @@\n 1 + 1\n-    3\n+    2\nrow 1: 1 + 1 was 3, is 2\n"))
            #expect(try folder.read("wrong.md") == wrong, "a check writes nothing")
            let several = try Ran(["check", ".", "missing.md"], in: folder)
            #expect(several.code == 2 && several.errors.contains("missing.md") && several.output.contains("./wrong.md:6: cell 1"))
            #expect(several.output.hasSuffix("3 notebooks, 2 cells: 1 differs and 1 could not be checked.\n  ./wrong.md: 1 of 1 cell\n  missing.md: could not be checked\n"))
        }

        @Test(arguments: [
            ("```tierbook\ntierbook> 1", "is never closed"), ("---\nseed: x\n---\n```tierbook\ntierbook> 1\n```\n", "is no seed"), ("```tierbook\n\0\n```\n", "a zero byte"),
            ("# Only prose\n", "has no command to run"), ("10,001 cells", "may have 10,000 cells"),
            ("---\nworkspace: none.tierbook\n---\n```tierbook\ntierbook> 1\n```\n", "none.tierbook"), ("---\nparams:\n  floor:\n---\n```tierbook\ntierbook> $floor\n```\n", "wants a value for floor"),
            ("```tierbook\ntierbook> 1\n[ (re)\n```\n", "never closed"),
        ])
        func `a broken notebook is an error with its fix, and nothing is written`(text: String, message: String) throws {
            let text = text == "10,001 cells" ? String(repeating: "```tierbook\n```\n", count: 10_001) : text
            try folder.write(text, to: "x.md")
            for command in ["check", "update"] {
                let ran = try Ran([command, "x.md"], in: folder)
                #expect(ran.code == 2, "\(command): \(ran.output)\(ran.errors)")
                #expect((ran.errors + ran.output).contains(message) && (ran.errors + ran.output).contains("error: "), "\(ran.errors)")
            }
            #expect(try folder.read("x.md") == text)
        }

        @Test func `what is no notebook is refused`() throws {
            try folder.write("1 + 1\n", to: "x.tb")
            for arguments in [["check", "x.tb"], ["update", "x.tb"], ["update", "."], ["check", "missing.md"], ["check"], ["check", "--format", "jsn", "x.md"], ["check", "state"]] {
                let ran = try Ran(arguments, in: folder)
                #expect(ran.code == 2 && ran.errors != "", "\(arguments)")
            }
            #expect(try Ran(["check", "--format", "jsn", "x.md"], in: folder).errors.contains("Did you mean json?"))
            #expect(try Ran(["chekc", "x.md"], in: folder).errors.contains("Did you mean check?"))
            if geteuid() != 0 {
                try folder.write(good, to: "secret.md")
                try FileManager.default.setAttributes([.posixPermissions: 0], ofItemAtPath: folder.file("secret.md"))
                #expect(try Ran(["check", "secret.md"], in: folder).code == 2)
            }
        }

        @Test func `reports for programs are one document`() throws {
            try folder.write(good, to: "a.md")
            try folder.write(wrong, to: "b.md")
            try folder.write("```tierbook\n", to: "c.md")
            let json = try Ran(["check", "--format", "json", "a.md", "b.md", "c.md"], in: folder)
            #expect(json.code == 2 && json.errors == "")
            let object = try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any]
            #expect((object?["files"] as? [[String: Any]])?.compactMap { $0["status"] as? String } == ["matches", "differs", "broken"])
            let junit = try Ran(["check", "--format", "junit", "a.md", "b.md", "c.md"], in: folder)
            let cases = try XMLDocument(xmlString: junit.output).nodes(forXPath: "//testcase")
            #expect(cases.count == 3)
            #expect(try XMLDocument(xmlString: junit.output).nodes(forXPath: "//failure").count == 1)
        }

        @Test func `update writes, and refuses in CI`() throws {
            try folder.write(wrong, to: "x.md")
            let refused = try Ran(["update", "x.md"], in: folder, environment: ["CI": "true"])
            #expect(refused.code == 2 && refused.errors.contains("CI") && refused.output == "")
            #expect(try folder.read("x.md") == wrong)
            let ran = try Ran(["update", "x.md"], in: folder, environment: ["CI": "false"])
            #expect(ran.code == 0 && ran.output == "x.md: 1 answer written.\n", "\(ran.errors)")
            #expect(try folder.read("x.md").hasPrefix(good))
            #expect(try Ran(["update", "x.md"], in: folder).output == "x.md: nothing to write.\n")
            #expect(try Ran(["check", "x.md"], in: folder).code == 0)
            #expect(try Ran(["update", "--interactive", "x.md"], in: folder).code == 2)
        }

        @Test func `each difference is asked about, and Ctrl-C leaves the notebook as it was`() throws {
            let text = cell("tierbook> 1 + 1\nx\ntierbook> 2 + 2\ny")
            try folder.write(text, to: "x.md")
            let left = try Shell(["update", "--interactive", "x.md"], in: folder)
            try left.waitFor("[t/l/e/a/r]")
            left.type("t\r")
            try left.wait("the second question") { $0.text.components(separatedBy: "[t/l/e/a/r]").count == 3 }
            left.type("\u{03}")
            #expect(try left.end(within: 5) == 130)
            #expect(try folder.read("x.md") == text)
            try folder.write("printf '1 + 1\\n* (glob)\\n' > \"$1\"\n", to: "editor")
            let shell = try Shell(["update", "--interactive", "x.md"], in: folder, environment: ["EDITOR": "sh editor"])
            try shell.waitFor("[t/l/e/a/r]")
            shell.type("e\r")
            try shell.waitFor("2 + 2")
            shell.type("t\r")
            #expect(try shell.end(within: 10) == 0)
            #expect(try folder.read("x.md").hasPrefix(cell("tierbook> 1 + 1\n1 + 1\n* (glob)\ntierbook> 2 + 2\n2 + 2\n    4")))
        }

        @Test(.timeLimit(.minutes(1))) func `a check of several that is interrupted ends with 130`() throws {
            try folder.writeBig(rows: 14_000)
            for name in ["a.md", "b.md"] { try folder.write(cell("tierbook> import big from 'big.csv'\n...\ntierbook> big | join big on k | group by n show count"), to: name) }
            let shell = try Shell(["check", "a.md", "b.md"], in: folder)
            usleep(1_500_000)
            shell.type("\u{03}")
            #expect(try shell.end(within: 10) == 130)
        }

        @Test func `what stands beside a notebook is told by bytes, and is never a link`() throws {
            try folder.write("mine", to: "keep.txt")
            let stamp = "<!-- tierbook stamp\ncells 0\né.answers/../keep.txt 0\né.answers/cell-1-1.txt 0\n-->\n"
            try folder.write(wrong + "\n" + stamp, to: "é.md")
            #expect(try Ran(["update", "é.md"], in: folder).code == 0)
            #expect(try folder.read("keep.txt") == "mine")
            try folder.write("n\n" + (1...300).map { "\($0)\n" }.joined(), to: "rows.csv")
            try folder.write(cell("tierbook> import t from 'rows.csv'; t"), to: "long.md")
            try FileManager.default.createSymbolicLink(atPath: folder.file("long.answers"), withDestinationPath: folder.path)
            try folder.write("mine", to: "cell-1-1.txt")
            let ran = try Ran(["update", "long.md"], in: folder)
            #expect(ran.code == 2 && ran.errors.contains("is a link"), "\(ran.output)\(ran.errors)")
            #expect(try folder.read("cell-1-1.txt") == "mine")
        }

        @Test func `an update says what fails now`() throws {
            try folder.write(cell("tierbook> nonsense | top 3"), to: "x.md")
            #expect(try Ran(["update", "x.md"], in: folder).output == "x.md: 1 answer written; the command on line 4 fails now.\n")
            #expect(try Ran(["update", "x.md"], in: folder).output == "x.md: nothing to write.\n")
        }

        @Test func `where one notebook is broken none is written`() throws {
            try folder.write(wrong, to: "a.md")
            try folder.write("```tierbook\n", to: "b.md")
            #expect(try Ran(["update", "a.md", "b.md"], in: folder).code == 2)
            #expect(try folder.read("a.md") == wrong)
        }

        @Test func `what is shaken is the same`() throws {
            try folder.write("account,region\nAcme,EMEA\nBirch,Asia\n", to: "accounts.csv")
            try folder.write(cell("tierbook> import accounts from 'accounts.csv' key account\n...\ntierbook> import x from 'none.csv'\n...\n[1]\ntierbook> accounts | export to 'out.csv'\n..."), to: "x.md")
            let ran = try Ran(["check", "--shake", "x.md"], in: folder)
            #expect(ran.code == 0, "\(ran.output)\(ran.errors)")
            #expect(!folder.exists("out.csv"))
        }
    }
}
