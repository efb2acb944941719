import Tables

/// Counts what the cells of a text column could be, each distinct text once.
enum TextCensus {
    /// `known` with the cells of a text column added; `known` itself for other columns, whose cells were counted as
    /// they were read.
    static func count(_ column: Column?, _ known: Census, decimalComma: Bool) -> Census {
        guard let column, let dictionary = column.dictionary else { return known }
        var census = known
        let readings = (1..<max(1, dictionary.count)).lazy.map { CellReading(dictionary.utf8($0), decimalComma: decimalComma) }
        let plain: Set<CellClass> = [.text, .missingWord, .blank]
        let isPlain = readings.allSatisfy { plain.contains($0.cellClass) }
        if isPlain {
            // Text it is, however often each occurs.
            if dictionary.count > 1 { census.add(CellClass.text) }
            return census
        }
        let counts = occurrences(column, dictionary.count)
        for (place, reading) in readings.enumerated() { census.add(reading, count: counts[place + 1]) }
        return census
    }

    private static func occurrences(_ column: Column, _ codes: Int) -> [Int] {
        var counts = [Int](repeating: 0, count: codes)
        func count<T: BinaryInteger & BitwiseCopyable>(_: T.Type) {
            let cells = column.buffer.pointer(to: T.self) + column.start
            for row in 0..<column.count { counts[Int(cells[row])] += 1 }
        }
        switch column.width {
        case .one: count(UInt8.self)
        case .two: count(UInt16.self)
        case .four, .eight: count(Int32.self)
        }
        return counts
    }
}
