import Engine
import Foundation
import Shell
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
            let session = Session(catalogue: Verbs.catalogue)
            session.folder = folder.path
            _ = Transcript.answer(to: try folder.read("build.tb"), session)
            var differences: [String] = []
            let readme = try Repository.text("README.md")
            for block in blocks(of: readme) {
                for (command, output) in Transcript.commands(of: block) {
                    let answer = Transcript.answer(to: command, session)
                    if answer != output { differences.append(difference(command, expected: output, found: answer)) }
                }
            }
            #expect(differences.isEmpty, "README.md differs from what Tierbook prints:\n\(differences.joined(separator: "\n"))")
        }

        /// The blocks marked ```tierbook.
        private func blocks(of markdown: String) -> [String] {
            markdown.components(separatedBy: "```tierbook\n").dropFirst().map { $0.components(separatedBy: "```")[0] }
        }

        private func difference(_ command: String, expected: String, found: String) -> String {
            let old = expected.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
            let new = found.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
            var lines = ["tierbook> \(command)"]
            let changes = new.difference(from: old)
            for case .remove(_, let line, _) in changes { lines.append("- \(line)") }
            for case .insert(_, let line, _) in changes { lines.append("+ \(line)") }
            return lines.joined(separator: "\n")
        }

        @Test func `the layers of README are those of Package`() throws {
            let declared = try Repository.text("Package.swift").matches(of: /(?m)^    "(\w+)": \[(.*)\],$/).map { match in
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
