import Diagnostics
import Tables
import Workspaces

/// The figures of one list as the rules of another read them.
struct KeptFigures {
    /// The accounts' keys, then every figure that the rules read.
    private(set) var table: Table
    let asOf: Day?
    /// Figures that the list does not have, and that are taken as they are where the rules come from.
    private(set) var borrowed: [String] = []

    init(of data: KeptList, for rules: KeptList) throws(Diagnostic) {
        asOf = data.contents.asOf
        let own = data.inputs
        let changed = ChangedDefinitions(data.contents, rules.contents)
        let rows = try Relations.resolve(data.key, to: rules.table).rows
        var fields = [data.table.fields[0]]
        for input in rules.inputs {
            if let found = own.first(where: { equalIgnoringCase($0.name, input.name) }), !changed.concern(input.name) {
                fields.append(found)
            } else {
                fields.append(Field(input.name, input.column.gather(Rows(rows, count: data.rowCount))))
                borrowed.append(input.name)
            }
        }
        table = Table(fields, rowCount: data.rowCount, key: 0)
    }

    /// The same with one account's figures as others have them.
    func with(_ row: Int, as other: KeptFigures, _ otherRow: Int) -> KeptFigures {
        var numbers = (0..<Int32(table.rowCount)).map { $0 }
        numbers[row] = Int32(table.rowCount)
        let rows = Rows(numbers)
        var copy = self
        for index in table.fields.indices.dropFirst() {
            let (all, others) = (table.fields[index].column, other.table.fields[index].column)
            let cell = Casting.cast(others.slice(otherRow..<otherRow + 1), to: all.type, tally: Tally())
            copy.table.replace(index, with: Column.concatenate([all, cell], type: all.type).gather(rows))
        }
        return copy
    }
}

/// Definitions that say something else in two contents.
private struct ChangedDefinitions {
    private let names: [String]

    init(_ a: Contents, _ b: Contents) {
        var names = (a.definitions + b.definitions).map(\.name).filter { a.definition(named: $0)?.text != b.definition(named: $0)?.text }
        // What is defined by a changed name means something else, too.
        var count = -1
        while count != names.count {
            count = names.count
            for definition in b.definitions where !names.contains(where: { equalIgnoringCase($0, definition.name) }) {
                if ChangedDefinitions.mentions(definition.text, names) { names.append(definition.name) }
            }
        }
        self.names = names
    }

    /// Whether a figure's text names one of them.
    func concern(_ text: String) -> Bool { ChangedDefinitions.mentions(text, names) }

    private static func mentions(_ text: String, _ names: [String]) -> Bool {
        if names.isEmpty { return false }
        let words = ChangedDefinitions.words(text)
        return names.contains { name in
            let wanted = ChangedDefinitions.words(name)
            return !wanted.isEmpty && words.count >= wanted.count
                && (0...(words.count - wanted.count)).contains { words[$0..<$0 + wanted.count].elementsEqual(wanted) }
        }
    }

    private static func words(_ text: String) -> [String] {
        text.lowercased().split { !($0.isLetter || $0.isNumber || $0 == "_") }.map(String.init)
    }
}

extension Session {
    /// The list that a list's rules make of figures. What was set by hand and labels are left out.
    func list(by rules: KeptList, of figures: KeptFigures) throws(Diagnostic) -> FirmList {
        var contents = Contents()
        contents.put(figures.table, as: "accounts")
        for definition in rules.contents.definitions { contents.put(definition) }
        for rule in rules.contents.rules.all where rule.ranks { contents.rules.put(rule) }
        contents.asOf = figures.asOf
        let before = (state, isWorkingOutList, readsKeptFigures)
        defer { (state, isWorkingOutList, readsKeptFigures) = before }
        state.workspace.contents = contents
        state.settings.asOf = nil
        (isWorkingOutList, readsKeptFigures) = (true, true)
        var work = try ListWork(self)
        return try work.list()
    }
}

extension Rule {
    /// Whether it has a part in how accounts rank and in the tiers that the rules alone give.
    fileprivate var ranks: Bool {
        switch kind {
        case .objective, .tier: true
        case .policy: ["combine", "per"].contains(name)
        case .qualifier, .mark, .override, .exclusion, .clause, .role: false
        }
    }
}
