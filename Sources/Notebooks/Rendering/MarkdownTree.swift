import CMarkdown
import Synchronization

/// A Markdown text as its blocks and inlines, read by cmark-gfm: CommonMark with GitHub's tables, struck text, bare links
/// and task lists.
final class MarkdownTree {
    private let root: OpaquePointer?

    init(_ text: String) { root = MarkdownTree.parse(text) }

    deinit { cmark_node_free(root) }

    /// The library keeps the characters that its extensions look for in one table of the process.
    private static let turn = Mutex(())

    private static let options = CMARK_OPT_DEFAULT | CMARK_OPT_VALIDATE_UTF8

    private static func parse(_ text: String) -> OpaquePointer? {
        turn.withLock { _ in
            cmark_gfm_core_extensions_ensure_registered()
            guard let parser = cmark_parser_new(options) else { return nil }
            defer { cmark_parser_free(parser) }
            for name in ["table", "strikethrough", "autolink", "tasklist"] {
                if let found = cmark_find_syntax_extension(name) { cmark_parser_attach_syntax_extension(parser, found) }
            }
            var text = text
            text.withUTF8 { bytes in
                bytes.withMemoryRebound(to: CChar.self) { cmark_parser_feed(parser, $0.baseAddress, $0.count) }
            }
            return cmark_parser_finish(parser)
        }
    }

    /// Every node when it begins and, where it can hold others, when it ends.
    func walk(_ visit: (_ node: MarkdownNode, _ begins: Bool) -> Void) { root.map(MarkdownNode.init)?.walk(visit) }
}

/// A block or inline; alive as long as its tree.
struct MarkdownNode: Equatable {
    /// The library's names.
    enum Kind: String {
        case document, list, item, paragraph, heading, text, code, strong, strikethrough, link, image, table
        case quote = "block_quote"
        case task = "tasklist"
        case codeBlock = "code_block"
        case markup = "html_block"
        case inlineMarkup = "html_inline"
        case rule = "thematic_break"
        case softBreak = "softbreak"
        case lineBreak = "linebreak"
        case emphasis = "emph"
        case tableHeader = "table_header"
        case tableRow = "table_row"
        case tableCell = "table_cell"
        case other
    }

    private let node: OpaquePointer

    fileprivate init(_ node: OpaquePointer) { self.node = node }

    var kind: Kind { Kind(rawValue: MarkdownNode.text(cmark_node_get_type_string(node))) ?? .other }
    var parent: MarkdownNode? { cmark_node_parent(node).map(MarkdownNode.init) }
    /// The number of its first line, from 1.
    var line: Int { Int(cmark_node_get_start_line(node)) }
    /// What a text, a code or a piece of HTML holds.
    var literal: String { MarkdownNode.text(cmark_node_get_literal(node)) }
    var url: String { MarkdownNode.text(cmark_node_get_url(node)) }
    var title: String { MarkdownNode.text(cmark_node_get_title(node)) }
    var headingLevel: Int { Int(cmark_node_get_heading_level(node)) }
    var isOrdered: Bool { cmark_node_get_list_type(node) == CMARK_ORDERED_LIST }
    var firstNumber: Int { Int(cmark_node_get_list_start(node)) }
    /// A list whose items are not apart: their paragraphs are plain lines.
    var isTight: Bool { cmark_node_get_list_tight(node) != 0 }
    var isDone: Bool { cmark_gfm_extensions_get_tasklist_item_checked(node) }

    /// A table's columns: `l`, `c`, `r` or 0 each.
    var alignments: [UInt8] {
        let count = Int(cmark_gfm_extensions_get_table_columns(node))
        guard let first = cmark_gfm_extensions_get_table_alignments(node) else { return [] }
        return Array(UnsafeBufferPointer(start: first, count: count))
    }

    /// The text within, without marks.
    var plainText: String {
        var text = ""
        walk { node, begins in
            guard begins else { return }
            switch node.kind {
            case .text, .code: text += node.literal
            case .softBreak, .lineBreak: text += " "
            case .inlineMarkup: text += Comments.removed(from: node.literal)
            default: break
            }
        }
        return text
    }

    func walk(_ visit: (_ node: MarkdownNode, _ begins: Bool) -> Void) {
        let iterator = cmark_iter_new(node)
        defer { cmark_iter_free(iterator) }
        while true {
            let event = cmark_iter_next(iterator)
            guard event != CMARK_EVENT_DONE, let node = cmark_iter_get_node(iterator) else { return }
            visit(MarkdownNode(node), event == CMARK_EVENT_ENTER)
        }
    }

    private static func text(_ pointer: UnsafePointer<CChar>?) -> String { pointer.map { String(cString: $0) } ?? "" }
}

/// HTML's comments: in a notebook, the speaker's notes.
enum Comments {
    /// The text without them; one that never ends reaches to the text's end.
    static func removed(from text: String) -> String {
        var rest = text[...]
        var kept = ""
        while let opening = rest.firstRange(of: "<!--") {
            kept += rest[..<opening.lowerBound]
            guard let closing = rest[opening.upperBound...].firstRange(of: "-->") else { return kept }
            rest = rest[closing.upperBound...]
        }
        return kept + rest
    }
}
