import Foundation
import Testing

extension BinaryTests {
    @Suite struct ConvertTests {
        let folder: Folder

        init() throws {
            folder = try Folder()
            try folder.writeAccounts()
            try folder.write("---\nparams: {n: 2}\n---\n# Top\nimport accounts from 'accounts.csv' key account\n\naccounts | top $n by revenue | select account\nacounts\n", to: "x.tb")
        }

        @Test func `there and back`() throws {
            let there = try Ran(["convert", "x.tb"], in: folder)
            #expect(there.code == 0 && there.errors == "" && there.output.contains("```tierbook\ntierbook> accounts | top $n by revenue | select account\ntierbook> acounts\n```\n"))
            try folder.write(there.output, to: "x.md")
            let back = try Ran(["convert", "x.md", "-o", "y.tb"], in: folder)
            #expect(back.code == 0 && back.output == "")
            #expect(try folder.read("y.tb") == "---\nparams: {n: 2}\n---\n\n# Top\n\nimport accounts from 'accounts.csv' key account\n\naccounts | top $n by revenue | select account\nacounts\n")
            #expect(try Ran(["convert", "-"], in: folder, input: "1 + 1\n").output.hasSuffix("\ntierbook> 1 + 1\n```\n"))
        }

        @Test func `--run fills in the answers, and what the script writes is thrown away`() throws {
            try folder.write("accounts | export to 'out.csv'\n", to: "more.tb")
            try folder.write(try folder.read("x.tb") + "include 'more.tb'\n", to: "x.tb")
            let ran = try Ran(["convert", "x.tb", "--run", "-o", "x.md"], in: folder)
            #expect(ran.code == 0 && ran.errors == "1 command failed; the error stands below it as its answer.\n", "\(ran.errors)")
            #expect(
                try folder.read("x.md").contains(
                    """
                    tierbook> accounts | top $n by revenue | select account
                    account
                    Acme
                    Birch
                    2 of 6 rows
                    tierbook> acounts
                    error: 'acounts' is neither a table, a defined name nor a verb.
                      acounts
                      ^^^^^^^
                    help: Did you mean accounts?
                    [1]
                    tierbook> include 'more.tb'
                    6 rows written to out.csv.
                    ```

                    """))
            #expect(!folder.exists("out.csv"))
            #expect(try Ran(["run", "x.md"], in: folder).code == 0)
            #expect(try Ran(["check", "x.md"], in: folder).code == 0)
        }

        @Test(arguments: [
            (["x.tb", "-o", "there.md"], "there.md exists.\nhelp: Add --replacing, or choose another name."), (["x.tb", "-o", "y.tb"], "End its name in .md."),
            (["there.md", "-o", "y.md"], "End its name in .tb."), (["there.md", "--run"], "Leave out --run."), (["xx.tb"], "Did you mean 'x.tb'?"),
            (["wrong.tb"], "wrong.tb:2:12: error: 'were' is no verb."), (["wrong.md"], "wrong.md:2:22: error: 'were' is no verb."), (["x.tb", "-o", "none/x.md"], "there is no folder 'none'"),
        ])
        func `what cannot be is refused and writes nothing`(arguments: [String], message: String) throws {
            try folder.write("```tierbook\ntierbook> 1 + 1\n```\n", to: "there.md")
            try folder.write("1 + 1\naccounts | were x = 1\n", to: "wrong.tb")
            try folder.write("```tierbook\ntierbook> accounts | were x = 1\n```\n", to: "wrong.md")
            let ran = try Ran(["convert"] + arguments, in: folder)
            #expect(ran.code == 2 && ran.output == "" && ran.errors.contains(message), "\(ran.errors)")
            #expect(try folder.read("there.md") == "```tierbook\ntierbook> 1 + 1\n```\n" && !folder.exists("y.tb") && !folder.exists("y.md"))
        }
    }
}
