import Diagnostics
import Tables
import Workspaces

/// What the user may say about a delimited file; whatever is nil is found out from the file.
package struct ImportOptions: Sendable {
    /// How bytes stand for letters; the raw value is what a user reads.
    package enum Encoding: String, Sendable, CaseIterable {
        case utf8 = "UTF-8"
        case utf16LittleEndian = "UTF-16 LE"
        case utf16BigEndian = "UTF-16 BE"
        case windows1252 = "Windows-1252"
    }

    /// Whether 03/04/2026 is 3 April or March 4.
    package enum DateOrder: Sendable { case dayFirst, monthFirst }

    /// One ASCII character other than a quote or a line end; nil to have it found.
    package var delimiter: UInt8?
    /// Nil to have it found: a byte-order mark, else UTF-8, else Windows-1252.
    package var encoding: Encoding?
    /// Types of columns by name; the rest is inferred.
    package var types: [String: ColumnType]
    /// How dates such as 03/04/2026 are meant.
    package var dateOrder: DateOrder?
    /// Numbers are written `1.234,5`.
    package var decimalComma: Bool

    /// Without arguments everything is found out; `types` names columns as the header has them.
    package init(
        delimiter: UInt8? = nil, encoding: Encoding? = nil, types: [String: ColumnType] = [:], dateOrder: DateOrder? = nil,
        decimalComma: Bool = false
    ) {
        self.delimiter = delimiter
        self.encoding = encoding
        self.types = types
        self.dateOrder = dateOrder
        self.decimalComma = decimalComma
    }
}

extension ImportOptions {
    /// The types the user named, by column. `source` is the file or table in a message.
    func types(among columns: [String], of source: String) throws(Diagnostic) -> [Int: ColumnType] {
        var chosen: [Int: ColumnType] = [:]
        for (name, type) in types.sorted(by: { $0.key < $1.key }) {
            guard let index = columns.firstIndex(of: name) ?? columns.firstIndex(where: { equalIgnoringCase($0, name) })
            else {
                throw Diagnostic(
                    "unknown-column", "\(source) has no column \(name).",
                    help: didYouMean(name, among: columns) ?? "It has \(columns.prefix(20).joined(separator: ", ")).")
            }
            chosen[index] = type
        }
        return chosen
    }
}

/// A table from a file, with what there is to say about it.
package struct Imported: Sendable {
    /// Without a key, a date or links: these are the caller's to set.
    package var table: Table
    /// What was found, and what did not fit.
    package var report: ImportReport
    /// The file's path, size and hash, for the journal.
    package var input: Change.Input
}

/// What an import found.
package struct ImportReport: Sendable, Equatable {
    /// One column as it was read.
    package struct Column: Sendable, Equatable {
        /// As in the table: a second `owner` is `owner 2`, one without a name `column 3`.
        package var name: String
        /// As inferred, or as the user named it.
        package var type: ColumnType
        /// Cells without a value, those that did not fit included.
        package var missing: Int
    }

    /// What the place of an issue counts: lines of a text file, or rows of a table.
    package enum Place: String, Sendable { case line, row }

    /// Something that did not fit, at one place.
    package struct Issue: Sendable, Equatable {
        /// The line in the file, or the row in the table, from 1.
        package var line: Int
        /// Nil when it concerns the row.
        package var column: String?
        /// The cell's text, cut after 80 characters; for a row what was found.
        package var text: String
        /// Why it does not fit, in words that may follow the text.
        package var problem: String
    }

    /// How many cells of a column, or rows, had one problem.
    package struct Tally: Sendable, Equatable {
        /// Nil for rows.
        package var column: String?
        /// As in `Issue`.
        package var problem: String
        /// Cells or rows with it, those that are not listed included.
        package var count: Int
    }

    /// Rows of the table.
    package var rowCount: Int
    /// In the table's order.
    package var columns: [Column]
    /// As it was found or given.
    package var encoding: ImportOptions.Encoding
    /// Nil for a file that has none.
    package var delimiter: UInt8?
    /// What `Issue.line` counts.
    package var place = Place.line
    /// The first issues of each kind, by place.
    package var issues: [Issue]
    /// All issues, counted.
    package var tallies: [Tally]
    /// Assumptions that the user should see: an encoding, an order of dates, a renamed column.
    package var notes: [Diagnostic]

    /// Issues of each kind and column that are listed one by one.
    package static let listed = 20
}

