/// One cell of the oracle: its own idea of a value, which shares nothing with the product's.
enum Cell: Hashable {
    case missing
    case text([UInt8])
    case whole(Int)
    /// Decimals and percents.
    case real(Double)
    /// Units of 10^-scale euros.
    case money(Int, Int)
    /// Days since 1970-01-01.
    case day(Int)
    case truth(Bool)

    var isMissing: Bool { self == .missing }

    var number: Double? {
        switch self {
        case .whole(let n): Double(n)
        case .real(let d): d
        case .money(let units, let scale): Double(units) / power(scale)
        default: nil
        }
    }

    /// Of whole numbers and money: the count and its scale.
    var units: (Int, Int)? {
        switch self {
        case .whole(let n): (n, 0)
        case .money(let units, let scale): (units, scale)
        default: nil
        }
    }

    var truth: Bool? { if case .truth(let truth) = self { truth } else { nil } }

    static func real(orMissing number: Double) -> Cell { number.isFinite ? .real(number + 0) : .missing }

    static func truth(_ truth: Bool?) -> Cell { truth.map { .truth($0) } ?? .missing }
}

/// What a column of the oracle holds.
enum Kind: Hashable {
    case text, whole, decimal, percent, date, boolean
    case money(Int)

    var isNumeric: Bool { ![.text, .date, .boolean].contains(self) }
    var moneyScale: Int? { if case .money(let scale) = self { scale } else { nil } }
}

func power(_ n: Int) -> Double { (0..<max(0, n)).reduce(1.0) { result, _ in result * 10 } }

private func integerPower(_ n: Int) -> Int { (0..<max(0, n)).reduce(1) { result, _ in result * 10 } }

/// An amount at another scale, half to even; only ever to a greater one here.
func rescaled(_ cell: Cell, to scale: Int) -> Cell {
    guard case .money(let units, let own) = cell, scale > own else { return cell }
    return .money(units * integerPower(scale - own), scale)
}

func money(rounding amount: Double?, to scale: Int) -> Cell {
    guard let amount, amount.isFinite else { return .missing }
    let units = (amount * power(scale)).rounded(.toNearestOrEven)
    return abs(units) < 9e18 ? .money(Int(units), scale) : .missing
}

/// Whole numbers and money without closing zeros: equal where the amounts are.
func exact(_ cell: Cell) -> Cell {
    guard var (units, scale) = cell.units else { return cell }
    while scale > 0, units % 10 == 0 { (units, scale) = (units / 10, scale - 1) }
    return .money(units, scale)
}

/// Less than, equal to or greater than zero as two present cells of comparable kinds are ordered.
func order(_ a: Cell, _ b: Cell) -> Int {
    func sign<T: Comparable>(_ x: T, _ y: T) -> Int { x < y ? -1 : x == y ? 0 : 1 }
    switch (a, b) {
    case (.text(let x), .text(let y)): return x == y ? 0 : x.lexicographicallyPrecedes(y) ? -1 : 1
    case (.whole(let x), .whole(let y)): return sign(x, y)
    case (.whole, .money), (.money, .whole), (.money, .money):
        guard let (x, p) = a.units, let (y, q) = b.units else { return 0 }
        return sign(Int128(x) * Int128(integerPower(max(0, q - p))), Int128(y) * Int128(integerPower(max(0, p - q))))
    case (.day(let x), .day(let y)): return sign(x, y)
    case (.truth(let x), .truth(let y)): return sign(x ? 1 : 0, y ? 1 : 0)
    default: return sign(a.number ?? 0, b.number ?? 0)
    }
}

/// Rows' order by several cells each, missing ones last whichever way; rows that are equal keep theirs.
func sortedPlaces(_ count: Int, _ keys: [(cells: [Cell], descending: Bool)]) -> [Int] {
    (0..<count).sorted { a, b in
        for key in keys {
            let (x, y) = (key.cells[a], key.cells[b])
            if x.isMissing || y.isMissing {
                if x.isMissing != y.isMissing { return y.isMissing }
                continue
            }
            let direction = order(x, y)
            if direction != 0 { return key.descending ? direction > 0 : direction < 0 }
        }
        return a < b
    }
}

// MARK: - In the language's words

func literal(_ text: String) -> String {
    "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''") + "'"
}

func literal(_ cell: Cell, _ kind: Kind) -> String {
    switch cell {
    case .missing: return "null"
    case .text(let bytes): return literal(String(decoding: bytes, as: UTF8.self))
    case .whole(let n): return "\(n)"
    case .real(let number) where kind == .percent:
        let tenths = Int((number * 1000).rounded())
        return "\(tenths < 0 ? "-" : "")\(abs(tenths) / 10).\(abs(tenths) % 10)%"
    case .real(let number):
        let hundredths = Int((number * 100).rounded())
        return "\(hundredths < 0 ? "-" : "")\(abs(hundredths) / 100).\(twoDigits(abs(hundredths) % 100))"
    case .money(let units, let scale):
        let whole = abs(units) / integerPower(scale)
        let rest = String(abs(units) % integerPower(scale))
        let fraction = scale == 0 ? "" : "." + String(repeating: "0", count: scale - rest.count) + rest
        return "\(units < 0 ? "-" : "")€\(whole)\(fraction)"
    case .day(let day): return dayText(day)
    case .truth(let truth): return "\(truth)"
    }
}

/// Decimal places of a literal as written by `literal`, a percent's two included.
func literalScale(_ kind: Kind) -> Int { kind == .percent ? 3 : kind == .decimal ? 2 : 0 }

func twoDigits(_ n: Int) -> String { n < 10 ? "0\(n)" : "\(n)" }

private let reserved: Set<String> = [
    "and", "or", "not", "as", "by", "per", "show", "where", "having", "asc", "desc", "in", "is", "between", "with", "against", "when", "then",
    "else", "end", "case", "null", "true", "false", "today", "missing", "like", "contains", "before", "after", "since", "all", "rows", "columns",
    "on", "keep",
]

/// A name as it must be typed.
func typed(_ name: String) -> String {
    let words = name.split(separator: " ", omittingEmptySubsequences: false)
    let isPlain = words.enumerated().allSatisfy { index, word in
        !word.isEmpty && !reserved.contains(word.lowercased())
            && word.utf8.allSatisfy { ($0 >= 97 && $0 <= 122) || ($0 >= 65 && $0 <= 90) || $0 == 95 || ($0 >= 48 && $0 <= 57) }
            && !(48...57).contains(word.utf8.first ?? 48)
    }
    return isPlain ? name : "`" + name.split(separator: "`", omittingEmptySubsequences: false).joined(separator: "``") + "`"
}
