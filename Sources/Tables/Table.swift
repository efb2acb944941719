import Diagnostics

/// A named column of a table.
package struct Field: Sendable, Equatable {
    /// How a result is best shown, beyond what its type says; no part of the data.
    package enum Look: Sendable, Equatable {
        /// So many digits after the point.
        case decimals(Int)
        /// How many times something else it is, with so many digits: 1 is no difference, as 0 is for other figures.
        case times(Int)
        /// Texts that are figures: to the right.
        case figures
        /// What answers the question, such as verdicts and changes: other columns give way to it.
        case answer
        /// Figures that do, with so many digits after the point.
        case answering(Int)

        /// Other columns give way to it where a terminal is narrow.
        package var isAnswer: Bool {
            switch self {
            case .answer, .answering: true
            case .decimals, .times, .figures: false
            }
        }
    }

    /// As it was written; names of a table differ by more than case.
    package var name: String
    /// As many cells as the table has rows.
    package var column: Column
    /// Nil: the type and the values say how it is shown.
    package var look: Look?

    /// A column under a name.
    package init(_ name: String, _ column: Column, look: Look? = nil) {
        self.name = name
        self.column = column
        self.look = look
    }
}

/// Typed columns of equal length. Stored tables have a key, may have a date column and links to parent tables;
/// results need none of these.
package struct Table: Sendable, Equatable {
    /// The columns in the order in which they are shown.
    package private(set) var fields: [Field]
    /// Rows, which a table without columns may have as well.
    package private(set) var rowCount: Int
    /// The column whose values name a row: unique and never missing.
    package var key: Int?
    /// The column that `date` stands for and that periods mean.
    package var dated: Int?
    /// Foreign keys, resolved to row numbers.
    package var links: [Link]

    /// Not checked: columns must be equally long, and `key`, `dated` and the links' columns places among them.
    /// - Parameter rowCount: for a table without columns; nil takes the first column's length.
    package init(_ fields: [Field], rowCount: Int? = nil, key: Int? = nil, dated: Int? = nil, links: [Link] = []) {
        self.fields = fields
        self.rowCount = rowCount ?? fields.first?.column.count ?? 0
        self.key = key
        self.dated = dated
        self.links = links
    }

    /// The cells of the key, nil for a result.
    package var keyColumn: Column? { key.map { fields[$0].column } }

    /// The place of a column, ignoring case; an exact match comes first.
    package func index(of name: String) -> Int? {
        fields.firstIndex { $0.name == name } ?? fields.firstIndex { equalIgnoringCase($0.name, name) }
    }

    /// Puts another column, of the same length, under the name at this place.
    package mutating func replace(_ index: Int, with column: Column) { fields[index].column = column }
    /// The name must not be another column's.
    package mutating func rename(_ index: Int, to name: String) { fields[index].name = name }
    /// Adds a column, of the table's length, as the last.
    package mutating func append(_ field: Field) { fields.append(field) }

    /// The memory that holds its rows; shared parts may come more than once.
    package var buffers: [Buffer] {
        var found: [Buffer] = []
        for field in fields {
            found.append(field.column.buffer)
            if let dictionary = field.column.dictionary { found += [dictionary.bytes, dictionary.offsets] }
        }
        return found + links.map(\.rows)
    }

    /// Fetches every column now, and throws when one cannot be read.
    package func read() throws(Diagnostic) {
        for buffer in buffers { try buffer.read() }
    }
}

extension [Field] {
    /// The same with names of their own, ignoring case: the second `was` is `was 2`. For answers whose columns are called by what
    /// users call things.
    package var distinct: [Field] {
        var taken: Set<String> = []
        return map { field in
            var (name, number) = (field.name, 1)
            while !taken.insert(name.lowercased()).inserted {
                number += 1
                name = "\(field.name) \(number)"
            }
            return Field(name, field.column, look: field.look)
        }
    }
}

/// A foreign key of a child table, resolved: for each of its rows the parent's row number.
package struct Link: Sendable, Equatable {
    /// The child's column that names the parent.
    package var column: Int
    /// The parent table's name.
    package var target: String
    /// Int32 row numbers of the parent, −1 where the key is missing or has no partner.
    package var rows: Buffer

    /// `rows` holds an Int32 for each row of the child.
    package init(column: Int, target: String, rows: Buffer) {
        self.column = column
        self.target = target
        self.rows = rows
    }

    /// Links are equal when they lead to the same rows, in the same memory or not.
    package static func == (a: Link, b: Link) -> Bool {
        a.column == b.column && a.target == b.target && a.rows.holdsSame(as: b.rows)
    }
}

/// ASCII case folded byte by byte, other scalars by Swift's lowercase.
package func equalIgnoringCase(_ a: String, _ b: String) -> Bool {
    var x = a.utf8.makeIterator()
    var y = b.utf8.makeIterator()
    while true {
        switch (x.next(), y.next()) {
        case (nil, nil): return true
        case (let p?, let q?):
            if p >= 0x80 || q >= 0x80 { return a.lowercased() == b.lowercased() }
            if asciiLower(p) != asciiLower(q) { return false }
        default: return a.utf8.contains { $0 >= 0x80 } && a.lowercased() == b.lowercased()
        }
    }
}

/// A byte A–Z as a–z, any other as it is.
@inline(__always)
package func asciiLower(_ byte: UInt8) -> UInt8 { byte >= 65 && byte <= 90 ? byte + 32 : byte }
