import Tables

/// Cells as another numeric type.
package enum Casting {
    /// The column itself where the type is its own; all missing where no cell has such a value. What does not fit is missing
    /// and counted in `tally`.
    package static func cast(_ column: Column, to type: ColumnType, tally: Tally) -> Column {
        if column.type == type { return column }
        switch (column.storage, type) {
        case (.doubles, .decimal), (.doubles, .percent): return column.retyped(type)
        case (.integers, .decimal), (.integers, .percent):
            let (buffer, start) = column.doubles()
            return Column(type, .doubles(buffer), start: start, count: column.count)
        case (.doubles, .money(_, let scale)): return Arithmetic.rounded(column, type: type, scale: scale, tally: tally)
        case (.doubles, .whole), (.doubles, .date): return Arithmetic.rounded(column, type: type, scale: 0, tally: tally)
        case (.integers, .money), (.integers, .whole): return Arithmetic.rescaled(column, to: type, tally: tally)
        case (.integers, .date): return column.retyped(.date)
        default: return .repeating(.missing, type: type, count: column.count)
        }
    }

    /// Integers, truths or doubles of a column as cells of `type` that are equal where the numbers are; those that no
    /// cell of that type equals become missing.
    static func exactly(_ column: Column, to type: ColumnType) -> Column {
        guard case .integers = column.storage, type.holdsIntegers else { return cast(column, to: type, tally: Tally()) }
        let up = integerPowerOfTen(type.scale - column.type.scale)
        let down = integerPowerOfTen(column.type.scale - type.scale)
        if up == down { return column.retyped(type) }
        return Arithmetic.mapIntegers(column, type: type) { cell in
            let (scaled, overflow) = cell.multipliedReportingOverflow(by: up)
            return overflow || scaled % down != 0 ? nil : scaled / down
        }
    }
}
