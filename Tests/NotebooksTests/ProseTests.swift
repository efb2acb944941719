import Charts
import Diagnostics
import Notebooks
import TestSupport
import Testing

@Suite struct ProseTests {
    private func page(_ prose: String) throws -> String {
        let page = try Bench().page(of: prose)
        _ = try Read(page)
        let start = try #require(page.firstRange(of: "<main id=\"page.content\"")).upperBound
        let end = try #require(page.firstRange(of: "<footer>")).lowerBound
        return String(page[start..<end].drop { $0 != "\n" }.dropFirst())
    }

    @Test(arguments: [
        ("*a* **b** `<c>` ~~d~~ \\<e> &copy;\n", "<p><em>a</em> <strong>b</strong> <code>&lt;c&gt;</code> <del>d</del> &lt;e&gt; ©</p>\n"),
        ("The account <script>alert(1)</script> stays.\n", "<p>The account &lt;script&gt;alert(1)&lt;/script&gt; stays.</p>\n"),
        ("a <!-- note --> b\n", "<p>a  b</p>\n"),
        ("<!-- note\n\n# hidden\n-->\n\nb\n", "<p>b</p>\n"),
        ("<div>\n<!-- note -->\nx\n</div>\n", "<div class=\"scroll\"><pre>&lt;div&gt;\nx\n&lt;/div&gt;</pre></div>\n"),
        ("- a\n- b\n", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n"),
        ("3. a\n\n4. b\n", "<ol start=\"3\">\n<li><p>a</p>\n</li>\n<li><p>b</p>\n</li>\n</ol>\n"),
        ("- [x] a\n- [ ] b\n", "<ul>\n<li class=\"task\"><input type=\"checkbox\" disabled=\"disabled\" checked=\"checked\" aria-label=\"done\"/> a</li>\n<li class=\"task\"><input type=\"checkbox\" disabled=\"disabled\" aria-label=\"to do\"/> b</li>\n</ul>\n"),
        ("> a  \n> b\n\n***\n", "<blockquote>\n<p>a<br/>\nb</p>\n</blockquote>\n<hr/>\n"),
        ("|a|b|\n|-|-:|\n|<i>|2|\n", "<div class=\"scroll\"><table>\n<thead><tr><th scope=\"col\">a</th><th scope=\"col\" class=\"n\">b</th></tr></thead>\n<tbody>\n<tr><td>&lt;i&gt;</td><td class=\"n\">2</td></tr>\n</tbody></table></div>\n"),
        ("```\na\tb\u{1}\n```\n", "<div class=\"scroll\"><pre>a\tb␁</pre></div>\n"),
        ("a\u{202E}b\u{FFFE}\n", "<p>a\\u{202E}b\\u{FFFE}</p>\n"),
        ("![a \"logo\"](http://x.example/x.png) ![up](../x.png) ![](data:image/png;base64,AA==)\n", "<p><span class=\"picture\">[picture: a &quot;logo&quot;]</span> <span class=\"picture\">[picture: up]</span> <img src=\"data:image/png;base64,AA==\" alt=\"\"/></p>\n"),
        ("![x](data:image/svg+xml;base64,AA==)\n", "<p><span class=\"picture\">[picture: x]</span></p>\n"),
    ])
    func `Markdown becomes HTML that holds no other`(_ prose: String, _ html: String) throws {
        #expect(try page(prose) == html)
    }

    @Test(arguments: [
        ("[a](https://x.example/?a=1&b=\"2\")", "<p><a href=\"https://x.example/?a=1&amp;b=&quot;2&quot;\" rel=\"noreferrer\">a</a></p>\n"),
        ("https://x.example", "<p><a href=\"https://x.example\" class=\"bare\" rel=\"noreferrer\">https://x.example</a></p>\n"),
        ("[a](#b 'to b')", "<p><a href=\"#b\" title=\"to b\">a</a></p>\n"), ("<me@x.example>", "<p><a href=\"mailto:me@x.example\" class=\"bare\" rel=\"noreferrer\">me@x.example</a></p>\n"),
        ("[a](javascript:alert(1))", "<p>a</p>\n"), ("[a](JAVASCRIPT:alert(1))", "<p>a</p>\n"), ("[a](data:text/html,x)", "<p>a</p>\n"), ("[*a*](other.md)", "<p><em>a</em></p>\n"),
        ("[a](//x.example)", "<p>a</p>\n"), ("[a](vbscript:x)", "<p>a</p>\n"),
    ])
    func `links lead to the web, to a mailbox or within the page`(_ prose: String, _ html: String) throws {
        #expect(try page(prose) == html)
    }

    @Test func `pictures beside a notebook are part of its page`() throws {
        let bench = try Bench()
        try bench.write("GIF89a?", to: "in/my logo.gif")
        try bench.write("<svg/>", to: "x.svg")
        let page = try bench.page(of: "![](in/my%20logo.gif) ![x](x.svg) ![](in/my%20logo.gif)\n")
        #expect(page.contains("<p><img src=\"data:image/gif;base64,R0lGODlhPw==\" alt=\"\"/> <img src=\"data:image/svg+xml;base64,PHN2Zy8+\" alt=\"x\"/> <img "))
        try bench.write("text", to: "x.png")
        for (prose, id) in [("a\n\n![](x.png)\n", "not-a-picture"), ("a\n\n![](y.png)\n", "no-such-file"), ("a\n\n![](in)\n", "is-a-folder")] {
            #expect {
                try bench.page(of: prose)
            } throws: { error in
                guard let error = error as? Diagnostic, let span = error.span else { return false }
                return error.id == id && Source(prose).position(of: span.start).line == 3
            }
        }
    }

