import Diagnostics

extension Parser {
    /// The error for a pasted `SELECT …`, with the same query in Tierbook's words where its shape is plain.
    func sqlHint() -> Diagnostic {
        var end = index
        while end < tokens.count, !endsSQL(end) { end += 1 }
        let span = Span(token.span.start, end > index ? tokens[end - 1].span.end : token.span.end)
        let help = translation(until: end).map { "Write: \($0)" } ?? "Begin with the table: accounts | where … | select …"
        return Diagnostic("sql-select", "This is SQL; a pipeline begins with its table.", at: span, help: help)
    }

    /// A pasted query may run over lines: a line of its own begins where no clause of SQL does.
    private func endsSQL(_ token: Int) -> Bool {
        switch tokens[token].kind {
        case .end, .symbol(.semicolon): return true
        case .newline:
            guard token + 1 < tokens.count, let next = tokens[token + 1].keyword else { return true }
            return !Parser.clauses.contains(next) && !["and", "or", "on"].contains(next)
        default: return false
        }
    }

    private static let clauses = ["select", "from", "where", "group", "having", "order", "limit"]

    /// The text of each clause, by its first word.
    private func clauses(until end: Int) -> [String: String]? {
        var starts: [(word: String, token: Int)] = []
        var depth = 0
        for i in index..<end {
            if tokens[i].kind == .symbol(.open) { depth += 1 }
            if tokens[i].kind == .symbol(.close) { depth -= 1 }
            if let word = tokens[i].keyword, depth == 0 {
                if word == "join" || word == "union" { return nil }
                if Parser.clauses.contains(word) { starts.append((word, i)) }
            }
        }
        var found: [String: String] = [:]
        for (place, clause) in starts.enumerated() {
            let skipped = clause.word == "group" || clause.word == "order" ? 2 : 1
            let first = clause.token + skipped
            let last = (place + 1 < starts.count ? starts[place + 1].token : end) - 1
            guard first <= last, found[clause.word] == nil else { return nil }
            found[clause.word] = source[Span(tokens[first].span.start, tokens[last].span.end)].split(whereSeparator: \.isNewline)
                .joined(separator: " ")
        }
        return found
    }

    private func translation(until end: Int) -> String? {
        guard let found = clauses(until: end), let selected = found["select"], let table = found["from"] else { return nil }
        // Of a column's place there is no word-for-word translation.
        if found["order"]?.first?.isNumber == true { return nil }
        let (prefix, columns) = Parser.selectPrefix(selected)
        let items = Parser.topLevelItems(columns)
        let aggregates = items.contains { item in ["count(", "sum(", "avg(", "min(", "max("].contains { item.lowercased().hasPrefix($0) } }
        var parts = [table]
        if let condition = found["where"] { parts.append("where \(condition)") }
        if let groups = found["group"] {
            let keys = groups.split(separator: ",").map { $0.trimmed.lowercased() }
            let shown = items.filter { !keys.contains($0.lowercased()) }
            parts.append("group by \(groups)" + (shown.isEmpty ? "" : " show \(shown.joined(separator: ", "))"))
        } else if aggregates {
            parts.append("summarize \(columns)")
        }
        if let condition = found["having"] { parts.append("having \(condition)") }
        if let order = found["order"] { parts.append("order by \(order)") }
        if let limit = found["limit"] ?? prefix.limit { parts.append("limit \(limit)") }
        if found["group"] == nil, !aggregates {
            if prefix.isDistinct { parts.append("distinct" + (columns == "*" ? "" : " \(columns)")) } else if columns != "*" { parts.append("select \(columns)") }
        }
        return parts.count == 1 ? "\(table), as a table's name alone shows its rows" : parts.joined(separator: " | ")
    }

    /// What may stand between `select` and the columns: `distinct`, or `top 10`.
    private static func selectPrefix(_ text: String) -> (prefix: (isDistinct: Bool, limit: String?), columns: String) {
        let words = text.split(separator: " ", maxSplits: 2)
        switch words.first?.lowercased() {
        case "distinct" where words.count > 1: return ((true, nil), text.dropFirst(words[0].count).trimmed)
        case "top" where words.count > 2 && words[1].allSatisfy(\.isNumber): return ((false, String(words[1])), words[2].trimmed)
        default: return ((false, nil), text)
        }
    }

    private static func topLevelItems(_ text: String) -> [String] {
        var items = [""]
        var depth = 0
        for character in text {
            if character == "(" { depth += 1 }
            if character == ")" { depth -= 1 }
            if character == ",", depth == 0 { items.append("") } else { items[items.count - 1].append(character) }
        }
        return items.map(\.trimmed)
    }
}
