import Foundation
import Testing

extension BinaryTests {
    @Suite struct RenderTests {
        let folder: Folder

        init() throws {
            folder = try Folder()
            try folder.write("account,region,revenue\n<script>alert(1)</script>,EMEA,$500\n\"<img src=x onerror=alert(1)>\",EMEA,\n</td>\u{1B}[31m,Asia,$20\n", to: "accounts.csv")
            try folder.write(
                """
                ---
                tierbook: 1
                as of: 2026-03-31
                params: {least: 1}
                ---
                # </title><script>alert(1)</script>
                <script>alert(2)</script>

                See [this](javascript:alert(3)) and <a href="x" onclick="alert(4)">that</a>. ![x](http://127.0.0.1:1/x.png)

                ```tierbook
                tierbook> import accounts from 'accounts.csv' key account
                tierbook> accounts
                tierbook> accounts | where revenue >= $least | top 1 by revenue | select account, revenue
                tierbook> accounts | where account = '</pre><script>alert(5)</script>' and regoin = 'x'
                [1]
                ```

                """, to: "study.md")
        }

        // MARK: The command

        @Test func `a page stands beside its notebook, or where -o says`() throws {
            let ran = try Ran(["render", "--run", "study.md"], in: folder)
            #expect(ran.code == 0 && ran.output == "" && ran.errors == "", "\(ran.errors)")
            let page = try folder.read("study.html")
            #expect(try Ran(["render", "--run", "study.md", "-o", "other.html"], in: folder).code == 0)
            #expect(try folder.read("other.html") == page)
            let printed = try Ran(["render", "--run", folder.file("study.md"), "-o", "-"], in: folder, environment: ["LANG": "de_DE.UTF-8", "TZ": "Asia/Tokyo", "COLUMNS": "20"])
            #expect(printed.code == 0 && printed.output == page)
        }

        @Test func `stale answers, and runs that go otherwise, are exit code 1 and no page`() throws {
            let stale = try Ran(["render", "study.md"], in: folder)
            #expect(stale.code == 1 && stale.errors.contains("tierbook update study.md"), "\(stale.errors)")
            try folder.write("# A\n\n```tierbook\ntierbook> tables\ntierbook> tabels\n```\n", to: "wrong.md")
            let wrong = try Ran(["render", "--run", "wrong.md"], in: folder)
            #expect(wrong.code == 1 && wrong.errors.hasPrefix("wrong.md:5:11: error: 'tabels' is neither"), "\(wrong.errors)")
            #expect(!folder.exists("study.html") && !folder.exists("wrong.html"))
        }

        @Test(arguments: [
            (["missing.md"], "There is no file 'missing.md'."), (["accounts.csv"], "'accounts.csv' is no notebook"), (["folder.md"], "'folder.md' is a folder"),
            (["broken.md"], "broken.md:1:1: error: The cell that begins here is never closed."), (["zero.md"], "zero.md holds a zero byte on line 1"),
            (["study.md", "-p", "least=2"], "add --run"), (["study.md", "--run", "-p", "lest=2"], "Did you mean least?"), (["study.md", "--run", "-o", "no/page.html"], "there is no folder 'no'"),
            ([], "Missing expected argument"), (["study.md", "--rnu"], "--run"), (["hidden.md", "--run"], "hidden.md:2:1: error: A page would not show this cell"),
        ])
        func `what cannot be shown is exit code 2`(_ arguments: [String], _ message: String) throws {
            try FileManager.default.createDirectory(atPath: folder.file("folder.md"), withIntermediateDirectories: true)
            try folder.write("```tierbook\n", to: "broken.md")
            try folder.write("a\0b", to: "zero.md")
            try folder.write("<pre>\n```tierbook\ntierbook> tables\n```\n", to: "hidden.md")
            let ran = try Ran(["render"] + arguments, in: folder)
            #expect(ran.code == 2 && ran.output == "" && ran.errors.contains(message), "\(ran.errors)")
        }

        // MARK: In a browser

        @Test(.enabled(if: Browser.path != nil, "This machine has no Chromium; scripts/test installs one where it can."))
        func `a browser shows what the notebook says and runs none of it`() throws {
            #expect(try Ran(["render", "--run", "study.md"], in: folder).code == 0)
            let shown = try Browser("study.html", in: folder)
            #expect(shown.console == [])
            let elements = shown.elements
            func count(_ pattern: String) -> Int { elements.components(separatedBy: pattern).count - 1 }
            #expect(elements.contains("<title>&lt;/title&gt;&lt;script&gt;alert(1)&lt;/script&gt;</title>"))
            #expect(count("<table") == 3 && count("<tr>") == 3 + 1 + 3 + 1 + 1 + 1)
            #expect(count("<script") == 0 && count("<img") == 0 && count("<a ") == 1)
            #expect(elements.contains("<td>&lt;script&gt;alert(1)&lt;/script&gt;</td><td>EMEA</td><td class=\"n\">$500</td>"))
            #expect(elements.contains("<td>&lt;/td&gt;␛[31m</td><td>Asia</td><td class=\"n\">$20</td>"))
            #expect(elements.contains("where account = '&lt;/pre&gt;&lt;script&gt;alert(5)&lt;/script&gt;' and"))
            #expect(elements.contains("<p><strong>error:</strong> accounts has no column 'regoin'.</p>"))
            // Drawn, not blank: a page of one colour is smaller by far.
            #expect(try Browser.picture(of: "study.html", width: 800, in: folder).count > 20_000)
        }

        @Test(.enabled(if: Browser.path != nil, "This machine has no Chromium; scripts/test installs one where it can."), arguments: [280, 360])
        func `tables and charts scroll in their own box, a narrow page does not`(width: Int) throws {
            let words = Array(repeating: "something", count: 4).joined(separator: " | ")
            try folder.write(
                """
                # Narrow

                | \(words) |
                | - | - | - | - |
                | \(words) |

                ```tierbook
                tierbook> import accounts from 'accounts.csv' key account
                tierbook> accounts | chart bars revenue by account
                tierbook> accounts | select region, revenue as `the revenue of the year`
                ```

                """, to: "narrow.md")
            let ran = try Ran(["render", "--run", "narrow.md"], in: folder)
            #expect(ran.code == 0, "\(ran.errors)")
            #expect(try Browser.width(of: "narrow.html", in: width, folder) <= width)
        }

        /// What a console without a word relies on.
        @Test(.enabled(if: Browser.path != nil, "This machine has no Chromium; scripts/test installs one where it can."))
        func `a browser says when a page's policy stops something`() throws {
            try folder.write("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'\"><script>document.title = 'ran'</script>", to: "bad.html")
            let shown = try Browser("bad.html", in: folder)
            #expect(!shown.elements.contains("ran</title>") && !shown.console.isEmpty)
        }
    }
}
