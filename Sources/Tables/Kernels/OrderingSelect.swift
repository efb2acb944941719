import Diagnostics

extension Ordering {
    /// Who stands at each of the given places (1 is the first) in the order by key, tie key (none: row number) and
    /// row. Nothing is sorted: a sample says between which keys each place lies, and only rows there are looked at
    /// closely. A place beyond the last row gives the last one; no rows give no marks. Errors: `cancelled`.
    package static func marks(
        at places: [Int], keys: UnsafeBufferPointer<UInt64>, ties: UnsafeBufferPointer<UInt64>? = nil
    ) throws(Diagnostic) -> [Mark] {
        guard !keys.isEmpty else { return [] }
        let places = places.map { min(max($0, 1), keys.count) }
        var sample = Sampling.rows(of: keys.count).map { keys[$0] }
        var ranges = Sampling.ranges(of: places, among: keys.count, sample: &sample)
        var found = try within(ranges, keys)
        for (at, place) in places.enumerated() where !found[at].holds(place) {
            // The sample was unlucky, about once in a hundred thousand times: look at every row.
            ranges[at] = 0...UInt64.max
            found[at] = try within([ranges[at]], keys)[0]
        }
        return zip(places, found).compactMap { place, found in
            marks(at: [place - found.before], of: found.rows, keys: found.rows.map { keys[Int($0)] }, ties: ties).first
        }
    }

    /// Who stands at some places (1 is the first) among some rows, which ascend and have these keys; `ties` are by row of
    /// all rows. The places ascend and must be theirs.
    package static func marks(at places: [Int], of rows: [Int32], keys: [UInt64], ties: UnsafeBufferPointer<UInt64>?) -> [Mark] {
        var scratch = keys
        var marks = places.map { _ in Mark(key: 0, tie: 0, row: -1) }
        // What was selected last: as many of the least keys stand at the front.
        var front = keys.count
        for (at, place) in places.enumerated().reversed() {
            let key = Selecting.element(place - 1, ofFirst: max(front, place), of: &scratch)
            front = place
            var rest = place - 1 - scratch[..<(place - 1)].count { $0 < key }
            var equals = keys.indices.filter { keys[$0] == key }.map { rows[$0] }
            var tie: UInt64 = 0
            if let ties, equals.count > 1 {
                let own = equals.map { ties[Int($0)] }
                var some = own
                tie = Selecting.element(rest, ofFirst: own.count, of: &some)
                rest -= own.count { $0 < tie }
                equals = own.indices.filter { own[$0] == tie }.map { equals[$0] }
            } else if let ties {
                tie = ties[Int(equals[0])]
            }
            marks[at] = Mark(key: key, tie: tie, row: equals[rest])
        }
        return marks
    }

    /// The rows whose keys lie in a range.
    private struct Within {
        /// How many rows have a lesser key.
        var before = 0
        /// In row order.
        var rows: [Int32] = []

        func holds(_ place: Int) -> Bool { place > before && place <= before + rows.count }
    }

    /// For each range of keys the rows in it.
    private static func within(_ ranges: [ClosedRange<UInt64>], _ keys: UnsafeBufferPointer<UInt64>)
        throws(Diagnostic) -> [Within]
    {
        guard let start = keys.baseAddress else { return ranges.map { _ in Within() } }
        nonisolated(unsafe) let cells = start
        let count = keys.count
        let parts = (count + blockRows - 1) / blockRows
        let found = try Parallel.results(of: parts, parallel: parts > 1) { (part) in
            let rows = part * blockRows..<min(count, (part + 1) * blockRows)
            let memory = Buffer.allocate(Flags.run * 5)
            defer { Buffer.release(memory) }
            let hits = memory.bindMemory(to: Int32.self, capacity: Flags.run)
            let flags = (memory + Flags.run * 4).bindMemory(to: UInt8.self, capacity: Flags.run)
            return ranges.map { look($0, cells, rows, flags, hits) }
        }
        return found.reduce(into: ranges.map { _ in Within() }) { all, part in
            for at in all.indices {
                all[at].before += part[at].before
                all[at].rows += part[at].rows
            }
        }
    }

    private static func look(
        _ range: ClosedRange<UInt64>, _ keys: UnsafePointer<UInt64>, _ rows: Range<Int>, _ flags: UnsafeMutablePointer<UInt8>,
        _ hits: UnsafeMutablePointer<Int32>
    ) -> Within {
        var found = Within()
        let (low, span) = (range.lowerBound, range.upperBound - range.lowerBound)
        for start in stride(from: rows.lowerBound, to: rows.upperBound, by: Flags.run) {
            let count = min(Flags.run, rows.upperBound - start)
            let run = keys + start
            var before: UInt64 = 0
            var at = 0
            while at < count {
                let key = run[at]
                before &+= key < low ? 1 : 0
                flags[at] = key &- low <= span ? Flags.set : 0
                at &+= 1
            }
            found.before += Int(before)
            let hit = Flags.gather(flags, count, from: start, into: hits)
            found.rows.append(contentsOf: UnsafeBufferPointer(start: hits, count: hit))
        }
        return found
    }
}
