import Diagnostics
import Engine
import Syntax
import Tables

/// For tables that no relation connects.
struct Join: Verb {
    let forms = [
        Form("join", .stage, [.slot("table", .query), .word("on"), .list("keys", [.slot("left", .name), .optional([.symbol(.equal), .slot("right", .name)])]), .flag("keep all")])
    ]
    let manual = Manual(
        "put another table's columns beside rows with the same key",
        details: """
            Relations need no join. Rows without partner are left out; keep all keeps them. A name that both have gets the other
            table's name before it. Missing keys have no partner.
            """,
        examples: """
            tierbook> activity | join accounts on account | group by tier show count
            tier    count
            Bronze      1
            Gold        5
            Silver      2
            """)

    func run(_ call: VerbCall, _ input: Query?, _ session: Session) throws(Diagnostic) -> Output {
        var left = Binder(try query(call, input), session)
        let statement = try call.query("table")
        var right = Binder(try session.query(of: statement), session)
        var leftKeys: [Int] = []
        var rightKeys: [Int] = []
        for (pair, span) in call.list("keys") {
            guard let name = pair.name("left") else { continue }
            let a = try left.column(name)
            let b = try right.column(pair.name("right") ?? Name([name.parts[name.parts.count - 1]], span: name.span, isQuoted: name.isQuoted))
            let (x, y) = (left.query.type(of: a), right.query.type(of: b))
            guard x == y else { throw Diagnostic("type-mismatch", "The keys differ in type: \(x.withArticle) and \(y.withArticle).", at: span) }
            leftKeys.append(a)
            rightKeys.append(b)
        }
        let prefix = if case .source(let name) = statement.head { name.text } else { "other" }
        var columns: [(slot: Int, right: Int)] = []
        for column in right.query.columns where !rightKeys.contains(column.slot) {
            let slot = left.query.addSlot(right.query.type(of: column.slot))
            columns.append((slot, column.slot))
            let taken = left.query.slot(named: column.name) != nil
            left.query.columns.append(.init(name: taken ? "\(prefix) \(column.name)" : column.name, slot: slot))
        }
        left.query.footer += right.query.footer
        left.query.steps.append(.join(JoinCall(right: right.query, leftKeys: leftKeys, rightKeys: rightKeys, columns: columns, isOuter: call.has("keep all"))))
        let ties = left.query.ties
        left.query.forgetOrigin(ties: ties)
        try Naming.checkUnique(left.query.columns.map(\.name), at: call.span)
        return .query(left.query)
    }
}

struct Union: Verb {
    let forms = [Form("union", .stage, [.slot("table", .query)])]
    let manual = Manual(
        "add another query's rows below",
        details: "Columns are matched by name; what one side lacks is missing there. Equal rows stay; distinct removes them.",
        examples: """
            tierbook> accounts | where tier = 'Gold' | select account | union (accounts | where tier = 'Bronze' | select account)
            account
            Acme
            Birch
            Elm
            Fjord
            """)

    func run(_ call: VerbCall, _ input: Query?, _ session: Session) throws(Diagnostic) -> Output {
        var query = try query(call, input)
        let other = try session.query(of: try call.query("table"))
        var columns: [(slot: Int, left: Int?, right: Int?, type: ColumnType)] = []
        var names: [Query.Named] = []
        for column in query.columns {
            let right = other.slot(named: column.name)
            let type = try common(query.type(of: column.slot), right.map { other.type(of: $0) }, column.name, at: call.verbSpan)
            columns.append((query.addSlot(type), column.slot, right, type))
            names.append(.init(name: column.name, slot: columns[columns.count - 1].slot))
        }
        for column in other.columns where query.slot(named: column.name) == nil {
            let type = other.type(of: column.slot)
            columns.append((query.addSlot(type), nil, column.slot, type))
            names.append(.init(name: column.name, slot: columns[columns.count - 1].slot))
        }
        query.footer += other.footer
        query.steps.append(.union(UnionCall(other: other, columns: columns)))
        query.columns = names
        query.forgetOrigin(ties: [])
        return .query(query)
    }

    private func common(_ a: ColumnType, _ b: ColumnType?, _ name: String, at span: Span) throws(Diagnostic) -> ColumnType {
        guard let b, a != b else { return a }
        if case .money(let x, let p) = a, case .money(let y, let q) = b, x == y { return .money(x, scale: max(p, q)) }
        if a.isNumeric, b.isNumeric, !a.isMoney, !b.isMoney { return .decimal }
        throw Diagnostic("type-mismatch", "\(name) is \(a.withArticle) here and \(b.withArticle) there.", at: span, help: "Rename or convert one of them.")
    }
}
