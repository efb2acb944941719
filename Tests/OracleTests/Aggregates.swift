/// A generated aggregate: its parts as text, its kind, and what it makes of some rows of a frame, in their order.
struct Aggregate {
    let name: String
    let argument: String
    let filter: String?
    let kind: Kind
    let cell: (Frame) -> ([Int]) -> Cell

    func text(per: [String]? = nil) -> String {
        let inside = [argument, filter.map { "where \($0)" }, per.map { "per \($0.isEmpty ? "all" : $0.joined(separator: ", "))" }]
        return "\(name)(\(inside.compactMap { $0 }.filter { !$0.isEmpty }.joined(separator: " ")))"
    }
}

func averaged(_ kind: Kind) -> Kind {
    switch kind {
    case .money(let scale): .money(max(2, scale))
    case .percent: .percent
    default: .decimal
    }
}

/// What the named aggregate makes of the cells that are there, in the order of the rows.
func aggregated(_ name: String, _ cells: [Cell], _ kind: Kind, percentile: Double = 0) -> Cell {
    let known = cells.filter { !$0.isMissing }
    let numbers = known.compactMap(\.number)
    func mean() -> Double { numbers.reduce(0, +) / Double(numbers.count) }
    func result(_ number: Double) -> Cell { kind.moneyScale.map { money(rounding: number, to: max(2, $0)) } ?? .real(orMissing: number) }
    switch name {
    case "count": return .whole(known.count)
    case "distinct count": return .whole(Set(known).count)
    case "any", "all":
        if cells.isEmpty { return .missing }
        let decisive = name == "any"
        if cells.contains(.truth(decisive)) { return .truth(decisive) }
        return cells.contains(.missing) ? .missing : .truth(!decisive)
    default: break
    }
    guard let first = known.first, let last = known.last else { return .missing }
    switch name {
    case "first": return first
    case "last": return last
    case "min", "oldest": return known.dropFirst().reduce(first) { order($1, $0) < 0 ? $1 : $0 }
    case "max", "newest": return known.dropFirst().reduce(first) { order($1, $0) > 0 ? $1 : $0 }
    case "sum":
        switch kind {
        case .whole, .money:
            // A sum is missing only when it does not fit itself, whatever lies on the way to it.
            guard let sum = Int(exactly: known.reduce(Int128(0)) { $0 + Int128($1.units?.0 ?? 0) }) else { return .missing }
            return kind.moneyScale.map { .money(sum, $0) } ?? .whole(sum)
        default: return .real(orMissing: numbers.reduce(0, +))
        }
    case "avg":
        // Exact, and then half to even.
        if let scale = kind.moneyScale, case .money(let units, _) = rescaled(aggregated("sum", cells, kind), to: max(2, scale)) {
            let low = Int((Double(units) / Double(numbers.count)).rounded(.down))
            let twice = 2 * (units - low * numbers.count)
            let up = twice > numbers.count || (twice == numbers.count && low % 2 != 0)
            return .money(low + (up ? 1 : 0), max(2, scale))
        }
        return result(mean())
    case "stdev":
        if numbers.count < 2 { return .missing }
        let mean = mean()
        return result((numbers.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(numbers.count - 1)).squareRoot())
    default:
        // Type 7: on the straight line between neighbours.
        let share = name == "median" ? 0.5 : percentile
        let sorted = numbers.sorted()
        let place = Double(sorted.count - 1) * share
        let below = min(Int(place), sorted.count - 1)
        let rest = place - Double(below)
        let (low, high) = (sorted[below], sorted[min(below + 1, sorted.count - 1)])
        if rest == 0 || low == high { return result(low) }
        return result(rest == 0.5 ? (low + high) / 2 : low * (1 - rest) + high * rest)
    }
}

extension Generator {
    /// An aggregate over what is in scope. `table` is set for one over the rows of that table, by name.
    mutating func aggregate(over table: String? = nil) -> Aggregate {
        let filter = random.chance(30) ? unqualified(table) { $0.condition(1) } : nil
        func make(_ name: String, _ argument: Expr?, _ text: String, _ kind: Kind, percentile: Double = 0) -> Aggregate {
            Aggregate(name: name, argument: text, filter: filter?.text, kind: kind) { frame in
                let value = argument?.cells(frame)
                let truth = filter?.cells(frame)
                return { rows in
                    let rows = truth.map { truth in rows.filter { truth($0).truth == true } } ?? rows
                    guard let value else { return .whole(rows.count) }
                    return aggregated(name, rows.map(value), argument?.kind ?? .whole, percentile: percentile)
                }
            }
        }
        switch random.below(18) {
        case 0, 1, 2:
            let star = table ?? (random.chance(30) ? "*" : "")
            return make("count", nil, star, .whole)
        case 3:
            let argument = operand(nil)
            return make("count", argument, argument.text, .whole)
        case 4, 5, 6, 7:
            let argument = operand(numericKind())
            return make("sum", argument, argument.text, argument.kind)
        case 8, 9:
            let argument = operand(numericKind())
            return make(random.pick(["avg", "median", "stdev"]), argument, argument.text, averaged(argument.kind))
        case 10:
            let argument = operand(numericKind())
            let p = random.pick([0, 10, 25, 50, 90, 100])
            return make("percentile", argument, "\(argument.text), \(p)\(random.pick(["", "%"]))", averaged(argument.kind), percentile: Double(p) / 100)
        case 11, 12:
            let argument = operand(nil)
            return make(random.pick(["min", "max"]), argument, argument.text, argument.kind)
        case 13:
            let argument = operand(nil)
            return make("distinct count", argument, argument.text, .whole)
        case 14, 15:
            let argument = operand(nil)
            return make(random.pick(["first", "last"]), argument, argument.text, argument.kind)
        case 16:
            let argument = operand(.date)
            return make(random.pick(["newest", "oldest"]), argument, argument.text, .date)
        default:
            let argument = operand(.boolean)
            return make(random.pick(["any", "all"]), argument, argument.text, .boolean)
        }
    }

