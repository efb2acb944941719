import Diagnostics
import Engine
import Syntax
import Tables
import Workspaces

struct Define: Verb {
    var isQuery: Bool { false }
    let forms = [
        Form("define", .start, [.slot("name", .newName), .symbol(.equal), .slot("expression", .expression)]),
        Form("define", .stage, [.slot("name", .newName)]),
    ]
    let manual = Manual(
        "give a name to an expression or to a query",
        details: """
            define won = sum(deals.amount where stage = 'Won') names an expression, used like a column. … | define lapsed names
            the query before it, used like a table. Names are worked out anew each time; a parameter keeps the value that it has now.
            definitions lists them, forget drops one.
            """,
        examples: """
            tierbook> define margin = revenue - cost
            margin is defined as revenue - cost
            tierbook> accounts | top 1 by margin | select account, margin
            account   margin
            Acme     310,000
            1 of 6 rows

            tierbook> accounts | where count(activity where date in last 90 days) = 0 | define lapsed
            lapsed is defined as accounts | where count(activity where date in last 90 days) = 0
            tierbook> lapsed | select account, tier
            account  tier
            Dune     Silver
            Elm      Bronze
            2 of 6 rows
            """)

    func run(_ call: VerbCall, _ input: Query?, _ session: Session) throws(Diagnostic) -> Output {
        let name = try call.name("name")
        try check(name, isQuery: input != nil, session)
        let definition = try input == nil ? expression(name, call, session) : query(name, call, session)
        try checkCircle(definition, session, at: name.span)
        let isNew = session.state.workspace.definition(named: name.text) == nil
        session.state.workspace.put(definition)
        session.changed("\(name.text) \(isNew ? "defined" : "changed")")
        if !isNew { try session.warnOfBrokenList() }
        return .reply(Reply(headline: "\(name.text) \(isNew ? "is defined" : "is now defined") as \(definition.text)"))
    }

    /// A verb's word counts where a statement or a stage begins, as a query's name does and an expression's does not.
    private func check(_ name: Name, isQuery: Bool, _ session: Session) throws(Diagnostic) {
        try Naming.check(name)
        if isQuery && session.catalogue.verb(name.text.lowercased()) != nil || session.catalogue.function(name.text.lowercased()) != nil {
            throw Diagnostic("name-taken", "\(name.text) is a word of the language.", at: name.span, help: "Choose another name.")
        }
        if session.state.workspace.table(named: name.text) != nil {
            throw Diagnostic("name-taken", "There is a table \(name.text).", at: name.span, help: "Choose another name.")
        }
        for named in session.state.workspace.tables where named.table.index(of: name.text) != nil {
            session.note(.warning("hidden-definition", "\(named.name) has a column \(name.text), which comes first there.", at: name.span))
        }
    }

    private func expression(_ name: Name, _ call: VerbCall, _ session: Session) throws(Diagnostic) -> Definition {
        Definition(name: name.text, kind: .expression, text: try session.keptText(of: try call.expression("expression").span))
    }

    private func query(_ name: Name, _ call: VerbCall, _ session: Session) throws(Diagnostic) -> Definition {
        var text = try session.keptText(of: Span(session.statementSpan.start, call.span.start))
        while let last = text.last, last.isWhitespace || last == "|" { text.removeLast() }
        if text.isEmpty || text.hasPrefix("|") || text.hasPrefix("_") {
            throw Diagnostic("define-result", "A name stands for a whole query; this one begins with the last result.", at: call.verbSpan, help: "Write the query from its table on.")
        }
        let oneLine = text.split(whereSeparator: \.isNewline).map { line in
            var line = line
            while line.first?.isWhitespace == true { line.removeFirst() }
            return String(line)
        }
        return Definition(name: name.text, kind: .query, text: oneLine.joined(separator: text.contains("#") || text.contains("--") ? "\n" : " "))
    }

    /// Follows the names that definitions use.
    private func checkCircle(_ new: Definition, _ session: Session, at span: Span) throws(Diagnostic) {
        var waiting = [(definition: new, path: [new.name])]
        var steps = 0
        while let (definition, path) = waiting.popLast() {
            steps += 1
            if steps > 10_000 { return }
            for name in DefinedNames.used(by: definition, session) {
                if equalIgnoringCase(name, new.name) {
                    throw Diagnostic("circular-definition", "\(new.name) would be defined by itself: \((path + [new.name]).joined(separator: " → ")).", at: span)
                }
                if let next = session.state.workspace.definition(named: name), !path.contains(next.name) { waiting.append((next, path + [next.name])) }
            }
        }
    }
}

enum DefinedNames {
    /// Runs of words in a definition's text that are, or could be, defined names.
    static func used(by definition: Definition, _ session: Session) -> [String] {
        guard let tokens = try? Lexer.tokens(Source(definition.text)) else { return [] }
        var names: [String] = []
        var run = ""
        for token in tokens {
            switch token.kind {
            case .word(let word):
                names.append(word)
                run += run.isEmpty ? word : " " + word
                if run != word { names.append(run) }
            case .quotedName(let name):
                names.append(name)
                run = ""
            default: run = ""
            }
        }
        return names
    }
}

struct Definitions: Verb {
    let forms = [Form("definitions", .start)]
    let manual = Manual(
        "list the defined names",
        examples: """
            tierbook> define margin = revenue - cost
            margin is defined as revenue - cost
            tierbook> definitions
            name    kind        definition
            margin  expression  revenue - cost
            """)

    func run(_ call: VerbCall, _ input: Query?, _ session: Session) throws(Diagnostic) -> Output {
        let all = session.state.workspace.definitions
        return .reply(
            Reply(
                table: Table([
                    Field("name", .texts(all.map(\.name))), Field("kind", .texts(all.map(\.kind.rawValue))), Field("definition", .texts(all.map(\.text))),
                ])))
    }
}
