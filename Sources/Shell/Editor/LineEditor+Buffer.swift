import CEditLine

/// libedit's buffer as Swift text. Cursors count Unicode scalars, as libedit does.
extension LineEditor {
    /// The statement so far and the cursor's place in it.
    var line: (text: String, cursor: Int) {
        guard let editor else { return ("", 0) }
        var cursor = 0
        let length = editline_copy(editor, nil, 0, &cursor)
        let scalars = [UInt32](unsafeUninitializedCapacity: length) { buffer, count in
            count = min(length, editline_copy(editor, buffer.baseAddress, length, &cursor))
        }
        var text = String.UnicodeScalarView()
        text.append(contentsOf: scalars.map { Unicode.Scalar($0) ?? "\u{FFFD}" })
        return (String(text), cursor)
    }

    /// Inserts a text at the cursor. NUL, which would end it, is left out.
    func insert(_ text: String) {
        let scalars = text.unicodeScalars.map(\.value).filter { $0 != 0 }
        _ = editline_insert(editor, scalars, scalars.count)
    }

    /// Puts a text in the place of a range of scalars and the cursor behind it.
    func replace(_ range: Range<Int>, with text: String) {
        moveCursor(to: range.upperBound)
        el_deletestr(editor, Int32(clamping: range.count))
        insert(text)
    }

    /// Puts a text in the whole line's place, the cursor at its end.
    func setLine(_ text: String) {
        replace(0..<line.text.unicodeScalars.count, with: text)
    }

    func moveCursor(to offset: Int) {
        el_cursor(editor, Int32(clamping: offset - line.cursor))
    }

    /// The range of the character before the cursor, nil at the start of the text.
    var characterBefore: Range<Int>? {
        let (text, cursor) = line
        return characterRanges(text).last { $0.lowerBound < cursor }.map { $0.lowerBound..<cursor }
    }

    /// The range of the character at the cursor, nil at the end of the text.
    var characterAfter: Range<Int>? {
        let (text, cursor) = line
        return characterRanges(text).first { $0.upperBound > cursor }.map { cursor..<$0.upperBound }
    }

    private func characterRanges(_ text: String) -> [Range<Int>] {
        var start = 0
        return text.map { character in
            defer { start += character.unicodeScalars.count }
            return start..<start + character.unicodeScalars.count
        }
    }
}