/// Reads a file of delimited text with a header row into a typed table.
///
/// RFC 4180, with delimiters comma, semicolon, tab or bar, line ends LF, CR LF or CR, and encodings UTF-8, UTF-16 with
/// a byte-order mark, and Windows-1252. A column has the type that all its cells have in common; where at least 95 % of
/// 20 and more cells fit one, the others become missing and are reported.
///
/// - Throws: `no-such-file`, `is-a-folder`, `not-text`, `no-permission`, `empty-file`, `no-rows`, `open-quote`, `too-many-columns`,
///   `not-the-encoding`, `broken-encoding`, `unknown-column`, `bad-delimiter`, `file-changed`, `cancelled`.
package func importDelimited(path: String, options: ImportOptions = ImportOptions()) throws(Diagnostic) -> Imported {
    if let delimiter = options.delimiter, delimiter >= 0x7F || [0x00, 0x0A, 0x0D, 0x22].contains(delimiter) {
        throw Diagnostic(
            "bad-delimiter", "A delimiter must be one ASCII character other than a quote or a line end.",
            help: "Leave it out to have it found, or name one such as ';'.")
    }
    let file = try ByteSource(path: path)
    if file.count == 0 {
        throw Diagnostic("empty-file", "'\(path)' is empty; a header row and at least one row are needed.")
    }
    let opening = try file.bytes(0..<4)
    if let what = foreignFormat(opening, path) {
        throw Diagnostic("not-delimited", "'\(path)' is \(what), not delimited text.", help: "Save it as CSV from the program it comes from.")
    }
    var encoding = options.encoding ?? TextEncoding.mark(opening) ?? .utf8
    if encoding == .utf8 || encoding == .windows1252, isBinary(try file.bytes(0..<64 << 10)) {
        throw Diagnostic(
            "not-text", "'\(path)' is no text: much of it is bytes that stand for no letter.",
            help: "Export it as CSV from the program it comes from; UTF-16 text needs a byte-order mark.")
    }
    var source = file
    if encoding != .utf8 { source = try TextEncoding.transcoded(file, from: encoding) }
    do throws(Diagnostic) {
        return try DelimitedImport(file: file, source: source, encoding: encoding, options: options).run()
    } catch {
        guard error.id == TextEncoding.notUTF8, options.encoding == nil else { throw error }
        encoding = .windows1252
        source = try TextEncoding.transcoded(file, from: encoding)
        return try DelimitedImport(file: file, source: source, encoding: encoding, options: options).run()
    }
}

/// More than one byte in twenty is a control character that no text has: every other byte is one of UTF-8 or of Windows-1252,
/// a stray NUL does happen, and so do the escapes of what a terminal showed.
private func isBinary(_ opening: [UInt8]) -> Bool {
    let controls = opening.lazy.filter { ($0 < 0x20 && $0 != 0x1B && !(0x09...0x0D).contains($0)) || $0 == 0x7F }.count
    return controls > 2 && controls * 20 > opening.count
}

/// What a file is that would read as text without being a table; nil when nothing speaks against it.
private func foreignFormat(_ opening: [UInt8], _ path: String) -> String? {
    if opening.starts(with: [0x50, 0x4B, 0x03, 0x04]) { return "an Excel workbook or a zip archive" }
    if opening.starts(with: [0xD0, 0xCF, 0x11, 0xE0]) { return "an old Excel workbook" }
    if opening.starts(with: [0x25, 0x50, 0x44, 0x46]) { return "a PDF" }
    if opening.starts(with: [0x1F, 0x8B]) { return "compressed with gzip" }
    let name = path.lowercased()
    if name.hasSuffix(".json") || name.hasSuffix(".jsonl") || name.hasSuffix(".ndjson") { return "JSON" }
    return nil
}
