extension Generator {
    mutating func condition(_ depth: Int) -> Expr {
        if depth > 0, random.chance(50) {
            switch random.below(5) {
            case 0, 1: return allOf((0..<random.within(2...3)).map { _ in condition(depth - 1) })
            case 2, 3: return anyOf((0..<random.within(2...3)).map { _ in condition(depth - 1) })
            default: return not(condition(depth - 1))
            }
        }
        switch random.below(13) {
        case 0...3: return comparison(depth)
        case 4: return missing(depth)
        case 5: return inList(depth)
        case 6: return between(depth)
        case 7, 8: return search()
        case 9: return inPeriod()
        case 10: return beforeOrAfter()
        case 11: return exactComparison()
        default: return random.chance(50) || isInner ? truthColumn() : inQuery()
        }
    }

    private mutating func truthColumn() -> Expr {
        let choices = columns { $0 == .boolean }
        return choices.isEmpty ? comparison(0) : random.pick(choices)
    }

    private mutating func comparison(_ depth: Int) -> Expr {
        let left = value(depth)
        var right = random.chance(50) ? constant(left.kind) : expression(left.kind, depth)
        if left.kind.isNumeric, left.kind.moneyScale == nil, random.chance(30) { right = constant(random.pick([.whole, .decimal, .percent])) }
        if commonKind(left.kind, right.kind) == nil { right = constant(left.kind) }
        let (sign, holds) = random.pick(comparisons)
        let swapped = random.chance(20)
        let (a, b) = swapped ? (right, left) : (left, right)
        return .map("\(bracketed(a)) \(sign) \(bracketed(b))", .boolean, a, b) { .truth(holds(order($0, $1))) }
    }

    /// A condition as an operand needs brackets.
    private func bracketed(_ operand: Expr) -> String { operand.kind == .boolean ? "(\(operand.text))" : operand.text }

    private mutating func missing(_ depth: Int) -> Expr {
        let operand = value(depth)
        let negated = random.chance(40)
        let word = random.pick(["missing", "null"])
        return OracleTests.condition("\(bracketed(operand)) is \(negated ? "not " : "")\(word)") { frame in
            let cells = operand.cells(frame)
            return { cells($0).isMissing != negated }
        }
    }

    private mutating func inList(_ depth: Int) -> Expr {
        let operand = value(depth)
        let values = (0..<random.within(1...7)).map { _ in constant(operand.kind) }
        let negated = random.chance(35)
        let list = values.map(\.text).joined(separator: ", ")
        return test("\(bracketed(operand)) \(negated ? "not " : "")in (\(list))", operand) { cell in
            return values.contains { order(cell, $0.cells(Frame())(0)) == 0 } != negated
        }
    }

    private mutating func between(_ depth: Int) -> Expr {
        let operand = expression(random.pick([.whole, .decimal, .money(2), .date, .percent, .text]), depth)
        let (low, high) = (constant(operand.kind), constant(operand.kind))
        let negated = random.chance(25)
        return test("\(operand.text) \(negated ? "not " : "")between \(low.text) and \(high.text)", operand) { cell in
            let inside = order(cell, low.cells(Frame())(0)) >= 0 && order(cell, high.cells(Frame())(0)) <= 0
            return inside != negated
        }
    }

    private mutating func search() -> Expr {
        let operand = expression(.text, 0)
        let verb = random.pick(["contains", "starts with", "ends with", "like"])
        let patterns = verb == "like" ? ["%o%", "g_ld", "%", "a\\_b", "É%", "a%", "_", "%a", "it's 1%"] : ["o", "G", "é", "", "a", "ld", "'s", "milie", "%"]
        let pattern = random.pick(patterns)
        let wanted = folded(Array(pattern.utf8))
        let negated = random.chance(25)
        return test("\(operand.text) \(negated ? "not " : "")\(verb) \(literal(pattern))", operand) { cell in
            guard case .text(let bytes) = cell else { return nil }
            let text = folded(bytes)
            let found =
                switch verb {
                case "contains": holds(text[...], wanted)
                case "starts with": text.starts(with: wanted)
                case "ends with": text.reversed().starts(with: wanted.reversed())
                default: isLike(text[...], wanted[...])
                }
            return found != negated
        }
    }

    // MARK: Dates

