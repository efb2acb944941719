import Diagnostics
import Syntax
import Tables
import Workspaces

/// Words behind a name that are no clause of the verb, and so were read as part of the name.
extension Session {
    /// `by tier comparing medians` where nothing is compared: what is unknown is the word, not a column of that long name.
    /// Nil for other errors.
    func unknownClause(_ error: Diagnostic, in call: VerbCall) -> Diagnostic? {
        guard error.id == "unknown-column", let place = error.span, place.start >= call.span.start, place.end <= call.span.end else { return nil }
        var clauses: [String] = []
        for clause in catalogue.grammar.forms(of: call.verb).flatMap(\.clauses) where !clauses.contains(clause) { clauses.append(clause) }
        guard !clauses.isEmpty, let span = behindColumn(place) else { return nil }
        let word = text(of: span)
        return Diagnostic(
            "unknown-clause", "'\(word)' is no word of \(call.verb) here.", at: span,
            help: Session.clauseHelp(word, clauses) ?? "It takes \(joinWords(clauses)).")
    }

    private static func clauseHelp(_ word: String, _ clauses: [String]) -> String? {
        if let meant = otherClauses[word.lowercased()], clauses.contains(meant) { return "Did you mean \(meant)?" }
        return didYouMean(word, among: clauses)
    }

    /// How others write what a clause says.
    private static let otherClauses = ["vs": "versus", "against": "versus", "min": "minimum", "if": "where", "only": "where", "grouped": "by", "between": "from"]

    /// The first word of a name that stands behind the name of a column; nil where the name does not begin with one.
    private func behindColumn(_ place: Span) -> Span? {
        let bytes = Array(text(of: place).utf8)
        let words = bytes.indices.filter { bytes[$0] > 32 && ($0 == 0 || bytes[$0 - 1] <= 32) }
        for start in words.dropFirst().reversed() {
            let name = String(decoding: bytes[..<start], as: UTF8.self).split(whereSeparator: \.isWhitespace).joined(separator: " ")
            guard isColumn(name) else { continue }
            let end = bytes[start...].firstIndex { $0 <= 32 } ?? bytes.count
            return Span(place.start + start, place.start + end)
        }
        return nil
    }

    /// Whether some table, or the list, has such a column, be it with the table's name before it.
    private func isColumn(_ name: String) -> Bool {
        if ListColumn.inScope.contains(where: { equalIgnoringCase($0.rawValue, name) }) || equalIgnoringCase(name, Qualifier.key) { return true }
        if state.workspace.definition(named: name)?.kind == .expression { return true }
        return state.workspace.tables.contains { table in
            table.table.fields.contains { equalIgnoringCase($0.name, name) || equalIgnoringCase("\(table.name).\($0.name)", name) }
        }
    }
}
