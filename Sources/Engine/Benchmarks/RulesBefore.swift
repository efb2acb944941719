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

    /// The day that `last 12 months` goes back from.
    private let asOf: Day

    /// Texts and truths of tables without dates that were read when it was asked whether rules can be applied.
    private final class Labels { var names: [String] = [] }
    private let labels = Labels()

    /// What accounts are counts as known then; where rules read it, whoever trusts them should know. Nil where they read none.
    var labelsNote: Diagnostic? {
        guard !labels.names.isEmpty else { return nil }
        return .note("labels-of-today", "The ranking reads \(Binder.list(labels.names, limit: 4)) as of today; whether that was so on \(day.text) cannot be told.")
    }

    /// - Parameters:
    ///   - edition: whose rules they are; nil for those of now.
    ///   - day: the last whose rows are known.
    ///   - asOf: nil for the same day.
    init(_ edition: Contents?, on day: Day, asOf: Day? = nil, _ session: Session) throws(Diagnostic) {
        self.session = session
        self.day = day
        self.asOf = asOf ?? day
        var contents = session.state.workspace.contents
        if let edition {
            contents.rules = edition.rules
            for definition in edition.definitions { contents.put(definition) }
        }
        // What was set by hand, or holds back movers, says nothing of what the rules would have picked then.
        let byHand = contents.rules.all.filter { [.override, .exclusion].contains($0.kind) || $0.kind == .policy && ["buffer", "one in one out"].contains($0.name) }
        for rule in byHand { contents.rules.remove(rule.kind, named: rule.name) }
        try contents.cut(after: day, session)
        contents.asOf = self.asOf
        self.contents = contents
    }

    /// Does something as though it were that day.
    func asThen<T>(_ body: () throws(Diagnostic) -> T) throws(Diagnostic) -> T {
        let kept = session.state
        session.state.workspace.contents = contents
        session.state.settings.asOf = asOf
        defer { session.state = kept }
        return try body()
    }

    // MARK: Whether they can be applied

    /// Why the rules cannot be applied.
    enum Obstacle {
        case noRules
        case rolledUp
        /// The first figure that they read and of which only today's value is known.
        case figure(String)

        /// Goes on from `as`.
        var reason: String {
            switch self {
            case .noRules: "no rules make the tiers"
            case .rolledUp: "figures are rolled up to parents"
            case .figure(let name): "the rules read \(name), of which only today's value is known"
            }
        }
    }

    /// Nil where they can be applied.
    /// - Parameter withQualifiers: it is asked who has which qualifier too.
    func obstacle(withQualifiers: Bool = false) throws(Diagnostic) -> Obstacle? {
        if contents.rules[.objective].isEmpty || contents.rules[.tier].isEmpty { return .noRules }
        if contents.rules.rule(.policy, named: "roll up") != nil { return .rolledUp }
        return try figure([.objective, .tier] + (withQualifiers ? [.qualifier] : [])).map { .figure($0) }
    }

    /// The first figure that rules of some kinds read and of which only today's value is known.
    private func figure(_ kinds: [Rule.Kind]) throws(Diagnostic) -> String? {
        for rule in contents.rules.all where kinds.contains(rule.kind) {
            let found = try asThen { () throws(Diagnostic) -> String? in
                try session.reading(rule) { (call) throws(Diagnostic) -> String? in
                    for expression in RulesBefore.expressions(call.arguments) {
                        if let found = try undated(in: expression) { return found }
                    }
                    return nil
                }
            }
            if let found { return found }
        }
        return nil
    }

    /// The first such figure that an expression over accounts reads.
    func figure(in expression: Expression) throws(Diagnostic) -> String? {
        try asThen { () throws(Diagnostic) in try undated(in: expression) }
    }

    /// The first such figure that one of a list's inputs reads, by its text.
    func figure(named text: String) throws(Diagnostic) -> String? {
        guard let accounts = contents.table(named: "accounts") else { return nil }
        if let index = accounts.table.index(of: text) { return undated(index, of: accounts) }
        let reading = Definition(name: text, kind: .expression, text: text)
        do throws(Diagnostic) { return try figure(in: try Binder.parse(reading, session)) } catch {
            if error.id == Cancellation.cancelled.id { throw error }
            return nil
        }
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

    private func undated(in expression: Expression) throws(Diagnostic) -> String? {
        guard let accounts = contents.table(named: "accounts") else { return nil }
        return try undated(in: expression, of: accounts, depth: 0)
    }

    /// A figure of a table without dates that an expression reads.
    /// - Parameter rows: the table whose rows it is worked out for.
    private func undated(in expression: Expression, of rows: NamedTable, depth: Int) throws(Diagnostic) -> String? {
        try session.stack.check(at: expression.span)
        switch expression.kind {
        case .name(let name):
            if let (table, index) = Relations.column(name, of: rows, in: session.state.workspace) {
                let field = table.table.fields[index]
                if [.text, .boolean].contains(field.column.type), !isDated(table), table.table.key != index, !labels.names.contains(field.name) { labels.names.append(field.name) }
                return undated(index, of: table)
            }
            guard depth < 100, let definition = contents.definition(named: name.text), definition.kind == .expression else { return nil }
            return try undated(in: try Binder.parse(definition, session), of: rows, depth: depth + 1)
        case .call(let call):
            var inner = rows
            if case .aggregate? = session.catalogue.function(call.function)?.kind, let table = try Binder(Query(rows), session).relatedTable(call)?.table {
                if !isDated(table) { return "\(table.name), which has no dates" }
                inner = table
            }
            for part in call.arguments + (call.filter.map { [$0] } ?? []) {
                if let found = try undated(in: part, of: inner, depth: depth) { return found }
            }
            return nil
        case .query: return "a query"
        case .literal, .star: return nil
        }
    }

    private func isDated(_ table: NamedTable) -> Bool { Relations.dates(of: table, in: session.state.workspace) != nil }

    /// Its name, where it is a figure of which only today's value is known. What accounts are, such as their region, counts as known.
    private func undated(_ index: Int, of table: NamedTable) -> String? {
        let field = table.table.fields[index]
        let isAccounts = equalIgnoringCase(table.name, "accounts")
        if field.column.type == .text || field.column.type == .boolean || isDated(table) && !isAccounts { return nil }
        return isAccounts ? field.name : "\(table.name).\(field.name)"
    }
}

