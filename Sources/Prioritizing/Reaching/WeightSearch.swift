import Diagnostics

/// Branch and bound over the directions in which weights can be moved, best bound first.
///
/// The distance is twice what is moved from some measures to others. Along one ray the nearest weights are found
/// exactly, breakpoint by breakpoint; a cone of rays has as its bound the moment at which few enough competitors beat
/// the row on all of its rays at once, and is halved until its bound is no nearer than the best found.
struct WeightSearch {
    let field: Field
    /// Of what is moved.
    let tolerance: Double
    var work: Int
    private var best: (weights: [Int64], moved: Double)?
    /// The nearest that any set of weights left aside can be.
    private var proven = Double.infinity
    private var open: [Cone] = []

    init(_ field: Field, tolerance: Double, work: Int) {
        (self.field, self.tolerance, self.work) = (field, tolerance / 2, work)
    }

    private var limit: Double { best?.moved ?? .infinity }

    mutating func run() throws(Diagnostic) -> WeightReach {
        guard field.allowed >= 0 else { return .impossible }
        try tryEdges()
        if field.measureCount > 2 {
            try tryCorners()
            try plant()
            try search()
        }
        guard let best else { return proven.isFinite ? .unknown(bound: 2 * proven) : .impossible }
        return .found(
            NearestWeights(weights: best.weights, distance: 2 * best.moved, bound: 2 * min(proven, best.moved)))
    }

    private mutating func search() throws(Diagnostic) {
        while let cone = pop() {
            try Cancellation.check()
            if cone.bound >= limit - tolerance || work <= 0 {
                // The first has the least bound of all that are open.
                proven = min(proven, cone.bound)
                return
            }
            guard let (first, second) = cone.halves else {
                proven = min(proven, cone.bound)
                continue
            }
            for half in [first, second] {
                work -= cost(of: half)
                guard let half = half.narrowed(field, limit: limit) else { continue }
                try tryMiddle(of: half)
                push(half.bound < limit ? half : nil)
            }
        }
    }

    // MARK: Finding

    /// From each measure to each other, all competitors looked at. With two measures there is nothing else.
    private mutating func tryEdges() throws(Diagnostic) {
        let count = field.measureCount
        let all = field.leads.indices.map { Int32(truncatingIfNeeded: $0) }
        // The corners and the cones have their part of the work where there are any.
        let rest = count == 2 ? 0 : work / 2
        for give in 0..<count where field.shares[give] > 0 {
            for take in 0..<count where take != give {
                try Cancellation.check()
                guard work > rest else {
                    if count == 2 { proven = 0 }
                    return
                }
                work -= look
                let ray = Ray(takes: corner(take), gives: corner(give))
                let stretches = ray.stretches(field, all, sure: 0, in: 0...field.shares[give], isPointwise: true)
                for stretch in stretches where stretch.from < limit {
                    guard work > rest else {
                        if count == 2 { proven = min(proven, stretch.from) }
                        break
                    }
                    let isPoint = stretch.from == stretch.to
                    if isPoint, let exact = exact(take, give, moved: stretch.from) {
                        if try !accept(exact) { continue }
                    } else if try !accept(stretch, on: ray), isPoint { continue }
                    if count == 2 { proven = min(proven, stretch.from) }
                    break
                }
            }
        }
    }

    /// Towards one measure alone, from the others in proportion: something to begin with.
    private mutating func tryCorners() throws(Diagnostic) {
        let all = field.leads.indices.map { Int32(truncatingIfNeeded: $0) }
        for take in field.shares.indices where field.shares[take] < 1 {
            try Cancellation.check()
            guard work > 0 else { return }
            work -= look
            let others = 1 - field.shares[take]
            let ray = Ray(
                takes: corner(take),
                gives: field.shares.indices.map { $0 == take ? 0 : field.shares[$0] / others })
            let stretches = ray.stretches(field, all, sure: 0, in: 0...min(others, limit), isPointwise: false)
            for stretch in stretches where stretch.from < limit - tolerance / 8 && work > 0 {
                if try accept(stretch, on: ray) { break }
            }
        }
    }

    private mutating func tryMiddle(of cone: Cone) throws(Diagnostic) {
        let ray = cone.middle
        let end = min(ray.reach(field.shares), limit)
        guard cone.bound < end else { return }
        let stretches = ray.stretches(field, cone.rivals, sure: cone.sure, in: cone.bound...end, isPointwise: false)
        for stretch in stretches where stretch.from < limit - tolerance / 8 {
            if try accept(stretch, on: ray) { return }
        }
    }

    /// The weights at a breakpoint between two measures, where scores are whole numbers: a fraction of small numbers.
    private func exact(_ take: Int, _ give: Int, moved: Double) -> [Int64]? {
        guard field.ranking.isExact else { return nil }
        let amount = moved * Double(field.ranking.totalWeight)
        guard let (part, whole) = fraction(amount, most: 4 * Int64(field.ranking.rowCount)) else { return nil }
        guard !field.ranking.totalWeight.multipliedReportingOverflow(by: whole).overflow,
            field.ranking.totalWeight * whole <= Int64(UInt32.max)
        else { return nil }
        var weights = field.ranking.weights.map { $0 * whole }
        weights[take] += part
        weights[give] -= part
        return weights[give] >= 0 ? weights : nil
    }

