import Charts
import Diagnostics
import Tables
import Workspaces

/// A pipeline under construction: where its rows come from, what is done to them, and what its columns are called.
///
/// Every column has a slot. `select`, `drop` and renaming change only the names; steps fill further slots.
package struct Query: Sendable {
    /// The answer of a command whose rows are its details: a sentence, a summary, and the first few rows.
    package struct Preamble: Sendable {
        /// One sentence above the rows.
        package var headline: String
        /// A table above the rows; nil for none.
        package var summary: Table?
        /// So many rows are shown unless a stage asks for more.
        package var rowLimit: Int
        /// What the rows are called: `accounts that move`.
        package var noun: String
        /// Columns that are costly for all rows: how they are made of the few that are shown, given as rows of the source.
        package var quick: [Int: @Sendable ([Int]) throws(Diagnostic) -> Column] = [:]

        /// 20 rows are shown unless told otherwise.
        package init(headline: String, summary: Table? = nil, rowLimit: Int = 20, noun: String) {
            self.headline = headline
            self.summary = summary
            self.rowLimit = rowLimit
            self.noun = noun
        }
    }

    /// A visible column.
    package struct Named: Sendable {
        /// As it is shown.
        package var name: String
        /// Where its cells are.
        package var slot: Int

        /// The slot must be one of the query's.
        package init(name: String, slot: Int) {
            self.name = name
            self.slot = slot
        }
    }

    /// Where rows come from.
    package enum Source: Sendable {
        /// A stored table.
        case table(NamedTable)
        /// Rows that were computed already.
        case batch(Batch)
    }

    /// Where rows come from, before any step.
    package var source: Source
    /// What is still to be done, in order.
    package var steps: [Step] = []
    /// The visible columns in order.
    package var columns: [Named]
    /// Columns in scope that are not shown unless a stage asks for them.
    var behind: [Named] = []
    /// The type of every slot, hidden ones included.
    package private(set) var slotTypes: [ColumnType]
    /// The stored table whose rows these are, while each row is still one of them.
    package var origin: String?
    /// Slots that make the order of rows total.
    package var ties: [Int]
    /// The slot that `date` stands for.
    package var dated: Int?
    /// Rows of the stored table, while each row is still one of them.
    package private(set) var originRows: Int
    /// Rows of the source, for `20 of 85 rows`; nil once rows are no longer the source's.
    package var sourceRows: Int?
    /// How some slots are best shown.
    package var looks: [Int: Field.Look] = [:]
    /// How accounts were scored and tiered, for `why`.
    package var ranking: RankingResult?
    /// Steps already run, for `explain`.
    package var done: [Step] = []
    /// What steps already run left out.
    package var footer: [String] = []
    /// What steps already run came to: weights, the lines between tiers. Of no interest outside the query.
    package var remarks: [String] = []
    /// What these rows were just drawn as. A stage that goes on with other rows loses it.
    package var chart: Chart?
    /// What `chart` without more draws of these rows, as long as no stage goes on with them.
    package var drawing: Drawing?
    /// What the figures are of, for the titles of charts.
    package var subject: String?
    /// What stands above the rows, as long as no stage goes on with them.
    package var preamble: Preamble?
    /// The edition whose tier, rank, score and qualifiers are in scope; nil for the list of now.
    var edition: EditionList?
    /// Linked columns fetched already: path and name to slot.
    var linked: [String: Int] = [:]

    /// All rows and columns of a stored table.
    package init(_ named: NamedTable) {
        let table = named.table
        source = .table(named)
        columns = table.fields.enumerated().map { Named(name: $1.name, slot: $0) }
        slotTypes = table.fields.map(\.column.type)
        for (slot, field) in table.fields.enumerated() where field.look != nil { looks[slot] = field.look }
        origin = named.name
        ties = table.key.map { [$0] } ?? []
        dated = table.dated
        sourceRows = table.rowCount
        originRows = table.rowCount
    }

    /// A query over what a reply shows; nil for one without a table.
    init?(reply: Reply) {
        guard let table = reply.table else { return nil }
        self.init(result: table)
        chart = reply.chart
        drawing = reply.drawing
        subject = reply.subject
    }

    /// A query over a result, which is no stored table.
    package init(result table: Table) {
        self.init(NamedTable(name: "", table: table))
        origin = nil
    }

    /// A new slot of that type; a step that fills it must follow.
    package mutating func addSlot(_ type: ColumnType) -> Int {
        slotTypes.append(type)
        return slotTypes.count - 1
    }

    /// Of a slot's cells; the slot must be one of the query's.
    package func type(of slot: Int) -> ColumnType { slotTypes[slot] }

    /// The visible column of that name, ignoring case; an exact match first.
    package func slot(named name: String) -> Int? {
        let found = columns.first { $0.name == name } ?? columns.first { equalIgnoringCase($0.name, name) }
        return (found ?? behind.first { equalIgnoringCase($0.name, name) })?.slot
    }

    /// The name a slot is shown under.
    package func name(of slot: Int) -> String? { columns.first { $0.slot == slot }?.name }

    /// Puts a column under a name: in the place of one that has it, else last.
    package mutating func set(_ name: String, _ slot: Int) {
        if let index = columns.firstIndex(where: { equalIgnoringCase($0.name, name) }) {
            columns[index] = Named(name: name, slot: slot)
        } else {
            columns.append(Named(name: name, slot: slot))
        }
    }

    /// Puts a column behind the one that names the rows, where a narrow screen still shows it.
    package mutating func setBehindKey(_ name: String, _ slot: Int) {
        columns.removeAll { equalIgnoringCase($0.name, name) }
        let key = ties.first.flatMap { tie in columns.firstIndex { $0.slot == tie } } ?? -1
        columns.insert(Named(name: name, slot: slot), at: key + 1)
    }

    /// The stored column behind a slot, when it is one.
    package func storedColumn(_ slot: Int) -> Column? {
        guard case .table(let named) = source, slot < named.table.fields.count else { return nil }
        return named.table.fields[slot].column
    }

    /// The column behind a slot, when it is a stored one or belongs to the rows' table or a table above it, with its name.
    func knownColumn(_ slot: Int) -> (name: String, column: Column)? {
        if let column = storedColumn(slot), let name = storedName(slot) { return (name, column) }
        // Of rows already computed, a column as long as the stored table is one of it, or of the list beside it.
        if case .batch(let batch) = source, case .based(let column)? = batch[slot], let name = name(of: slot) { return (name, column) }
        for step in done + steps {
            switch step {
            case .attach(slot, let column, let label), .link(slot, _, let column, let label): return (linked.first { $0.value == slot }?.key ?? label, column)
            default: continue
            }
        }
        return nil
    }

    /// The name of the stored column behind a slot, shown or not.
    func storedName(_ slot: Int) -> String? {
        guard case .table(let named) = source, slot < named.table.fields.count else { return nil }
        return named.table.fields[slot].name
    }

    /// The rows become groups: no row of a stored table any more.
    package mutating func forgetOrigin(ties: [Int]) {
        origin = nil
        dated = nil
        sourceRows = nil
        ranking = nil
        linked = [:]
        edition = nil
        behind = []
        self.ties = ties
    }
}

extension Query {
    /// Shows these columns alone; the others stay in scope.
    package mutating func show(_ names: [String]) {
        let all = columns
        columns = names.compactMap { name in all.first { $0.name == name } }
        behind = all.filter { column in !names.contains(column.name) }
    }
}
