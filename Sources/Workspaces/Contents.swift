import Diagnostics
import Tables

/// What a list is made of: the tables, the names defined over them, the rules, and the day that counts as today. A
/// scenario has contents of its own.
package struct Contents: Sendable, Equatable {
    /// Stored tables in the order they came.
    package private(set) var tables: [NamedTable] = []
    /// In the order in which they came; names differ by more than case.
    package private(set) var definitions: [Definition] = []
    /// The rules of the one list, in the order they apply.
    package var rules = Rules()
    /// What the staff asked about the list and the charter, with the answers.
    package var questions = Questions()
    /// The questions of a quiz, with what was answered to them.
    package var quiz = Quiz()
    /// The day that `today` and relative periods mean; nil until someone sets it.
    package var asOf: Day?

    /// No tables, no rules, no day.
    package init() {}

    // MARK: Tables

    /// A table by its name, an exact match before one that differs in case; nil when there is none.
    package func table(named name: String) -> NamedTable? {
        tables.first { $0.name == name } ?? tables.first { equalIgnoringCase($0.name, name) }
    }

    /// Puts a table under a name, in the place of one that already has it.
    package mutating func put(_ table: Table, as name: String) {
        if let index = tables.firstIndex(where: { equalIgnoringCase($0.name, name) }) {
            tables[index].table = table
        } else {
            tables.append(NamedTable(name: name, table: table))
        }
    }

    /// Gives a table another name, in its place, where links to it find it again.
    package mutating func renameTable(_ old: String, to new: String) {
        for index in tables.indices {
            for link in tables[index].table.links.indices where equalIgnoringCase(tables[index].table.links[link].target, old) {
                tables[index].table.links[link].target = new
            }
            if equalIgnoringCase(tables[index].name, old) { tables[index].name = new }
        }
    }

    /// The memory of all tables, of the FAQ and the quiz.
    package var buffers: [Buffer] { tables.flatMap(\.table.buffers) + questions.blocks.map(\.buffer) + quiz.blocks.map(\.buffer) }

    /// Case does not count. Links of other tables to it stay, and lead nowhere.
    package mutating func removeTable(named name: String) {
        tables.removeAll { equalIgnoringCase($0.name, name) }
    }

    // MARK: Definitions

    /// Case does not count; nil when there is none.
    package func definition(named name: String) -> Definition? {
        definitions.first { equalIgnoringCase($0.name, name) }
    }

    /// Puts a definition in the place of the one of its name, else behind all others.
    package mutating func put(_ definition: Definition) {
        if let index = definitions.firstIndex(where: { equalIgnoringCase($0.name, definition.name) }) {
            definitions[index] = definition
        } else {
            definitions.append(definition)
        }
    }

    /// Case does not count; nothing happens when there is none.
    package mutating func removeDefinition(named name: String) {
        definitions.removeAll { equalIgnoringCase($0.name, name) }
    }
}

/// A stored table under its name.
package struct NamedTable: Sendable, Equatable {
    /// As its author typed it.
    package var name: String
    /// Its rows, its key and its links.
    package var table: Table

    /// The name is not checked.
    package init(name: String, table: Table) {
        self.name = name
        self.table = table
    }
}

/// A name for an expression or a query, kept as the text its author typed.
package struct Definition: Sendable, Equatable {
    /// Whether the text is an expression over columns, or a query that gives rows.
    package enum Kind: String, Sendable { case expression, query }
    /// As its author typed it.
    package var name: String
    /// How the text is read.
    package var kind: Kind
    /// The text right of the `=`, as typed.
    package var text: String

    /// The text is read when it is used, not here.
    package init(name: String, kind: Kind, text: String) {
        self.name = name
        self.kind = kind
        self.text = text
    }
}

