import Diagnostics
import Tables

/// A bound expression: names are slots, types are known, nothing can be wrong but the data.
package indirect enum Bound: Sendable {
    /// The cells of a slot.
    case slot(Int, ColumnType)
    /// The same value in every row.
    case constant(Value, ColumnType)
    /// Unknown where a side is missing.
    case compare(Comparison, Bound, Bound)
    /// A test of each distinct text, looked up by row.
    case testText(Bound, TextTest)
    /// Three-valued, as in SQL: false where one is false, else unknown where one is unknown.
    case and([Bound])
    /// True where one is true, else unknown where one is unknown.
    case or([Bound])
    /// Unknown stays unknown.
    case not(Bound)
    /// Never unknown.
    case isMissing(Bound)
    /// Missing where a side is, or the result fits no cell.
    case arithmetic(ArithmeticOperator, Bound, Bound, ColumnType)
    /// As another type; see `Casting`.
    case cast(Bound, ColumnType)
    /// The value of the first condition that is true, else the last value.
    case choose([(when: Bound, then: Bound)], otherwise: Bound, ColumnType)
    /// A function of the catalogue, by name.
    case apply(String, Function.Body, [Bound], ColumnType)

    /// Of its cells, known before the plan runs.
    package var type: ColumnType {
        switch self {
        case .slot(_, let type), .constant(_, let type), .arithmetic(_, _, _, let type), .cast(_, let type), .choose(_, _, let type),
            .apply(_, _, _, let type):
            type
        case .compare, .testText, .and, .or, .not, .isMissing: .boolean
        }
    }

    /// Its value where it is one typed; nil for all that is worked out.
    package var constant: Value? { if case .constant(let value, _) = self { value } else { nil } }
    /// The slot that it is; nil for all that is worked out.
    package var slot: Int? { if case .slot(let slot, _) = self { slot } else { nil } }
}

/// A predicate on texts with its words for `explain`.
package struct TextTest: Sendable {
    /// `starts with 'A'`, as `explain` shows it.
    package let name: String
    /// Of a text's UTF-8; may be called on any thread.
    package let test: @Sendable (UnsafeBufferPointer<UInt8>) -> Bool

    /// The bytes are the caller's, for the time of the call only.
    package init(_ name: String, _ test: @escaping @Sendable (UnsafeBufferPointer<UInt8>) -> Bool) {
        self.name = name
        self.test = test
    }
}

/// One column that rows are sorted by.
package struct SortKey: Sendable {
    /// The column's.
    package var slot: Int
    /// Greatest first; missing cells are last all the same.
    package var descending: Bool

    /// Ascending unless told otherwise.
    package init(_ slot: Int, descending: Bool = false) {
        self.slot = slot
        self.descending = descending
    }
}

/// A period a condition asked for, so that an empty answer can say where the data lies.
package struct PeriodUse: Sendable {
    /// The dates that it is about.
    package var slot: Int
    /// Its first day.
    package var from: Day
    /// The day after its last.
    package var before: Day
    /// As typed: `last 90 days`.
    package var label: String
    /// What the dates' column is called.
    package var column: String
}

/// What is done to a batch, in order. All else is sugar over these.
package enum Step: Sendable {
    /// A column of a parent table; `map` holds for each row of the query's table the parent's row (Int32, −1 for none).
    case link(slot: Int, map: Buffer, column: Column, label: String)
    /// A column that belongs to the query's table, row by row.
    case attach(slot: Int, Column, label: String)
    /// For each row of the query's table, an aggregate over a child table's rows.
    case relate(slot: Int, RelatedAggregate)
    /// An expression, row by row.
    case compute(slot: Int, Bound)
    /// `names` are the columns the condition reads, for the footer when it is unknown for some rows.
    case filter(Bound, periods: [PeriodUse] = [], names: [(slot: Int, name: String)] = [])
    /// By the first key; equal rows by the next.
    case sort([SortKey])
    /// Rows `skip ..< skip + count`, within each group of `per`; `ties` keeps the rows equal to the last in that slot.
    case take(skip: Int, count: Int, per: [Int], ties: Int?)
    /// A row for each combination of cells of `keys`; one of all without keys.
    case aggregate(keys: [Int], [AggregateCall])
    /// A cell of each row, by the rows of its group.
    case window(slot: Int, WindowCall)
    /// The first row of each combination of cells.
    case distinct([Int])
    /// Columns of another query beside these.
    case join(JoinCall)
    /// Rows of another query below these.
    case union(UnionCall)
}

/// One figure of each group, put into a slot.
package struct AggregateCall: Sendable {
    /// Where it goes.
    package var slot: Int
    /// What is made of the argument's cells.
    package var function: AggregateFunction
    /// Nil for a count of rows.
    package var argument: Int?
    /// The other value of each pair; nil for what is taken of single values.
    package var second: Int?
    /// A boolean slot that a row must be true in.
    package var filter: Int?
    /// Of the result.
    package var type: ColumnType
}

/// One figure of each row that looks at others of its group.
package struct WindowCall: Sendable {
    /// What is worked out.
    package var function: WindowFunction
    /// The slot that it is of; nil for what needs rows alone, as a row's number.
    package var argument: Int?
    /// The other value of each pair; of aggregates only.
    package var second: Int?
    /// The slots that tell groups apart; none for one group of all.
    package var per: [Int]
    /// Greatest first, where the function puts rows in order.
    package var descending: Bool
    /// Rows to look back or ahead, or the number of tiles.
    package var parameter: Int
    /// A boolean slot that a row must be true in to count; of aggregates only.
    package var filter: Int?
    /// Of the result.
    package var type: ColumnType
}

/// A figure of a row's own rows in a child table.
package struct RelatedAggregate: Sendable {
    /// The child's rows, filtered.
    package var query: Query
    /// What is made of the argument's cells.
    package var function: AggregateFunction
    /// The child's slot; nil for a count of rows.
    package var argument: Int?
    /// The other value of each pair.
    package var second: Int?
    /// For each row of the child table the row of the query's table (Int32, −1 for none).
    package var map: Buffer
    /// As typed, for `explain`.
    package var label: String
    /// Of the result.
    package var type: ColumnType
}

/// Rows of another query put beside those with the same keys.
package struct JoinCall: Sendable {
    /// The other query; its rows need not be in any order.
    package var right: Query
    /// Slots of this query, in pairs with `rightKeys`.
    package var leftKeys: [Int]
    /// Slots of the right query, as many.
    package var rightKeys: [Int]
    /// (slot of the result, slot of the right query)
    package var columns: [(slot: Int, right: Int)]
    /// Keep rows of the left without partner.
    package var isOuter: Bool

    /// `leftKeys` and `rightKeys` must be as many; nothing is checked.
    package init(right: Query, leftKeys: [Int], rightKeys: [Int], columns: [(slot: Int, right: Int)], isOuter: Bool) {
        self.right = right
        self.leftKeys = leftKeys
        self.rightKeys = rightKeys
        self.columns = columns
        self.isOuter = isOuter
    }
}

/// Rows of another query put below.
package struct UnionCall: Sendable {
    /// The query whose rows follow, in their own order.
    package var other: Query
    /// (slot of the result, slot on the left, slot on the right; nil is missing)
    package var columns: [(slot: Int, left: Int?, right: Int?, type: ColumnType)]

    /// Cells of both sides become the type of their column; those that have no such value are missing.
    package init(other: Query, columns: [(slot: Int, left: Int?, right: Int?, type: ColumnType)]) {
        self.other = other
        self.columns = columns
    }
}
