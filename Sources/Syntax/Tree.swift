import Diagnostics

/// Statements that stand or fall together: what was typed before Enter.
package struct Line: Sendable {
    /// At least one, as typed between semicolons.
    package var statements: [Statement]
    /// From the first statement to the end of the last.
    package var span: Span

    /// What a parser read, or what was put together.
    package init(statements: [Statement], span: Span) {
        self.statements = statements
        self.span = span
    }
}

/// One pipeline: a head and the stages after it.
package struct Statement: Sendable {
    /// What a pipeline begins with.
    package enum Head: Sendable {
        /// A table or a defined query by name.
        case source(Name)
        /// `_`, or a leading `|`: the last result.
        case last(Span)
        /// A verb that starts a pipeline.
        case verb(VerbCall)
        /// A figure of its own: `count(accounts where tier = 'A') / 2`.
        case expression(Expression)
    }

    /// What the rows come from.
    package var head: Head
    /// What is done with them, in this order.
    package var stages: [VerbCall]
    /// All of it, head and stages, without the bar before or behind.
    package var span: Span

    /// `span` is where all of it stands.
    package init(head: Head, stages: [VerbCall], span: Span) {
        self.head = head
        self.stages = stages
        self.span = span
    }
}

/// A verb with its words read into slots.
package struct VerbCall: Sendable {
    /// The verb's name as the catalogue has it.
    package var verb: String
    /// Where the verb's own words stand.
    package var verbSpan: Span
    /// The verb with all that belongs to it.
    package var span: Span
    /// By slot name. Flags and optional words that were typed are present as `.present`.
    package var arguments: Arguments
}

/// What the slots of a form hold, in the order typed.
package struct Arguments: Sendable {
    private var pairs: [(slot: String, value: Argument)] = []

    /// All slots in the order typed.
    package var slots: [(slot: String, value: Argument)] { pairs }

    /// No slot is filled.
    package init() {}

    /// What a slot holds; nil when it was left out. A slot that is filled again moves to the end.
    package subscript(slot: String) -> Argument? {
        get { pairs.first { $0.slot == slot }?.value }
        set {
            pairs.removeAll { $0.slot == slot }
            if let newValue { pairs.append((slot, newValue)) }
        }
    }
}

/// What was typed for a slot.
package enum Argument: Sendable {
    /// A flag or an optional word, and where it stands.
    case present(Span)
    /// Of the slots `expression`, `period`, `condition` and `tolerance`.
    case expression(Expression)
    case items([Item])
    case assignments([Assignment])
    case ordering([Ordering])
    case names([Name])
    /// Of the slots `name`, `table` and `newName`.
    case name(Name)
    /// The number with a minus read into it.
    case number(Number, Span)
    /// The text without its quotes; of the slots `words` and `later`, the source's text as it stands.
    case text(String, Span)
    /// Of the slots `query` and `pipeline`.
    case query(Statement)
    /// Each repetition of a `.list` in a form.
    case list([(arguments: Arguments, span: Span)])
}

/// `sum(revenue) as total`, or `*`.
package struct Item: Sendable {
    /// What is shown; `*` for all columns.
    package var expression: Expression
    /// The name behind `as`; nil when the expression's own text names it.
    package var alias: Name?

    /// Without an alias its text is its name.
    package init(expression: Expression, alias: Name? = nil) {
        self.expression = expression
        self.alias = alias
    }

    /// Expression and alias.
    package var span: Span { alias.map { expression.span.through($0.span) } ?? expression.span }
}

/// `margin = (revenue - cost) / revenue`
package struct Assignment: Sendable {
    /// The new name.
    package var name: Name
    /// What it means.
    package var expression: Expression
}

/// `revenue desc`
package struct Ordering: Sendable {
    /// What is compared.
    package var expression: Expression
    /// Greatest first.
    package var descending: Bool
}

/// A name as typed: words joined by single blanks, parts separated by dots.
package struct Name: Sendable, Equatable {
    /// The parts between dots, at least one: `activity.hours` has two.
    package var parts: [String]
    /// Where all of it stands, backticks included.
    package var span: Span
    /// True when backticks stood around it.
    package var isQuoted: Bool

    /// Not checked: no part may be empty.
    package init(_ parts: [String], span: Span, isQuoted: Bool = false) {
        self.parts = parts
        self.span = span
        self.isQuoted = isQuoted
    }

    /// The parts with dots between them, as typed but for white space and backticks.
    package var text: String { parts.joined(separator: ".") }
}

/// A node with its place. Operators are calls: `a + b` calls `+`.
package struct Expression: Sendable {
    /// What a node is.
    package indirect enum Kind: Sendable {
        case literal(Literal)
        case name(Name)
        case call(Call)
        /// A pipeline in brackets.
        case query(Statement)
        /// `*`
        case star
    }

    /// What it is, with its operands.
    package var kind: Kind
    /// Where it stands; in brackets, with them.
    package var span: Span
    /// Levels of the tree below and with this node; the parser bounds it.
    package var depth: Int

    /// `depth` is one more than that of its deepest operand.
    package init(_ kind: Kind, span: Span, depth: Int = 1) {
        self.kind = kind
        self.span = span
        self.depth = depth
    }

    /// Every name in it, but for those in queries in brackets.
    package var names: [Name] {
        var found: [Name] = []
        var waiting = [self]
        while let next = waiting.popLast() {
            switch next.kind {
            case .name(let name): found.append(name)
            case .call(let call):
                found += call.per ?? []
                waiting += (call.arguments + (call.filter.map { [$0] } ?? []) + (call.order ?? []).map(\.expression)).reversed()
            default: continue
            }
        }
        return found
    }
}

/// A value as typed, not yet checked against any type.
package enum Literal: Sendable, Equatable {
    case text(String)
    case number(Number)
    case date(DateParts)
    case period(Period)
    /// `90 days`
    case duration(Int, Period.Unit)
    case boolean(Bool)
    case null
    /// `today`
    case today
    /// `$floor`
    case parameter(String)
}

/// A function or operator with its arguments: `sum(deals.amount where stage = 'Won' per region)`.
package struct Call: Sendable {
    /// In lower case, an operator by its sign (`+`) or word (`and`, `negative`, `case`).
    package var function: String
    /// Where the name or the sign of the operator stands.
    package var functionSpan: Span
    /// Operands in the order typed.
    package var arguments: [Expression]
    /// `where …` inside the brackets.
    package var filter: Expression?
    /// `per …` inside the brackets; nil when absent, empty for `per all`.
    package var per: [Name]?
    /// `order by …` inside the brackets.
    package var order: [Ordering]?

    /// For operators, which have no clauses, the first three are enough.
    package init(
        _ function: String, at functionSpan: Span, _ arguments: [Expression], filter: Expression? = nil, per: [Name]? = nil,
        order: [Ordering]? = nil
    ) {
        self.function = function
        self.functionSpan = functionSpan
        self.arguments = arguments
        self.filter = filter
        self.per = per
        self.order = order
    }
}
