/// Makes expressions at random over what is in scope.
struct Generator {
    var random: Random
    let world: World
    /// Columns that an expression may name.
    var scope: [Expr] = []
    /// Columns of numbers beyond what doubles tell apart, kept out of sums.
    var large: [Expr] = []
    /// The stored table the rows are still rows of.
    var origin: String?
    /// Inside the brackets of a related aggregate, or in a condition of it: no windows, no further tables.
    var isInner = false

    init(seed: UInt64, world: World) {
        random = Random(seed)
        self.world = world
    }

    /// Puts a frame's columns in scope, its parent's too.
    mutating func enter(_ frame: Frame) {
        origin = frame.origin
        let columns = frame.columns.map { (name: $0.name, expression: Expr.column($0.name, frame.kinds[$0.slot], $0.slot)) }
        scope = columns.filter { !Generator.isLarge($0.name) }.map(\.expression)
        // A stage may have put another kind of column under the name.
        large = columns.filter { Generator.isLarge($0.name) && $0.expression.kind == .whole }.map(\.expression)
        guard frame.origin == "activity" else { return }
        if let dated = frame.dated, !frame.has("date") { scope.append(.column("date", .date, dated)) }
        for (name, slot) in world.accounts.columns {
            let world = world
            let shown = frame.has(name) || (name == "date") ? "accounts.\(typed(name))" : typed(name)
            let parents = Expr(shown, world.accounts.kinds[slot]) { frame in
                { row in
                    let parent = world.link[frame.ids[row]]
                    return parent < 0 ? .missing : world.accounts.rows[parent][slot]
                }
            }
            if Generator.isLarge(name) { large.append(parents) } else { scope.append(parents) }
        }
    }

    /// Columns of activity as they are named inside an aggregate over it.
    mutating func enterActivity(qualified: Bool) {
        scope = world.activity.columns.map { .column($0.name, world.activity.kinds[$0.slot], $0.slot) }
        if qualified { scope = scope.map { Expr("activity.\($0.text)", $0.kind, slot: $0.slot, $0.cells) } }
        large = []
        isInner = true
    }

    func columns(_ isWanted: (Kind) -> Bool) -> [Expr] { scope.filter { isWanted($0.kind) } }

    // MARK: Values

    /// Now and then a cell of the data, else one like it.
    mutating func constant(_ kind: Kind) -> Expr {
        let table = random.chance(60) ? world.accounts : world.activity
        let slots = table.columns.filter { table.kinds[$0.slot] == kind && !Generator.isLarge($0.name) }.map(\.slot)
        if !slots.isEmpty, !table.rows.isEmpty, random.chance(70) {
            let cell = table.rows[random.below(table.rows.count)][random.pick(slots)]
            if !cell.isMissing { return .constant(cell, kind) }
        }
        switch kind {
        case .text: return .constant(.text(Array(random.pick(["Gold", "nothing", "", "EMEA", "A1"]).utf8)), kind)
        case .whole: return .constant(.whole(random.within(-3...9)), kind)
        case .decimal: return .constant(.real(Double(random.within(-8...16)) / 4), kind)
        case .percent: return .constant(.real(Double(random.within(-3...12) * 25) / 1000), kind)
        case .money(let scale): return .constant(.money(random.within(-200...900), scale), kind)
        case .date: return .constant(.day(day(2024, 1, 1) + random.below(800)), kind)
        case .boolean: return .constant(.truth(random.chance(50)), kind)
        }
    }

    mutating func numericKind() -> Kind { random.pick([.whole, .whole, .decimal, .percent, .money(2), .money(0)]) }

    mutating func value(_ depth: Int) -> Expr { expression(random.pick([.text, .whole, .decimal, .percent, .money(2), .date, .boolean]), depth) }

    mutating func number(_ depth: Int) -> Expr { expression(numericKind(), depth) }

    /// An expression of a kind; of money it may have another scale, and of any number another kind where none fits.
    mutating func expression(_ kind: Kind, _ depth: Int) -> Expr {
        let choices = columns { $0 == kind }
        if depth <= 0 || random.chance(45) { return choices.isEmpty || random.chance(8) ? constant(kind) : random.pick(choices) }
        if random.chance(10) { return caseOf(kind, depth - 1) }
        switch kind {
        case .text: return choices.isEmpty ? constant(kind) : random.pick(choices)
        case .boolean: return condition(depth - 1)
        case .date: return date(depth - 1)
        default: return random.chance(12) ? extra(depth) : arithmetic(depth - 1)
        }
    }

    private mutating func extra(_ depth: Int) -> Expr {
        if !isInner, origin == "accounts" {
            let made = relatedAggregate()
            if made.kind.isNumeric { return made }
        }
        return negative(number(depth - 1))
    }

    private mutating func negative(_ operand: Expr) -> Expr {
        var made = Expr.map("(-\(operand.text))", operand.kind, operand) { cell in
            switch cell {
            case .whole(let n): .whole(-n)
            case .real(let d): .real(orMissing: 0 - d)
            case .money(let units, let scale): .money(-units, scale)
            default: .missing
            }
        }
        // A sign before a number is part of it.
        if !operand.text.hasPrefix("-") { made.literalPlaces = operand.literalPlaces }
        return made
    }

    private mutating func arithmetic(_ depth: Int) -> Expr {
        if random.chance(5) {
            let (a, b) = (expression(.date, depth), expression(.date, depth))
            return .map("(\(a.text) - \(b.text))", .whole, a, b) { x, y in
                guard case .day(let p) = x, case .day(let q) = y else { return .missing }
                return .whole(p - q)
            }
        }
        let a = number(depth)
        for _ in 0..<4 {
            if let made = OracleTests.arithmetic(random.pick(["+", "-", "*", "/"]), a, number(depth)) { return made }
        }
        return a
    }

    private mutating func date(_ depth: Int) -> Expr {
        let base = expression(.date, 0)
        if random.chance(50) {
            let unit = random.pick(Unit.allCases)
            let count = random.within(1...14)
            let sign = random.pick(["+", "-"])
            return .map("(\(base.text) \(sign) \(count) \(unit.rawValue)s)", .date, base) { cell in
                guard case .day(let day) = cell else { return .missing }
                return .day(adding(sign == "+" ? count : -count, unit, to: day))
            }
        }
        let shift = expression(.whole, 0)
        return .map("(\(base.text) + \(shift.text))", .date, base, shift) { x, y in
            guard case .day(let day) = x, case .whole(let n) = y, abs(n) < 100_000 else { return .missing }
            return .day(day + n)
        }
    }

    private mutating func caseOf(_ kind: Kind, _ depth: Int) -> Expr {
        var branches = [(condition(depth), expression(kind, depth))]
        if random.chance(40) { branches.append((condition(depth), expression(kind, depth))) }
        let otherwise = random.chance(60) ? expression(kind, depth) : nil
        guard let common = (branches.map(\.1.kind) + (otherwise.map { [$0.kind] } ?? [])).reduce(branches[0].1.kind as Kind?, { all, one in all.flatMap { commonKind($0, one) } })
        else { return constant(kind) }
        let words = branches.map { "when \($0.0.text) then \($0.1.text)" }.joined(separator: " ") + (otherwise.map { " else \($0.text)" } ?? "")
        return Expr("case \(words) end", common) { frame in
            let cases = branches.map { ($0.0.cells(frame), $0.1.cells(frame)) }
            let last = otherwise?.cells(frame)
            return { row in
                for (when, then) in cases where when(row).truth == true { return brought(then(row), to: common) }
                return last.map { brought($0(row), to: common) } ?? .missing
            }
        }
    }
}
