import Diagnostics
import Storage
import Workspaces

/// What a notebook's answers depended on when they were written, in a comment at the end of the file:
///
///     <!-- tierbook stamp
///     cells 0f3a…
///     accounts.csv 77b1…
///     -->
///
/// With it, a page is made from the answers in the file without running anything, and stale ones are noticed.
package struct Stamp: Sendable, Equatable {
    /// The hash of front matter, commands and answers.
    package let cells: String
    /// The files read, by the paths as written in the order of first use, each with its hash.
    package let inputs: [Input]
    /// The bytes of the comment, its line breaks included; what a new stamp replaces.
    package var span = Span.none

    /// A file that the answers depend on.
    package struct Input: Sendable, Equatable {
        /// As written in the notebook.
        package let path: String
        /// The 64-bit hash of its bytes, as 16 hexadecimal digits.
        package let digest: String

        /// A file as it was when it was read.
        package init(path: String, digest: String) {
            self.path = path
            self.digest = digest
        }
    }

    /// A stamp that stands in no file yet.
    package init(cells: String, inputs: [Input]) {
        self.cells = cells
        self.inputs = inputs
    }

    /// The stamp of a notebook as it stands, which read these files.
    package init(of notebook: Notebook, inputs: [Change.Input]) {
        var seen: Set<String> = []
        self.init(cells: Stamp.digest(of: notebook), inputs: inputs.filter { seen.insert($0.path).inserted }.map { Input(path: $0.path, digest: $0.digest) })
    }

    /// The hash of all that decides what a page shows but the prose.
    package static func digest(of notebook: Notebook) -> String {
        var text = notebook.source[notebook.frontMatter.span]
        for cell in notebook.cells {
            // By its cell's name an answer finds its picture.
            text += "\0\0\(cell.name)"
            for command in cell.commands { text += "\0\(command.text)\0\(command.answer.joined(separator: "\n"))\0\(command.code ?? 0)" }
        }
        return TextFile.digest(of: text)
    }

    static let opening = "<!-- tierbook stamp"

    /// As it stands in the file.
    package var text: String {
        ([Stamp.opening, "cells \(cells)"] + inputs.map { "\(Stamp.escaped($0.path)) \($0.digest)" } + ["-->"]).map { $0 + "\n" }.joined()
    }

    /// A path as it stands in the comment: what would end the comment or the line stands behind a `\`.
    private static func escaped(_ path: String) -> String {
        var text = String.UnicodeScalarView()
        for scalar in path.unicodeScalars {
            if let (_, letter) = escapes.first(where: { $0.scalar == scalar }) {
                text += ["\\", letter]
            } else {
                text.append(scalar)
            }
        }
        return String(text)
    }

    /// A `\` before anything else stands for itself, as in stamps from before there were escapes.
    private static func unescaped(_ written: Substring) -> String {
        var text = String.UnicodeScalarView()
        var rest = written.unicodeScalars
        while let scalar = rest.popFirst() {
            if scalar == "\\", let next = rest.first, let (meant, _) = escapes.first(where: { $0.letter == next }) {
                text.append(meant)
                rest.removeFirst()
            } else {
                text.append(scalar)
            }
        }
        return String(text)
    }

    private static let escapes: [(scalar: Unicode.Scalar, letter: Unicode.Scalar)] = [("\\", "\\"), ("\n", "n"), ("\r", "r"), (">", ">")]
}

extension Stamp {
    /// The lines between a stamp's first and last.
    static func parse(_ lines: [Substring], at span: Span) throws(Diagnostic) -> Stamp {
        let pairs = lines.map { line -> (path: String, digest: String)? in
            guard let blank = line.lastIndex(of: " ") else { return nil }
            return (unescaped(line[..<blank]), String(line[line.index(after: blank)...]))
        }
        guard let first = pairs.first, let cells = first, cells.path == "cells", !pairs.contains(where: { $0 == nil }) else {
            throw Diagnostic("bad-stamp", "This stamp cannot be read.", at: span, help: "tierbook update writes a new one.")
        }
        var stamp = Stamp(cells: cells.digest, inputs: pairs.dropFirst().compactMap(\.self).map { Input(path: $0.path, digest: $0.digest) })
        stamp.span = span
        return stamp
    }
}