    @Test func `headings can be reached, each by a name of its own`() throws {
        let html = try page("# A & B\n## Täg-one!\n## Täg-one!\n### content\n## *!*\n\n[to](#täg-one-1)\n")
        let read = try Read("<x>" + html + "</x>")
        #expect(read.ids == ["a--b", "page.contents", "täg-one", "täg-one-1", "content", "section"])
        #expect(read.links == ["#täg-one", "#täg-one-1", "#content", "#section", "#täg-one-1"])
        #expect(html.hasPrefix("<h1 id=\"a--b\">A &amp; B</h1>\n<nav id=\"page.contents\" aria-label=\"Contents\">"))
        #expect(html.contains("<li class=\"depth-1\"><a href=\"#content\">content</a></li>"))
    }

    @Test func `few headings need no contents`() throws { #expect(try !page("# A\n## B\n## C\n").contains("<nav")) }

    @Test func `the title of the front matter stands above, unless the prose begins with it`() throws {
        let same = try page("---\ntierbook: 1\ntitle: A\nas of: 2026-03-31\n---\n# A\n\nb\n")
        #expect(same == "<h1 id=\"a\">A</h1>\n<p class=\"facts\">as of 2026-03-31</p>\n<p>b</p>\n")
        let other = try page("---\ntierbook: 1\ntitle: A <b>\nas of: 2026-03-31\n---\n# B\n## C\n")
        #expect(other == "<h1>A &lt;b&gt;</h1>\n<p class=\"facts\">as of 2026-03-31</p>\n<h2 id=\"b\">B</h2>\n<h3 id=\"c\">C</h3>\n")
    }

    @Test func `whatever the prose, a page is well-formed and names each place once`() throws {
        let pieces = [
            "# ", "## a", "a ", "*", "**", "_", "`", "```", "~~~\n", "~~", "[", "](", ")", "![", "<", ">", "</p>", "<b x=\"", "<!--", "-->", "&", "&amp;", "&#0;", "&#x1;", "\n", "\n\n", "- ", "1. ", "> ",
            "|", "|-|-|\n", "    ", "\t", "\\", "\"", "'", "\u{0}", "\u{1B}", "\u{FFFF}", "\u{202E}", "é", "😀", "http://a.b", "<http://a.b>", "- [ ] ", "***\n", "[a]: /b\n", "]]>", "<![CDATA[", "<?", "\r", "\r\n",
            "```tierbook\ntierbook> tables\n<b>  &\n```\n", "</pre>", "<pre>", "<script>",
        ]
        var draw = Seeded(state: 7)
        let bench = try Bench()
        var pages = 0
        for _ in 0..<1_000 {
            let prose = (0..<Int.random(in: 1...40, using: &draw)).map { _ in pieces.randomElement(using: &draw) ?? "" }.joined()
            do {
                let read = try Read(bench.page(of: prose))
                pages += 1
                #expect(Set(read.ids).count == read.ids.count, "\(prose.debugDescription)")
                #expect(read.counts["script"] == nil && read.texts["handlers"] == nil, "\(prose.debugDescription)")
            } catch let problem as Diagnostic {
                // Pieces may make a cell that cannot be read, or a picture that is not there.
                #expect(problem.help != nil, "\(problem)")
            } catch PageProblem.refused {
                // … or hide the stamp.
            } catch {
                Issue.record("\(error): \(prose.debugDescription)")
            }
        }
        #expect(pages > 300)
    }

    @Test(arguments: [
        (String(repeating: "a <?", count: 20_000), 1), ("\n\n" + String(repeating: "> ", count: 101) + "a", 3),
        ("x\n\n|" + String(repeating: "a|", count: 500) + "\n|" + String(repeating: "-|", count: 500) + "\n" + String(repeating: "|b|\n", count: 500), 401),
    ])
    func `prose that would take the reader of Markdown too long is told`(_ prose: String, _ line: Int) {
        #expect {
            try page(prose)
        } throws: { error in
            guard let error = error as? Diagnostic, let span = error.span else { return false }
            return error.id == "prose-too-long" && Source(prose).position(of: span.start).line == line
        }
    }
}

