import Diagnostics

/// Guesses where a record begins near a place in the middle of a file.
enum RecordStart {
    private static let window = 64 << 10

    /// The start of the first record at or after `place`, likely but not certain: whoever reads the records before
    /// finds out. The place may lie inside quotes; of both readings the one is taken whose records are as wide as the
    /// header.
    static func guess(_ source: ByteSource, _ layout: DelimitedLayout, at place: Int) throws(Diagnostic) -> Int {
        let bytes = try source.bytes(place - 1..<place - 1 + window)
        let outside = lineEnd(bytes, from: 0)
        let inside = closingQuote(bytes).flatMap { lineEnd(bytes, from: $0 + 1) }
        for start in [outside, inside] {
            if let start, isRecord(Array(bytes[start...]), layout) { return place - 1 + start }
        }
        return outside.map { place - 1 + $0 } ?? place
    }

    /// The offset behind the first line end.
    private static func lineEnd(_ bytes: [UInt8], from: Int) -> Int? {
        bytes[from...].firstIndex { $0 == 0x0A || $0 == 0x0D }.map { $0 + 1 }
    }

    /// The first quote that is not one of two.
    private static func closingQuote(_ bytes: [UInt8]) -> Int? {
        var at = 0
        while let quote = bytes[at...].firstIndex(of: 0x22) {
            guard quote + 1 < bytes.count, bytes[quote + 1] == 0x22 else { return quote }
            at = quote + 2
        }
        return nil
    }

    private static func isRecord(_ bytes: [UInt8], _ layout: DelimitedLayout) -> Bool {
        let records = Records(bytes, isAll: false, delimiter: layout.delimiter, limit: 4)
        return !records.rows.isEmpty && records.rows.allSatisfy { $0.count == layout.columns.count }
    }
}
