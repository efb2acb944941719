import CEditLine

extension LineEditor {
    /// Ctrl-R: shows the newest entry that holds what is typed; Ctrl-R again an older one. Enter runs it, Escape and
    /// Ctrl-G give the line back as it was, any other key goes on editing the entry found.
    func searchHistory() -> UInt8 {
        var wanted = ""
        var found: Int?
        var failed = false
        defer { overlay = nil }
        func search(before place: Int?) {
            let match = wanted.isEmpty ? nil : history.search(wanted, before: place)
            failed = match == nil && !wanted.isEmpty
            if let match { found = match } else if wanted.isEmpty { found = nil }
        }
        while true {
            let prompt = failed ? "nothing older for '\(wanted)': " : "search '\(wanted)': "
            overlay = (prompt, found.map { history.entries[$0] } ?? "")
            guard let key = nextKey() else { return UInt8(CC_EOF) }
            switch Unicode.Scalar(UInt32(bitPattern: key)) {
            case "\u{12}": search(before: found)
            case "\u{07}", "\u{1B}": return UInt8(CC_REFRESH)
            case "\u{08}", "\u{7F}":
                if !wanted.isEmpty { wanted.removeLast() }
                search(before: nil)
            case let scalar? where scalar.value >= 0x20 && !(0x7F..<0xA0).contains(scalar.value):
                wanted.unicodeScalars.append(scalar)
                // The entry shown may hold the longer text too.
                search(before: found.map { $0 + 1 })
            case "\r", "\n":
                accept(found)
                return enter()
            default:
                accept(found)
                el_wpush(editor, [key, wchar_t(0)])
                return UInt8(CC_REFRESH)
            }
        }
    }

    private func accept(_ found: Int?) {
        if let found { setLine(history.entries[found]) }
    }
}
