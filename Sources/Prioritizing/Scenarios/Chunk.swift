import Tables

/// The rows of a chunk that scenarios have left open.
struct Chunk: Sendable {
    /// By run of rows, then scenario.
    private var rows: [Int32] = []
    /// Where the rows of each run and scenario begin, and where the last end.
    private var starts: [Int32] = [0]
    private let scenarioCount: Int
    /// By scenario, then bracket: rows below its high end, and its low end.
    private(set) var below: [[(high: Int, low: Int)]]

    /// Scores the rows under every plan. `body` is told the plan, the rows of a run and their levels.
    init(_ chunk: Range<Int>, _ plans: [Plan], _ scorer: Scorer, _ body: (Int, Range<Int>, UnsafePointer<UInt8>) -> Void) {
        scenarioCount = plans.count
        below = plans.map { $0.brackets.map { _ in (0, 0) } }
        let run = Flags.run
        let measures = scorer.scales.count
        let memory = Buffer.allocate((measures + 3) * run * 4 + run)
        defer { Buffer.release(memory) }
        let lanes = memory.bindMemory(to: Float.self, capacity: (measures + 1) * run)
        let scores = lanes + measures * run
        let wide = (memory + (measures + 1) * run * 4).bindMemory(to: Int32.self, capacity: 2 * run)
        let open = wide + run
        let levels = (memory + (measures + 3) * run * 4).bindMemory(to: UInt8.self, capacity: run)
        for start in stride(from: chunk.lowerBound, to: chunk.upperBound, by: run) {
            let part = start..<min(start + run, chunk.upperBound)
            scorer.lanes(part, into: lanes, stride: run)
            for (at, plan) in plans.enumerated() {
                Lanes.score(scores, lanes, stride: run, plan.near, part.count)
                wide.update(repeating: Int32(plan.first), count: part.count)
                for (index, bracket) in plan.brackets.enumerated() {
                    let (high, low) = Lanes.step(wide, scores, bracket, part.count)
                    below[at][index].high += Int(high)
                    below[at][index].low += Int(low)
                }
                Lanes.narrow(wide, into: levels, part.count)
                body(at, part, levels)
                rows.append(contentsOf: UnsafeBufferPointer(start: open, count: Flags.gather(levels, part.count, from: start, into: open)))
                starts.append(Int32(truncatingIfNeeded: rows.count))
            }
        }
    }

    /// Appends the rows that a scenario has left open, in order.
    func append(_ scenario: Int, to all: inout [Int32]) {
        for segment in stride(from: scenario, to: starts.count - 1, by: scenarioCount) {
            all += rows[Int(starts[segment])..<Int(starts[segment + 1])]
        }
    }

    /// The rows that a scenario has left open, in order, run by run; and their numbers, from `first` on.
    func forEachRun(_ scenario: Int, from first: Int, _ body: (_ rows: ArraySlice<Int32>, _ numbers: Range<Int>) -> Void) {
        var number = first
        for segment in stride(from: scenario, to: starts.count - 1, by: scenarioCount) {
            let open = rows[Int(starts[segment])..<Int(starts[segment + 1])]
            if !open.isEmpty { body(open, number..<number + open.count) }
            number += open.count
        }
    }
}

/// What became of the rows that one scenario had left open.
struct Settlement: Sendable {
    /// Where the rows of each chunk begin.
    let starts: [Int]
    /// By chunk, then row.
    let levels: [UInt8]

    /// Nil when a cut does not lie in its bracket, so that more rows must be looked at.
    init?(_ scenario: Int, _ plan: Plan, _ chunks: [Chunk], _ scorer: Scorer, _ ties: Buffer?, rowCount: Int) {
        var rows: [Int32] = []
        starts = chunks.map { chunk in
            let start = rows.count
            chunk.append(scenario, to: &rows)
            return start
        }
        let keys = scorer.keys(of: rows, weights: plan.weights)
        let ties = ties.map { UnsafeBufferPointer(start: $0.pointer(to: UInt64.self), count: rowCount) }
        var places: [Int] = []
        var earlier = 0
        for (index, bracket) in plan.brackets.enumerated() where !bracket.cuts.isEmpty {
            let (high, low) = chunks.reduce((0, 0)) { ($0.0 + $1.below[scenario][index].high, $0.1 + $1.below[scenario][index].low) }
            for cut in bracket.cuts {
                let place = plan.cuts[cut].place - (rowCount - high) + earlier
                guard place > earlier, place <= earlier + high - low, place <= rows.count else { return nil }
                places.append(place)
            }
            earlier += high - low
        }
        let marks = Ordering.marks(at: places, of: rows, keys: keys, ties: ties)
        for bracket in plan.brackets {
            for cut in bracket.cuts where !bracket.keys.contains(marks[cut].key) { return nil }
        }
        let names = plan.cuts.map(\.level) + [plan.cuts.last?.beyond ?? plan.first]
        levels = Settlement.levels(rows, keys, marks, names, ties)
    }

    /// Each row's level: that of the first cut that it does not lie beyond.
    private static func levels(
        _ rows: [Int32], _ keys: [UInt64], _ marks: [Ordering.Mark], _ names: [UInt8], _ ties: UnsafeBufferPointer<UInt64>?
    ) -> [UInt8] {
        var levels = [UInt8](repeating: names[0], count: rows.count)
        for (cut, mark) in marks.enumerated() { Lanes.step(&levels, keys, beyond: mark.key, by: names[cut + 1] &- names[cut]) }
        // Which of the rows with the very key of a cut lie beyond it is for tie keys and rows to say.
        var seen: UInt64?
        for mark in marks where mark.key != seen {
            seen = mark.key
            for at in keys.indices where keys[at] == mark.key {
                let own = Ordering.Mark(key: mark.key, tie: ties?[Int(rows[at])] ?? 0, row: rows[at])
                levels[at] = names[marks.firstIndex { own <= $0 } ?? marks.count]
            }
        }
        return levels
    }
}
