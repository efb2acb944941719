import Diagnostics

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Decides whether a file is a workspace that may be opened. Nothing in it runs, and nothing is changed.
enum FileCheck {
    static func exists(_ realPath: String, named path: String) throws(Diagnostic) {
        guard let status = Files.status(realPath) else {
            throw Diagnostic(
                "file-missing", "There is no file \(path).", help: "Check the path; `save` writes a new workspace.")
        }
        if status.st_mode & S_IFMT == S_IFDIR {
            throw Diagnostic("not-a-workspace", "\(path) is a folder, not a workspace.", help: "Name a file in it.")
        }
        if status.st_mode & S_IFMT != S_IFREG {
            throw Diagnostic("not-a-workspace", "\(path) is no ordinary file, so it holds no workspace.")
        }
        if status.st_size == 0 {
            throw Diagnostic("not-a-workspace", "\(path) is empty, so it holds no workspace.")
        }
    }

    /// Opens a file whose header says that it is a workspace of a format we know.
    static func open(_ realPath: String, named path: String, _ mode: Database.Mode) throws(Diagnostic) -> Database {
        let database: Database
        let applicationID: Int64
        do throws(Diagnostic) {
            database = try Database.open(realPath, mode, named: path)
            applicationID = try database.integer("PRAGMA application_id")
        } catch {
            // SQLite has let go of the file; a look at it drops no lock.
            if error.id == "file-damaged", let kind = kind(of: realPath) {
                throw Diagnostic(
                    "not-a-workspace", "\(path) is \(kind), not a workspace.",
                    help: "Use `import` to read a table from a file; `tierbook run FILE` runs a script.")
            }
            throw error
        }
        guard applicationID == FileFormat.applicationID else {
            throw Diagnostic(
                "not-a-workspace", "\(path) is a database of another program, not a workspace.",
                help: "Export its tables as CSV and `import` them.")
        }
        let version = try database.integer("PRAGMA user_version")
        if version > FileFormat.version {
            throw Diagnostic(
                "newer-format",
                """
                \(path) was written by a newer Tierbook (format \(version)); this one reads format \(FileFormat.version).
                """,
                help: "Open it with the newer Tierbook; the file was not changed.")
        }
        guard FileFormat.versions.contains(version) else { throw Damage.file(path, "its format number is \(version)") }
        return database
    }

    /// What a file that is no SQLite database seems to be; nil when it begins like one.
    private static func kind(of path: String) -> String? {
        let file = systemOpen(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var head = [UInt8](repeating: 0, count: 512)
        let count = read(file, &head, head.count)
        guard count > 0 else { return nil }
        head.removeLast(head.count - count)
        func begins(_ text: String) -> Bool { head.starts(with: text.utf8) }
        if begins("SQLite format 3\0") { return nil }
        if begins("PK\u{3}\u{4}") { return "an Excel workbook or another ZIP file" }
        if begins("%PDF") { return "a PDF file" }
        return head.contains(0) ? "a file of an unknown kind" : "a text file"
    }

    /// The catalogue of a database whose schema holds exactly what Tierbook writes.
    static func catalogue(of database: Database) throws(Diagnostic) -> Catalogue {
        let schema = try self.schema(of: database)
        let own = FileFormat.catalogueTables(of: try database.integer("PRAGMA user_version"))
        for table in own where schema[table.name] != table.statement {
            throw Damage.file(database.path, "its catalogue table \(table.name) is missing or is not what Tierbook writes")
        }
        let pages = try database.integer("PRAGMA page_count")
        let pageSize = try database.integer("PRAGMA page_size")
        let catalogue = try Catalogue(from: database, fileBytes: Int(pages * pageSize))
        var expected = Set(own.map(\.name))
        for table in catalogue.tables {
            guard let rowTable = table.rowTable else { continue }
            // A catalogue table has another statement: its name is not quoted.
            if schema[rowTable.name] != table.createStatement { throw Damage.table(table.name, of: database.path) }
            expected.insert(rowTable.name)
        }
        if let stranger = schema.keys.filter({ !expected.contains($0) }).sorted().first {
            throw stray("a table", stranger, database.path)
        }
        return catalogue
    }

    /// The statement of each table. Anything else that a schema can hold is refused, for it could run.
    private static func schema(of database: Database) throws(Diagnostic) -> [String: String] {
        let rows = try database.prepare("SELECT type, name, sql FROM sqlite_schema ORDER BY name")
        var tables: [String: String] = [:]
        while try rows.step() {
            let (type, name) = (rows.text(0), rows.text(1))
            // What SQLite itself keeps, such as sqlite_stat1 after ANALYZE.
            if type == "table", name.hasPrefix("sqlite_") { continue }
            guard type == "table" else {
                throw stray(type == "index" ? "an index" : "a \(type)", name, database.path)
            }
            tables[name] = rows.text(2)
        }
        return tables
    }

    private static func stray(_ kind: String, _ name: String, _ path: String) -> Diagnostic {
        Diagnostic(
            "foreign-content", "\(path) holds \(kind) that Tierbook did not make, \(name), so it was not opened.",
            help: "Remove it with a SQLite tool if you trust the file, and open the file again.")
    }
}
