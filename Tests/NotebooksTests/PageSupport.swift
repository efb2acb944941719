import Diagnostics
import Foundation
import Notebooks
import Storage
import Testing
import Verbs

#if canImport(FoundationXML)
    import FoundationXML
#endif

/// A folder with a notebook in it, and what its page holds.
final class Bench {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.appending(path: "tierbook-page-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func write(_ text: String, to name: String) throws {
        let url = URL(fileURLWithPath: path + "/" + name)
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: url)
    }

    func notebook(_ text: String) throws -> Notebook { try Notebook(Source(text, name: path + "/study.md")) }

    /// The page of a notebook that is run for it.
    func page(running text: String, given: [(name: String, text: String)] = []) throws -> String {
        let notebook = try notebook(text)
        return try Page(notebook, PageAnswers(running: notebook, catalogue: Verbs.catalogue, given: given)).html()
    }

    /// The page of a notebook as it stands, with the stamp that it would have.
    /// - Parameter beside: files of its answers, which are written and listed.
    func page(of text: String, inputs: [String] = [], beside: [String: String] = [:]) throws -> String {
        for (name, content) in beside { try write(content, to: name) }
        let stamped = try stamped(text, inputs: inputs + beside.keys.sorted())
        return try Page(stamped, PageAnswers(storedIn: stamped)).html()
    }

    /// The notebook with a stamp behind it.
    func stamped(_ text: String, inputs: [String] = []) throws -> Notebook {
        var stamp = "<!-- tierbook stamp\ncells \(Stamp.digest(of: try notebook(text)))\n"
        for input in inputs { stamp += "\(input) \(Bench.digest(path + "/" + input))\n" }
        return try notebook(text + (text.hasSuffix("\n") ? "" : "\n") + stamp + "-->\n")
    }

    private static func digest(_ path: String) -> String {
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else { return "none" }
        return TextFile.digest(of: text)
    }
}

/// A page read as XML, which it must be.
final class Read: NSObject, XMLParserDelegate {
    private(set) var counts: [String: Int] = [:]
    private(set) var texts: [String: [String]] = [:]
    private(set) var classes: Set<String> = []
    private(set) var ids: [String] = []
    private(set) var links: [String] = []
    private var open: [(name: String, text: String)] = []
    private var problem: String?

    init(_ page: String) throws {
        super.init()
        let parser = XMLParser(data: Data(page.utf8))
        parser.delegate = self
        if !parser.parse() { throw Problem("The page is no well-formed XML on line \(parser.lineNumber): \(parser.parserError.map(String.init(describing:)) ?? "")") }
    }

    struct Problem: Error, CustomStringConvertible {
        let description: String
        init(_ description: String) { self.description = description }
    }

    func parser(_ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?, attributes: [String: String]) {
        counts[name, default: 0] += 1
        classes.formUnion((attributes["class"] ?? "").split(separator: " ").map(String.init))
        if let id = attributes["id"] { ids.append(id) }
        if let link = attributes["href"] { links.append(link) }
        for attribute in attributes.keys where attribute.hasPrefix("on") { texts["handlers", default: []].append(attribute) }
        open.append((name, ""))
    }

    func parser(_ parser: XMLParser, foundCharacters string: String) { for index in open.indices { open[index].text += string } }

    func parser(_ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?) {
        if let (name, text) = open.popLast() { texts[name, default: []].append(text) }
    }
}
