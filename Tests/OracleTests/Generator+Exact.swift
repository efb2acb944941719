/// Comparisons of whole numbers and money beyond 2^53, where doubles cannot tell neighbours apart.
extension Generator {
    /// The least whole number whose successor is no double.
    private static let beyond = 1 << 53

    /// Large cells are for comparing only: sums of them would be too large.
    static func isLarge(_ column: String) -> Bool { column.hasPrefix("ticket") }

    mutating func exactComparison() -> Expr {
        let operand = largeColumn()
        let negated = random.chance(30)
        let word = negated ? "not " : ""
        switch random.below(6) {
        case 0:
            let values = (0..<random.within(1...6)).map { _ in largeConstant() }
            return test("\(operand.text) \(word)in (\(values.map(\.text).joined(separator: ", ")))", operand) { cell in
                values.contains { order(cell, $0.cells(Frame())(0)) == 0 } != negated
            }
        case 1:
            let (low, high) = (largeConstant(), largeConstant())
            return test("\(operand.text) \(word)between \(low.text) and \(high.text)", operand) { cell in
                (order(cell, low.cells(Frame())(0)) >= 0 && order(cell, high.cells(Frame())(0)) <= 0) != negated
            }
        case 2 where !isInner:
            let cells = world.accounts.column(World.ticket).filter { !$0.isMissing }
            return OracleTests.condition("\(operand.text) \(word)in (accounts | where ticket is not missing | select ticket)") { frame in
                let left = operand.cells(frame)
                return { row in
                    // SQL's rule: even a missing value is known to be in no empty list.
                    if cells.isEmpty { return negated }
                    let cell = left(row)
                    return cell.isMissing ? nil : cells.contains { order(cell, $0) == 0 } != negated
                }
            }
        default:
            let other = random.chance(60) ? largeConstant() : largeColumn()
            let (sign, holds) = random.pick(comparisons)
            let (a, b) = random.chance(25) ? (other, operand) : (operand, other)
            return .map("\(a.text) \(sign) \(b.text)", .boolean, a, b) { .truth(holds(order($0, $1))) }
        }
    }

    private mutating func largeColumn() -> Expr {
        if !large.isEmpty, random.chance(60) { return random.pick(large) }
        let n = Generator.beyond + random.within(-2...2)
        let (kind, added): (Kind, Expr) =
            switch random.below(3) {
            case 0: (.whole, .constant(.whole(n), .whole))
            case 1: (.money(0), .constant(.money(n, 0), .money(0)))
            default: (.money(2), .constant(.money(n, 2), .money(2)))
            }
        return arithmetic(random.pick(["+", "-"]), expression(kind, 0), added) ?? added
    }

    private mutating func largeConstant() -> Expr {
        let n = (random.chance(80) ? 1 : -1) * (Generator.beyond + random.within(-2...4))
        switch random.below(4) {
        case 0: return .constant(.money(n, 2), .money(2))
        case 1: return .constant(.money(n, 0), .money(0))
        case 2:
            // The digits as typed, which no double has.
            let tenths = n * 10 + random.within(1...9)
            return Expr("\(tenths / 10).\(abs(tenths % 10))", .decimal) { _ in { _ in .money(tenths, 1) } }
        default: return .constant(.whole(n), .whole)
        }
    }
}