@Suite struct SafeSVGTests {
    static func svg(_ content: String, _ attributes: String = "") -> String { "<svg xmlns=\"http://www.w3.org/2000/svg\" id=\"c\" viewBox=\"0 0 9 9\"\(attributes)>\(content)</svg>" }

    @Test(arguments: [
        "<title id=\"c-t\">a &amp; b &#39;</title><g fill=\"none\"><path d=\"M0 0l9 9z\" fill=\"url(#c-1)\"/></g>",
        "<style>\(svgStyle(id: "c"))</style>",
        "<text x=\"1\">文 “é”</text>",
    ])
    func `pictures of charts pass as they are`(_ content: String) throws {
        let svg = SafeSVGTests.svg(content)
        #expect(try SafeSVG(svg + "\n", named: "x.svg").text == svg)
    }

    @Test(arguments: [
        ("<script>alert(1)</script>", "an element 'script'"), ("<foreignObject/>", "an element 'foreignObject'"), ("<rect onload=\"x()\"/>", "an attribute 'onload'"),
        ("<rect ONCLICK=\"x()\"/>", "an attribute 'ONCLICK'"), ("<a href=\"x\">y</a>", "an element 'a'"), ("<image/>", "an element 'image'"), ("<use href=\"#c\"/>", "an element 'use'"),
        ("<path fill=\"URL( 'http://x')\"/>", "an address of something outside"), ("<path style=\"x\"/>", "an attribute 'style'"), ("<!-- x -->", "a '<' that begins no element"),
        ("<![CDATA[x]]>", "a '<' that begins no element"), ("<?x?>", "a '<' that begins no element"), ("<g>", "an end of 'svg' without its beginning"), ("</g>", "an end of 'g' without its beginning"),
        ("&nbsp;", "a '&' that begins no known character"), ("&", "a '&' that begins no known character"), ("<rect x=1/>", "an attribute 'x' without a value in double quotes"),
        ("<rect x=\"1\" x=\"2\"/>", "two attributes 'x' in one tag"), ("<rect x=\"<\"/>", "a '<' within an attribute"), ("\u{7}", "a control character"), ("<g xlink:href=\"x\"/>", "an attribute 'xlink:href'"),
        ("<style>body{display:none}</style>", "a style that is no chart's"),
        ("<style>#c .a,p{x:y}</style>", "a style that is no chart's"),
        ("<style>@import 'x';#c{x:y}</style>", "a style that is no chart's"),
        ("<style>#cc{x:y}</style>", "a style that is no chart's"),
        ("<style>#c x{fill:red}body&#123;display:none}</style>", "a style that is no chart's"),
        ("<style>#c x{fill:red}body<g/>{display:none}</style>", "a style that is no chart's"),
        ("<style>body:not([x=\";#c y\"]){x:y}</style>", "a style that is no chart's"),
        ("<style>#c{position:fixed;inset:0}</style>", "a style that is no chart's"),
        ("<style>@IMPORT 'x'</style>", "a style that is no chart's"),
        ("<style>#c{background:url(http://x)}</style>", "a style that is no chart's"),
        ("<path fill=\"&#117;rl(https://x)\"/>", "an attribute 'fill' in other words than it needs"), ("<path fill=\"\\75rl(x)\"/>", "an attribute 'fill' in other words than it needs"),
        ("<text>\u{202E}</text>", "characters that do not show"),
        ("<g xmlns=\"http://www.w3.org/1999/xhtml\"/>", "a namespace 'http://www.w3.org/1999/xhtml'"),
    ])
    func `what could run, fetch or restyle is refused`(_ content: String, _ what: String) {
        #expect {
            try SafeSVG(SafeSVGTests.svg(content), named: "x.svg")
        } throws: { error in
            (error as? Diagnostic)?.message == "x.svg holds \(what), which a page does not show."
        }
    }

    @Test(arguments: ["", "<svg", "<svg>", "<svg><g></g>", "<svg/><svg/>", "<html/>", "<svgx/>", "<svg x", "<svg x=", "<svg x=\"", "<svg>&", "<svg></svg", "<svg/"])
    func `broken pictures are refused`(_ text: String) { #expect(throws: Diagnostic.self) { try SafeSVG(text, named: "x.svg") } }
}
