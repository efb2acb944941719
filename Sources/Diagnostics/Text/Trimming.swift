extension StringProtocol where SubSequence == Substring {
    /// Without the white space at both ends.
    package var trimmed: String {
        var text = drop(while: \.isWhitespace)
        while text.last?.isWhitespace == true { text.removeLast() }
        return String(text)
    }

    /// Without the quotes around it, single or double, where both stand there.
    package var unquoted: String {
        guard count >= 2, let first, first == "'" || first == "\"", last == first else { return String(self) }
        return String(dropFirst().dropLast())
    }
}
