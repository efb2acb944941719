import Diagnostics

/// Weights that leave those that hold in one direction: so much of the whole is moved, from the giving measures to
/// the taking ones, each side in its proportions.
struct Ray {
    /// Shares of what is moved; each side adds up to 1.
    let takes: [Double]
    let gives: [Double]

    func shares(_ now: [Double], moved: Double) -> [Double] {
        now.indices.map { now[$0] + moved * (takes[$0] - gives[$0]) }
    }

    /// How much can be moved until a giving measure has nothing left.
    func reach(_ now: [Double]) -> Double {
        now.indices.reduce(1) { gives[$1] > 0 ? min($0, now[$1] / gives[$1]) : $0 }
    }

    /// Part of a ray on which the row has its place.
    struct Stretch {
        var from: Double
        var to: Double
    }

    /// Where along the ray the row has its place, nearest first. Between breakpoints, at which a competitor comes to
    /// beat the row or ceases to, nothing changes.
    /// - Parameters:
    ///   - rivals: who may beat the row somewhere on the range; `sure` others beat it all along.
    ///   - isPointwise: also the breakpoints themselves, at which ties may give the row its place.
    func stretches(
        _ field: Field, _ rivals: [Int32], sure: Int, in range: ClosedRange<Double>, isPointwise: Bool
    ) -> [Stretch] {
        let allowed = field.allowed - sure
        var events: [(at: Double, starts: Bool)] = []
        var beating = 0
        for rival in rivals {
            let rival = Int(rival)
            var slope = 0.0
            for measure in takes.indices { slope += (takes[measure] - gives[measure]) * field.differences[measure][rival] }
            let lead = field.leads[rival] + range.lowerBound * slope
            if lead > field.margin { beating += 1 }
            guard abs(slope) > field.margin else { continue }
            let at = -field.leads[rival] / slope
            let isBeating = lead > field.margin
            if isBeating == (slope < 0), at <= range.upperBound { events.append((max(at, range.lowerBound), !isBeating)) }
        }
        events.sort { ($0.at, $0.starts ? 1 : 0) < ($1.at, $1.starts ? 1 : 0) }
        var found: [Stretch] = []
        var (last, at) = (range.lowerBound, 0)
        while true {
            let next = at < events.count ? events[at].at : range.upperBound
            if beating <= allowed, next > last { found.append(Stretch(from: last, to: next)) }
            guard at < events.count else { return found }
            // Those that cease at the point, and then those that begin: at the point itself neither beats the row.
            while at < events.count, events[at].at <= next + 1e-13, !events[at].starts {
                beating -= 1
                at += 1
            }
            if isPointwise, beating <= allowed { found.append(Stretch(from: next, to: next)) }
            while at < events.count, events[at].at <= next + 1e-13, events[at].starts {
                beating += 1
                at += 1
            }
            last = next
        }
    }
}