    /// The rounded weights with the fewest digits that do, just inside a stretch of a ray.
    private mutating func accept(_ stretch: Ray.Stretch, on ray: Ray) throws(Diagnostic) -> Bool {
        let moved = stretch.from + min(tolerance / 8, (stretch.to - stretch.from) / 2)
        let shares = ray.shares(field.shares, moved: moved)
        for total in [100, 1000, 10_000, 100_000, 1_000_000, 1_000_000_000] as [Int64] {
            let weights = Field.whole(shares, total: total)
            if Field.distance(weights, field.shares) / 2 <= stretch.from + tolerance / 2, try accept(weights) { return true }
        }
        return false
    }

    /// Takes weights for the best when they do and are nearer; true when they do.
    private mutating func accept(_ weights: [Int64]) throws(Diagnostic) -> Bool {
        let moved = Field.distance(weights, field.shares) / 2
        work -= look
        guard moved < limit, try field.isReached(weights) else { return false }
        best = (weights, moved)
        return true
    }

    // MARK: Cones

    /// What it costs to look at all competitors once, and to halve a cone.
    private var look: Int { field.leads.count * max(4, field.measureCount) }
    private func cost(of cone: Cone) -> Int { (cone.rivals.count + max(8, cone.takes.count * cone.gives.count)) * field.measureCount }

    private func corner(_ measure: Int) -> [Double] { field.shares.indices.map { $0 == measure ? 1 : 0 } }

    /// The cones to begin with: one for every way to part the measures into those that give and those that take, one
    /// without weight cannot give. Where that is more than the work allows, as ways double with each measure, one cone in
    /// which all measures take and all with weight give: it holds all these and more, so its bound is a proof too.
    private mutating func plant() throws(Diagnostic) {
        let measures = Array(field.shares.indices)
        let givers = measures.filter { field.shares[$0] > 0 }
        func cone(takes: [Int], gives: [Int]) -> Cone {
            Cone(takes: takes.map(corner), gives: gives.map(corner), rivals: field.uncertain, sure: field.certain, bound: 0)
        }
        let whole = cone(takes: measures, gives: givers)
        guard givers.count <= WeightSearch.mostGivers, cost(of: whole) << givers.count <= work else { return try open(whole) }
        for set in 1..<1 << givers.count {
            let gives = givers.indices.filter { set >> $0 & 1 == 1 }.map { givers[$0] }
            let takes = measures.filter { !gives.contains($0) }
            if !takes.isEmpty { try open(cone(takes: takes, gives: gives)) }
        }
    }

    /// More would make thousands of cones, each with all competitors.
    private static let mostGivers = 10

    private mutating func open(_ cone: Cone) throws(Diagnostic) {
        try Cancellation.check()
        work -= cost(of: cone)
        guard let cone = cone.narrowed(field, limit: limit) else { return }
        try tryMiddle(of: cone)
        push(cone)
    }

    /// A heap whose root has the least bound.
    private mutating func push(_ cone: Cone?) {
        guard let cone else { return }
        open.append(cone)
        var child = open.count - 1
        while child > 0, open[child].bound < open[(child - 1) / 2].bound {
            open.swapAt(child, (child - 1) / 2)
            child = (child - 1) / 2
        }
    }

    private mutating func pop() -> Cone? {
        guard open.count > 1 else { return open.popLast() }
        open.swapAt(0, open.count - 1)
        let least = open.removeLast()
        var parent = 0
        while true {
            var child = 2 * parent + 1
            if child >= open.count { return least }
            if child + 1 < open.count, open[child + 1].bound < open[child].bound { child += 1 }
            if open[parent].bound <= open[child].bound { return least }
            open.swapAt(parent, child)
            parent = child
        }
    }
}

/// The fraction with the least denominator, at most `most`, that equals a number but for rounding.
private func fraction(_ number: Double, most: Int64) -> (part: Int64, whole: Int64)? {
    guard number >= 0, number < 1e12 else { return nil }
    var (a, b): ((Int64, Int64), (Int64, Int64)) = ((0, 1), (1, 0))
    var rest = number
    while true {
        guard rest < 1e12 else { return nil }
        let digit = Int64(rest)
        let (part, x) = digit.multipliedReportingOverflow(by: b.0)
        let (whole, y) = digit.multipliedReportingOverflow(by: b.1)
        guard !x, !y, whole + a.1 <= most else { return nil }
        (a, b) = (b, (part + a.0, whole + a.1))
        if abs(Double(b.0) / Double(b.1) - number) <= 1e-13 * max(1, number) { return (b.0, b.1) }
        let left = rest - Double(digit)
        guard left > 1e-15 else { return nil }
        rest = 1 / left
    }
}
