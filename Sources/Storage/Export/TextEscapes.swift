/// Text on its way into a format that gives some characters a meaning.
enum TextEscapes {
    /// RFC 4180: quoted when it holds the delimiter, a quote or a line end, or would read back as a missing cell.
    static func delimited(
        _ text: UnsafeBufferPointer<UInt8>, delimiter: UInt8, guardsFormulas: Bool, to sink: inout [UInt8]
    ) {
        let isFormula = guardsFormulas && text.first.map(formulaStarts.contains) ?? false
        let needsQuotes = text.isEmpty || text.contains { $0 == delimiter || $0 == 0x22 || $0 == 0x0A || $0 == 0x0D }
        if needsQuotes { sink.append(0x22) }
        if isFormula { sink.append(0x27) }
        if needsQuotes {
            for byte in text {
                if byte == 0x22 { sink.append(0x22) }
                sink.append(byte)
            }
            sink.append(0x22)
        } else {
            sink.append(contentsOf: text)
        }
    }

    /// What a spreadsheet takes for the start of a formula: `=`, `+`, `-`, `@`, tab, CR.
    private static let formulaStarts: Set<UInt8> = [0x3D, 0x2B, 0x2D, 0x40, 0x09, 0x0D]

    /// A JSON string with its quotes (RFC 8259). Control characters beyond ASCII are escaped too, so that JSON on a
    /// terminal cannot drive it.
    static func json(_ text: UnsafeBufferPointer<UInt8>, to sink: inout [UInt8]) {
        sink.append(0x22)
        var rest = text[...]
        while let byte = rest.first {
            let length = controlLength(rest)
            switch byte {
            case 0x22: sink += [0x5C, 0x22]
            case 0x5C: sink += [0x5C, 0x5C]
            case 0x0A: sink += [0x5C, 0x6E]
            case 0x0D: sink += [0x5C, 0x72]
            case 0x09: sink += [0x5C, 0x74]
            default:
                if length > 0 {
                    let scalar = length == 1 ? byte : rest[rest.startIndex + 1]
                    sink += Array("\\u00".utf8) + [hexDigit(scalar >> 4), hexDigit(scalar & 15)]
                } else {
                    sink.append(byte)
                }
            }
            rest = rest.dropFirst(max(1, length))
        }
        sink.append(0x22)
    }

    /// A cell of a Markdown table: bars and other signs of the language escaped, line ends as `<br>`.
    static func markdown(_ text: UnsafeBufferPointer<UInt8>, to sink: inout [UInt8]) {
        marked(text, to: &sink) { byte in
            switch byte {
            case 0x26: "&amp;"
            case 0x3C: "&lt;"
            case 0x7C: "\\|"
            case 0x5C: "\\\\"
            case 0x60: "\\`"
            case 0x2A: "\\*"
            case 0x5F: "\\_"
            case 0x5B: "\\["
            case 0x5D: "\\]"
            default: nil
            }
        }
    }

    static func html(_ text: UnsafeBufferPointer<UInt8>, to sink: inout [UInt8]) {
        marked(text, to: &sink) { byte in
            switch byte {
            case 0x26: "&amp;"
            case 0x3C: "&lt;"
            case 0x3E: "&gt;"
            case 0x22: "&quot;"
            case 0x27: "&#39;"
            default: nil
            }
        }
    }

    /// Replaces what `escape` names, line ends by `<br>` and control characters by symbols.
    private static func marked(
        _ text: UnsafeBufferPointer<UInt8>, to sink: inout [UInt8], escape: (UInt8) -> StaticString?
    ) {
        var rest = text[...]
        while let byte = rest.first {
            var length = controlLength(rest)
            if byte == 0x0D || byte == 0x0A {
                if byte == 0x0D, rest.dropFirst().first == 0x0A { length = 2 }
                sink.append(contentsOf: "<br>".utf8)
            } else if byte == 0x09 {
                sink.append(0x20)
            } else if length > 0 {
                appendSymbol(rest, to: &sink)
            } else if let escaped = escape(byte) {
                sink.append(contentsOf: UnsafeBufferPointer(start: escaped.utf8Start, count: escaped.utf8CodeUnitCount))
            } else {
                sink.append(byte)
            }
            rest = rest.dropFirst(max(1, length))
        }
    }

    // MARK: Control characters

    /// The length of the control character (C0, DEL, C1) that a text begins with; 0 when it begins with none.
    private static func controlLength(_ text: Slice<UnsafeBufferPointer<UInt8>>) -> Int {
        guard let first = text.first else { return 0 }
        if first < 0x20 || first == 0x7F { return 1 }
        if first == 0xC2, let second = text.dropFirst().first, second < 0xA0 { return 2 }
        return 0
    }

    /// U+2400 … for the control characters of ASCII, U+FFFD for the rest.
    private static func appendSymbol(_ text: Slice<UnsafeBufferPointer<UInt8>>, to sink: inout [UInt8]) {
        guard let first = text.first else { return }
        if first < 0x20 {
            sink += [0xE2, 0x90, 0x80 | first]
        } else if first == 0x7F {
            sink += [0xE2, 0x90, 0xA1]
        } else {
            sink += [0xEF, 0xBF, 0xBD]
        }
    }

    private static func hexDigit(_ value: UInt8) -> UInt8 { value < 10 ? 0x30 + value : 0x57 + value }
}
