import Diagnostics
import Tables

/// How a column's cells are read.
struct ColumnReading: Equatable {
    var type: ColumnType
    /// The order of day and month; nil when only dates with the year first are read.
    var dateOrder: ImportOptions.DateOrder?
    /// Numbers are written `1.234,5`.
    var decimalComma = false
    /// The user named the type: plain numbers count as money and as shares, codes as numbers, 0 and 1 as truths,
    /// `20260331` as a date.
    var isChosen = false

    /// The cell as a number of the column's own kind: whole numbers, units of money, days or truths as `Int64`.
    /// Nil when it does not fit.
    func integer(_ cell: CellReading) -> Int64? {
        switch (type, cell) {
        case (.whole, .whole(let value)): return value
        case (.whole, .code(let number)): return isChosen ? number.whole : nil
        case (.date, .date(let date)): return date.day(dateOrder).map { Int64($0.number) }
        case (.date, .whole(let digits)): return isChosen ? DateText.day(compact: digits).map { Int64($0.number) } : nil
        case (.boolean, .boolean(let truth)): return truth ? 2 : 0
        case (.boolean, .whole(let value)): return isChosen && (0...1).contains(value) ? value * 2 : nil
        case (.money(let currency, let scale), .money(let money)):
            return money.currency == currency ? money.units(atScale: scale) : nil
        case (.money(let currency, let scale), .whole(let value)):
            return isChosen ? MoneyText(units: value, decimals: 0, currency: currency).units(atScale: scale) : nil
        case (.money(let currency, let scale), .decimal(_, let number)):
            guard isChosen, let decimals = number.decimals, let units = number.units else { return nil }
            return MoneyText(units: units, decimals: decimals, currency: currency).units(atScale: scale)
        default: return nil
        }
    }

    func double(_ cell: CellReading) -> Double? {
        switch (type, cell) {
        case (.decimal, .whole(let value)): Double(value)
        case (.decimal, .decimal(let value, _)), (.percent, .percent(let value)): value
        case (.decimal, .long(let number)): number.double()
        case (.decimal, .code(let number)), (.percent, .code(let number)), (.percent, .long(let number)):
            isChosen ? number.double() : nil
        case (.percent, .whole(let value)): isChosen ? Double(value) : nil
        case (.percent, .decimal(let value, _)): isChosen ? value : nil
        default: nil
        }
    }

    /// What a cell is not, for the report.
    var misfit: String {
        switch type {
        case .text: "not text"
        case .whole: "not a whole number"
        case .decimal: "not a number"
        case .percent: "not a percentage"
        case .money(let currency, _): "not an amount in \(currency.code)"
        case .date: "not a date"
        case .boolean: "not yes or no"
        }
    }
}

/// How many cells of each class a column has, and what its amounts need.
struct Census {
    private(set) var counts = [Int](repeating: 0, count: CellClass.allCases.count)
    private(set) var currency: Currency?
    private(set) var hasSeveralCurrencies = false
    /// The most digits after the point in amounts, and in plain numbers.
    private(set) var decimals = 0
    private var plainDecimals = 0

    init() {}

    init(summing parts: [Census]) { for part in parts { add(part) } }

    subscript(cellClass: CellClass) -> Int { counts[cellClass.rawValue] }

    mutating func add(_ cellClass: CellClass, _ count: Int = 1) { counts[cellClass.rawValue] += count }

    mutating func add(_ cell: CellReading, count: Int = 1) {
        add(cell.cellClass, count)
        switch cell {
        case .money(let money): note(money.currency, money.decimals)
        case .decimal(_, let number): plainDecimals = max(plainDecimals, number.decimals ?? 0)
        default: break
        }
    }

    mutating func add(_ other: Census) {
        for i in counts.indices { counts[i] += other.counts[i] }
        if let currency = other.currency { note(currency, other.decimals) }
        plainDecimals = max(plainDecimals, other.plainDecimals)
        if other.hasSeveralCurrencies { hasSeveralCurrencies = true }
    }

    private mutating func note(_ found: Currency, _ digits: Int) {
        if let currency, currency != found { hasSeveralCurrencies = true }
        currency = currency ?? found
        decimals = max(decimals, digits)
    }

    /// Cells that say something.
    private var spoken: Int { counts.reduce(0, +) - self[.blank] - self[.missingWord] }

    /// Enough for the type: all cells, or of 20 and more at least 95 %.
    private func fits(_ count: Int) -> Bool {
        count > 0 && (count == spoken || (spoken >= 20 && count * 20 >= spoken * 19))
    }

