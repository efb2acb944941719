import Diagnostics
import Syntax
import Tables
import Workspaces

extension Binder {
    /// A column of the query, a definition, or a column of a parent table: the first that has the name.
    mutating func name(_ name: Name) throws(Diagnostic) -> Bound {
        if isCount(name) { return try call(Call("count", at: name.span, []), at: name.span) }
        if let bound = try own(name) {
            noteOuter(name)
            noteOwn(name.parts.last ?? name.text, of: query.origin)
            return try inMode(bound, name)
        }
        if let own = ownPart(name), let bound = try defined(own) { return bound }
        if let bound = try listed(name) { return try inMode(bound, name) }
        if case .rows = mode, let bound = try parent(name) { return bound }
        if case .groups = mode {
            // A parent's column may be a key of the groups.
            if let bound = try parent(name), let slot = bound.slot, case .groups(let keys) = mode, keys.contains(slot) { return bound }
        }
        throw unknown(name)
    }

    private func own(_ name: Name) throws(Diagnostic) -> Bound? {
        if name.parts.count == 1 {
            if let slot = query.slot(named: name.parts[0]) { return .slot(slot, query.type(of: slot)) }
            if equalIgnoringCase(name.parts[0], "date"), let slot = query.dated { return .slot(slot, query.type(of: slot)) }
            return nil
        }
        // A column whose own name holds a dot.
        if let slot = query.slot(named: name.text) { return .slot(slot, query.type(of: slot)) }
        guard let part = ownPart(name) else { return nil }
        return try own(part)
    }

    /// The name without the query's own table before it: `amount` of `trades.amount`. Nil behind another table's.
    private func ownPart(_ name: Name) -> Name? {
        if name.parts.count == 1 { return name }
        guard name.parts.count == 2, let origin = query.origin, equalIgnoringCase(name.parts[0], origin) else { return nil }
        return Name([name.parts[1]], span: name.span)
    }

    /// `count` alone in groups, unless they are grouped by a column of that name.
    private func isCount(_ name: Name) -> Bool {
        guard case .groups(let keys) = mode, !name.isQuoted, equalIgnoringCase(name.text, "count") else { return false }
        return query.slot(named: name.text).map { !keys.contains($0) } ?? true
    }

    /// Inside `count(activity where …)` the inner table's columns come first; a name that both have is said.
    private func noteOuter(_ name: Name) {
        guard name.parts.count == 1, let outer, let origin = query.origin, let index = outer.table.index(of: name.text), outer.table.key != index else { return }
        session.note(
            .note(
                "inner-column", "\(name.text) is a column of \(origin) and of \(outer.name); here it is \(origin).\(name.text).", at: name.span,
                help: "\(outer.name).\(Words.typed(name.text)) names the other."))
    }

    /// In groups only their keys have one value.
    private func inMode(_ bound: Bound, _ name: Name) throws(Diagnostic) -> Bound {
        guard case .groups(let keys) = mode, let slot = bound.slot, !keys.contains(slot) else { return bound }
        let typed = Words.typed(name.text)
        throw Diagnostic(
            "not-grouped", "\(typed) differs within a group.", at: name.span,
            help: bound.type.isNumeric ? "Aggregate it, as in sum(\(typed)), or group by it." : "Group by it, or aggregate it, as in first(\(typed)).")
    }

    /// `define won = …`: bound anew in this query.
    private mutating func defined(_ name: Name) throws(Diagnostic) -> Bound? {
        guard let definition = workspace.definition(named: name.parts[0]), definition.kind == .expression else { return nil }
        if reading.contains(definition.name) {
            throw Diagnostic(
                "circular-definition", "\(definition.name) is defined by itself: \((reading + [definition.name]).joined(separator: " → ")).",
                at: name.span)
        }
        try session.expand(definition, at: name.span)
        reading.append(definition.name)
        let outer = session.beginReading(definition.text)
        defer {
            session.endReading(outer, at: name.span)
            reading.removeLast()
        }
        do throws(Diagnostic) {
            let expression = try Binder.parse(definition, session)
            readingDepth += expression.depth
            defer { readingDepth -= expression.depth }
            if readingDepth > Parser.deepest {
                throw Diagnostic(
                    "too-deep", "\(definition.name) and the definitions inside it come to more than \(Parser.deepest) levels.", at: name.span,
                    help: "Derive a part of it in a stage of its own.")
            }
            return try bind(expression)
        } catch {
            var error = error
            error.span = name.span
            if reading.count == 1 { error.notes.append("\(definition.name) is defined as \(definition.text)") }
            throw error
        }
    }

