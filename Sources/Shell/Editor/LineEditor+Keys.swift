import CEditLine

/// The keys that are the shell's own; libedit keeps the rest (words, kill and yank, vi's commands).
extension LineEditor {
    private static let command = "tierbook-key"

    func bindKeys(readsUserBindings: Bool) {
        editline_add(editor, Self.command, "A key of the shell's own") { editor, key in
            LineEditor.owner(of: editor)?.perform(key) ?? UInt8(CC_ERROR)
        }
        editline_bind(editor, "^U", "vi-kill-line-prev", 0)
        editline_bind(editor, "^W", "ed-delete-prev-word", 0)
        if readsUserBindings { editline_read_user_bindings(editor) }
        // After the user's: the shell's own are needed in every mode, and libedit's would draw.
        for key in ["^M", "^J", "^D", "^R", "^L", "^P", "^N"] { editline_bind(editor, key, Self.command, 1) }
        for key in ["^I", "^H", "^?", "^A", "^E", "^B", "^F"] { editline_bind(editor, key, Self.command, 0) }
        for key in NamedKey.allCases {
            let name: String
            switch key {
            case .wordLeft: name = "ed-prev-word"
            case .wordRight: name = "em-next-word"
            default: name = Self.command
            }
            if let scalar = Unicode.Scalar(key.rawValue) { editline_bind(editor, String(Character(scalar)), name, 1) }
        }
    }

    /// Does what a key of ours asks for.
    /// - Returns: what libedit is to do next, a CC_ code.
    private func perform(_ key: wint_t) -> UInt8 {
        if let named = NamedKey(rawValue: key) { return perform(named) }
        switch Unicode.Scalar(key) {
        case "\r", "\n": return enter()
        case "\t": return completeAtCursor()
        case "\u{01}": return perform(.home)
        case "\u{02}": return perform(.left)
        case "\u{04}": return line.text.isEmpty ? end() : perform(.delete)
        case "\u{05}": return perform(.end)
        case "\u{06}": return perform(.right)
        case "\u{08}", "\u{7F}": return erase(characterBefore)
        case "\u{0C}": clearScreen()
        case "\u{0E}": return show(history.newer())
        case "\u{10}": return show(history.older(than: line.text))
        case "\u{12}": return searchHistory()
        default: return UInt8(CC_ERROR)
        }
        return UInt8(CC_REFRESH)
    }

    private func perform(_ key: NamedKey) -> UInt8 {
        switch key {
        case .up: return moveLine(by: -1) ? UInt8(CC_REFRESH) : show(history.older(than: line.text))
        case .down: return moveLine(by: 1) ? UInt8(CC_REFRESH) : show(history.newer())
        case .left: return move(to: characterBefore?.lowerBound)
        case .right: return move(to: characterAfter?.upperBound)
        case .home: return move(to: lineBounds.lowerBound)
        case .end: return move(to: lineBounds.upperBound)
        case .delete: return erase(characterAfter)
        case .newline: insert("\n")
        case .paste: return paste()
        case .wordLeft, .wordRight: return UInt8(CC_ERROR)
        }
        return UInt8(CC_REFRESH)
    }

    /// Ends the statement where it is complete, else begins a further line. An empty further line ends it all the
    /// same, so that a statement that cannot be completed can be left with its error.
    func enter() -> UInt8 {
        let (text, cursor) = line
        let lastLine = text.split(separator: "\n", omittingEmptySubsequences: false).last ?? ""
        let isLeft = text.contains("\n") && cursor == text.unicodeScalars.count && lastLine.allSatisfy(\.isWhitespace)
        if isLeft || text.allSatisfy(\.isWhitespace) || isComplete(text) {
            var statement = text[...]
            while statement.last?.isNewline == true { statement.removeLast() }
            outcome = .line(String(statement))
            return UInt8(CC_NEWLINE)
        }
        insert("\n")
        return UInt8(CC_REFRESH)
    }

    private func end() -> UInt8 {
        outcome = .endOfInput
        return UInt8(CC_EOF)
    }

    private func paste() -> UInt8 {
        guard let bytes = keys.paste(isInterrupted: { !handleEvents() }) else {
            outcome = outcome ?? .endOfInput
            return UInt8(CC_EOF)
        }
        // Terminals send a newline as CR; a CR and LF are one Character.
        insert(String(String(decoding: bytes, as: UTF8.self).map { $0 == "\r" || $0 == "\r\n" ? "\n" : $0 }))
        return UInt8(CC_REFRESH)
    }

    private func show(_ entry: String?) -> UInt8 {
        guard let entry else { return UInt8(CC_ERROR) }
        setLine(entry)
        return UInt8(CC_REFRESH)
    }

    private func erase(_ range: Range<Int>?) -> UInt8 {
        guard let range else { return UInt8(CC_ERROR) }
        replace(range, with: "")
        return UInt8(CC_REFRESH)
    }

    private func move(to offset: Int?) -> UInt8 {
        guard let offset else { return UInt8(CC_ERROR) }
        moveCursor(to: offset)
        return UInt8(CC_REFRESH)
    }

    /// The scalars of the statement's line on which the cursor stands.
    private var lineBounds: Range<Int> {
        let (text, cursor) = line
        let scalars = Array(text.unicodeScalars)
        let start = scalars[..<cursor].lastIndex(of: "\n").map { $0 + 1 } ?? 0
        let end = scalars[cursor...].firstIndex(of: "\n") ?? scalars.count
        return start..<end
    }

    /// Moves the cursor a line up or down within the statement, in its column as far as that line is long.
    /// - Returns: false at the statement's edge.
    private func moveLine(by step: Int) -> Bool {
        let (text, cursor) = line
        let bounds = lineBounds
        let column = cursor - bounds.lowerBound
        guard step < 0 ? bounds.lowerBound > 0 : bounds.upperBound < text.unicodeScalars.count else { return false }
        moveCursor(to: step < 0 ? bounds.lowerBound - 1 : bounds.upperBound + 1)
        let target = lineBounds
        moveCursor(to: min(target.lowerBound + column, target.upperBound))
        return true
    }
}
