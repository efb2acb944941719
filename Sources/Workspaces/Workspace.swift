import Tables

/// Everything a firm keeps about its priority list, as one value. Copying it is cheap: tables share their memory.
///
/// Its tables, definitions, rules, questions and as-of day are those of the contents in use: the firm's own, or a scenario's.
@dynamicMemberLookup
package struct Workspace: Sendable, Equatable {
    /// What every statement reads and changes.
    package var contents = Contents()
    /// The scenario in use; nil for the firm's own contents.
    package internal(set) var scenario: String?
    /// Contents that wait: those of other scenarios and, while one is in use, the firm's own.
    package internal(set) var resting: [Resting] = []
    /// Published lists, oldest first.
    package internal(set) var editions: [Edition] = []
    /// Every accepted change since the workspace began, oldest first.
    package var history: [Change] = []

    /// Without tables, scenarios, editions or history.
    package init() {}

    /// Tables, definitions, rules, questions, quiz and as-of day of the contents in use.
    package subscript<T>(dynamicMember path: WritableKeyPath<Contents, T>) -> T {
        get { contents[keyPath: path] }
        set { contents[keyPath: path] = newValue }
    }

    /// What the contents in use have that cannot be set.
    package subscript<T>(dynamicMember path: KeyPath<Contents, T>) -> T { contents[keyPath: path] }

    /// The contents in use, those that wait and those of editions.
    package var allContents: [Contents] { [contents] + resting.map(\.contents) + editions.map(\.contents) }

    /// The memory of all tables and questions, of scenarios and editions too.
    package var buffers: [Buffer] { allContents.flatMap(\.buffers) }

    /// Of the contents in use.
    package func table(named name: String) -> NamedTable? { contents.table(named: name) }
    /// Of the contents in use.
    package func definition(named name: String) -> Definition? { contents.definition(named: name) }
    /// In the contents in use.
    package mutating func put(_ table: Table, as name: String) { contents.put(table, as: name) }
    /// In the contents in use.
    package mutating func put(_ definition: Definition) { contents.put(definition) }
    /// From the contents in use.
    package mutating func removeTable(named name: String) { contents.removeTable(named: name) }
    /// From the contents in use.
    package mutating func removeDefinition(named name: String) { contents.removeDefinition(named: name) }
}
