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

    /// What rules, or an expression, read.
    struct Reading {
        /// Figures of which only today's value is known.
        fileprivate(set) var figures: [String] = []
        var figure: String? { figures.first }
        /// Texts and truths of tables without dates, such as the region: what accounts are counts as known then.
        fileprivate(set) var labels: [String] = []

        fileprivate mutating func add(_ figure: String) { if !figures.contains(figure) { figures.append(figure) } }
    }

    /// Whoever trusts rules that read what accounts are should know. Nil where they read none.
    func note(on labels: [String]) -> Diagnostic? {
        if labels.isEmpty { return nil }
        return .note("labels-of-today", "The ranking reads \(Binder.list(labels, limit: 4)) as of today; whether that was so on \(day.text) cannot be told.")
    }

    /// - Parameters:
    ///   - edition: whose rules they are; nil for those of now.
    ///   - day: the last whose rows are known.
    ///   - asOf: nil for the same day.
    ///   - planned: rows after this day stay too, as they have not come to pass; nil where none of later days do.
    init(_ edition: Contents?, on day: Day, asOf: Day? = nil, plannedAfter planned: Day? = nil, _ session: Session) throws(Diagnostic) {
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
        try contents.cut(after: day, upTo: planned, session)
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

    /// Why they cannot be applied, nil where they can; and what they read that counts as known.
    /// - Parameter withQualifiers: it is asked who has which qualifier too.
    func applied(withQualifiers: Bool = false) throws(Diagnostic) -> (obstacle: Obstacle?, labels: [String]) {
        if contents.rules[.objective].isEmpty || contents.rules[.tier].isEmpty { return (.noRules, []) }
        if contents.rules.rule(.policy, named: "roll up") != nil { return (.rolledUp, []) }
        let reading = try reading([.objective, .tier] + (withQualifiers ? [.qualifier] : []))
        return (reading.figure.map { .figure($0) }, reading.labels)
    }

    /// Of all rules of some kinds.
    func reading(_ kinds: [Rule.Kind]) throws(Diagnostic) -> Reading {
        var reading = Reading()
        for rule in contents.rules.all where kinds.contains(rule.kind) {
            try asThen { () throws(Diagnostic) in
                try session.reading(rule) { (call) throws(Diagnostic) in try read(RulesBefore.expressions(call.arguments), into: &reading) }
            }
        }
        return reading
    }

    /// Of an expression over accounts.
    func reading(of expression: Expression) throws(Diagnostic) -> Reading {
        var reading = Reading()
        try asThen { () throws(Diagnostic) in try read([expression], into: &reading) }
        return reading
    }

    /// The first figure of which only today's value is known that one of a list's inputs reads, by its text.
    func figure(named text: String) throws(Diagnostic) -> String? {
        guard let accounts = contents.table(named: "accounts") else { return nil }
        if let index = accounts.table.index(of: text) { return undated(index, of: accounts) }
        let definition = Definition(name: text, kind: .expression, text: text)
        do throws(Diagnostic) { return try reading(of: try Binder.parse(definition, session)).figure } catch {
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

    private func read(_ expressions: [Expression], into reading: inout Reading) throws(Diagnostic) {
        guard let accounts = contents.table(named: "accounts") else { return }
        for expression in expressions { try read(expression, of: accounts, depth: 0, into: &reading) }
    }

    /// - Parameter rows: the table whose rows it is worked out for.
    private func read(_ expression: Expression, of rows: NamedTable, depth: Int, into reading: inout Reading) throws(Diagnostic) {
        try session.stack.check(at: expression.span)
        switch expression.kind {
        case .name(let name):
            if let (table, index) = Relations.column(name, of: rows, in: session.state.workspace) {
                let field = table.table.fields[index]
                if [.text, .boolean].contains(field.column.type), !isDated(table), table.table.key != index, !reading.labels.contains(field.name) { reading.labels.append(field.name) }
                if let figure = undated(index, of: table) { reading.add(figure) }
                return
            }
            guard depth < 100, let definition = contents.definition(named: name.text), definition.kind == .expression else { return }
            try read(try Binder.parse(definition, session), of: rows, depth: depth + 1, into: &reading)
        case .call(let call):
            var inner = rows
            if case .aggregate? = session.catalogue.function(call.function)?.kind, let table = try Binder(Query(rows), session).relatedTable(call)?.table {
                if !isDated(table) {
                    reading.add("\(table.name), which has no dates")
                    return
                }
                inner = table
            }
            for part in call.arguments + (call.filter.map { [$0] } ?? []) { try read(part, of: inner, depth: depth, into: &reading) }
        case .query: reading.add("a query")
        case .literal, .star: return
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
    /// Leaves the rows of tables with dates up to and with a day, and those after a last one, where it is given; one without a date
    /// may be of any day. Accounts stay, as what is known of them is told by row.
    fileprivate mutating func cut(after day: Day, upTo last: Day?, _ session: Session) throws(Diagnostic) {
        var places: [String: [Int32]] = [:]
        for named in tables where !equalIgnoringCase(named.name, "accounts") {
            guard let kept = try session.days(of: named, isAsked: false)?.rows(until: day, orAfter: last) else { continue }
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
