import Diagnostics

/// Statements that stand or fall together: what was typed before Enter.
package struct Line: Sendable {
    package var statements: [Statement]
    package var span: Span

    package init(statements: [Statement], span: Span) {
        self.statements = statements
        self.span = span
    }
}

/// One pipeline: a head and the stages after it.
package struct Statement: Sendable {
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

    package var head: Head
    package var stages: [VerbCall]
    package var span: Span

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
    package var verbSpan: Span
    package var span: Span
    /// By slot name. Flags and optional words that were typed are present as `.present`.
    package var arguments: Arguments
}

/// What the slots of a form hold, in the order typed.
package struct Arguments: Sendable {
    private var pairs: [(slot: String, value: Argument)] = []

    /// All slots in the order typed.
    package var slots: [(slot: String, value: Argument)] { pairs }

    package init() {}

    package subscript(slot: String) -> Argument? {
        get { pairs.first { $0.slot == slot }?.value }
        set {
            pairs.removeAll { $0.slot == slot }
            if let newValue { pairs.append((slot, newValue)) }
        }
    }
}

package enum Argument: Sendable {
    case present(Span)
    case expression(Expression)
    case items([Item])
    case assignments([Assignment])
    case ordering([Ordering])
    case names([Name])
    case name(Name)
    case number(Number, Span)
    case text(String, Span)
    case query(Statement)
    /// Each repetition of a `.list` in a form.
    case list([(arguments: Arguments, span: Span)])
}

/// `sum(revenue) as total`, or `*`.
package struct Item: Sendable {
    package var expression: Expression
    package var alias: Name?

    package init(expression: Expression, alias: Name? = nil) {
        self.expression = expression
        self.alias = alias
    }

    package var span: Span { alias.map { expression.span.through($0.span) } ?? expression.span }
}

/// `margin = (revenue - cost) / revenue`
package struct Assignment: Sendable {
    package var name: Name
    package var expression: Expression
}

/// `revenue desc`
package struct Ordering: Sendable {
    package var expression: Expression
    package var descending: Bool
}

/// A name as typed: words joined by single blanks, parts separated by dots.
package struct Name: Sendable, Equatable {
    package var parts: [String]
    package var span: Span
    /// True when backticks stood around it.
    package var isQuoted: Bool

    package init(_ parts: [String], span: Span, isQuoted: Bool = false) {
        self.parts = parts
        self.span = span
        self.isQuoted = isQuoted
    }

    package var text: String { parts.joined(separator: ".") }
}

/// A node with its place. Operators are calls: `a + b` calls `+`.
package struct Expression: Sendable {
    package indirect enum Kind: Sendable {
        case literal(Literal)
        case name(Name)
        case call(Call)
        /// A pipeline in brackets.
        case query(Statement)
        /// `*`
        case star
    }

    package var kind: Kind
    package var span: Span
    /// Levels of the tree below and with this node; the parser bounds it.
    package var depth: Int

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
            case .call(let call): waiting += (call.arguments + (call.filter.map { [$0] } ?? [])).reversed()
            default: continue
            }
        }
        return found
    }
}

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
    package var function: String
    package var functionSpan: Span
    package var arguments: [Expression]
    /// `where …` inside the brackets.
    package var filter: Expression?
    /// `per …` inside the brackets; nil when absent, empty for `per all`.
    package var per: [Name]?
    /// `order by …` inside the brackets.
    package var order: [Ordering]?

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
