import Diagnostics

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// What the operating system said about a file, in words of the product.
///
/// - Parameters:
///   - code: the `errno` of the failed call.
///   - doing: the infinitive that failed, such as `read` or `write`.
package func fileProblem(_ code: Int32, _ doing: String, _ path: String) -> Diagnostic {
    switch code {
    case ENOENT:
        if doing == "read" {
            return Diagnostic("no-such-file", "There is no file '\(path)'.", help: nearFile(path))
        }
        let folder = folderAndName(path).folder
        return Diagnostic(
            "no-such-folder", "Cannot \(doing) '\(path)': there is no folder '\(folder)'.",
            help: "Create the folder, or choose another.")
    case EACCES, EPERM:
        if doing == "write", let folder = closedFolder(path) {
            return Diagnostic(
                "no-permission", "Cannot write '\(path)': you have no permission to write in the folder '\(folder)'.",
                help: "Change the folder's permissions, or choose another.")
        }
        return Diagnostic(
            "no-permission", "Cannot \(doing) '\(path)': you have no permission to.",
            help: "Change the file's or the folder's permissions, or choose another place.")
    case EISDIR:
        return Diagnostic(
            "is-a-folder", "'\(path)' is a folder; a file is needed.", help: "Name a file inside it.")
    case ENOTDIR:
        return Diagnostic("not-a-folder", "Cannot \(doing) '\(path)': a part of the path before the last is a file.")
    case ENOSPC, EDQUOT:
        return Diagnostic(
            "disk-full", "Cannot \(doing) '\(path)': the disk is full.", help: "Free some space, or choose another disk.")
    case EROFS:
        return Diagnostic(
            "read-only-disk", "Cannot \(doing) '\(path)': the disk is read-only.", help: "Choose another place.")
    case ENAMETOOLONG:
        return Diagnostic("path-too-long", "Cannot \(doing) a file under so long a path.", help: "Choose a shorter name.")
    case ELOOP:
        return Diagnostic("link-loop", "Cannot \(doing) '\(path)': its symbolic links lead in a circle.")
    default:
        return Diagnostic("file-problem", "Cannot \(doing) '\(path)': \(String(cString: strerror(code))).")
    }
}

/// The folder that keeps a file from being made: the nearest that is there. Nil where the file itself is what may not be
/// written.
private func closedFolder(_ path: String) -> String? {
    if Files.exists(path) { return access(path, W_OK) == 0 ? folderAndName(path).folder : nil }
    var folder = folderAndName(path).folder
    while folder != ".", folder != "/", !Files.exists(folder) { folder = folderAndName(folder).folder }
    return folder
}

/// A path's folder (`.` when it names none) and its last part.
func folderAndName(_ path: String) -> (folder: String, name: String) {
    guard let slash = path.lastIndex(of: "/") else { return (".", path) }
    let folder = path[..<slash]
    return (folder.isEmpty ? "/" : String(folder), String(path[path.index(after: slash)...]))
}

/// The files of the same folder whose names are near, as a help text.
private func nearFile(_ path: String) -> String? {
    let (folder, name) = folderAndName(path)
    guard let listing = opendir(folder) else { return "The folder '\(folder)' does not exist." }
    defer { closedir(listing) }
    var names: [String] = []
    while names.count < 10_000, let entry = readdir(listing) {
        let found = withUnsafePointer(to: &entry.pointee.d_name) {
            $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
        }
        if !found.hasPrefix(".") { names.append(found) }
    }
    let near = nearest(name, among: names.sorted()).map { path.contains("/") ? "\(folder == "/" ? "" : folder)/\($0)" : $0 }
    guard !near.isEmpty else { return folder == "." ? "No file here has a similar name." : "No file in '\(folder)' has a similar name." }
    return "Did you mean \(near.map { "'\($0)'" }.joined(separator: " or "))?"
}
