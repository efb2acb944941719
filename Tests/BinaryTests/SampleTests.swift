import Engine
import Foundation
import Presenting
import Testing
import Verbs

extension BinaryTests {
    /// README.md and the sample workspace say and do what they should.
    @Suite struct SampleTests {
        let folder: Folder

        init() throws {
            folder = try Folder()
            try Repository.copy("workspaces/brokerage", into: folder)
        }

        @Test func `the sample workspace is built and opens`() throws {
            let built = try Ran(["run", "build.tb"], in: folder)
            #expect(built.code == 0, "\(built.errors)")
            let ran = try Ran(["brokerage.tierbook", "-c", "count(accounts where recent calls > 0)"], in: folder)
            #expect(ran.code == 0, "\(ran.errors)")
            #expect(ran.errors == "")
        }

        @Test func `first-light runs to its end`() throws {
            let ran = try Ran(["run", "first-light.tb"], in: folder)
            #expect(ran.code == 0, "\(ran.errors)")
            #expect(!ran.errors.contains("error"))
            #expect(try folder.read("priority-list.csv").split(separator: "\n").count == 98)
        }

        @Test func `the tour of README prints what it says`() throws {
            let old = try Repository.text("README.md")
            let new = try replayed(old)
            let changes = lines(new).difference(from: lines(old)).map { change in
                switch change {
                case .remove(let line, let text, _): "\(line + 1) - \(text)"
                case .insert(let line, let text, _): "\(line + 1) + \(text)"
                }
            }
            #expect(
                changes.isEmpty,
                "The tour in README.md is out of date. Please run scripts/update-manuals and look at what changed:\n\(changes.joined(separator: "\n"))")
        }

        @Test(.enabled(if: ProcessInfo.processInfo.environment["TIERBOOK_UPDATE_MANUALS"] != nil, "run by scripts/update-manuals"))
        func update() throws {
            let text = try replayed(try Repository.text("README.md"))
            try text.write(to: Repository.folder.appending(path: "README.md"), atomically: true, encoding: .utf8)
        }

        /// A text whose blocks marked ```tierbook are replayed, all in one session on the sample workspace.
        private func replayed(_ markdown: String) throws -> String {
            let session = Session(catalogue: Verbs.catalogue)
            session.folder = folder.path
            _ = Transcript.answer(to: try folder.read("build.tb"), session)
            let (opening, closing) = ("```tierbook\n", "```\n")
            var parts = markdown.components(separatedBy: opening)
            for index in parts.indices.dropFirst() {
                var rest = parts[index].components(separatedBy: closing)
                rest[0] = Transcript.commands(of: rest[0]).map { command, _ in
                    Transcript.prompt + command + "\n" + Transcript.answer(to: command, session)
                }.joined()
                parts[index] = rest.joined(separator: closing)
            }
            return parts.joined(separator: opening)
        }

        private func lines(_ text: String) -> [String] { text.components(separatedBy: "\n") }

        @Test func `the layers of README are those of Package`() throws {
            let layers = try Repository.text("Package.swift").components(separatedBy: "\n]")[0]
            let declared = layers.matches(of: /(?m)^    "(\w+)": \[(.*)\],$/).map { match in
                "\(match.1): \(match.2)".replacing("\"", with: "")
            }
            let described = try Repository.text("README.md").matches(of: /(?m)^\| `(\w+)` \| .* \| (.*) \|$/).map { match in
                "\(match.1): \(match.2 == "–" ? "" : match.2)"
            }
            #expect(!declared.isEmpty)
            #expect(described == declared)
        }
    }
}
