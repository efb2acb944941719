/// A set of rays: all that lie between some taking and some giving sides.
struct Cone {
    /// Corners, each a side of a ray.
    var takes: [[Double]]
    var gives: [[Double]]
    /// Competitors that beat the row with some of these weights and not with others.
    var rivals: [Int32]
    /// How many others beat it with all of them.
    var sure: Int
    /// On none of the rays does the row have its place before so much is moved.
    var bound: Double

    var middle: Ray {
        func mean(_ corners: [[Double]]) -> [Double] {
            corners[0].indices.map { at in corners.reduce(0) { $0 + $1[at] } / Double(corners.count) }
        }
        return Ray(takes: mean(takes), gives: mean(gives))
    }

    /// Both halves, cut through the longest edge; nil when no edge is longer than a ten-millionth.
    var halves: (Cone, Cone)? {
        var longest: (square: Double, isTaking: Bool, a: Int, b: Int) = (1e-14, true, 0, 0)
        for (isTaking, corners) in [(true, takes), (false, gives)] {
            for b in corners.indices {
                for a in 0..<b {
                    let square = corners[a].indices.reduce(0) { sum, at in
                        sum + (corners[a][at] - corners[b][at]) * (corners[a][at] - corners[b][at])
                    }
                    if square > longest.square { longest = (square, isTaking, a, b) }
                }
            }
        }
        let (a, b) = (longest.a, longest.b)
        guard a != b else { return nil }
        let corners = longest.isTaking ? takes : gives
        let middle = corners[a].indices.map { (corners[a][$0] + corners[b][$0]) / 2 }
        var (first, second) = (self, self)
        if longest.isTaking { (first.takes[a], second.takes[b]) = (middle, middle) } else {
            (first.gives[a], second.gives[b]) = (middle, middle)
        }
        return (first, second)
    }

    /// The cone with its bound and its rivals known anew, for moves of less than `limit`; nil when the row has its
    /// place on none of its rays before that. The last millionth before a weight is used up does not count: there, rows
    /// that differ in what is left come to tie.
    func narrowed(_ field: Field, limit: Double) -> Cone? {
        let end = reach(field.shares, limit: limit)
        let (least, greatest) = slopes(field)
        var (beating, ceasing, beginning) = (sure, [Double](), [Double]())
        for (at, rival) in rivals.enumerated() {
            // Beats the row on every ray, where lead + moved · least slope is above 0.
            let lead = field.leads[Int(rival)] - field.margin
            let slope = least[at]
            if lead > 0 {
                beating += 1
                if slope < 0, -lead / slope <= end { ceasing.append(-lead / slope) }
            } else if slope > 0, -lead / slope <= end {
                beginning.append(-lead / slope)
            }
        }
        guard let start = Cone.firstTime(beating, allowed: field.allowed, &ceasing, &beginning), start < end - 1e-6 else {
            return nil
        }
        var narrowed = self
        narrowed.bound = max(bound, start)
        narrowed.rivals.removeAll(keepingCapacity: true)
        for (at, rival) in rivals.enumerated() {
            let lead = field.leads[Int(rival)]
            let surest = lead - field.margin
            if surest + start * least[at] > 0, surest + end * least[at] > 0 {
                narrowed.sure += 1
            } else if lead + field.margin + start * greatest[at] >= 0 || lead + field.margin + end * greatest[at] >= 0 {
                narrowed.rivals.append(rival)
            }
        }
        return narrowed
    }

    /// The most that any of the rays can move, at most `limit`.
    func reach(_ shares: [Double], limit: Double) -> Double {
        shares.indices.reduce(min(1, limit)) { most, measure in
            let least = gives.reduce(1) { min($0, $1[measure]) }
            return least > 0 ? min(most, shares[measure] / least) : most
        }
    }

    /// The first moment at which no more than `allowed` beat the row for sure; nil when there is none.
    private static func firstTime(
        _ count: Int, allowed: Int, _ ceasing: inout [Double], _ beginning: inout [Double]
    ) -> Double? {
        var count = count
        if count <= allowed { return 0 }
        if count - ceasing.count > allowed { return nil }
        ceasing.sort()
        beginning.sort()
        var begun = 0
        for time in ceasing {
            // One that begins at a moment does not beat the row then.
            while begun < beginning.count, beginning[begun] < time {
                begun += 1
                count += 1
            }
            count -= 1
            if count <= allowed { return time }
        }
        return nil
    }

    /// By rival, the least and the greatest change of its lead per unit moved.
    private func slopes(_ field: Field) -> ([Double], [Double]) {
        let (takeLeast, takeGreatest) = extent(takes, field)
        let (giveLeast, giveGreatest) = extent(gives, field)
        return (zip(takeLeast, giveGreatest).map { $0 - $1 }, zip(takeGreatest, giveLeast).map { $0 - $1 })
    }

    private func extent(_ corners: [[Double]], _ field: Field) -> ([Double], [Double]) {
        var least = [Double](repeating: .infinity, count: rivals.count)
        var greatest = [Double](repeating: -.infinity, count: rivals.count)
        var sums = least
        for corner in corners {
            for at in sums.indices { sums[at] = 0 }
            for (measure, factor) in corner.enumerated() where factor != 0 {
                field.differences[measure].withUnsafeBufferPointer { column in
                    for at in sums.indices { sums[at] += factor * column[Int(rivals[at])] }
                }
            }
            for at in sums.indices {
                least[at] = min(least[at], sums[at])
                greatest[at] = max(greatest[at], sums[at])
            }
        }
        return (least, greatest)
    }
}
