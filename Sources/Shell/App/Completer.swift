import Diagnostics
import Engine
import Syntax
import Tables
import Workspaces

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// What Tab offers: verbs where a stage begins, columns and functions inside it, values after a comparison, files in
/// quotes after the words that want one.
struct Completer {
    let session: Session

    init(_ session: Session) { self.session = session }

    func completions(in text: String, at cursor: Int) -> [Completion] {
        let before = String(decoding: Array(text.utf8).prefix(cursor), as: UTF8.self)
        if let quote = openQuote(before) { return inQuotes(before, quote, cursor) }
        let start = wordStart(before)
        let word = String(decoding: Array(before.utf8).dropFirst(start), as: UTF8.self)
        let stage = currentStage(before)
        let range = start..<cursor
        let typed = String(decoding: Array(stage.text.utf8).prefix(max(0, stage.text.utf8.count - word.utf8.count)), as: UTF8.self)
        if typed.allSatisfy(\.isWhitespace) { return heads(word, range, stage) }
        return inside(word, range, stage, typed)
    }

    // MARK: Where the cursor is

    /// The offset of a quote that is open at the end, if one is.
    private func openQuote(_ text: String) -> Int? {
        var open: (quote: UInt8, at: Int)?
        for (index, byte) in text.utf8.enumerated() where byte == 39 || byte == 34 || byte == 96 {
            if let current = open {
                if current.quote == byte { open = nil }
            } else {
                open = (byte, index)
            }
        }
        return open?.at
    }

    private func wordStart(_ text: String) -> Int {
        let bytes = Array(text.utf8)
        var start = bytes.count
        while start > 0 {
            let byte = bytes[start - 1]
            let isWord = (byte >= 48 && byte <= 57) || (byte >= 65 && byte <= 90) || (byte >= 97 && byte <= 122) || byte == 95 || byte >= 0x80
            if !isWord { break }
            start -= 1
        }
        return start
    }

    /// The text since the last `|`, `;` or line of its own, and the pipeline before it.
    private func currentStage(_ text: String) -> (text: String, pipeline: String?) {
        var depth = 0
        var lastPipe: String.Index?
        var lineStart = text.startIndex
        var index = text.startIndex
        while index < text.endIndex {
            switch text[index] {
            case "(": depth += 1
            case ")": depth = max(0, depth - 1)
            case "|" where depth == 0: lastPipe = index
            case ";" where depth == 0:
                lineStart = text.index(after: index)
                lastPipe = nil
            default: break
            }
            index = text.index(after: index)
        }
        guard let pipe = lastPipe else { return (String(text[lineStart...]), nil) }
        return (String(text[text.index(after: pipe)...]), String(text[lineStart..<pipe]))
    }

    // MARK: Candidates

    private func heads(_ word: String, _ range: Range<Int>, _ stage: (text: String, pipeline: String?)) -> [Completion] {
        let starts = stage.pipeline == nil
        var found: [Completion] = []
        if starts {
            for named in session.state.workspace.tables { found += match(Words.typed(named.name), word, range, plural(named.table.rowCount, "row")) }
            for definition in session.state.workspace.definitions { found += match(Words.typed(definition.name), word, range, "defined") }
        }
        for verb in session.catalogue.verbs where verb.forms.contains(where: { starts ? $0.position != .stage : $0.position != .start }) {
            found += match(verb.name, word, range, verb.manual.summary)
        }
        return found
    }

    private func inside(_ word: String, _ range: Range<Int>, _ stage: (text: String, pipeline: String?), _ typed: String) -> [Completion] {
        var found: [Completion] = []
        let verb = session.catalogue.verbs.filter { typed.trimmedStart.lowercased().hasPrefix($0.name) }.max { $0.name.count < $1.name.count }
        if verb?.name == "help" { return helpTopics(typed, word, range) }
        if let verb, let only = BenchmarkCompletions(session, typed: typed).only(verb) {
            return only.flatMap { match($0.text, word, range, $0.note) }
        }
        let opening = verb?.forms.compactMap { $0.next(behind: typed.lowercased().split(whereSeparator: \.isWhitespace).joined(separator: " ")) }.flatMap(\.words) ?? []
        for keyword in opening { found += match(keyword, word, range, "") }
        for named in session.state.workspace.tables where wantsTable(verb) { found += match(Words.typed(named.name), word, range, "table") }
        for column in columns(stage.pipeline, typed) { found += match(Words.typed(column.name), word, range, column.type.name) }
        for keyword in verb?.forms.flatMap(\.keywords) ?? [] { found += match(keyword, word, range, "") }
        for tier in session.state.workspace.rules[.tier] where wantsTier(verb) { found += match(Words.typed(tier.name), word, range, "tier") }
        for definition in session.state.workspace.definitions where definition.kind == .expression {
            found += match(Words.typed(definition.name), word, range, "defined")
        }
        for name in ListNamesTyped(session, statement: typed).unquoted() { found += match(name.text, word, range, name.note) }
        if !word.isEmpty, stage.pipeline != nil {
            for function in session.catalogue.functions { found += match(function.name, word, range, function.usage) }
        }
        var seen: Set<String> = []
        return found.filter { seen.insert($0.replacement).inserted }
    }

    private func wantsTable(_ verb: (any Verb)?) -> Bool {
        guard let verb else { return false }
        return ["columns", "create", "add", "remove table", "rename", "union", "join", "explain", "expect", "import"].contains(verb.name)
    }

    private func wantsTier(_ verb: (any Verb)?) -> Bool {
        ["tier", "override", "reach", "forget", "optimize", "whatif", "clause"].contains(verb?.name ?? "")
    }

