import Diagnostics
import Syntax
import Workspaces

/// Rules are kept as statements; they are read again where the list is worked out.
extension Session {
    /// Reads a rule and works with its call. Places in what goes wrong are places in the rule: where it is the very
    /// statement being typed, they are places in that; else the rule stands beside the message in their stead. How a rule
    /// reads is remarked when it is typed, and no more when others are. Errors: `empty-rule`, what the parser throws, and
    /// what `body` does.
    package func reading<T>(_ rule: Rule, _ body: (VerbCall) throws(Diagnostic) -> T) throws(Diagnostic) -> T {
        let typed = text(of: statementSpan) == rule.statement ? statementSpan : nil
        let outer = beginReading(rule.statement)
        defer { endReading(outer, of: rule, at: typed) }
        do throws(Diagnostic) {
            var parser = try Parser(Source(rule.statement), grammar: catalogue.grammar)
            guard let line = try parser.nextLine(), line.statements.count == 1, let statement = line.statements.first, case .verb(let call) = statement.head else {
                throw Diagnostic("empty-rule", "The rule of \(rule.title) is not one statement.")
            }
            return try body(call)
        } catch {
            if error.id == Cancellation.cancelled.id { throw error }
            var error = error
            if let typed {
                error.span = error.span.map { rule.place($0, in: typed) } ?? typed
                throw error
            }
            error.span = nil
            error.notes.append("\(rule.title) is: \(rule.statement)")
            throw error
        }
    }

    private func endReading(_ outer: (source: Source, notes: Int), of rule: Rule, at typed: Span?) {
        work.source = outer.source
        guard let typed else { return work.notes.removeSubrange(min(outer.notes, work.notes.count)...) }
        for note in work.notes.indices.dropFirst(outer.notes) { work.notes[note].span = work.notes[note].span.map { rule.place($0, in: typed) } }
    }
}

extension Rule {
    /// Where a part of the statement is in the line it was typed in.
    fileprivate func place(_ part: Span, in typed: Span) -> Span {
        let length = statement.utf8.count
        return Span(typed.start + min(part.start, length), typed.start + min(part.end, length))
    }

    /// `objective 'protect revenue'`, `tier Gold`.
    package var title: String {
        switch kind {
        case .mark: "mark " + name.split(separator: Rule.markSeparator).map { Words.quoted(String($0)) }.joined(separator: " as ")
        case .tier, .policy, .clause: "\(kind.rawValue) \(name)"
        default: "\(kind.rawValue) \(Words.quoted(name))"
        }
    }
}
