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
        try check(file, in: folder, cells: 4)
    }

    /// A list drawn from customers' first months and benchmarked over the later ones, with its dry run: where nothing was done,
    /// nothing may be found.
    @Test(.enabled(if: data != nil, "needs ../shared/data, or TIERBOOK_SHARED"))
    func aListThatDidNothingIsToldSo() throws {
        let notebook = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "notebooks/cdnow.md")
        let published = try #require(FactsTests.data).appending(path: "cdnow/CDNOW_master.txt")
        let folder = FileManager.default.temporaryDirectory.appending(path: "tierbook-cdnow-\(ProcessInfo.processInfo.processIdentifier)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        // Published in columns between runs of blanks.
        let lines = try String(contentsOf: published, encoding: .utf8).split(whereSeparator: \.isNewline)
        let table = lines.map { $0.split(separator: " ").joined(separator: ",") }.joined(separator: "\n") + "\n"
        try table.write(to: folder.appending(path: "purchases.csv"), atomically: true, encoding: .utf8)
        try check(notebook, in: folder, cells: 5)
    }

    /// Order lines are of the day of their order: what the shell tells of them is what another program made of the joined files.
    @Test(.enabled(if: data != nil, "needs ../shared/data, or TIERBOOK_SHARED"))
    func linesAreOfTheirOrdersDay() throws {
        let notebook = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "notebooks/northwind.md")
        try check(notebook, in: try #require(FactsTests.data).appending(path: "northwind"), cells: 4)
    }

    private func check(_ notebook: URL, in folder: URL, cells: Int) throws {
        let name = notebook.lastPathComponent
        let source = Source(try String(contentsOf: notebook, encoding: .utf8), name: folder.appending(path: name).path)
        let checked = try Checker.check(source, catalogue: Verbs.catalogue)
        for finding in checked.cells.flatMap(\.findings) {
            let diff = finding.diff?.lines.map(\.marked).joined(separator: "\n") ?? finding.problem?.message ?? ""
            Issue.record("\(name):\(finding.line): \(finding.title)\n\(diff)")
        }
        #expect(checked.cells.count == cells)
    }
}
