import Diagnostics
import Prioritizing
import Tables

/// Why accounts moved between two lists, told by what would have happened had only the rules changed.
package struct MoveCauses {
    private let comparison: EditionComparison
    private let areRulesSame: Bool
    /// The one rule that changed, or `rules`.
    private let rule: String
    /// The tiers that the rules of now give the accounts as they were; nil where rules are the same, or cannot be applied.
    private let ruled: FirmList?
    /// What the rules read of both, with whether less of it is better.
    private let figures: [(then: Column, now: Column, lowerIsBetter: Bool?)]
    /// What could not be told.
    package let notes: [Diagnostic]

    /// Works the list of then out by the rules of now, where these differ. Errors: `cancelled`; what else fails is a note.
    package init(_ comparison: EditionComparison, _ session: Session) throws(Diagnostic) {
        self.comparison = comparison
        let (then, now) = (comparison.then, comparison.now)
        let changes = RuleChanges(then.contents, now.contents)
        (areRulesSame, rule) = (changes.isEmpty, changes.name)
        var notes: [Diagnostic] = []
        var ruled: FirmList?
        var borrowed: [String] = []
        if !areRulesSame {
            do throws(Diagnostic) {
                let kept = try KeptFigures(of: then, for: now)
                borrowed = kept.borrowed
                ruled = try session.list(by: now, of: kept)
            } catch {
                if error.id == Cancellation.cancelled.id { throw error }
                notes.append(.note("untold-cause", "What the rules of \(now.name) would have made of \(then.name) cannot be told: \(error.message)"))
            }
            if !borrowed.isEmpty { notes.append(RuleChanges.borrowed(borrowed, from: now, for: then)) }
        }
        self.ruled = ruled
        let others = then.inputs
        let directions = try MoveCauses.directions(now, session)
        figures = now.inputs.compactMap { input in
            guard !borrowed.contains(input.name), let old = others.first(where: { equalIgnoringCase($0.name, input.name) }) else { return nil }
            return (old.column, input.column, directions.first { equalIgnoringCase($0.name, input.name) }?.lowerIsBetter)
        }
        self.notes = notes
    }

    private static func directions(_ list: KeptList, _ session: Session) throws(Diagnostic) -> [(name: String, lowerIsBetter: Bool)] {
        do throws(Diagnostic) {
            let made = try session.list(by: list, of: KeptFigures(of: list, for: list))
            let measures = (made.quota?.objectives ?? [made.ranking]).flatMap(\.scaled.measures)
            return zip(made.measures, measures).map { (ListInputs.name($0.name), $1.lowerIsBetter) }
        } catch {
            if error.id == Cancellation.cancelled.id { throw error }
            return []
        }
    }

    /// In a word or two: `added`, `gone`, `set by hand`, the rule that changed, `own figures`, `others' figures`, or two of
    /// these.
    package func cause(_ mover: EditionComparison.Mover) -> String {
        guard let then = mover.then else { return "added" }
        guard let now = mover.now else { return "gone" }
        let (a, b) = (comparison.then, comparison.now)
        if a.tier(then) != a.ruleTier(then) || b.tier(now) != b.ruleTier(now) { return "set by hand" }
        if areRulesSame { return data(then, now, mover.movement) }
        guard let ruled else { return rule }
        let was = MoveCauses.label(a.tierNames, a.ruleTier(then))
        let wouldBe = MoveCauses.label(ruled.tierNames, ruled.ruleTier(then))
        let `is` = MoveCauses.label(b.tierNames, b.ruleTier(now))
        if wouldBe == `is` { return rule }
        if wouldBe == was { return data(then, now, mover.movement) }
        return "\(rule) and \(data(then, now, mover.movement))"
    }

    /// No tier is no tier, whether an account is ranked or not.
    private static func label(_ names: [String], _ tier: Int) -> String? { names.indices.contains(tier) ? names[tier].lowercased() : nil }

    /// Own figures, when one of them changed the way the account went; else those of others.
    private func data(_ then: Int, _ now: Int, _ movement: EditionComparison.Movement) -> String {
        let isUp = movement == .joined || movement == .up
        for figure in figures {
            let (was, `is`) = (figure.then[then], figure.now[now])
            if was == `is` { continue }
            guard let lowerIsBetter = figure.lowerIsBetter, let x = was.number, let y = `is`.number else { return "own figures" }
            if x != y, ((y > x) != lowerIsBetter) == isUp { return "own figures" }
        }
        return "others' figures"
    }
}