    mutating func absolutePeriod() -> PeriodOfDays {
        let year = random.within(2024...2025)
        switch random.below(4) {
        case 0: return PeriodOfDays(text: "\(year)", from: day(year, 1, 1), before: day(year + 1, 1, 1))
        case 1:
            let half = random.within(1...2)
            return PeriodOfDays(text: "\(year)H\(half)", from: day(year, half * 6 - 5, 1), before: adding(6, .month, to: day(year, half * 6 - 5, 1)))
        case 2:
            let quarter = random.within(1...4)
            return PeriodOfDays(text: "\(year)Q\(quarter)", from: day(year, quarter * 3 - 2, 1), before: adding(3, .month, to: day(year, quarter * 3 - 2, 1)))
        default:
            let month = random.within(1...12)
            return PeriodOfDays(text: "\(year)-\(twoDigits(month))", from: day(year, month, 1), before: adding(1, .month, to: day(year, month, 1)))
        }
    }

    private mutating func period() -> PeriodOfDays {
        let unit = random.pick(Unit.allCases)
        switch random.below(4) {
        case 0:
            let count = random.within(1...90)
            let from = unit == .day ? World.asOf - count + 1 : adding(-count, unit, to: World.asOf) + 1
            return PeriodOfDays(text: "last \(count) \(unit.rawValue)s", from: from, before: World.asOf + 1)
        case 1:
            let (word, offset) = random.pick([("this", 0), ("last", -1), ("next", 1)])
            let from = adding(offset, unit, to: firstDay(of: unit, World.asOf))
            return PeriodOfDays(text: "\(word) \(unit.rawValue)", from: from, before: adding(1, unit, to: from))
        default: return absolutePeriod()
        }
    }

    private mutating func inPeriod() -> Expr {
        let operand = expression(.date, 1)
        let period = period()
        let negated = random.chance(20)
        return test("\(operand.text) \(negated ? "not " : "")in \(period.text)", operand) { cell in
            guard case .day(let day) = cell else { return nil }
            return (day >= period.from && day < period.before) != negated
        }
    }

    private mutating func beforeOrAfter() -> Expr {
        let operand = expression(.date, 1)
        let word = random.pick(["before", "after", "since"])
        if random.chance(40) {
            let other = random.chance(20) ? Expr("today", .date) { _ in { _ in .day(World.asOf) } } : expression(.date, 1)
            return .map("\(operand.text) \(word) \(other.text)", .boolean, operand, other) { x, y in
                let direction = order(x, y)
                return .truth(word == "before" ? direction < 0 : word == "after" ? direction > 0 : direction >= 0)
            }
        }
        let period = period()
        return test("\(operand.text) \(word) \(period.text)", operand) { cell in
            guard case .day(let day) = cell else { return nil }
            return word == "before" ? day < period.from : word == "since" ? day >= period.from : day >= period.before
        }
    }

    // MARK: Queries

    /// `region in (accounts | where … | select region)`; SQL's rule for missing cells among them.
    private mutating func inQuery() -> Expr {
        let operand = random.chance(70) && !scope.isEmpty ? random.pick(scope) : value(1)
        let table = random.chance(60) ? "accounts" : "activity"
        var inner = self
        let source = world.frame(table)
        inner.enter(source)
        inner.isInner = true
        let choices = source.columns.filter { commonKind(source.kinds[$0.slot], operand.kind) != nil }
        guard let (name, slot) = choices.isEmpty ? nil : random.pick(choices) else { return comparison(0) }
        let filter = inner.condition(1)
        random = inner.random
        let truth = filter.cells(source)
        let cells = source.rows.indices.filter { truth($0).truth == true }.map { source.rows[$0][slot] }
        /// Cells of comparable kinds are equal when these are: beside a real number all are real.
        let isReal = [operand.kind, source.kinds[slot]].contains { $0 == .decimal || $0 == .percent }
        @Sendable func comparable(_ cell: Cell) -> Cell { isReal ? cell.number.map { .real($0) } ?? cell : exact(cell) }
        let known = Set(cells.map(comparable))
        let negated = random.chance(35)
        return OracleTests.condition("\(bracketed(operand)) \(negated ? "not " : "")in (\(table) | where \(filter.text) | select \(typed(name)))") { frame in
            let left = operand.cells(frame)
            return { row -> Bool? in
                if cells.isEmpty { return negated }
                let cell = left(row)
                if cell.isMissing { return nil }
                if known.contains(comparable(cell)) { return !negated }
                return known.contains(.missing) ? nil : negated
            }
        }
    }
}
