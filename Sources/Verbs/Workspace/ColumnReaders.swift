import Diagnostics
import Engine
import Syntax
import Workspaces

/// Which definitions and rules name a column of a table. Told by the words of their texts, as what cannot be bound any more must be
/// told too.
struct ColumnReaders {
    private let texts: [(title: String, words: [Word])]

    private enum Word: Equatable {
        case name(String)
        case dot
        case other
    }

    init(_ workspace: Workspace) {
        let definitions = workspace.definitions.map { ($0.name, $0.text) }
        texts = (definitions + workspace.rules.all.map { ("the \($0.title)", $0.statement) }).map { ($0, ColumnReaders.words($1)) }
    }

    private static func words(_ text: String) -> [Word] {
        guard let tokens = try? Lexer.tokens(Source(text)) else { return [] }
        return tokens.flatMap { token -> [Word] in
            switch token.kind {
            case .word(let word): [.name(word.lowercased())]
            case .quotedName(let name): split(name)
            case .symbol(.dot): [.dot]
            default: [.other]
            }
        }
    }

    private static func split(_ name: String) -> [Word] { name.lowercased().split(separator: " ").map { .name(String($0)) } }

    /// `recent`, `the objective 'keep'`
    /// - Parameter isOnly: no other table has a column of that name.
    func titles(reading column: String, of table: String, isOnly: Bool) -> [String] {
        let (column, table) = (ColumnReaders.split(column), ColumnReaders.split(table))
        return texts.filter { text in
            let isAbout = isOnly || !ColumnReaders.places(of: table, in: text.words).isEmpty
            return ColumnReaders.places(of: column, in: text.words).contains { place in
                guard place > 0, text.words[place - 1] == .dot else { return isAbout }
                return text.words[..<(place - 1)].suffix(table.count).elementsEqual(table)
            }
        }.map(\.title)
    }

    private static func places(of words: [Word], in text: [Word]) -> [Int] {
        guard !words.isEmpty, words.count <= text.count else { return [] }
        return (0...(text.count - words.count)).filter { text[$0..<($0 + words.count)].elementsEqual(words) }
    }
}

extension Session {
    /// A warning of the columns that a table had and has no more, with what reads them.
    func noteGoneColumns(_ gone: [String], of table: String) {
        guard !gone.isEmpty else { return }
        let readers = ColumnReaders(state.workspace)
        var titles: [String] = []
        for column in gone {
            let isOnly = !state.workspace.tables.contains { $0.table.index(of: column) != nil }
            for title in readers.titles(reading: column, of: table, isOnly: isOnly) where !titles.contains(title) { titles.append(title) }
        }
        let one = gone.count == 1
        let shown = titles.count > 6 ? Binder.list(titles, limit: 6) : joinWords(titles)
        let read = titles.isEmpty ? "" : "; \(shown) \(titles.count == 1 ? "reads" : "read") \(one ? "it" : "them")"
        note(.warning("columns-gone", "\(table) has no \(one ? "column" : "columns") \(Binder.list(gone, limit: 6)) any more\(read).", help: "undo brings \(one ? "it" : "them") back."))
    }
}
