import Diagnostics
import Workspaces

/// Scripts and notebooks: text files that are read whole.
package enum TextFile {
    /// Whether a path names a notebook rather than a script.
    package static func isNotebook(_ path: String) -> Bool {
        let path = path.lowercased()
        return path.hasSuffix(".md") || path.hasSuffix(".markdown")
    }

    /// The text of a file.
    /// - Parameters:
    ///   - limit: the bytes that it may have.
    ///   - what: what the text is, for messages: `script`, `notebook`.
    /// - Throws: `no-such-file`, `is-a-folder`, `no-permission`, `text-too-long`, `not-utf8`, `not-text` ….
    package static func read(_ path: String, limit: Int, what: String) throws(Diagnostic) -> String {
        try text(of: try bytes(path, limit: limit, what: what, help: "Split it, and import data from a file."), named: path, what: what)
    }

    /// The bytes of a file that is read whole.
    /// Throws `text-too-long`, with `help`, for more than `limit` bytes; `no-such-file`, `is-a-folder`, `no-permission` ….
    package static func bytes(_ path: String, limit: Int, what: String, help: String) throws(Diagnostic) -> [UInt8] {
        let source = try ByteSource(path: path)
        if source.count > limit {
            throw Diagnostic("text-too-long", "\(path) has \(plural(source.count, "byte")); a \(what) may have \(grouped(limit)).", help: help)
        }
        return try source.bytes(0..<source.count)
    }

    /// Bytes as text.
    /// - Throws: `not-utf8`, `not-text`.
    package static func text(of bytes: [UInt8], named path: String, what: String) throws(Diagnostic) -> String {
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw Diagnostic("not-utf8", "\(path) is no UTF-8 text.", help: "A \(what) is plain text; a workspace opens as tierbook FILE.")
        }
        if let zero = bytes.firstIndex(of: 0) {
            let line = bytes[..<zero].reduce(1) { $0 + ($1 == 0x0A ? 1 : 0) }
            throw Diagnostic("not-text", "\(path) holds a zero byte on line \(line): it is no text.", help: "A \(what) is plain text; a workspace opens as tierbook FILE.")
        }
        return text
    }

    /// The hash that names a text's content: 16 hexadecimal digits.
    package static func digest(of text: String) -> String { ContentHash.of(Array(text.utf8)) }

    /// A file that was read as an input of answers: its path as written, size and hash.
    package static func input(_ path: String, text: String) -> Change.Input {
        Change.Input(path: path, byteCount: text.utf8.count, digest: digest(of: text))
    }
}

/// The hash of a file's bytes, as an import names what it read. Throws what keeps it from being read.
package func contentDigest(path: String) throws(Diagnostic) -> String { try ContentHash.of(ByteSource(path: path)) }
