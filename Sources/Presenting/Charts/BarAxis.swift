/// How far values reach below and above zero, as shares of the value furthest from it: no sum or difference here
/// can overflow.
struct BarRange {
    var furthest = 0.0
    var below = 0.0
    var above = 0.0

    init(_ values: [Double?]) {
        for case let value? in values { furthest = max(furthest, value.magnitude) }
        guard furthest > 0 else { return }
        for case let value? in values {
            below = max(below, -value / furthest)
            above = max(above, value / furthest)
        }
    }
}

/// Where zero stands in the bars' cells, the same for all series.
struct BarAxis {
    let left: Int
    let right: Int
    let isDrawn: Bool
    var width: Int { left + right + (isDrawn ? 1 : 0) }

    init(_ ranges: [BarRange], room: Int) {
        isDrawn = ranges.contains { $0.below > 0 } && room >= 3
        guard isDrawn else {
            (left, right) = (0, max(0, room))
            return
        }
        let share = ranges.reduce(0) { $1.below > 0 ? max($0, $1.below / ($1.below + $1.above)) : $0 }
        let cells = room - 1
        let wanted = Int((share * Double(cells)).rounded())
        let hasAbove = ranges.contains { $0.above > 0 }
        left = hasAbove ? min(max(wanted, 1), cells - 1) : cells
        right = cells - left
    }
}
