import Diagnostics
import Presenting

/// Writes a Markdown tree as HTML. Nothing of it passes as markup: HTML in the prose is shown as it was typed, and
/// comments are left out.
struct ProseWriter {
    /// What stands in the place of a block of code, by the number of its first line.
    private let insertions: [Int: String]
    private let pictures: Pictures
    private let title: String
    /// Where the title stands above the prose, headings of the prose come one level below it.
    private let isShifted: Bool

    private(set) var html = ""
    /// Where the heading ends that is the page's title, when the prose begins with it; else 0.
    private(set) var titleEnd = 0
    private(set) var beginsWithTitle = false
    private(set) var headings: [Heading] = []
    /// The lines of `insertions` that were come upon.
    private(set) var inserted: Set<Int> = []
    private var slugs: Slugs
    /// An image's text is in its attribute.
    private var image: MarkdownNode?
    private var alignments: [UInt8] = []
    private var column = 0
    private var isHeader = false

    struct Heading: Equatable {
        let level: Int
        let id: String
        let text: String
    }

    init(insertions: [Int: String], pictures: Pictures, title: String, isShifted: Bool, taken: [String]) {
        self.insertions = insertions
        self.pictures = pictures
        self.title = title
        self.isShifted = isShifted
        slugs = Slugs(taken: taken)
    }

    mutating func write(_ tree: MarkdownTree) { tree.walk { visit($0, $1) } }

    private mutating func visit(_ node: MarkdownNode, _ begins: Bool) {
        if let image {
            if node == image { self.image = nil }
            return
        }
        if begins { enter(node) } else { leave(node) }
    }

    // MARK: Beginnings

    private mutating func enter(_ node: MarkdownNode) {
        switch node.kind {
        case .text: html += HTML.escapedLines(node.literal)
        case .code: html += "<code>\(HTML.escapedLines(node.literal))</code>"
        case .softBreak: html += "\n"
        case .lineBreak: html += "<br/>\n"
        case .emphasis: html += "<em>"
        case .strong: html += "<strong>"
        case .strikethrough: html += "<del>"
        case .inlineMarkup: html += HTML.escapedLines(Comments.removed(from: node.literal))
        case .link: html += Link.opening(node.url, title: node.title, text: node.plainText)
        case .image:
            html += pictures.html(node.url, text: node.plainText)
            image = node
        case .paragraph: html += isBare(node) ? "" : "<p>"
        case .heading: enter(heading: node)
        case .rule: html += "<hr/>\n"
        case .quote: html += "<blockquote>\n"
        case .list:
            html += !node.isOrdered ? "<ul>\n" : node.firstNumber == 1 ? "<ol>\n" : "<ol start=\"\(node.firstNumber)\">\n"
        case .item: html += "<li>"
        case .task: html += "<li class=\"task\"><input type=\"checkbox\" disabled=\"disabled\"\(node.isDone ? " checked=\"checked\"" : "") aria-label=\"\(node.isDone ? "done" : "to do")\"/> "
        case .codeBlock: enter(code: node)
        case .markup: enter(markup: node)
        case .table:
            alignments = node.alignments
            html += "<div class=\"scroll\"><table>\n"
        case .tableHeader:
            (isHeader, column) = (true, 0)
            html += "<thead><tr>"
        case .tableRow:
            (isHeader, column) = (false, 0)
            html += "<tr>"
        case .tableCell:
            html += (isHeader ? "<th scope=\"col\"" : "<td") + (alignmentClass.map { " class=\"\($0)\"" } ?? "") + ">"
        case .document, .other: break
        }
    }

    private var alignmentClass: String? {
        guard alignments.indices.contains(column) else { return nil }
        switch alignments[column] {
        case UInt8(ascii: "r"): return "n"
        case UInt8(ascii: "c"): return "c"
        default: return nil
        }
    }

    private mutating func enter(heading node: MarkdownNode) {
        let text = node.plainText
        let heading = Heading(level: level(of: node), id: slugs.id(for: text), text: text)
        headings.append(heading)
        if html.isEmpty { beginsWithTitle = heading.level == 1 && text == title }
        html += "<h\(heading.level) id=\"\(HTML.escaped(heading.id))\">"
    }

    private func level(of node: MarkdownNode) -> Int { min(6, node.headingLevel + (isShifted ? 1 : 0)) }

    private mutating func enter(code node: MarkdownNode) {
        if let insertion = insertions[node.line] {
            html += insertion
            inserted.insert(node.line)
            return
        }
        var lines = node.literal.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        if lines.last == "" { lines.removeLast() }
        html += HTML.preformatted(lines, about: "code")
    }

    private mutating func enter(markup node: MarkdownNode) {
        let lines = Comments.removed(from: node.literal).split(separator: "\n").filter { !$0.allSatisfy(\.isWhitespace) }
        if !lines.isEmpty { html += HTML.preformatted(lines.map(String.init), about: "HTML, as written") }
    }

    /// Whether a paragraph is a line of a list whose items are not apart.
    private func isBare(_ node: MarkdownNode) -> Bool { node.parent?.parent.map { $0.kind == .list && $0.isTight } ?? false }

    // MARK: Ends

    private mutating func leave(_ node: MarkdownNode) {
        switch node.kind {
        case .emphasis: html += "</em>"
        case .strong: html += "</strong>"
        case .strikethrough: html += "</del>"
        case .link: html += Link.closing(node.url)
        case .paragraph: html += isBare(node) ? "" : "</p>\n"
        case .heading:
            html += "</h\(level(of: node))>\n"
            if beginsWithTitle, headings.count == 1 { titleEnd = html.utf8.count }
        case .quote: html += "</blockquote>\n"
        case .list: html += node.isOrdered ? "</ol>\n" : "</ul>\n"
        case .item, .task: html += "</li>\n"
        case .table: html += "</tbody></table></div>\n"
        case .tableHeader: html += "</tr></thead>\n<tbody>\n"
        case .tableRow: html += "</tr>\n"
        case .tableCell:
            html += isHeader ? "</th>" : "</td>"
            column += 1
        default: break
        }
    }
}

