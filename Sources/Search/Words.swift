/// A word of a text and where it stands there.
struct Word {
    /// In small letters, without accents.
    let text: String
    let place: Range<String.Index>
}

/// The words of a text: runs of letters and digits; an apostrophe within a word belongs to it.
func words(of text: Substring) -> [Word] {
    var result: [Word] = []
    let scalars = text.unicodeScalars
    var start: String.Index?
    var index = scalars.startIndex
    while index < scalars.endIndex {
        let properties = scalars[index].properties
        let isWord = properties.isAlphabetic || properties.numericType != nil
        if isWord, start == nil { start = index }
        if !isWord, let begin = start {
            result.append(Word(text: text[begin..<index].lowercased(), place: begin..<index))
            start = nil
        }
        index = scalars.index(after: index)
    }
    if let begin = start { result.append(Word(text: text[begin...].lowercased(), place: begin..<text.endIndex)) }
    return result
}
