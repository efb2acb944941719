import Tables

/// What one cell could be, whatever its column holds. Each cell belongs to exactly one class, so that a count of
/// classes decides a column's type without regard to the order or the grouping of its cells.
enum CellClass: Int, CaseIterable {
    case blank
    /// `n/a`, `NA`, `-`, `null`, `none`: words for a missing number or date.
    case missingWord
    case boolean
    case whole
    case decimal
    /// Digits that a number would not keep: `007`, `+49`.
    case code
    /// A whole number beyond 64 bits: among whole numbers a code, among decimals one of them.
    case long
    case percent
    case money
    /// A number, a share or an amount with a decimal comma (`12,5`), where the point is the decimal mark.
    case decimalComma
    case dateYearFirst
    case dateDayFirst
    case dateMonthFirst
    case dateEither
    case text
}

/// A cell read in every way there is.
enum CellReading {
    case blank
    case missingWord
    case boolean(Bool)
    case whole(Int64)
    case decimal(Double, NumberText)
    case code(NumberText)
    case long(NumberText)
    case percent(Double)
    case money(MoneyText)
    case decimalComma
    case date(DateText)
    case text

    init(_ cell: UnsafeBufferPointer<UInt8>, decimalComma: Bool = false) {
        let text = trimmed(cell)
        guard let first = text.first else {
            self = .blank
            return
        }
        if let word = CellReading.word(text) {
            self = word
        } else if let number = CellReading.number(text, decimalComma) {
            self = CellReading.plain(number)
        } else if !CellReading.isNumeric(first), !CellReading.isNumeric(text[text.count - 1]) {
            // Neither a number with something behind it nor something with a number behind it.
            self = .text
        } else if let date = DateText(text) {
            self = .date(date)
        } else if let share = CellReading.share(text, decimalComma) {
            self = .percent(share)
        } else if let money = MoneyText(text, decimalComma: decimalComma) {
            self = .money(money)
        } else if !decimalComma, CellReading.hasDecimalComma(text) {
            self = .decimalComma
        } else {
            self = .text
        }
    }

    var cellClass: CellClass {
        switch self {
        case .blank: .blank
        case .missingWord: .missingWord
        case .boolean: .boolean
        case .whole: .whole
        case .decimal: .decimal
        case .code: .code
        case .long: .long
        case .percent: .percent
        case .money: .money
        case .decimalComma: .decimalComma
        case .text: .text
        case .date(let date):
            switch date.order {
            case .yearFirst: .dateYearFirst
            case .dayFirst: .dateDayFirst
            case .monthFirst: .dateMonthFirst
            case .either: .dateEither
            }
        }
    }

    private static func word(_ text: UnsafeBufferPointer<UInt8>) -> CellReading? {
        guard text.count <= 5 else { return nil }
        func isWord(_ word: StaticString) -> Bool {
            guard word.utf8CodeUnitCount == text.count else { return false }
            for i in 0..<text.count where asciiLower(text[i]) != word.utf8Start[i] { return false }
            return true
        }
        if isWord("true") || isWord("yes") { return .boolean(true) }
        if isWord("false") || isWord("no") { return .boolean(false) }
        if isWord("-") || isWord("na") || isWord("n/a") || isWord("null") || isWord("none") { return .missingWord }
        return nil
    }

    private static func isNumeric(_ byte: UInt8) -> Bool {
        (byte >= 0x30 && byte <= 0x39) || byte == 0x28 || byte == 0x29 || byte == 0x2D || byte == 0x2E
    }

    /// A number, or in brackets an accountant's negative: `(123.45)`.
    private static func number(_ text: UnsafeBufferPointer<UInt8>, _ decimalComma: Bool) -> NumberText? {
        if let number = NumberText(text, decimalComma: decimalComma) { return number }
        guard text.count > 2, text[0] == 0x28, text[text.count - 1] == 0x29, digitValue(text[1]) != nil,
            var number = NumberText(trimmed(UnsafeBufferPointer(rebasing: text[1..<(text.count - 1)])), decimalComma: decimalComma)
        else { return nil }
        number.isNegative = true
        return number
    }

    private static func plain(_ number: NumberText) -> CellReading {
        if number.hasPlus || number.hasLeadingZero { return .code(number) }
        if !number.hasPoint, number.exponent == nil { return number.whole.map { .whole($0) } ?? .long(number) }
        return number.double().map { .decimal($0, number) } ?? .text
    }

    /// Whether the text, which is nothing with a decimal point, is a number of some kind with a decimal comma.
    private static func hasDecimalComma(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        guard text.contains(0x2C) else { return false }
        return number(text, true) != nil || share(text, true) != nil || MoneyText(text, decimalComma: true) != nil
    }

    private static func share(_ text: UnsafeBufferPointer<UInt8>, _ decimalComma: Bool) -> Double? {
        guard text.count > 1, text[text.count - 1] == 0x25,
            let number = NumberText(trimmed(UnsafeBufferPointer(rebasing: text[0..<(text.count - 1)])), decimalComma: decimalComma)
        else { return nil }
        return number.double(shift: -2)
    }
}
