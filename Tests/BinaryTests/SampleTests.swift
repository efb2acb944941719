import Foundation
import Testing

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