    /// The expression of a definition; places in it are places in its text. Errors: what the parser throws.
    package static func parse(_ definition: Definition, _ session: Session) throws(Diagnostic) -> Expression {
        var parser = try Parser(Source(definition.text), grammar: session.catalogue.grammar)
        return try parser.expression()
    }

    /// A column of a table above the query's table: `accounts.region`, or `region` alone; or `date`, of the nearest that is dated.
    private mutating func parent(_ name: Name) throws(Diagnostic) -> Bound? {
        if let own = ownPart(name), equalIgnoringCase(own.text, "date"), let date = try date() { return .slot(date.slot, .date) }
        guard name.parts.count <= 2, let origin = query.origin, let child = workspace.table(named: origin) else { return nil }
        if let bound = try listedParent(name, child) { return bound }
        var found: [(way: (table: NamedTable, links: [Int], tables: [String]), column: Int)] = []
        for way in Relations.parents(of: child, in: workspace) {
            if name.parts.count == 2, !equalIgnoringCase(way.table.name, name.parts[0]) { continue }
            let own = name.parts[name.parts.count - 1]
            // orders.date is what date is among orders.
            let date = name.parts.count == 2 && equalIgnoringCase(own, "date") ? way.table.table.dated : nil
            if let column = way.table.table.index(of: own) ?? date { found.append((way, column)) }
        }
        guard let first = found.first else { return nil }
        if found.count > 1, found[1].way.links.count == first.way.links.count {
            session.note(
                .note(
                    "ambiguous-column",
                    "\(name.text) is a column of \(joinWords(found.map(\.way.table.name), "and")); \(first.way.table.name).\(name.text) was taken.",
                    at: name.span))
        }
        let field = first.way.table.table.fields[first.column]
        noteOwn(field.name, of: first.way.table.name)
        let label = "\(first.way.table.name).\(field.name)"
        if let slot = query.linked[label] { return .slot(slot, field.column.type) }
        guard let map = Relations.map(child, first.way.links, first.way.tables, in: workspace) else { return nil }
        let slot = query.addSlot(field.column.type)
        query.steps.append(.link(slot: slot, map: map, column: field.column, label: label))
        query.linked[label] = slot
        return .slot(slot, field.column.type)
    }

    // MARK: Unknown names

    func unknown(_ name: Name) -> Diagnostic {
        let table = query.origin ?? "this result"
        if name.parts.count == 2, let other = workspace.table(named: name.parts[0]) {
            if other.table.index(of: name.parts[1]) != nil || workspace.definition(named: name.parts[1])?.kind == .expression {
                return Diagnostic(
                    "not-related", "\(other.name) has many rows for each of \(table), or is not related to it.", at: name.span,
                    help: "Aggregate it, as in sum(\(name.text)); relations are declared at import, for \(table) = COLUMN.")
            }
            return Diagnostic(
                "unknown-column", "\(other.name) has no column '\(name.parts[1])'.", at: name.span,
                help: didYouMean(name.parts[1], among: other.table.fields.map(\.name)) ?? "It has \(Binder.list(other.table.fields.map(\.name))).")
        }
        if name.parts.count == 1, workspace.table(named: name.text) != nil {
            return Diagnostic(
                "table-as-value", "\(name.text) is a table, not a value.", at: name.span, help: "Count its rows, count(\(name.text)), or aggregate a column, sum(\(name.text).COLUMN).")
        }
        if case .query? = workspace.definition(named: name.text)?.kind {
            return Diagnostic("query-as-value", "\(name.text) is a query, not a value.", at: name.span, help: "Use it as a table, or in KEY in \(name.text).")
        }
        let names = query.columns.map(\.name)
        let reachable = names + otherNames + expressionNames + parentNames() + ListColumn.inScope.filter(workspace.hasListColumn).map(\.rawValue)
        let hidden = query.origin.flatMap { workspace.table(named: $0)?.table.index(of: name.text) } != nil
        return Diagnostic(
            "unknown-column",
            names.isEmpty ? "There is nothing called '\(name.text)'." : "\(table == "this result" ? "This result" : table) has no column '\(name.text)'.", at: name.span,
            notes: names.isEmpty ? [] : ["columns here: \(Binder.list(names))"],
            help: hidden
                ? "An earlier stage left it out: put this stage before it."
                : didYouMean(name.text, among: reachable) ?? textHelp(name) ?? runHelp(name))
    }

