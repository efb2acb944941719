import Diagnostics
import Tables

extension Contents {
    /// The SHA-256 of all of it: 64 hexadecimal digits. It hangs on what is in the tables, not on how that lies in
    /// memory, so that the same content has the same hash on any machine.
    ///
    /// What is hashed, numbers as 8 bytes (little-endian) and texts as UTF-8 behind their length: `Tierbook contents 1`,
    /// the as-of day, the rules, the definitions, then each table: its name, columns, key, date column and links. A
    /// missing cell is the least number, a NaN, a length of −1, or 1 among truths. Where there are questions or
    /// a quiz, the number of questions and `Question.write` of each follow; where there is a quiz, it does in the same way.
    /// Errors: `cancelled`, and what keeps a column from being read.
    package func hash() throws(Diagnostic) -> String {
        var out = CanonicalBytes()
        out.put("Tierbook contents 1")
        out.put(asOf.map { Int($0.number) })
        out.put(rules.all.count)
        for rule in rules.all {
            for text in [rule.kind.rawValue, rule.name, rule.statement] { out.put(text) }
        }
        out.put(definitions.count)
        for definition in definitions {
            for text in [definition.name, definition.kind.rawValue, definition.text] { out.put(text) }
        }
        out.put(tables.count)
        for named in tables {
            out.put(named.name)
            try out.put(named.table)
        }
        if !questions.isEmpty || !quiz.isEmpty { try out.put(questions) }
        if !quiz.isEmpty { try out.put(quiz) }
        return out.hash()
    }
}

extension Edition {
    /// Whether its content is still what its hash names. Errors: as for its hash.
    package func isUnchanged() throws(Diagnostic) -> Bool { try contents.hash() == hash }
}

/// Bytes on their way into a hash, gathered so that it is fed a good many at once.
private struct CanonicalBytes: ~Copyable {
    private var hasher = SHA256()
    private let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: 64 << 10, alignment: 8)
    private var filled = 0
    /// Cells between two looks at the cancel flag; so many numbers fit the memory.
    private static let cellsAtOnce = 4_096

    deinit { memory.deallocate() }

    mutating func hash() -> String {
        flush()
        return hasher.text()
    }

    private mutating func flush() {
        hasher.update(UnsafeRawBufferPointer(rebasing: memory[..<filled]))
        filled = 0
    }

    private mutating func makeRoom(_ byteCount: Int) {
        if memory.count - filled < byteCount { flush() }
    }

    // MARK: Values

    mutating func put(_ number: Int) {
        makeRoom(8)
        memory.storeBytes(of: UInt64(truncatingIfNeeded: number).littleEndian, toByteOffset: filled, as: UInt64.self)
        filled += 8
    }

    mutating func put(_ number: Int?) {
        put(number == nil ? 0 : 1)
        put(number ?? 0)
    }

    mutating func put(_ text: String) {
        var text = text
        text.withUTF8 { put($0) }
    }

    private mutating func put(_ text: UnsafeBufferPointer<UInt8>) {
        put(text.count)
        put(run: text)
    }

    /// Bytes without their count.
    private mutating func put(run bytes: UnsafeBufferPointer<UInt8>) {
        makeRoom(bytes.count)
        if bytes.count > memory.count { return hasher.update(UnsafeRawBufferPointer(bytes)) }
        UnsafeMutableRawBufferPointer(rebasing: memory[filled...]).copyBytes(from: bytes)
        filled += bytes.count
    }

    mutating func put<Element>(_ list: Blocks<Element>) throws(Diagnostic) {
        put(list.count)
        for block in list.blocks {
            try Cancellation.check()
            try block.buffer.read()
            block.buffer.withCells(of: UInt8.self, count: block.buffer.byteCount) { put(run: $0) }
        }
    }

    // MARK: Tables

    mutating func put(_ table: Table) throws(Diagnostic) {
        try table.read()
        put(table.rowCount)
        put(table.fields.count)
        for field in table.fields {
            put(field.name)
            put(field.column.type.stored)
            try put(field.column)
        }
        put(table.key)
        put(table.dated)
        put(table.links.count)
        for link in table.links {
            put(link.column)
            put(link.target)
            try put(integers: link.rows.pointer(to: Int32.self), count: table.rowCount)
        }
    }

    private mutating func put(_ column: Column) throws(Diagnostic) {
        let (start, count) = (column.start, column.count)
        switch column.storage {
        case .doubles(let buffer):
            // Negative zero equals zero, and any NaN stands for missing.
            try put(buffer.pointer(to: Double.self) + start, count) { ($0.isNaN ? .nan : $0 + 0).bitPattern }
        case .integers(let buffer, .one): try put(integers: buffer.pointer(to: Int8.self) + start, count: count)
        case .integers(let buffer, .two): try put(integers: buffer.pointer(to: Int16.self) + start, count: count)
        case .integers(let buffer, .four): try put(integers: buffer.pointer(to: Int32.self) + start, count: count)
        case .integers(let buffer, .eight): try put(integers: buffer.pointer(to: Int64.self) + start, count: count)
        case .truths(let buffer): try put(buffer.pointer(to: UInt8.self) + start, count) { UInt64($0) }
        case .codes(_, _, let dictionary):
            for row in 0..<count {
                if row % CanonicalBytes.cellsAtOnce == 0 { try Cancellation.check() }
                let code = column.code(row)
                if code == 0 { put(-1) } else { put(dictionary.utf8(code)) }
            }
        }
    }

    private mutating func put<T: FixedWidthInteger & BitwiseCopyable>(integers: UnsafePointer<T>, count: Int) throws(Diagnostic) {
        try put(integers, count) { UInt64(bitPattern: $0 == T.min ? .min : Int64(truncatingIfNeeded: $0)) }
    }

    @inline(__always)
    private mutating func put<T: BitwiseCopyable>(_ cells: UnsafePointer<T>, _ count: Int, canonical: (T) -> UInt64) throws(Diagnostic) {
        for start in stride(from: 0, to: count, by: CanonicalBytes.cellsAtOnce) {
            try Cancellation.check()
            let end = min(count, start + CanonicalBytes.cellsAtOnce)
            makeRoom(8 * (end - start))
            for row in start..<end {
                memory.storeBytes(of: canonical(cells[row]).littleEndian, toByteOffset: filled, as: UInt64.self)
                filled &+= 8
            }
        }
    }
}
