import Diagnostics
import Tables
import Workspaces

/// Statements of rules and definitions that differ between two contents.
package struct RuleChanges: Sendable {
    /// `Changed: tier Gold next 20 → tier Gold next 25`
    package private(set) var sentences: [String] = []

    package var isEmpty: Bool { sentences.isEmpty }

    package init(_ then: Contents, _ now: Contents) {
        for rule in now.rules.all {
            compare(then.rules.rule(rule.kind, named: rule.name)?.statement, rule.statement)
        }
        for rule in then.rules.all where now.rules.rule(rule.kind, named: rule.name) == nil { compare(rule.statement, nil) }
        for kind in [Rule.Kind.objective, .tier] where RuleChanges.isReordered(then.rules[kind], now.rules[kind]) {
            sentences.append("The order of \(kind.rawValue)s is \(now.rules[kind].map(\.name).joined(separator: ", ")) now.")
        }
        for definition in now.definitions { compare(then.definition(named: definition.name)?.statement, definition.statement) }
        for definition in then.definitions where now.definition(named: definition.name) == nil { compare(definition.statement, nil) }
    }

    private mutating func compare(_ was: String?, _ is: String?) {
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

    /// Says that figures were not to be had.
    package static func borrowed(_ names: [String], _ list: String) -> Diagnostic {
        .note(
            "figures-not-kept",
            "\(list) did not keep \(joinWords(names)) as the other rules read \(names.count == 1 ? "it" : "them"): what \(names.count == 1 ? "it does" : "they do") counts as rules.")
    }
}

extension Definition {
    fileprivate var statement: String { "\(name) = \(text)" }
}
