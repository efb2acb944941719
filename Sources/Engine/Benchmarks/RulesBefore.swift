import Diagnostics
import Syntax
import Tables
import Workspaces

/// The rules of a list applied to what was known at the end of an earlier day, where they can be: where they read dated rows and
/// what accounts are, but no figure of which only today's value is kept.
struct RulesBefore {
    private let session: Session
    private let contents: Contents
    let day: Day

    /// - Parameter edition: whose rules they are; nil for those of now.
    init(_ edition: EditionList?, on day: Day, _ session: Session) {
        self.session = session
        self.day = day
        var contents = session.state.workspace.contents
        if let edition {
            contents.rules = edition.list.contents.rules
            for definition in edition.list.contents.definitions { contents.put(definition) }
        }
        // What was set by hand, or holds back movers, says nothing of what the rules would have picked then.
        let byHand = contents.rules.all.filter { [.override, .exclusion].contains($0.kind) || $0.kind == .policy && ["buffer", "one in one out"].contains($0.name) }
        for rule in byHand { contents.rules.remove(rule.kind, named: rule.name) }
        for named in contents.tables where named.table.dated != nil { contents.put(named.table.until(day), as: named.name) }
        contents.asOf = day
        self.contents = contents
    }

    /// Does something as though it were that day.
    func asThen<T>(_ body: () throws(Diagnostic) -> T) throws(Diagnostic) -> T {
        let kept = session.state
        session.state.workspace.contents = contents
        session.state.settings.asOf = day
        defer { session.state = kept }
        return try body()
    }

    // MARK: Whether they can be applied

    /// The first figure that only today's value is known of, or no list at all: why the rules cannot be applied; nil where they can.
    func obstacle() throws(Diagnostic) -> String? {
        if contents.rules[.objective].isEmpty || contents.rules[.tier].isEmpty { return "no rules make the tiers" }
        if contents.rules.rule(.policy, named: "roll up") != nil { return "figures are rolled up to parents" }
        for rule in contents.rules.all where rule.kind == .objective || rule.kind == .tier {
            let found = try asThen { () throws(Diagnostic) in
                try session.reading(rule) { (call) throws(Diagnostic) in try undated(in: call) }
            }
            if let found { return "the rules read \(found), of which only today's value is known" }
        }
        return nil
    }

    private func undated(in call: VerbCall) throws(Diagnostic) -> String? {
        for expression in RulesBefore.expressions(call.arguments) {
            if let found = try undated(in: expression, depth: 0) { return found }
        }
        return nil
    }

    private static func expressions(_ arguments: Arguments) -> [Expression] {
        arguments.slots.flatMap { slot -> [Expression] in
            switch slot.value {
            case .expression(let expression): [expression]
            case .list(let parts): parts.flatMap { expressions($0.arguments) }
            default: []
            }
        }
    }

    /// A figure of accounts, or of a table without dates, that an expression reads.
    private func undated(in expression: Expression, depth: Int) throws(Diagnostic) -> String? {
        try session.stack.check(at: expression.span)
        switch expression.kind {
        case .name(let name):
            let accounts = contents.table(named: "accounts")?.table
            if let accounts, let index = accounts.index(of: name.parts.last ?? "") {
                let type = accounts.fields[index].column.type
                return type == .text || type == .boolean ? nil : accounts.fields[index].name
            }
            guard depth < 100, let definition = contents.definition(named: name.text), definition.kind == .expression else { return nil }
            return try undated(in: try Binder.parse(definition, session), depth: depth + 1)
        case .call(let call):
            if case .aggregate? = session.catalogue.function(call.function)?.kind {
                guard let accounts = contents.table(named: "accounts"), let table = try Binder(Query(accounts), session).relatedTable(call)?.table else { return nil }
                return table.table.dated == nil ? "\(table.name), which has no dates" : nil
            }
            for part in call.arguments {
                if let found = try undated(in: part, depth: depth) { return found }
            }
            return nil
        case .query: return "a query"
        case .literal, .star: return nil
        }
    }
}

extension Table {
    /// The rows of a dated table up to and with a day.
    fileprivate func until(_ day: Day) -> Table {
        guard let dated else { return self }
        let days = fields[dated].column
        let kept = (0..<rowCount).filter { row in if case .date(let own) = days[row] { own <= day } else { true } }
        if kept.count == rowCount { return self }
        let rows = Rows(kept.map { Int32(truncatingIfNeeded: $0) })
        return Table(
            fields.map { Field($0.name, $0.column.gather(rows), look: $0.look) }, rowCount: kept.count, key: key, dated: dated,
            links: links.map { link in
                let from = link.rows.pointer(to: Int32.self)
                return Link(column: link.column, target: link.target, rows: Buffer(kept.map { from[$0] }))
            })
    }
}
