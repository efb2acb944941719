import Diagnostics

/// The forms of all verbs, ready to parse with.
package struct Grammar: Sendable {
    struct Verb: Sendable {
        let name: String
        let words: [String]
        let start: [Form]
        let stage: [Form]
        let stops: Set<String>
    }

    /// By first word, longest verb first.
    private let byFirstWord: [String: [Verb]]
    /// All verbs in the catalogue's order.
    package let verbNames: [String]
    /// Words of other languages, with what is written for them here.
    let otherWords: [String: String]

    /// `forms` in the order of the catalogue; a verb may have several. `otherWords` by word in lower case.
    package init(_ forms: [Form], otherWords: [String: String] = [:]) {
        self.otherWords = otherWords
        var names: [String] = []
        var formsOf: [String: [Form]] = [:]
        for form in forms {
            if formsOf[form.verb] == nil { names.append(form.verb) }
            formsOf[form.verb, default: []].append(form)
        }
        var index: [String: [Verb]] = [:]
        for name in names {
            let own = formsOf[name] ?? []
            let words = name.split(separator: " ").map(String.init)
            let verb = Verb(
                name: name, words: words, start: own.filter { $0.position != .stage },
                stage: own.filter { $0.position != .start }, stops: Set(own.flatMap(\.stops)))
            index[words[0], default: []].append(verb)
        }
        byFirstWord = index.mapValues { $0.sorted { $0.words.count > $1.words.count } }
        verbNames = names
    }

    /// The longest verb whose words stand at the token: of those that can stand in the position, else of all.
    func verb(at index: Int, in tokens: [Token], starting: Bool) -> Verb? {
        guard let first = tokens[index].keyword, let candidates = byFirstWord[first] else { return nil }
        let found = candidates.filter { verb in
            verb.words.indices.allSatisfy { i in index + i < tokens.count && tokens[index + i].keyword == verb.words[i] }
        }
        return found.first { !(starting ? $0.start : $0.stage).isEmpty } ?? found.first
    }

    /// What to type for a word that is no verb; nil when nothing is like it.
    package func help(forWord word: String) -> String? {
        otherWords[word.lowercased()].map { "Here it is \($0)." } ?? didYouMean(word, among: verbNames)
    }

    /// A verb's forms, those that begin a pipeline first; empty for a name that is no verb. Case counts.
    package func forms(of verb: String) -> [Form] {
        guard let first = verb.split(separator: " ").first, let found = byFirstWord[String(first)]?.first(where: { $0.name == verb })
        else { return [] }
        return found.start + found.stage.filter { form in form.position == .stage }
    }
}
