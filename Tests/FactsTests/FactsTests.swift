import Diagnostics
import Engine
import Foundation
import Notebooks
import Presenting
import Testing
import Verbs

/// Known facts of real data, reproduced by scripts of `expect`s. The data lies outside the project.
@Suite struct FactsTests {
    static let scripts = [("crm", "crm-sales-opportunities"), ("northwind", "northwind")]

    /// The folder of shared data: beside the repository, or where TIERBOOK_SHARED says.
    static let data: URL? = {
        let package = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let named = ProcessInfo.processInfo.environment["TIERBOOK_SHARED"].map { URL(filePath: $0) }
        let shared = named ?? package.deletingLastPathComponent().appending(path: "shared")
        let data = shared.appending(path: "data")
        return FileManager.default.fileExists(atPath: data.path) ? data : nil
    }()

    @Test(.enabled(if: data != nil, "needs ../shared/data, or TIERBOOK_SHARED"), arguments: scripts)
    func everyFactHolds(_ script: String, _ folder: String) throws {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "scripts/\(script).tb")
        let source = Source(try String(contentsOf: file, encoding: .utf8), name: "\(script).tb")
        let session = Session(catalogue: Verbs.catalogue)
        session.folder = try #require(FactsTests.data).appending(path: folder).path
        var statements = 0
        session.run(source, goOn: true) { outcome in
            switch outcome.result {
            case .success: statements += 1
            case .failure(let failure): Issue.record("\(render(failure, source: source, color: false, width: nil))")
            }
        }
        #expect(statements > 40)
    }

    /// The whole of an analyst's session, its answers to the letter. It says what differs as `tierbook check` would.
    @Test(.enabled(if: data != nil, "needs ../shared/data, or TIERBOOK_SHARED"))
    func theSessionThatTierbookIsMadeForHolds() throws {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "notebooks/north-star.md")
        let folder = try #require(FactsTests.data).appending(path: "crm-sales-opportunities")
        // Named as if it stood beside the data, so that its files are found there; what it saves is thrown away.
        let source = Source(try String(contentsOf: file, encoding: .utf8), name: folder.appending(path: "north-star.md").path)
        let checked = try Checker.check(source, catalogue: Verbs.catalogue)
        for finding in checked.cells.flatMap(\.findings) {
            let diff = finding.diff?.lines.map(\.marked).joined(separator: "\n") ?? finding.problem?.message ?? ""
            Issue.record("north-star.md:\(finding.line): \(finding.title)\n\(diff)")
        }
        #expect(checked.cells.count == 4)
    }
}
