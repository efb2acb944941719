import Tables

/// Contents that no statement reads or changes at present.
package struct Resting: Sendable, Equatable {
    /// The scenario's name; nil for the firm's own contents.
    package var scenario: String?
    /// Their questions and quiz are out of date: those of the contents in use count.
    package var contents: Contents

    /// `contents` as they were left.
    package init(scenario: String?, contents: Contents) {
        self.scenario = scenario
        self.contents = contents
    }
}

/// Scenarios: named branches of the contents. They share memory until a statement changes one. What staff ask and answer is
/// no what-if: the FAQ and the quiz are the same in all of them.
extension Workspace {
    /// All scenarios, by name: the order does not change when another one is used.
    package var scenarios: [String] {
        (resting.compactMap(\.scenario) + (scenario.map { [$0] } ?? [])).sorted { $0.lowercased().utf8.lexicographicallyPrecedes($1.lowercased().utf8) }
    }

    /// A scenario's contents, those of the firm's own list for nil; nil when there is none of that name.
    package func contents(of name: String?) -> Contents? {
        if isSame(name, scenario) { return contents }
        return resting.first { isSame($0.scenario, name) }?.contents
    }

    /// Makes the contents of a scenario, or with nil the firm's own, those in use. False when there are none.
    @discardableResult
    package mutating func use(_ name: String?) -> Bool {
        if isSame(name, scenario) { return true }
        guard let index = resting.firstIndex(where: { isSame($0.scenario, name) }) else { return false }
        let next = resting[index]
        resting[index] = Resting(scenario: scenario, contents: contents)
        let (questions, quiz) = (contents.questions, contents.quiz)
        (scenario, contents) = (next.scenario, next.contents)
        (contents.questions, contents.quiz) = (questions, quiz)
        return true
    }

    /// A new scenario, a branch of the contents in use, which it becomes itself.
    package mutating func branch(_ name: String) {
        resting.append(Resting(scenario: scenario, contents: contents))
        scenario = name
    }

    /// Drops a scenario; of the one in use the firm's own contents take the place.
    package mutating func dropScenario(_ name: String) {
        if isSame(name, scenario) { use(nil) }
        resting = resting.filter { !isSame($0.scenario, name) }
    }

    /// Nothing happens when there is none; the new name is not checked.
    package mutating func renameScenario(_ old: String, to new: String) {
        if isSame(old, scenario) { scenario = new }
        if let index = resting.firstIndex(where: { isSame($0.scenario, old) }) { resting[index].scenario = new }
    }

    /// The scenario's contents become the firm's own, and the scenario is gone.
    package mutating func adopt(_ name: String) {
        guard var adopted = contents(of: name) else { return }
        dropScenario(name)
        (adopted.questions, adopted.quiz) = (contents.questions, contents.quiz)
        if scenario == nil { contents = adopted }
        for index in resting.indices where resting[index].scenario == nil { resting[index].contents = adopted }
    }

    /// Puts contents back as a file has them.
    package mutating func rest(_ all: [Resting], inUse name: String?) { (resting, scenario) = (all, name) }

    private func isSame(_ a: String?, _ b: String?) -> Bool {
        guard let a, let b else { return a == nil && b == nil }
        return equalIgnoringCase(a, b)
    }
}