    private func match(_ candidate: String, _ word: String, _ range: Range<Int>, _ note: String) -> [Completion] {
        let plain = candidate.hasPrefix("`") ? String(candidate.dropFirst()) : candidate
        guard plain.lowercased().hasPrefix(word.lowercased()) else { return [] }
        return [Completion(replacement: candidate, replaces: range, note: note)]
    }

    /// Columns in scope after a pipeline; of every table where that cannot be told without running it.
    private func columns(_ pipeline: String?, _ typed: String) -> [(name: String, type: ColumnType)] {
        let isLast = pipeline.map { $0.allSatisfy(\.isWhitespace) } ?? false
        if let pipeline, let query = isLast ? session.state.last : session.schema(of: pipeline) {
            let listed = query.origin == nil ? [] : ListColumn.inScope.filter(session.state.workspace.hasListColumn)
            return query.columns.map { ($0.name, query.type(of: $0.slot)) } + listed.map { ($0.rawValue, $0.type) }
        }
        let tables = session.state.workspace.tables
        let verb = typed.trimmedStart.split(separator: " ").first.map { $0.lowercased() } ?? ""
        if BenchmarkCompletions.verbs.contains(verb) {
            let listed = ListColumn.inScope.filter(session.state.workspace.hasListColumn)
            return tables.flatMap { $0.table.fields.map { ($0.name, $0.column.type) } } + listed.map { ($0.rawValue, $0.type) }
        }
        let isOfAccounts = Completer.verbsOfAccounts.contains(verb)
        let table = tables.first { typed.lowercased().contains($0.name.lowercased()) } ?? (isOfAccounts ? tables.first { $0.name == "accounts" } : nil)
        return table?.table.fields.map { ($0.name, $0.column.type) } ?? []
    }

    /// Verbs whose names are columns of accounts, though they do not name the table.
    private static let verbsOfAccounts: Set<String> = ["compliance", "role", "objective", "qualifier", "policy", "tier"]

    // MARK: In quotes

    private func inQuotes(_ before: String, _ quote: Int, _ cursor: Int) -> [Completion] {
        let bytes = Array(before.utf8)
        let prefix = String(decoding: bytes[..<quote], as: UTF8.self)
        let typed = String(decoding: bytes[(quote + 1)...], as: UTF8.self)
        let words = prefix.split { $0.isWhitespace || $0 == "=" || $0 == "(" || $0 == "," }
        let last = words.last.map { $0.lowercased() } ?? ""
        let stage = currentStage(prefix)
        if let names = ListNamesTyped(session, statement: stage.text).names(behind: last) {
            return quoted(names.filter { $0.lowercased().hasPrefix(typed.lowercased()) }, quote + 1..<cursor)
        }
        if ["from", "open", "as", "to", "save", "include", "record"].contains(last), !prefix.contains("=") { return files(typed, quote + 1..<cursor) }
        let lower = stage.text.lowercased()
        if last == "for", stage.pipeline == nil, lower.trimmedStart.hasPrefix("white space") {
            return quoted(UsedColumn.values(inStatement: lower, session).filter { $0.lowercased().hasPrefix(typed.lowercased()) }, quote + 1..<cursor)
        }
        let columns = columns(stage.pipeline, stage.text).filter { $0.type == .text && lower.contains($0.name.lowercased()) }
        let named = columns.max { a, b in (lower.range(of: a.name) ?? -1) < (lower.range(of: b.name) ?? -1) }
        let isOfAccounts = lower.split(separator: " ").first.map { Completer.verbsOfAccounts.contains(String($0)) || BenchmarkCompletions.verbs.contains(String($0)) } ?? false
        guard let named, let pipeline = stage.pipeline ?? (isOfAccounts ? "accounts" : nil), let query = session.schema(of: pipeline), let slot = query.slot(named: named.name),
            let dictionary = query.storedColumn(slot)?.dictionary
        else { return [] }
        return values(dictionary, typed, quote + 1..<cursor)
    }

    private func values(_ dictionary: TextDictionary, _ typed: String, _ range: Range<Int>) -> [Completion] {
        var found: [String] = []
        for code in 1..<max(1, min(dictionary.count, 200_000)) {
            let text = dictionary.text(code)
            if text.lowercased().hasPrefix(typed.lowercased()) { found.append(text) }
            if found.count >= 500 { break }
        }
        return quoted(found.sorted(), range)
    }

    private func quoted(_ texts: [String], _ range: Range<Int>) -> [Completion] {
        texts.map { Completion(replacement: $0.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''") + "'", replaces: range, note: "") }
    }

    private func files(_ typed: String, _ range: Range<Int>) -> [Completion] {
        let slash = typed.lastIndex(of: "/")
        let folder = slash.map { String(typed[...$0]) } ?? ""
        let start = slash.map { String(typed[typed.index(after: $0)...]) } ?? typed
        guard let stream = opendir(folder.isEmpty ? "." : folder) else { return [] }
        defer { closedir(stream) }
        var found: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) } }
            guard name.hasPrefix(start), !name.hasPrefix(".") || start.hasPrefix(".") else { continue }
            found.append(folder + name + (entry.pointee.d_type == UInt8(DT_DIR) ? "/" : "'"))
        }
        return found.sorted().map { Completion(replacement: $0, replaces: range, note: "") }
    }
}

extension StringProtocol {
    var trimmedStart: String { String(drop(while: \.isWhitespace)) }

    /// The last place of another text, counted in characters.
    fileprivate func range(of other: String) -> Int? {
        let needle = Array(other.lowercased())
        let hay = Array(self)
        guard !needle.isEmpty, hay.count >= needle.count else { return nil }
        return (0...(hay.count - needle.count)).last { start in hay[start..<(start + needle.count)].elementsEqual(needle) }
    }
}