    /// The column's cells are numbers, shares or amounts, and make sense only with a decimal comma. Those of them that also
    /// read with a point (`1.234`) would be another number.
    private var needsDecimalComma: Bool {
        let count = self[.decimalComma]
        guard count > 0 else { return false }
        let figures = self[.whole] + self[.decimal] + self[.long] + self[.percent] + self[.money]
        return fits(figures + count) && (count >= self[.decimal] || !fits(figures))
    }

    /// The type that the column's cells have in common; text when there is none.
    ///
    /// - Returns: the reading, and what the user should know about how it was chosen.
    func decide(column: String, dateOrder: ImportOptions.DateOrder?) -> (reading: ColumnReading, note: Diagnostic?) {
        if spoken > 0, self[.boolean] == spoken { return (ColumnReading(type: .boolean), nil) }
        let numbers = self[.whole] + self[.decimal] + self[.long]
        if needsDecimalComma {
            return text(
                "decimal-comma", "Column \(column) is kept as text: its numbers have a decimal comma, as in 12,5.",
                help: "Add numbers decimal comma to the import.")
        }
        if self[.code] > 0 || (self[.long] > 0 && self[.decimal] == 0), fits(numbers + self[.code]) {
            return text(
                "kept-as-text", "Column \(column) is kept as text: some of its numbers have a leading 0 or +, or too many digits.",
                help: "Import it as a number if these digits are no codes.")
        }
        if fits(numbers) {
            return (ColumnReading(type: self[.decimal] > 0 ? .decimal : .whole), nil)
        }
        if fits(self[.percent]) { return (ColumnReading(type: .percent), nil) }
        if fits(self[.money]), let currency {
            if hasSeveralCurrencies {
                return text(
                    "several-currencies", "Column \(column) is kept as text: its amounts are in several currencies.",
                    help: "Split the file by currency, or convert the amounts to one.")
            }
            return (ColumnReading(type: .money(currency, scale: decimals)), nil)
        }
        return decideDate(column, dateOrder)
    }

    private func decideDate(_ column: String, _ chosen: ImportOptions.DateOrder?) -> (ColumnReading, Diagnostic?) {
        let certain = self[.dateYearFirst]
        let (dayFirst, monthFirst, either) = (self[.dateDayFirst], self[.dateMonthFirst], self[.dateEither])
        guard fits(certain + dayFirst + monthFirst + either) else { return (ColumnReading(type: .text), nil) }
        if let chosen { return (ColumnReading(type: .date, dateOrder: chosen), nil) }
        if fits(certain) { return (ColumnReading(type: .date), nil) }
        if dayFirst > 0, monthFirst > 0 {
            return text(
                "mixed-dates", "Column \(column) is kept as text: some of its dates have the day first, others the month.",
                help: "Write its dates as 2026-03-31 and import again.")
        }
        if dayFirst > 0 { return (ColumnReading(type: .date, dateOrder: .dayFirst), assumed(column, "day", dayFirst)) }
        if monthFirst > 0 { return (ColumnReading(type: .date, dateOrder: .monthFirst), assumed(column, "month", monthFirst)) }
        return text(
            "ambiguous-dates", "Column \(column) is kept as text: its dates, such as 03/04/2026, can have the day or the month first.",
            help: "Add dates day first or dates month first, or write its dates as 2026-04-03.")
    }

    private func text(_ id: String, _ message: String, help: String) -> (ColumnReading, Diagnostic?) {
        (ColumnReading(type: .text), Diagnostic.note(id, message, help: help))
    }

    private func assumed(_ column: String, _ first: String, _ proofs: Int) -> Diagnostic {
        .note("date-order", "Column \(column) is read with the \(first) first, as \(proofs) of its dates can only be.")
    }

    /// The reading for a type the user named: with the decimals the amounts need and the order the dates show.
    func chosen(_ type: ColumnType, column: String, dateOrder: ImportOptions.DateOrder?) -> ColumnReading {
        var reading = ColumnReading(type: type, dateOrder: dateOrder, isChosen: true)
        if case .date = type, dateOrder == nil {
            if self[.dateDayFirst] > self[.dateMonthFirst] { reading.dateOrder = .dayFirst }
            if self[.dateMonthFirst] > self[.dateDayFirst] { reading.dateOrder = .monthFirst }
        }
        if case .money(let currency, let scale) = type { reading.type = .money(currency, scale: max(scale, decimals, plainDecimals)) }
        return reading
    }
}
