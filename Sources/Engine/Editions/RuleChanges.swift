import Diagnostics
import Tables
import Workspaces

/// Statements of rules and definitions that differ between two contents.
package struct RuleChanges: Sendable {
    /// `Changed: tier Gold next 20 → tier Gold next 25`
    package private(set) var sentences: [String] = []
    /// What the changed rules of the list and definitions are called; clauses of the charter move nobody.
    private var titles: [String] = []

    /// Nothing changed that makes the list.
    package var isEmpty: Bool { titles.isEmpty }
    /// The one rule that changed, or `rules`.
    package var name: String { titles.count == 1 ? titles[0] : "rules" }

    /// Rules first, then definitions; of both those of now in their order, then those that are gone.
    package init(_ then: Contents, _ now: Contents) {
        for rule in now.rules.all {
            compare(rule, then.rules.rule(rule.kind, named: rule.name)?.statement, rule.statement)
        }
        for rule in then.rules.all where now.rules.rule(rule.kind, named: rule.name) == nil { compare(rule, rule.statement, nil) }
        for kind in [Rule.Kind.objective, .tier] where RuleChanges.isReordered(then.rules[kind], now.rules[kind]) {
            titles.append("the order of \(kind.rawValue)s")
            sentences.append("The order of \(kind.rawValue)s is \(now.rules[kind].map(\.name).joined(separator: ", ")) now.")
        }
        for definition in now.definitions { compare(definition.name, then.definition(named: definition.name)?.statement, definition.statement) }
        for definition in then.definitions where now.definition(named: definition.name) == nil { compare(definition.name, definition.statement, nil) }
    }

    private mutating func compare(_ rule: Rule, _ was: String?, _ is: String?) {
        compare(rule.kind.makesList ? rule.title : nil, was, `is`)
    }

    private mutating func compare(_ title: String?, _ was: String?, _ is: String?) {
        if was != `is`, let title { titles.append(title) }
        switch (was, `is`) {
        case (nil, let new?): sentences.append("New: \(new)")
        case (let old?, nil): sentences.append("Gone: \(old)")
        case (let old?, let new?) where old != new: sentences.append("Changed: \(old) → \(new)")
        default: break
        }
    }

    /// Whether those that both have stand in another order.
    private static func isReordered(_ then: [Rule], _ now: [Rule]) -> Bool {
        let old = then.map { $0.name.lowercased() }
        let new = now.map { $0.name.lowercased() }
        return old.filter(new.contains) != new.filter(old.contains)
    }

    /// Says that a list does not have figures as the rules of another read them.
    package static func borrowed(_ names: [String], from rules: KeptList, for data: KeptList) -> Diagnostic {
        let subject = data.name == "now" ? "The list of now" : data.name
        let (it, does) = names.count == 1 ? ("it", "it does") : ("them", "they do")
        return .note("figures-not-kept", "\(subject) has no \(joinWords(names, "and no")) as the rules of \(rules.name) read \(it); what \(does) counts as rules.")
    }
}

extension Definition {
    fileprivate var statement: String { "\(name) = \(text)" }
}
