import Foundation

/// The files of the repository that the tests stand in.
enum Repository {
    static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    static func text(_ path: String) throws -> String {
        String(decoding: try Data(contentsOf: folder.appendingPathComponent(path)), as: UTF8.self)
    }

    /// A copy of a sample workspace's folder, so that nothing is written into the repository.
    static func copy(_ path: String, into target: Folder) throws {
        let source = folder.appendingPathComponent(path)
        for name in try FileManager.default.contentsOfDirectory(atPath: source.path) where [".csv", ".jsonl", ".tb"].contains(where: name.hasSuffix) {
            try FileManager.default.copyItem(atPath: source.appendingPathComponent(name).path, toPath: target.file(name))
        }
    }
}
