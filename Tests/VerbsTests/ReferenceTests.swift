import Engine
import Foundation
import Testing
import Verbs

/// The reference in Sources/Verbs/Verbs.docc says what the manuals say.
@Suite struct ReferenceTests {
    @Test(arguments: Reference.pages) func isNotStale(_ page: Reference.Page) throws {
        let written = try? String(contentsOf: Reference.folder.appending(path: page.file), encoding: .utf8)
        #expect(written == page.text, "Sources/Verbs/Verbs.docc/Reference/\(page.file) is out of date. Please run scripts/update-manuals.")
    }

    @Test func hasNoOtherPages() throws {
        let found = try FileManager.default.contentsOfDirectory(atPath: Reference.folder.path)
        let others = Set(found).subtracting(Reference.pages.map(\.file)).sorted()
        #expect(others.isEmpty, "These pages are of no chapter any more: please remove them.")
    }

    /// The front page is written by hand; it must lead to every chapter.
    @Test func theFrontPageNamesEveryChapter() throws {
        let front = try String(contentsOf: Reference.folder.deletingLastPathComponent().appending(path: "Verbs.md"), encoding: .utf8)
        for page in Reference.pages {
            let link = "<doc:\(page.file.dropLast(".md".count))>"
            #expect(front.contains(link), "Please add \(link) to Sources/Verbs/Verbs.docc/Verbs.md.")
        }
    }

    /// Rewrites the reference; scripts/update-manuals asks for it.
    @Test(.enabled(if: ProcessInfo.processInfo.environment["TIERBOOK_UPDATE_MANUALS"] != nil, "run by scripts/update-manuals"))
    func update() throws {
        try FileManager.default.createDirectory(at: Reference.folder, withIntermediateDirectories: true)
        for page in Reference.pages {
            try page.text.write(to: Reference.folder.appending(path: page.file), atomically: true, encoding: .utf8)
        }
    }
}

/// Manuals as articles of DocC: one for each chapter of verbs, one for the functions, one for what belongs to no single one.
enum Reference {
    struct Page: CustomTestStringConvertible, Sendable {
        let file: String
        let text: String
        var testDescription: String { file }

        fileprivate init(_ title: String, _ about: String, _ entries: [(name: String, usages: [String], manual: Manual)]) {
            file = title.split { !$0.isLetter }.map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined() + ".md"
            text = "# \(title)\n\n\(about)\n\n" + entries.map { Reference.entry($0.name, $0.usages, $0.manual) }.joined(separator: "\n")
        }
    }

    static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Sources/Verbs/Verbs.docc/Reference")

    static let pages =
        Verbs.chapters.map { chapter in
            Page(chapter.title, "What `help` says of each verb. Examples run on a small workspace.", chapter.verbs.map { ($0.name, $0.forms.map(\.usage), $0.manual) })
        } + [
            Page("Functions", "What `help` says of each function. Examples run on a small workspace.", Functions.all.map { ($0.name, [$0.usage], $0.manual) }),
            Page("Topics", "What belongs to no single verb or function.", Verbs.topics.map { ($0.name, [], $0.manual) }),
        ]

    fileprivate static func entry(_ name: String, _ usages: [String], _ manual: Manual) -> String {
        var parts = ["## \(name)"]
        if !usages.isEmpty { parts.append(code(usages.joined(separator: "\n"))) }
        parts.append(escaped(manual.summary.prefix(1).uppercased() + manual.summary.dropFirst()) + ".")
        if !manual.details.isEmpty { parts.append(escaped(manual.details)) }
        if !manual.examples.isEmpty { parts.append(code(manual.examples)) }
        return parts.joined(separator: "\n\n") + "\n"
    }

    private static func code(_ text: String) -> String { "```text\n\(text)\n```" }

    /// So that Markdown shows the characters that it would read.
    private static func escaped(_ text: String) -> String {
        String(text.flatMap { "\\`*_<>[]#".contains($0) ? ["\\", $0] : [$0] })
    }
}
