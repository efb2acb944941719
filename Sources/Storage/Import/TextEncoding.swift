import Diagnostics

/// Turns other encodings into UTF-8, and tells whether bytes are UTF-8.
enum TextEncoding {
    /// The diagnostic that sends an import on to Windows-1252.
    static let notUTF8 = "not-the-encoding"

    /// The encoding that a byte-order mark names.
    static func mark(_ bytes: [UInt8]) -> ImportOptions.Encoding? {
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { return .utf8 }
        if bytes.starts(with: [0xFF, 0xFE]) { return .utf16LittleEndian }
        if bytes.starts(with: [0xFE, 0xFF]) { return .utf16BigEndian }
        return nil
    }

    /// The input as UTF-8 in memory, without a byte-order mark.
    static func transcoded(_ file: ByteSource, from encoding: ImportOptions.Encoding) throws(Diagnostic) -> ByteSource {
        var bytes = try file.bytes(0..<file.count)
        switch encoding {
        case .utf8: break
        case .windows1252: bytes = fromWindows1252(bytes)
        case .utf16LittleEndian: bytes = try fromUTF16(bytes, isLittleEndian: true, file.path)
        case .utf16BigEndian: bytes = try fromUTF16(bytes, isLittleEndian: false, file.path)
        }
        return ByteSource(path: file.path, bytes: bytes)
    }

    /// Windows-1252 as the WHATWG encoding standard has it: its five unassigned bytes are control characters.
    static func fromWindows1252(_ bytes: some Collection<UInt8>) -> [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity(bytes.count + bytes.count / 8)
        for byte in bytes {
            if byte < 0x80 {
                text.append(byte)
                continue
            }
            let scalar = byte < 0xA0 ? windows1252[Int(byte) - 0x80] : UInt16(byte)
            if scalar < 0x800 {
                text.append(UInt8(0xC0 | scalar >> 6))
            } else {
                text.append(UInt8(0xE0 | scalar >> 12))
                text.append(UInt8(0x80 | scalar >> 6 & 0x3F))
            }
            text.append(UInt8(0x80 | scalar & 0x3F))
        }
        return text
    }

    private static let windows1252: [UInt16] = [
        0x20AC, 0x81, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x8D, 0x017D,
        0x8F, 0x90, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x9D,
        0x017E, 0x0178,
    ]

    private static func fromUTF16(_ bytes: [UInt8], isLittleEndian: Bool, _ path: String) throws(Diagnostic) -> [UInt8] {
        var units: [UInt16] = []
        units.reserveCapacity(bytes.count / 2)
        for i in stride(from: 0, to: bytes.count - 1, by: 2) {
            let (a, b) = (UInt16(bytes[i]), UInt16(bytes[i + 1]))
            units.append(isLittleEndian ? b << 8 | a : a << 8 | b)
        }
        if units.first == 0xFEFF { units.removeFirst() }
        var text: [UInt8] = []
        text.reserveCapacity(units.count)
        let broken = transcode(units.makeIterator(), from: UTF16.self, to: UTF8.self, stoppingOnError: true) { text.append($0) }
        if broken || bytes.count % 2 != 0 {
            throw Diagnostic(
                "broken-encoding", "'\(path)' is not valid UTF-16.", help: "Save it as UTF-8 and import it again.")
        }
        return text
    }

    /// How far a run of bytes is UTF-8 (RFC 3629: no surrogates, no overlong forms).
    ///
    /// - Returns: the end of the last complete character, less than the end when the run breaks off inside one; nil
    ///   when the bytes are not UTF-8.
    static func validate(_ base: UnsafePointer<UInt8>, from start: Int, to end: Int) -> Int? {
        var at = start
        let raw = UnsafeRawPointer(base)
        while at < end {
            while at + 32 <= end {
                let words = raw.loadUnaligned(fromByteOffset: at, as: SIMD4<UInt64>.self)
                let either = words.evenHalf | words.oddHalf
                if (either.x | either.y) & 0x8080_8080_8080_8080 != 0 { break }
                at += 32
            }
            // The characters of one stride at least, so that mixed text does not test each stride twice.
            let goal = min(end, at + 32)
            while at < goal {
                let lead = base[at]
                if lead < 0x80 {
                    at += 1
                    continue
                }
                let length = lead < 0xC2 ? 0 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : lead < 0xF5 ? 4 : 0
                if length == 0 { return nil }
                for i in 1..<length {
                    if at + i >= end { return at }
                    if base[at + i] & 0xC0 != 0x80 { return nil }
                }
                let second = base[at + 1]
                if (lead == 0xE0 && second < 0xA0) || (lead == 0xED && second > 0x9F) || (lead == 0xF0 && second < 0x90)
                    || (lead == 0xF4 && second > 0x8F)
                {
                    return nil
                }
                at += length
            }
        }
        return at
    }
}