    /// A column with something behind it: `revenue dsc`, or a comma left out.
    private func runHelp(_ name: Name) -> String? {
        let words = name.text.split(separator: " ")
        for count in (1..<max(1, words.count)).reversed() {
            let first = words[..<count].joined(separator: " ")
            guard query.slot(named: first) != nil else { continue }
            let rest = words[count...].joined(separator: " ")
            let order = didYouMean(rest, among: ["desc", "asc"]).map { " " + $0 } ?? " Is a comma missing before it?"
            return "\(first) is a column, but '\(rest)' after it is not understood.\(order)"
        }
        if words.count == 2, words[0].lowercased() == "last", let number = Int(words[1]) { return "Write last \(number) days, or weeks, months, quarters, years." }
        if equalIgnoringCase(name.text, "date"), let origin = query.origin { return "\(origin) has no date column; import says which, dated COLUMN." }
        return nil
    }

    /// `sum(amount)` of accounts: the column of that name of a table that has rows for each.
    func columnBelow(_ name: String) -> String? {
        let found = columnsBelow(name).map(\.text)
        return found.isEmpty ? nil : "Did you mean \(joinWords(Array(found.prefix(3)), "or"))?"
    }

    /// Columns of a name of the tables that have rows for each of these, as they are typed.
    func columnsBelow(_ name: String) -> [(text: String, type: ColumnType)] {
        guard let origin = query.origin else { return [] }
        return workspace.tables.compactMap { table in
            guard !equalIgnoringCase(table.name, origin), let column = table.table.index(of: name), Relations.path(from: table, to: origin, in: workspace) != nil else { return nil }
            let field = table.table.fields[column]
            return ("\(Words.typed(table.name)).\(Words.typed(field.name))", field.column.type)
        }
    }

    private var expressionNames: [String] { workspace.definitions.filter { $0.kind == .expression }.map(\.name) }

    private func parentNames() -> [String] {
        guard let origin = query.origin, let child = workspace.table(named: origin) else { return [] }
        return Relations.parents(of: child, in: workspace).flatMap { $0.table.table.fields.map(\.name) }
    }

    /// An unquoted value: “'Gold' is a value of tier: write 'Gold'.”
    private func textHelp(_ name: Name) -> String? {
        for kind in [Rule.Kind.tier, .qualifier] {
            guard let rule = workspace.rules.rule(kind, named: name.text) else { continue }
            return "\(rule.name) is a \(kind.rawValue): write \(Words.quoted(rule.name))."
        }
        for column in query.columns {
            guard let dictionary = query.storedColumn(column.slot)?.dictionary, dictionary.count < 100_000 else { continue }
            if dictionary.code(of: name.text) != nil {
                return "\(name.text) is a value of \(column.name): write \(Words.quoted(name.text))."
            }
        }
        return nil
    }

    /// Names with commas between them, of more than `limit` the first and how many more.
    package static func list(_ names: [String], limit: Int = 12) -> String {
        names.prefix(limit).joined(separator: ", ") + (names.count > limit ? " and \(names.count - limit) more" : "")
    }
}
