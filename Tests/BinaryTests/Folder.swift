import Foundation

/// A temporary folder that goes with the test; programs run in it take its `state` for their own.
final class Folder {
    let path: String

    init() throws {
        let url = FileManager.default.temporaryDirectory.appendingPathComponent("tierbook-test-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        path = url.path
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func file(_ name: String) -> String { path + "/" + name }

    func write(_ text: String, to name: String) throws {
        try Data(text.utf8).write(to: URL(fileURLWithPath: file(name)))
    }

    func read(_ name: String) throws -> String { String(decoding: try Data(contentsOf: URL(fileURLWithPath: file(name))), as: UTF8.self) }

    func exists(_ name: String) -> Bool { FileManager.default.fileExists(atPath: file(name)) }

    /// Six accounts with tiers, in `accounts.csv`.
    func writeAccounts() throws {
        try write(
            """
            account,tier,region,revenue
            Acme,Gold,EMEA,$500
            Birch,Gold,Americas,$400
            Cedar,Silver,EMEA,$300
            Dune,Silver,Asia,$200
            Elm,Bronze,Americas,$100
            Fjord,Bronze,EMEA,$50

            """, to: "accounts.csv")
    }

    /// A table of so many rows in `big.csv`, whose column `k` is 1 in all: joined with itself it never ends.
    func writeBig(rows: Int) throws {
        var text = "n,k\n"
        for row in 0..<rows { text += "\(row),1\n" }
        try write(text, to: "big.csv")
    }
}
