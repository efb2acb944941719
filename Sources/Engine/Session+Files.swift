import Diagnostics
import Storage

/// Where the files are that a line names.
extension Session {
    /// A path to read from, as the user wrote it, seen from the script's folder; while changes are done again, the copy
    /// of the file.
    package func path(_ written: String) -> String {
        if let copy = home.copies[written] { return copy }
        if let scratch, Files.exists(Session.under(scratch, placed(written))) { return Session.under(scratch, placed(written)) }
        return placed(written)
    }

    /// A path to write to: the place itself or, in a run that may change nothing, its like in the scratch folder.
    package func outputPath(_ written: String) -> String {
        guard let scratch else { return placed(written) }
        let path = Session.under(scratch, placed(written))
        Files.makeFolders(of: path)
        return path
    }

    private func placed(_ written: String) -> String {
        written.hasPrefix("/") || folder.isEmpty ? written : folder + "/" + written
    }

    private static func under(_ scratch: String, _ path: String) -> String {
        // A part that leads out of its folder must not lead out of the scratch folder.
        scratch + "/" + path.split(separator: "/").map { $0 == ".." ? "__" : String($0) }.joined(separator: "/")
    }
}
