import Diagnostics
import Syntax

/// Typed access to what a form's slots hold. A slot that the form makes sure of and that is empty all the same is a
/// mistake in the verb, reported as such and never a crash.
extension VerbCall {
    private func missing(_ slot: String) -> Diagnostic {
        Diagnostic("internal", "\(verb) lacks its \(slot).", at: verbSpan, help: "Please report this line.")
    }

    /// Whether a word or a slot was typed.
    package func has(_ word: String) -> Bool { arguments[word] != nil }

    /// Errors: `internal` for an empty slot, as of all below that throw.
    package func expression(_ slot: String) throws(Diagnostic) -> Expression {
        guard let found = arguments.expression(slot) else { throw missing(slot) }
        return found
    }

    /// Expressions with the names they are given; as `expression` throws.
    package func items(_ slot: String) throws(Diagnostic) -> [Item] {
        guard case .items(let items)? = arguments[slot] else { throw missing(slot) }
        return items
    }

    /// Names with what they become; as `expression` throws.
    package func assignments(_ slot: String) throws(Diagnostic) -> [Assignment] {
        guard case .assignments(let all)? = arguments[slot] else { throw missing(slot) }
        return all
    }

    /// What to sort by, and which way; as `expression` throws.
    package func ordering(_ slot: String) throws(Diagnostic) -> [Syntax.Ordering] {
        guard case .ordering(let all)? = arguments[slot] else { throw missing(slot) }
        return all
    }

    /// A name, not looked up yet; as `expression` throws.
    package func name(_ slot: String) throws(Diagnostic) -> Name {
        guard let name = arguments.name(slot) else { throw missing(slot) }
        return name
    }

    /// Names of an optional slot; empty when it was not typed.
    package func names(_ slot: String) -> [Name] { arguments.names(slot) }

    /// What stands in the place of a query, not run yet; as `expression` throws.
    package func query(_ slot: String) throws(Diagnostic) -> Statement {
        guard case .query(let statement)? = arguments[slot] else { throw missing(slot) }
        return statement
    }

    /// A text without its quotes, and where it stands; as `expression` throws.
    package func text(_ slot: String) throws(Diagnostic) -> (text: String, span: Span) {
        guard let found = arguments.text(slot) else { throw missing(slot) }
        return found
    }

    /// Each of a repeated part with its own slots; empty when none was typed.
    package func list(_ slot: String) -> [(arguments: Arguments, span: Span)] {
        if case .list(let all)? = arguments[slot] { all } else { [] }
    }

    /// A whole number of at least 0. Errors: `not-a-count`; more than 2,147,483,647 counts as that.
    /// - Parameter noun: what is counted.
    package func count(_ slot: String, of noun: String = "rows") throws(Diagnostic) -> Int {
        guard let (number, span) = arguments.number(slot) else { throw missing(slot) }
        guard number.isWhole, number.mantissa >= 0 else {
            throw Diagnostic("not-a-count", "\(verb) wants a whole number of \(noun) here.", at: span, help: number.unit == .percent ? "For a share of rows use running share, or tiers with next 20%." : nil)
        }
        return Int(min(number.mantissa, Int64(Int32.max)))
    }
}

extension Arguments {
    /// Nil where the slot is empty or holds something else.
    package func expression(_ slot: String) -> Expression? { if case .expression(let found)? = self[slot] { found } else { nil } }
    /// Nil where the slot is empty or holds something else.
    package func name(_ slot: String) -> Name? { if case .name(let name)? = self[slot] { name } else { nil } }
    /// Empty where the slot is, or holds something else.
    package func names(_ slot: String) -> [Name] { if case .names(let names)? = self[slot] { names } else { [] } }
    /// Without its quotes, and where it stands; nil where the slot is empty or holds something else.
    package func text(_ slot: String) -> (text: String, span: Span)? { if case .text(let text, let span)? = self[slot] { (text, span) } else { nil } }
    /// With its unit, and where it stands; nil where the slot is empty or holds something else.
    package func number(_ slot: String) -> (number: Number, span: Span)? {
        if case .number(let number, let span)? = self[slot] { (number, span) } else { nil }
    }
    /// Whether a word or a slot was typed.
    package func has(_ word: String) -> Bool { self[word] != nil }
}