/// The names by which a page's places are reached, each once: GitHub's, so that a notebook's own links work in both.
struct Slugs {
    private var taken: Set<String>
    /// The number that the next heading of a name gets.
    private var numbers: [String: Int] = [:]

    init(taken: [String]) { self.taken = Set(taken) }

    mutating func id(for heading: String) -> String {
        let base = Slugs.slug(heading)
        var id = base
        while !taken.insert(id).inserted {
            let number = numbers[base, default: 1]
            numbers[base] = number + 1
            id = "\(base)-\(number)"
        }
        return id
    }

    private static func slug(_ text: String) -> String {
        var slug = ""
        for scalar in text.lowercased().unicodeScalars {
            let properties = scalar.properties
            if scalar == " " || scalar == "-" {
                slug += "-"
            } else if scalar == "_" || properties.isAlphabetic || properties.numericType != nil {
                slug.unicodeScalars.append(scalar)
            }
        }
        return slug.isEmpty ? "section" : slug
    }
}

/// Links lead to the web, to a mailbox or within the page.
enum Link {
    private static let schemes = ["https://", "http://", "mailto:", "#"]

    /// Nothing where a link leads elsewhere: its text stands alone.
    static func opening(_ url: String, title: String, text: String) -> String {
        guard isAllowed(url) else { return "" }
        let title = title.isEmpty ? "" : " title=\"\(HTML.escaped(title))\""
        // On paper an address is written behind a link, but not twice.
        let isBare = schemes.contains { $0 + text == url } || text == url
        return "<a href=\"\(HTML.escaped(url))\"\(isBare ? " class=\"bare\"" : "")\(url.hasPrefix("#") ? "" : " rel=\"noreferrer\"")\(title)>"
    }

    static func closing(_ url: String) -> String { isAllowed(url) ? "</a>" : "" }

    private static func isAllowed(_ url: String) -> Bool {
        let start = url.prefix(8).lowercased()
        return schemes.contains(where: start.hasPrefix)
    }
}
