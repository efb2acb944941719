/// What a terminal shows of the bytes sent to it: as much of a terminal as the shell uses. Rows that scroll out at the
/// top are kept.
struct Screen {
    private(set) var rows: [[Character]] = [[]]
    private(set) var row = 0
    private(set) var column = 0
    /// Bytes of a character or escape sequence that has not come whole.
    private var rest: [UInt8] = []
    let columns: Int

    init(columns: Int) { self.columns = columns }

    var lines: [String] { rows.map { String($0).trimmingEnd } }
    var text: String { lines.joined(separator: "\n") }
    /// The line that holds the cursor.
    var line: String { lines[row] }

    mutating func show(_ bytes: [UInt8]) {
        rest += bytes
        // A character that is cut stays for the next time.
        var cut = rest.count
        while cut > 0, rest.count - cut < 3, rest[cut - 1] & 0xC0 == 0x80 { cut -= 1 }
        let isWhole = cut == 0 || rest[cut - 1] < 0xC0 || rest.count - cut >= (rest[cut - 1] >= 0xF0 ? 3 : rest[cut - 1] >= 0xE0 ? 2 : 1)
        let whole = isWhole ? rest.count : cut - 1
        var scalars = Array(String(decoding: rest[..<whole], as: UTF8.self).unicodeScalars)[...]
        let tail = rest[whole...]
        rest = []
        while let scalar = scalars.first {
            if scalar == "\u{1B}" {
                guard let used = escape(scalars) else { break }
                scalars = scalars.dropFirst(used)
                continue
            }
            scalars.removeFirst()
            put(scalar)
        }
        rest = scalars.flatMap { Array(String(Character($0)).utf8) } + tail
    }

    private mutating func put(_ scalar: Unicode.Scalar) {
        switch scalar {
        case "\r": column = 0
        case "\n": row += 1
        case "\u{07}": break
        case "\u{08}": column = max(0, column - 1)
        default:
            if column >= columns { (row, column) = (row + 1, 0) }
            grow()
            if column < rows[row].count { rows[row][column] = Character(scalar) } else { rows[row].append(Character(scalar)) }
            column += 1
        }
        grow()
    }

    private mutating func grow() {
        while rows.count <= row { rows.append([]) }
        while rows[row].count < column { rows[row].append(" ") }
    }

    /// Obeys a sequence; returns its length, or nil when its end has not come.
    private mutating func escape(_ scalars: ArraySlice<Unicode.Scalar>) -> Int? {
        guard scalars.count > 1 else { return nil }
        guard scalars[scalars.startIndex + 1] == "[" else { return 2 }
        guard let end = scalars.dropFirst(2).firstIndex(where: { (0x40...0x7E).contains($0.value) }) else { return nil }
        let parameter = String(String.UnicodeScalarView(scalars[(scalars.startIndex + 2)..<end]))
        let count = max(1, Int(parameter) ?? 1)
        switch scalars[end] {
        case "A": row = max(0, row - count)
        case "B": row += count
        case "C": column += count
        case "K": rows[row] = Array(rows[row].prefix(column))
        case "J":
            rows[row] = Array(rows[row].prefix(column))
            rows.removeLast(rows.count - row - 1)
        default: break
        }
        grow()
        return end - scalars.startIndex + 1
    }
}

extension String {
    var trimmingEnd: String {
        var text = self[...]
        while text.last == " " { text.removeLast() }
        return String(text)
    }
}
