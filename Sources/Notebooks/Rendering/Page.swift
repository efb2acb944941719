import Diagnostics
import Engine
import Presenting

/// A notebook as one HTML page that stands alone: no script, no network, nothing that moves. The page is well-formed XML
/// too, and the same notebook gives the same bytes.
package struct Page {
    let notebook: Notebook
    let answers: PageAnswers

    /// `answers` are those of the notebook's cells, in their order.
    package init(_ notebook: Notebook, _ answers: PageAnswers) {
        self.notebook = notebook
        self.answers = answers
    }

    /// - Throws: a cell that would not be seen on the page, prose that is too long, a picture that is not there.
    package func html() throws(Diagnostic) -> String {
        let prose = ProseSource(notebook)
        try ProseLimits.check(notebook.source, prose.pieces)
        let tree = MarkdownTree(prose.text)
        let (title, isAbove, isShifted) = title(tree)
        let drawn = answers.cells.joined().flatMap { $0.pictures.flatMap(\.ids) }
        var writer = ProseWriter(
            insertions: insertions(at: prose.lines), pictures: try Pictures(of: tree, notebook), title: title, isShifted: isShifted,
            taken: notebook.cells.compactMap(\.id) + drawn)
        writer.write(tree)
        try check(writer, prose)

        let contents = contents(writer.headings.dropFirst(writer.beginsWithTitle ? 1 : 0))
        let body = writer.html.utf8
        let split = body.index(body.startIndex, offsetBy: writer.titleEnd)
        return """
            \(head(title))<body>
            <a class="skip" href="#page.content">Skip to the content</a>
            <main id="page.content"\(contents.isEmpty ? "" : " class=\"listed\"")>
            \(isAbove ? "<h1>\(HTML.escaped(title))</h1>\n" : "")\(writer.html[..<split])\(facts)\(contents)\(writer.html[split...])\(footer)</main>
            </body>
            </html>

            """
    }

    // MARK: Parts

    /// What the page is called; whether that stands above the prose, and the prose's headings then come one level below.
    private func title(_ tree: MarkdownTree) -> (String, isAbove: Bool, isShifted: Bool) {
        var first: (level: Int, text: String)?
        var hasTop = false
        tree.walk { node, begins in
            guard begins, node.kind == .heading else { return }
            first = first ?? (node.headingLevel, node.plainText)
            hasTop = hasTop || node.headingLevel == 1
        }
        guard let title = notebook.frontMatter.title else { return (first?.text ?? "Notebook", false, false) }
        let isAbove = first?.level != 1 || first?.text != title
        return (title, isAbove, isAbove && hasTop)
    }

    private func insertions(at lines: [Int]) -> [Int: String] {
        var cells = CellWriter()
        var found: [Int: String] = [:]
        for (index, cell) in notebook.cells.enumerated() where index < lines.count { found[lines[index]] = cells.html(of: cell, answers.cells[index]) }
        return found
    }

    private func check(_ writer: ProseWriter, _ prose: ProseSource) throws(Diagnostic) {
        for (cell, line) in zip(notebook.cells, prose.lines) where !writer.inserted.contains(line) {
            throw Diagnostic(
                "hidden-cell", "A page would not show this cell: it stands within HTML or a comment that begins above it.", at: Span(cell.span.start, cell.span.start + cell.fence.utf8.count),
                help: "End what begins there before the cell.")
        }
    }

    private func head(_ title: String) -> String {
        """
        <!DOCTYPE html>
        <html xmlns="http://www.w3.org/1999/xhtml" lang="en">
        <head>
        <meta charset="utf-8"/>
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"/>
        <meta name="viewport" content="width=device-width, initial-scale=1"/>
        <meta name="color-scheme" content="light dark"/>
        <meta name="generator" content="Tierbook"/>
        <title>\(HTML.escaped(title))</title>
        <style>
        \(Stylesheet.text)</style>
        </head>

        """
    }

    /// The day and the values that the answers hold for.
    private var facts: String {
        var facts = notebook.frontMatter.asOf.map { ["as of \($0.text)"] } ?? []
        for parameter in notebook.frontMatter.parameters {
            let text = answers.given.last { $0.name == parameter.name }?.text ?? parameter.value?.literal ?? ""
            facts.append("\(parameter.name) = \(text.unquoted)" + (parameter.about.isEmpty ? "" : " (\(parameter.about))"))
        }
        return facts.isEmpty ? "" : "<p class=\"facts\">\(HTML.escaped(facts.joined(separator: " · ")))</p>\n"
    }

    /// Headings listed at most, unless all are of one level.
    private static let mostListed = 100

    /// The headings as links, where there are enough to be worth it.
    private func contents(_ headings: ArraySlice<ProseWriter.Heading>) -> String {
        let known = headings.filter { !$0.text.isEmpty }
        guard let top = known.map(\.level).min() else { return "" }
        var listed = known.filter { $0.level <= 3 }
        for level in [2, 1] where listed.count > Page.mostListed { listed = known.filter { $0.level <= max(level, top) } }
        guard listed.count >= 3 else { return "" }
        let items = listed.map { "<li class=\"depth-\($0.level - top)\"><a href=\"#\(HTML.escaped($0.id))\">\(HTML.escaped($0.text))</a></li>\n" }
        return "<nav id=\"page.contents\" aria-label=\"Contents\">\n<ul>\n\(items.joined())</ul>\n</nav>\n"
    }

    /// Where the figures come from, so that a page can be held against its data.
    private var footer: String {
        let files = answers.inputs.map { "<code>\(HTML.escaped($0.path))</code> (\(HTML.escaped($0.digest)))" }
        return "<footer>Worked out by Tierbook\(files.isEmpty ? "" : " from " + files.joined(separator: ", ")).</footer>\n"
    }
}

/// A notebook's prose as Markdown, without front matter and stamp; each cell is an empty block of code that marks its place.
struct ProseSource {
    private(set) var text = ""
    /// Where it stands in the notebook.
    private(set) var pieces: [Span] = []
    /// The number of the line that marks each cell's place.
    private(set) var lines: [Int] = []
    private var line = 1

    init(_ notebook: Notebook) {
        let source = notebook.source
        let end = source.text.utf8.count
        var at = notebook.frontMatter.span.end
        for cell in notebook.cells {
            add(source, at, cell.span.start)
            // An empty line ends HTML that ends with one.
            add("\n")
            lines.append(line)
            add("~~~\n~~~\n")
            at = cell.span.end
        }
        let stamp = notebook.stamp?.span ?? Span(end, end)
        add(source, at, stamp.start)
        add(source, max(at, stamp.end), end)
    }

    private mutating func add(_ source: Source, _ start: Int, _ end: Int) {
        guard start < end else { return }
        pieces.append(Span(start, end))
        add(source[Span(start, end)])
    }

    private mutating func add(_ piece: String) {
        text += piece
        line += piece.utf8.reduce(0) { $0 + ($1 == UInt8(ascii: "\n") ? 1 : 0) }
    }
}
