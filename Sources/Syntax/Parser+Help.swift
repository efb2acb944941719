import Diagnostics

extension Element {
    /// The names of the slots that a period may stand in.
    fileprivate var periodNames: [String] {
        switch self {
        case .slot(let name, .period): [name]
        case .word, .symbol, .slot: []
        case .optional(let elements), .list(_, let elements): elements.flatMap(\.periodNames)
        case .choice(let alternatives), .anyOrder(let alternatives): alternatives.joined().flatMap(\.periodNames)
        }
    }
}

/// What a statement that cannot be read was most likely meant as.
extension Parser {
    /// How the verb is written, where nothing better helps: of at most two forms, each on a line that a terminal holds.
    func addUsage(of forms: [Form], to error: inout Diagnostic) {
        guard error.help == nil, !error.notes.contains(where: { $0.hasPrefix(Parser.usage) }), let verb = forms.first?.verb else { return }
        let shown = forms.prefix(2).map { $0.usage(limit: forms.count > 1 ? 66 : 132) }
        error.notes.append(Parser.usage + shown.joined(separator: "\n       "))
        if forms.count > 2 || zip(forms, shown).contains(where: { $0.usage != $1 }) { error.help = "Type help \(verb) for all of it." }
    }

    private static let usage = "usage: "

    /// `charter chek`, `depth move 2026H1 …`: the verb of more words that was meant.
    func longerVerb(_ verb: Grammar.Verb, _ behindVerb: Int) -> String? {
        guard index <= behindVerb + 1, let word = tokens[behindVerb].keyword else { return nil }
        let longer = grammar.verbNames.filter { $0.hasPrefix(verb.name + " ") }.map { String($0.dropFirst(verb.name.utf8.count + 1)) }
        return nearest(word, among: longer, limit: 1).first.map { "Did you mean \(verb.name) \($0)?" }
    }

    /// `benchmark sum(trades.amount) 2026H1 by tier`: what has to stand before the clause.
    func leftOutHelp(_ elements: ArraySlice<Element>) -> String? {
        guard case .word(let words)? = elements.first, let word = token.keyword, stops.contains(word) else { return nil }
        return "Write \(([.word(words)] + elements.dropFirst().prefix(1)).map(\.usage).joined(separator: " ")) before \(word)."
    }

    /// `benchmark sum(trades.amount) in 2026H1 against 2025H1`, `penetration revenue of wallet in 2026H1`: before a currency stands in,
    /// before a period nothing.
    func strayInHelp(_ form: Form, _ arguments: Arguments) -> String? {
        let periods = form.elements.flatMap(\.periodNames)
        guard !periods.isEmpty, !periods.contains(where: { arguments[$0] != nil }) else { return nil }
        for at in max(0, index - 2)...index where tokens[at].keyword == "in" && at + 1 < tokens.count && isPeriodTyped(tokens[at + 1]) {
            return "Leave in out here: a period stands right behind what is looked at, as in \(form.verb) … \(source[tokens[at + 1].span])."
        }
        return nil
    }

    /// `agaisnt`, `quaterly`, `chek`: the word of the verb, not yet there, that was meant.
    func meantWord(_ arguments: Arguments) -> String? {
        guard let word = token.keyword else { return nil }
        var words: [String] = []
        for known in forms.flatMap(\.words) where arguments[known] == nil && known != word && !words.contains(known) { words.append(known) }
        if let meant = Parser.otherWords[word], words.contains(meant) { return "Did you mean \(meant)?" }
        return Words.reserved.contains(word) ? nil : didYouMean(word, among: words)
    }

    /// How others write what a verb's word says.
    private static let otherWords = ["vs": "against", "versus": "against", "with": "against", "compared": "against", "weekly": "monthly", "annually": "yearly", "annual": "yearly", "as": "on"]

    /// What else could stand here.
    func clausesHelp(_ form: Form) -> String? {
        let clauses = form.clauses
        switch token.kind {
        case .word, .period: return clauses.isEmpty ? nil : "Here it takes \(joinWords(clauses, "or"))."
        default: return nil
        }
    }

    /// `1,000`: a comma parts values here.
    var thousandsHelp: String? {
        guard at(.comma), index > 0, case .number = tokens[index - 1].kind, case .number = peek().kind, !peek().spaced else { return nil }
        return "Numbers are written without thousands separators: \(source[tokens[index - 1].span])\(source[peek().span]), or with k, m, bn."
    }

    /// `tier Gold top 12, tier Silver next 10`
    var partsStatementsByComma: Bool { at(.comma) && grammar.verb(at: index + 1, in: tokens, starting: true).map { !$0.start.isEmpty } ?? false }

    var commaHelp: String? { partsStatementsByComma ? "Statements are parted by ; or stand on lines of their own." : nil }

    /// `comparing median`, `versus Gold`: the alternative that was meant.
    func choiceHelp(_ alternatives: [[Element]]) -> String? {
        guard let word = token.keyword else { return nil }
        let beginnings = alternatives.flatMap(Element.beginnings)
        // Those without a tier have no name among the tiers.
        if word == "non-tiered", beginnings.contains("rest") { return "Did you mean rest?" }
        if let help = didYouMean(word, among: beginnings) { return help }
        for alternative in alternatives {
            if case (.word(let words)?, .slot(_, .newName)?, 2) = (alternative.first, alternative.last, alternative.count) { return "Did you mean \(words) \(source[token.span])?" }
        }
        return nil
    }

    /// `H1 2026` is no period, and `2026 H1` is a year with something behind it.
    var periodHelp: String? {
        guard index > 0 else { return nil }
        let before = tokens[index - 1]
        func help(_ year: Token, _ part: Token, _ rule: String) -> String? {
            guard case .number = year.kind, let word = part.keyword, ["h1", "h2", "q1", "q2", "q3", "q4"].contains(word) else { return nil }
            return "Half-years and quarters are \(rule): \(source[year.span])\(word.uppercased())."
        }
        return help(token, before, "written year first") ?? help(before, token, "one word")
    }
}
