/// A generated expression: its text, its kind, and what it comes to in each row of a frame.
struct Expr {
    typealias Rows = (Int) -> Cell

    let text: String
    let kind: Kind
    /// Decimal places when it is a number written out.
    var literalPlaces: Int?
    let cells: (Frame) -> Rows
    /// The slot when it is a plain column of the frame.
    var slot: Int?

    init(_ text: String, _ kind: Kind, literalPlaces: Int? = nil, slot: Int? = nil, _ cells: @escaping (Frame) -> Rows) {
        self.text = text
        self.kind = kind
        self.literalPlaces = literalPlaces
        self.slot = slot
        self.cells = cells
    }

    static func constant(_ cell: Cell, _ kind: Kind) -> Expr {
        Expr(literal(cell, kind), kind, literalPlaces: kind == .whole ? 0 : literalScale(kind)) { _ in { _ in cell } }
    }

    static func column(_ name: String, _ kind: Kind, _ slot: Int) -> Expr {
        Expr(typed(name), kind, slot: slot) { frame in { frame.rows[$0][slot] } }
    }

    /// From one or two others, cell by cell; a missing one gives a missing one.
    static func map(_ text: String, _ kind: Kind, _ a: Expr, _ body: @escaping (Cell) -> Cell) -> Expr {
        Expr(text, kind) { frame in
            let x = a.cells(frame)
            return { row in
                let cell = x(row)
                return cell.isMissing ? .missing : body(cell)
            }
        }
    }

    static func map(_ text: String, _ kind: Kind, _ a: Expr, _ b: Expr, _ body: @escaping (Cell, Cell) -> Cell) -> Expr {
        Expr(text, kind) { frame in
            let (x, y) = (a.cells(frame), b.cells(frame))
            return { row in
                let (left, right) = (x(row), y(row))
                return left.isMissing || right.isMissing ? .missing : body(left, right)
            }
        }
    }
}

/// What an operator makes of two kinds, and of two cells; nil where the language refuses it.
func arithmetic(_ op: String, _ a: (kind: Kind, places: Int?), _ b: (kind: Kind, places: Int?)) -> (kind: Kind, body: (Cell, Cell) -> Cell)? {
    func productScale(_ scale: Int, _ other: (kind: Kind, places: Int?)) -> Int {
        other.kind == .whole ? scale : other.places.map { min(9, scale + $0) } ?? max(4, scale)
    }
    func amounts(_ scale: Int, _ body: @escaping (Double, Double) -> Double?) -> (Cell, Cell) -> Cell {
        { x, y in money(rounding: x.number.flatMap { p in y.number.flatMap { body(p, $0) } }, to: scale) }
    }
    func reals(_ body: @escaping (Double, Double) -> Double?) -> (Cell, Cell) -> Cell {
        { x, y in
            guard let p = x.number, let q = y.number, let result = body(p, q) else { return .missing }
            return .real(orMissing: result)
        }
    }
    guard a.kind.isNumeric, b.kind.isNumeric else { return nil }
    let quotient: (Double, Double) -> Double? = { $1 == 0 ? nil : $0 / $1 }
    switch (op, a.kind.moneyScale, b.kind.moneyScale) {
    case ("+", let p?, let q?), ("-", let p?, let q?):
        let scale = max(p, q)
        return (
            .money(scale),
            { x, y in
                guard case .money(let m, _) = rescaled(x, to: scale), case .money(let n, _) = rescaled(y, to: scale) else { return .missing }
                return .money(op == "+" ? m + n : m - n, scale)
            }
        )
    case ("/", _?, _?): return (.decimal, reals(quotient))
    case ("*", let scale?, nil), ("*", nil, let scale?):
        let other = a.kind.moneyScale == nil ? a : b
        let wanted = productScale(scale, other)
        if other.kind == .whole {
            return (
                .money(scale),
                { x, y in
                    switch (x, y) {
                    case (.money(let units, _), .whole(let n)), (.whole(let n), .money(let units, _)):
                        let (product, overflow) = units.multipliedReportingOverflow(by: n)
                        return overflow ? .missing : .money(product, scale)
                    default: return .missing
                    }
                }
            )
        }
        return (.money(wanted), amounts(wanted) { $0 * $1 })
    case ("/", let scale?, nil): return (.money(max(2, scale)), amounts(max(2, scale), quotient))
    case (_, _?, _), (_, _, _?): return nil
    default: break
    }
    if op == "/" { return (a.kind == .percent && b.kind == .whole ? .percent : .decimal, reals(quotient)) }
    if a.kind == .whole, b.kind == .whole {
        return (
            .whole,
            { x, y in
                guard case .whole(let m) = x, case .whole(let n) = y else { return .missing }
                let (result, overflow) =
                    op == "+" ? m.addingReportingOverflow(n) : op == "-" ? m.subtractingReportingOverflow(n) : m.multipliedReportingOverflow(by: n)
                return overflow ? .missing : .whole(result)
            }
        )
    }
    return (a.kind == .percent && b.kind == .percent ? .percent : .decimal, reals { op == "+" ? $0 + $1 : op == "-" ? $0 - $1 : $0 * $1 })
}

func arithmetic(_ op: String, _ a: Expr, _ b: Expr) -> Expr? {
    guard let (kind, body) = arithmetic(op, (a.kind, a.literalPlaces), (b.kind, b.literalPlaces)) else { return nil }
    return .map("(\(a.text) \(op) \(b.text))", kind, a, b, body)
}

/// One kind for several values, or nil: equal ones, money at the greatest scale, other numbers as decimals.
func commonKind(_ a: Kind, _ b: Kind) -> Kind? {
    if a == b { return a }
    if let x = a.moneyScale, let y = b.moneyScale { return .money(max(x, y)) }
    return a.isNumeric && b.isNumeric && a.moneyScale == nil && b.moneyScale == nil ? .decimal : nil
}

func brought(_ cell: Cell, to kind: Kind) -> Cell {
    switch kind {
    case .money(let scale): rescaled(cell, to: scale)
    case .decimal, .percent: cell.number.map { .real(orMissing: $0) } ?? .missing
    default: cell
    }
}
