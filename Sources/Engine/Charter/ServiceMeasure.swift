import Diagnostics
import Syntax
import Tables
import Workspaces

/// How what was done of a service is counted.
package struct ServiceMeasure {
    /// `count(activity where kind = 'Call')`: such measures are counted together, in one pass over the rows.
    struct Kind {
        var child: NamedTable
        var map: Buffer
        /// By row of the child.
        var days: Column
        var column: Int
        var text: String
    }

    let clause: Clause
    /// Equal for measures that count the same.
    let key: String
    let kind: Kind?

    /// Where a clause says nothing, the rows of this table are counted whose kind is the service.
    package static let defaultTable = "activity"
    private static let kindColumns = ["kind", "service", "type"]

    /// Refuses what does not run on the tables there are.
    init(_ clause: Clause, _ accounts: NamedTable, _ session: Session) throws(Diagnostic) {
        self.clause = clause
        guard clause.measure != nil else {
            let kind = try ServiceMeasure.standard(clause.service, session)
            key = ServiceMeasure.text(kind)
            self.kind = kind
            return
        }
        let kind = try session.reading(clause.rule) { (call) throws(Diagnostic) in try ServiceMeasure.kind(try call.expression("measure"), session) }
        key = kind.map(ServiceMeasure.text) ?? clause.measure ?? ""
        self.kind = kind
        if kind == nil { _ = try bound(accounts, ServiceWindow(from: .earliest, before: .earliest), session) }
    }

    private static func text(_ kind: Kind) -> String {
        "count(\(Words.typed(kind.child.name)) where \(Words.typed(kind.child.table.fields[kind.column].name)) = \(Words.quoted(kind.text)))"
    }

    /// Rows of activity that are called as the service is.
    private static func standard(_ service: String, _ session: Session) throws(Diagnostic) -> Kind {
        guard let child = session.state.workspace.table(named: defaultTable) else {
            throw Diagnostic("not-measured", "Nothing says how \(Words.quoted(service)) is measured, and there is no table \(defaultTable).", help: "Add measured by EXPRESSION, for example count(TABLE where COLUMN = \(Words.quoted(service))).")
        }
        guard let column = kindColumn(child) else {
            throw Diagnostic("not-measured", "\(child.name) has no column that names the service: none is called \(joinWords(kindColumns, "or")).", help: "Add measured by EXPRESSION.")
        }
        guard let kind = try kind(child, column, service, session) else {
            throw Diagnostic("not-measured", "\(child.name) has no date column, own or in a table above it, or no relation to accounts.", help: "Import it with for accounts = COLUMN dated COLUMN.")
        }
        return kind
    }

    /// The column that names the service.
    package static func kindColumn(_ table: NamedTable) -> Int? {
        kindColumns.lazy.compactMap { name in table.table.fields.firstIndex { equalIgnoringCase($0.name, name) && $0.column.type == .text } }.first
    }

    private static func kind(_ child: NamedTable, _ column: Int, _ text: String, _ session: Session) throws(Diagnostic) -> Kind? {
        guard let days = try session.days(of: child), let way = Relations.path(from: child, to: "accounts", in: session.state.workspace), !way.links.isEmpty,
            let map = Relations.map(child, way.links, way.tables, in: session.state.workspace)
        else { return nil }
        return Kind(child: child, map: map, days: days, column: column, text: text)
    }

    /// What `count(TABLE where COLUMN = 'TEXT')` counts; nil for other expressions.
    private static func kind(_ expression: Expression, _ session: Session) throws(Diagnostic) -> Kind? {
        guard case .call(let call) = expression.kind, call.function == "count", call.per == nil, call.order == nil, call.arguments.count == 1,
            case .name(let table) = call.arguments[0].kind, let child = session.state.workspace.table(named: table.text),
            !equalIgnoringCase(child.name, "accounts"), let filter = call.filter, case .call(let test) = filter.kind, test.function == "=",
            test.arguments.count == 2, case .name(let name) = test.arguments[0].kind, name.parts.count == 1,
            case .literal(.text(let text)) = test.arguments[1].kind,
            let column = child.table.fields.firstIndex(where: { equalIgnoringCase($0.name, name.text) }), child.table.fields[column].column.type == .text
        else { return nil }
        return try kind(child, column, text, session)
    }

    /// Doubles by row of accounts: what was done in a window.
    func figures(_ accounts: NamedTable, _ window: ServiceWindow, _ session: Session) throws(Diagnostic) -> Column {
        let (query, slot) = try bound(accounts, window, session)
        return try session.run(query).column(slot)
    }

    private func bound(_ accounts: NamedTable, _ window: ServiceWindow, _ session: Session) throws(Diagnostic) -> (query: Query, slot: Int) {
        try session.reading(clause.rule) { (call) throws(Diagnostic) in
            let expression = try call.expression("measure")
            var binder = Binder(Query(accounts), session)
            binder.window = window
            let bound = try binder.bind(expression)
            guard bound.type.isNumeric else {
                throw Diagnostic("not-a-number", "A measure is a number; this is \(bound.type.withArticle).", at: expression.span, help: "For example count(activity where kind = 'Call').")
            }
            guard binder.usesWindow else {
                throw Diagnostic(
                    "not-dated", "This counts no rows with a date, so it cannot say what was done in a period.", at: expression.span,
                    help: "For example count(activity where kind = 'Call'), of a table imported with dated COLUMN.")
            }
            let slot = binder.slot(bound)
            return (binder.query, slot)
        }
    }
}

extension Session {
    /// Refuses a clause whose measure does not run on the tables there are.
    package func checkMeasure(of clause: Clause, _ accounts: NamedTable) throws(Diagnostic) { _ = try ServiceMeasure(clause, accounts, self) }
}

extension Session {
    /// Whether what a clause counts never happened, at any time and to any account. Errors: what is wrong with the clause's
    /// measure; `cancelled`.
    package func recordedNothing(of clause: Clause, _ accounts: NamedTable) throws(Diagnostic) -> Bool {
        let measure = try ServiceMeasure(clause, accounts, self)
        if let kind = measure.kind {
            let texts = kind.child.table.fields[kind.column].column
            guard let dictionary = texts.dictionary, let code = (1..<max(1, dictionary.count)).first(where: { dictionary.text($0) == kind.text }) else { return true }
            let parents = kind.map.pointer(to: Int32.self)
            defer { withExtendedLifetime(kind) {} }
            for row in 0..<texts.count {
                if row % blockRows == 0 { try Cancellation.check() }
                if texts.code(row) == code, parents[row] >= 0 { return false }
            }
            return true
        }
        let cells = try measure.figures(accounts, ServiceWindow(from: .earliest, before: .latest), self).doubles()
        let numbers = cells.buffer.pointer(to: Double.self) + cells.start
        return withExtendedLifetime(cells) { !(0..<accounts.table.rowCount).contains { numbers[$0] > 0 } }
    }
}
