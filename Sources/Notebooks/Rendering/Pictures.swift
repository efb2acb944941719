import Diagnostics
import Storage

/// The pictures that prose shows. Those beside the notebook become part of the page; what lies on the web stays there, and
/// is told by its text alone.
struct Pictures {
    /// The data of each, by the address as the prose has it.
    private var found: [String: String] = [:]

    /// The bytes that all of them may take on a page.
    private static let longest = 32_000_000

    /// - Throws: a picture beside the notebook that is not there, too large or none.
    init(of tree: MarkdownTree, _ notebook: Notebook) throws(Diagnostic) {
        var addresses: [String] = []
        var seen: Set<String> = []
        tree.walk { node, begins in if begins, node.kind == .image, seen.insert(node.url).inserted { addresses.append(node.url) } }
        var room = Pictures.longest
        for address in addresses {
            guard let path = Pictures.path(address) else { continue }
            do throws(Diagnostic) {
                let data = try Pictures.data(notebook.path(path), room)
                room -= data.utf8.count
                found[address] = data
            } catch {
                throw error.at(Pictures.place(of: address, notebook.source))
            }
        }
    }

    /// - Parameter text: what those read who do not see it.
    func html(_ address: String, text: String) -> String {
        let isData = Pictures.types.contains { address.hasPrefix("data:\($0.type);base64,") }
        if let data = found[address] ?? (isData ? address : nil) { return "<img src=\"\(HTML.escaped(data))\" alt=\"\(HTML.escaped(text))\"/>" }
        return "<span class=\"picture\">[picture\(text.isEmpty ? "" : ": " + HTML.escaped(text))]</span>"
    }

    /// The path of a file in the notebook's folder or below it; nil for any other address.
    private static func path(_ address: String) -> String? {
        if address.isEmpty || address.hasPrefix("/") || address.hasPrefix("#") || address.prefix(while: { $0 != "/" }).contains(":") { return nil }
        let path = unescaped(address)
        return path.split(separator: "/").contains("..") || path.utf8.contains(0) ? nil : path
    }

    /// `my%20logo.png` → `my logo.png`.
    private static func unescaped(_ address: String) -> String {
        var bytes: [UInt8] = []
        var rest = address.utf8[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%"), rest.count >= 2, let code = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16) {
                bytes.append(code)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func place(of address: String, _ source: Source) -> Span {
        guard let range = source.text.firstRange(of: address) else { return .none }
        let bytes = source.text.utf8
        return Span(bytes.distance(from: bytes.startIndex, to: range.lowerBound), bytes.distance(from: bytes.startIndex, to: range.upperBound))
    }

    // MARK: Files

    /// What a picture's bytes begin with.
    private static let types: [(type: String, start: [UInt8])] = [
        ("image/png", [0x89, 0x50, 0x4E, 0x47]), ("image/jpeg", [0xFF, 0xD8, 0xFF]), ("image/gif", Array("GIF8".utf8)), ("image/webp", Array("RIFF".utf8)),
    ]

    /// - Parameter room: the bytes that are left on the page.
    private static func data(_ path: String, _ room: Int) throws(Diagnostic) -> String {
        let bytes = try TextFile.bytes(path, limit: max(0, room / 4 * 3), what: "picture here", help: "Make it smaller: all pictures of a page may take \(grouped(longest)) bytes, each four thirds of its own.")
        // Within an img element nothing of an SVG runs, and nothing is fetched.
        let isDrawing = bytes.starts(with: "<svg".utf8) || bytes.starts(with: "<?xml".utf8)
        guard let type = isDrawing ? "image/svg+xml" : types.first(where: { bytes.starts(with: $0.start) })?.type else {
            throw Diagnostic("not-a-picture", "'\(path)' is no picture that a page can hold.", help: "A page holds PNG, JPEG, GIF, WebP and SVG.")
        }
        return "data:\(type);base64,\(base64(bytes))"
    }

    private static func base64(_ bytes: [UInt8]) -> String {
        let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
        var text: [UInt8] = []
        text.reserveCapacity(bytes.count / 3 * 4 + 4)
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let three = bytes[start..<min(start + 3, bytes.count)]
            let bits = three.reduce(0) { $0 << 8 | Int($1) } << (8 * (3 - three.count))
            for place in 0..<4 { text.append(place <= three.count ? digits[bits >> (18 - 6 * place) & 63] : UInt8(ascii: "=")) }
        }
        return String(decoding: text, as: UTF8.self)
    }
}
