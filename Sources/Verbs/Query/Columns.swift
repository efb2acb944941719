import Diagnostics
import Engine
import Syntax
import Tables

struct Select: Verb {
    let forms = [Form("select", .stage, [.slot("columns", .items)])]
    let manual = Manual(
        "choose columns, in this order",
        details: "An item may be an expression with a name: revenue / 12 as monthly. * stands for all columns.",
        examples: """
            tierbook> accounts | select account, revenue - cost as margin | limit 2
            account   margin
            Acme     310,000
            Birch    160,000
            2 of 6 rows
            """)

    func run(_ call: VerbCall, _ input: Query?, _ session: Session) throws(Diagnostic) -> Output {
        try extend(call, input, session) { (binder) throws(Diagnostic) in
            var columns: [Query.Named] = []
            for item in try call.items("columns") {
                if case .star = item.expression.kind {
                    columns += binder.query.columns
                    continue
                }
                let name = Naming.name(of: item, session)
                columns.append(Query.Named(name: name, slot: try binder.slot(item.expression)))
            }
            try Naming.checkUnique(columns.map(\.name), at: call.span)
            binder.query.columns = columns
        }
    }
}

struct Drop: Verb {
    let forms = [Form("drop", .stage, [.slot("columns", .names)])]
    let manual = Manual(
        "leave columns out",
        examples: """
            tierbook> accounts | drop cost, wallet, renewal date | limit 1
            account  tier  region  revenue
            Acme     Gold  EMEA    820,000
            1 of 6 rows
            """)

    func run(_ call: VerbCall, _ input: Query?, _ session: Session) throws(Diagnostic) -> Output {
        try extend(call, input, session) { (binder) throws(Diagnostic) in
            for name in call.names("columns") {
                guard let slot = binder.query.slot(named: name.text), let index = binder.query.columns.firstIndex(where: { $0.slot == slot && equalIgnoringCase($0.name, name.text) }) else {
                    _ = try binder.column(name)
                    throw Diagnostic("not-a-column", "\(name.text) is no column of this result.", at: name.span)
                }
                binder.query.columns.remove(at: index)
            }
        }
    }
}

struct Derive: Verb {
    let forms = [Form("derive", .stage, [.slot("expression", .assignments)])]
    let manual = Manual(
        "add columns worked out from others",
        details: """
            Later columns of one derive may use earlier ones. A name that exists is replaced. An aggregate needs per:
            sum(revenue per region), sum(revenue per all). Aggregates over a related table count each row's own:
            count(activity where kind = 'Call').
            """,
        examples: """
            tierbook> accounts | derive margin = percent((revenue - cost) / revenue) | where margin < 20% | select account, margin
            account  margin
            Cedar      4.9%
            Elm        8.3%
            2 of 6 rows

            tierbook> accounts | derive calls = count(activity where kind = 'Call' and date in last 90 days) | where calls = 0 | select account, calls
            account  calls
            Dune         0
            Elm          0
            Fjord        0
            3 of 6 rows

            tierbook> accounts | derive of region = revenue / sum(revenue per region) | select account, region, of region | limit 2
            account  region    of region
            Acme     EMEA       0.635659
            Birch    Americas   0.842105
            2 of 6 rows
            """)

    func run(_ call: VerbCall, _ input: Query?, _ session: Session) throws(Diagnostic) -> Output {
        try extend(call, input, session) { (binder) throws(Diagnostic) in
            for assignment in try call.assignments("expression") {
                try Naming.check(assignment.name)
                let slot = try binder.slot(assignment.expression)
                binder.query.set(assignment.name.text, slot)
            }
        }
    }
}

/// What result columns are called.
enum Naming {
    /// The alias, the column's own name, or the expression as typed.
    static func name(of item: Item, _ session: Session) -> String {
        if let alias = item.alias { return alias.text }
        if case .name(let name) = item.expression.kind { return name.parts[name.parts.count - 1] }
        return session.text(of: item.expression.span).split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }

    static func check(_ name: Name) throws(Diagnostic) {
        if name.parts.count > 1, !name.isQuoted {
            throw Diagnostic("dotted-name", "A new name has no dot.", at: name.span, help: "Write it in backticks, `\(name.text)`, if it must.")
        }
        if name.text.utf8.count > 200 { throw Diagnostic("name-too-long", "A name may have 200 bytes.", at: name.span) }
    }

    static func checkUnique(_ names: [String], at span: Span) throws(Diagnostic) {
        var seen: Set<String> = []
        for name in names where !seen.insert(name.lowercased()).inserted {
            throw Diagnostic("duplicate-column", "Two columns would be called \(name).", at: span, help: "Give one another name with as.")
        }
    }
}
