/// A window function over the cells of one group, in the order of its rows.
func windowed(_ name: String, _ cells: [Cell], _ kind: Kind, n: Int, ascending: Bool) -> [Cell] {
    let known = cells.filter { !$0.isMissing }
    let places = sortedPlaces(cells.count, [(cells, !ascending)]).filter { !cells[$0].isMissing }
    var result = [Cell](repeating: .missing, count: cells.count)
    func ratio(_ part: Cell, _ whole: Cell) -> Cell {
        guard let p = part.number, let q = whole.number, q != 0 else { return .missing }
        return .real(orMissing: p / q)
    }
    /// Nothing until the first value: the sum of nothing is missing.
    func running() -> [Cell] {
        var sum = Cell.missing
        return cells.map { cell in
            if !cell.isMissing { sum = aggregated("sum", [sum, cell], kind) }
            return sum
        }
    }
    /// Runs of equal cells in the sorted order.
    func runs() -> [Range<Int>] {
        var runs: [Range<Int>] = []
        for at in places.indices {
            if let last = runs.last, order(cells[places[last.lowerBound]], cells[places[at]]) == 0 { runs[runs.count - 1] = last.lowerBound..<at + 1 } else {
                runs.append(at..<at + 1)
            }
        }
        return runs
    }
    switch name {
    case "row number": return cells.indices.map { .whole($0 + 1) }
    case "lag": return cells.indices.map { $0 - n >= 0 ? cells[$0 - n] : .missing }
    case "lead": return cells.indices.map { $0 + n < cells.count ? cells[$0 + n] : .missing }
    case "rank": for run in runs() { for at in run { result[places[at]] = .whole(run.lowerBound + 1) } }
    case "percentile rank":
        for run in runs() {
            // Places descend here: the average number of lower ones among the others.
            let below = Double(known.count - run.upperBound) + Double(run.count - 1) / 2
            for at in run { result[places[at]] = .real(known.count == 1 ? 1 : below / Double(known.count - 1)) }
        }
    case "ntile":
        let (size, more) = known.count.quotientAndRemainder(dividingBy: n)
        var next = 0
        for tile in 1...n {
            for _ in 0..<(size + (tile <= more ? 1 : 0)) {
                result[places[next]] = .whole(tile)
                next += 1
            }
        }
    case "share":
        let total = aggregated("sum", cells, kind)
        return cells.map { ratio($0, total) }
    case "running sum": return running()
    default:
        let total = aggregated("sum", cells, kind)
        return running().map { ratio($0, total) }
    }
    return result
}