extension Contents {
    /// Leaves the rows of tables with dates up to and with a day; one without a date may be of a later day. Accounts stay, as what
    /// is known of them is told by row.
    fileprivate mutating func cut(after day: Day, _ session: Session) throws(Diagnostic) {
        var places: [String: [Int32]] = [:]
        for named in tables where !equalIgnoringCase(named.name, "accounts") {
            guard let kept = try session.days(of: named, isAsked: false)?.rows(until: day) else { continue }
            if kept.count == named.table.rowCount { continue }
            var place = [Int32](repeating: -1, count: named.table.rowCount)
            for (new, old) in kept.enumerated() { place[Int(old)] = Int32(truncatingIfNeeded: new) }
            places[named.name] = place
            put(named.table.keeping(kept), as: named.name)
        }
        // Rows below a table that was cut find theirs again, or none.
        for named in tables {
            let cut = named.table.links.map { link in table(named: link.target).flatMap { places[$0.name] } }
            if cut.allSatisfy({ $0 == nil }) { continue }
            let links = zip(named.table.links, cut).map { link, place in
                guard let place else { return link }
                let from = link.rows.pointer(to: Int32.self)
                return Link(column: link.column, target: link.target, rows: Buffer((0..<named.table.rowCount).map { from[$0] < 0 ? -1 : place[Int(from[$0])] }))
            }
            put(Table(named.table.fields, rowCount: named.table.rowCount, key: named.table.key, dated: named.table.dated, links: links), as: named.name)
        }
    }
}

extension Table {
    fileprivate func keeping(_ kept: [Int32]) -> Table {
        let rows = Rows(kept)
        return Table(
            fields.map { Field($0.name, $0.column.gather(rows), look: $0.look) }, rowCount: kept.count, key: key, dated: dated,
            links: links.map { link in
                let from = link.rows.pointer(to: Int32.self)
                return Link(column: link.column, target: link.target, rows: Buffer(kept.map { from[Int($0)] }))
            })
    }
}
