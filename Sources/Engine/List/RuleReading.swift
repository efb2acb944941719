import Diagnostics
import Syntax
import Workspaces

/// Rules are kept as statements; they are read again where the list is worked out.
extension Session {
    /// Reads a rule and works with its call. Places in what goes wrong are places in the rule: where it is the very
    /// statement being typed, they are places in that; else the rule stands beside the message in their stead.
    package func reading<T>(_ rule: Rule, _ body: (VerbCall) throws(Diagnostic) -> T) throws(Diagnostic) -> T {
        let typed = text(of: statementSpan) == rule.statement ? statementSpan : nil
        let outer = beginReading(rule.statement)
        defer { endReading(outer, at: statementSpan) }
        do throws(Diagnostic) {
            var parser = try Parser(Source(rule.statement), grammar: catalogue.grammar)
            guard let statement = try parser.nextLine()?.statements.first, case .verb(let call) = statement.head else {
                throw Diagnostic("empty-rule", "The rule of \(rule.title) is empty.")
            }
            return try body(call)
        } catch {
            if error.id == Cancellation.cancelled.id { throw error }
            var error = error
            if let typed {
                error.span = error.span.map { Span(typed.start + min($0.start, rule.statement.utf8.count), typed.start + min($0.end, rule.statement.utf8.count)) } ?? typed
                throw error
            }
            error.span = nil
            error.notes.append("\(rule.title) is: \(rule.statement)")
            throw error
        }
    }
}

extension Rule {
    /// `objective 'protect revenue'`, `tier Gold`.
    package var title: String {
        switch kind {
        case .mark: "mark " + name.split(separator: Rule.markSeparator).map { Words.quoted(String($0)) }.joined(separator: " as ")
        case .tier, .policy: "\(kind.rawValue) \(name)"
        default: "\(kind.rawValue) \(Words.quoted(name))"
        }
    }
}
