import Diagnostics
import Engine
import Foundation
import Presenting
import Testing
import Verbs

/// The examples of every verb and function, run on the manuals' workspace.
@Suite struct ManualTests {
    struct Page: CustomTestStringConvertible, Sendable {
        let name: String
        let manual: Manual
        var testDescription: String { name }
    }

    static let pages =
        Verbs.catalogue.verbs.map { Page(name: $0.name, manual: $0.manual) } + Functions.all.map { Page(name: $0.name, manual: $0.manual) }
        + Verbs.topics.map { Page(name: $0.name, manual: $0.manual) }

    @Test(arguments: pages) func examplesPrintWhatTheManualSays(_ page: Page) {
        for example in Examples.blocks(of: page.manual.examples) {
            let printed = Examples.replay(example)
            let want = example.map { $0 + "\n" }.joined()
            #expect(printed == want, "help \(page.name) is out of date. Please run scripts/update-manuals and look at what changed.")
        }
    }

    @Test(arguments: pages) func everyPageHasASummary(_ page: Page) {
        #expect(!page.manual.summary.isEmpty)
        #expect(!page.manual.summary.hasSuffix("."), "A summary is a phrase, not a sentence.")
    }

    /// Rewrites the examples in Sources/Verbs with what they print now; scripts/update-manuals asks for it.
    @Test(.enabled(if: ProcessInfo.processInfo.environment["TIERBOOK_UPDATE_MANUALS"] != nil, "run by scripts/update-manuals"))
    func update() throws {
        let package = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let files = FileManager.default.enumerator(at: package.appending(path: "Sources/Verbs"), includingPropertiesForKeys: nil)
        while let file = files?.nextObject() as? URL {
            guard file.pathExtension == "swift" else { continue }
            let old = try String(contentsOf: file, encoding: .utf8)
            let new = Examples.updated(old)
            if new != old { try new.write(to: file, atomically: true, encoding: .utf8) }
        }
    }
}

/// Examples are transcripts separated by blank lines, each starting afresh.
enum Examples {
    /// Where the files are that examples name.
    private static let files = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Files").path

    static func blocks(of text: String) -> [[String]] {
        var blocks: [[String]] = []
        var block: [String] = []
        for line in text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) + [""] {
            if line.isEmpty {
                if !block.isEmpty { blocks.append(block) }
                block = []
            } else {
                block.append(line)
            }
        }
        return blocks
    }

    /// The block's commands with what they print.
    static func replay(_ block: [String]) -> String {
        let session = Session(catalogue: Verbs.catalogue)
        session.state.workspace = manualWorkspace()
        session.folder = files
        var text = ""
        for line in block where line.hasPrefix(Transcript.prompt) {
            let command = String(line.dropFirst(Transcript.prompt.count))
            // A blank line would end the example; none of the manuals' replies may hold one but help's own.
            let answer = Transcript.answer(to: command, session).split(separator: "\n").joined(separator: "\n")
            text += line + "\n" + (answer.isEmpty ? "" : answer + "\n")
        }
        return text
    }

    /// A source file with its examples' outputs made anew.
    static func updated(_ source: String) -> String {
        var lines: [String] = []
        var block: [String] = []
        var indent = ""
        func flush() {
            guard !block.isEmpty else { return }
            let text = replay(block).split(separator: "\n").map { line in
                indent + line.replacing("\\", with: "\\\\").replacing("\"\"\"", with: "\\\"\"\"")
            }
            lines += text
            block = []
        }
        for line in source.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) {
            let trimmed = line.drop { $0 == " " }
            if trimmed.hasPrefix(Transcript.prompt) {
                indent = String(line.prefix(line.count - trimmed.count))
                block.append(String(trimmed).replacing("\\\\", with: "\\"))
            } else if block.isEmpty || trimmed.isEmpty || trimmed.hasPrefix("\"\"\"") {
                flush()
                lines.append(line)
            }
        }
        flush()
        return lines.joined(separator: "\n")
    }
}