    /// What stands first in an aggregate's brackets: it must name a column, so that the table is plain.
    private mutating func operand(_ kind: Kind?) -> Expr {
        let choices = columns { one in kind.map { $0.isNumeric ? one.isNumeric : $0 == one } ?? true }
        guard !choices.isEmpty else { return constant(kind ?? .whole) }
        let column = random.pick(choices)
        if column.kind.isNumeric, random.chance(20), let made = arithmetic(random.pick(["*", "+", "-"]), column, random.pick(choices)) { return made }
        if kind == .boolean, random.chance(50), !isInner { return condition(1) }
        return column
    }

    private mutating func unqualified(_ table: String?, _ body: (inout Generator) -> Expr) -> Expr {
        guard table == "activity" else { return body(&self) }
        var inner = self
        inner.enterActivity(qualified: false)
        let made = body(&inner)
        random = inner.random
        return made
    }

    /// From accounts: an aggregate over each one's own rows of activity.
    mutating func relatedAggregate() -> Expr {
        var inner = self
        inner.enterActivity(qualified: true)
        let made = inner.aggregate(over: "activity")
        random = inner.random
        let world = world
        return Expr(made.text(), made.kind) { frame in
            let cell = made.cell(world.activity)
            let own = world.activityByAccount()
            return { cell(own[frame.ids[$0]]) }
        }
    }

    /// In a group of accounts: over the activity of all of them.
    mutating func relatedInGroup() -> Aggregate? {
        var inner = self
        inner.enterActivity(qualified: true)
        let made = inner.aggregate(over: "activity")
        random = inner.random
        guard ["count", "sum", "min", "max", "newest", "oldest", "any", "all"].contains(made.name) else { return nil }
        let world = world
        return Aggregate(name: made.name, argument: made.argument, filter: made.filter, kind: made.kind) { frame in
            let cell = made.cell(world.activity)
            let own = world.activityByAccount()
            return { rows in cell(Set(rows.map { frame.ids[$0] }).flatMap { own[$0] }.sorted()) }
        }
    }

    // MARK: Over rows

    private mutating func perColumns() -> [Expr] {
        let choices = scope.filter { [.text, .boolean, .whole].contains($0.kind) }
        return choices.isEmpty ? [] : (0..<random.within(1...2)).map { _ in random.pick(choices) }
    }

    /// `sum(revenue per region)`: the group's aggregate beside each row.
    mutating func perAggregate() -> Expr {
        let made = aggregate()
        let per = random.chance(80) ? perColumns() : []
        return Expr(made.text(per: per.map(\.text)), made.kind) { frame in
            let cell = made.cell(frame)
            return spread(frame, per) { rows in
                let value = cell(rows)
                return rows.map { _ in value }
            }
        }
    }

    mutating func window() -> Expr {
        let per = random.chance(40) ? perColumns() : []
        let perText = per.isEmpty ? "" : " per " + per.map(\.text).joined(separator: ", ")
        let name = random.pick(["rank", "row number", "share", "running sum", "running share", "lag", "lead", "ntile", "percentile rank"])
        let argument = ["share", "running sum", "running share"].contains(name) ? number(1) : value(1)
        let n = random.within(1...4)
        let ascending = name == "rank" && random.chance(40)
        let parameter = name == "ntile" || (["lag", "lead"].contains(name) && random.chance(50)) ? n : nil
        let inside = name == "row number" ? "" : argument.text + (parameter.map { ", \($0)" } ?? "") + (ascending ? " asc" : "")
        let kind: Kind =
            switch name {
            case "rank", "row number", "ntile": .whole
            case "share", "running share", "percentile rank": .percent
            default: argument.kind
            }
        let text = "\(name)(\((inside + perText).drop { $0 == " " }))"
        return Expr(text, kind) { frame in
            let value = argument.cells(frame)
            return spread(frame, per) { rows in windowed(name, rows.map(value), argument.kind, n: parameter ?? 1, ascending: ascending) }
        }
    }
}

/// A cell for each row from the rows of its group.
private func spread(_ frame: Frame, _ per: [Expr], _ body: ([Int]) -> [Cell]) -> Expr.Rows {
    let keys = per.map { $0.cells(frame) }
    var groups: [[Cell]: [Int]] = [:]
    for row in frame.rows.indices { groups[keys.map { $0(row) }, default: []].append(row) }
    var result = [Cell](repeating: .missing, count: frame.rows.count)
    for rows in groups.values { for (row, cell) in zip(rows, body(rows)) { result[row] = cell } }
    return { result[$0] }
}
