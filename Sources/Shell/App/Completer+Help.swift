import Engine

extension Completer {
    /// What help tells of and begins with all that was typed behind the word: `help the li` is of two words.
    func helpTopics(_ typed: String, _ word: String, _ range: Range<Int>) -> [Completion] {
        let before = typed.trimmedStart.dropFirst("help".utf8.count).trimmedStart
        let begun = (before + word).lowercased()
        let topics = session.catalogue.verbs.map { ($0.name, $0.manual.summary) } + session.catalogue.helpTopics() + session.catalogue.functions.map { ($0.name, $0.usage) }
        return topics.filter { $0.0.hasPrefix(begun) }.map { Completion(replacement: $0.0, replaces: range.lowerBound - before.utf8.count..<range.upperBound, note: $0.1) }
    }
}
