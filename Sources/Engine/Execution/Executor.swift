import Diagnostics
import Tables

/// Runs a query's steps over a batch.
struct Executor {
    let evaluation: Evaluation
    /// Phrases for the footer and notes that running gave rise to.
    var footer: [String] = []
    var notes: [Diagnostic] = []
    /// Whether it looks for rows that are taken, though they tie with others.
    var checksOrder = false
    var cuts: [Unsettled] = []

    init(evaluation: Evaluation) { self.evaluation = evaluation }

    mutating func run(_ query: Query) throws(Diagnostic) -> Batch {
        var batch: Batch
        switch query.source {
        case .table(let named): batch = Batch(named.table)
        case .batch(let known): batch = known
        }
        var index = 0
        while index < query.steps.count {
            try Cancellation.check()
            if let taken = try firstFew(query, index, &batch) {
                index += taken
                continue
            }
            try run(query.steps[index], query, &batch)
            index += 1
        }
        return batch
    }

    private mutating func run(_ step: Step, _ query: Query, _ batch: inout Batch) throws(Diagnostic) {
        switch step {
        case .link(let slot, let map, let column, _):
            batch[slot] = .own(try column.gatherParallel(Relations.mapped(batch.rows, through: map)))
        case .attach(let slot, let column, _): batch[slot] = .based(column)
        case .relate(let slot, let related): try relate(slot, related, query, &batch)
        case .compute(let slot, let bound):
            // In two steps, so that no copy of the batch is left when it changes.
            let cells = try computed(bound, batch)
            batch[slot] = cells
        case .filter(let bound, let periods, let names): try filter(bound, periods, names, query, &batch)
        case .sort(let keys):
            try batch.pick(try Sorting.order(keys, batch))
            if checksOrder { batch.ties = try OrderCheck.ties(keys, query, batch) }
        case .take(let skip, let count, let per, let ties):
            let places = try taken(skip, count, per, ties, batch)
            if checksOrder, count > 0, let cut = try OrderCheck.cut(places, query, batch) { cuts.append(cut) }
            try batch.pick(places)
        case .aggregate(let keys, let calls): try aggregate(keys, calls, &batch)
        case .window(let slot, let call): batch[slot] = .own(try Windows.column(call, batch, evaluation.tally))
        case .distinct(let slots):
            var keys: [Column] = []
            for slot in slots { keys.append(try batch.column(slot)) }
            try batch.pick(Rows(try Grouping.groups(by: keys, rows: batch.count).firstRows))
        case .join(let join): try self.join(join, &batch)
        case .union(let union): try self.union(union, &batch)
        }
    }

    private func computed(_ bound: Bound, _ batch: Batch) throws(Diagnostic) -> Batch.Slot {
        let kept = try KeptColumns.column(bound, batch, evaluation) { (own) throws(Diagnostic) in
            try Evaluator(batch: batch, evaluation: own).column(bound)
        }
        if let kept { return .based(kept) }
        return .own(try Evaluator(batch: batch, evaluation: evaluation).column(bound))
    }

    /// `order by` followed by `limit`, `top N by`: a selection instead of a sort. Returns the steps it stood for.
    private mutating func firstFew(_ query: Query, _ index: Int, _ batch: inout Batch) throws(Diagnostic) -> Int? {
        guard !checksOrder, index + 1 < query.steps.count, case .sort(let keys) = query.steps[index], keys.count <= 2, let first = keys.first,
            case .take(let skip, let count, let per, nil) = query.steps[index + 1], per.isEmpty, count < batch.count / 4
        else { return nil }
        let main = try Ordering.keys(of: try batch.column(first.slot), descending: first.descending)
        var tie: Buffer?
        if keys.count == 2 { tie = try Ordering.keys(of: try batch.column(keys[1].slot), descending: keys[1].descending) }
        let rows = batch.count
        let found = try Ordering.smallest(
            min(rows, skip + count), keys: UnsafeBufferPointer(start: main.pointer(), count: rows),
            ties: tie.map { UnsafeBufferPointer(start: $0.pointer(), count: rows) })
        try batch.pick(Rows(Array(found.dropFirst(skip))))
        return 2
    }

    // MARK: Filter

    private mutating func filter(
        _ bound: Bound, _ periods: [PeriodUse], _ names: [(slot: Int, name: String)], _ query: Query, _ batch: inout Batch
    ) throws(Diagnostic) {
        let (places, unknown) = try Executor.places(bound, batch, evaluation)
        if unknown > 0 { footer.append(try unknownRows(unknown, names, batch)) }
        if places.count == 0, batch.count > 0 {
            for period in periods { try explainEmpty(period, query, batch) }
        }
        if places.count < batch.count { try batch.pick(places) }
    }

    /// `4 missing wallet`, of the columns that do miss cells.
    private func unknownRows(_ count: Int, _ names: [(slot: Int, name: String)], _ batch: Batch) throws(Diagnostic) -> String {
        var missing: [String] = []
        for (slot, name) in names where try batch.column(slot).hasMissing() { missing.append(name) }
        switch missing.count {
        case 0: return "\(grouped(count)) unknown"
        case 1: return "\(grouped(count)) missing \(missing[0])"
        default: return "\(grouped(count)) with \(joinWords(missing, "or")) missing"
        }
    }

    /// The places of the rows for which a condition is true, and how many it is unknown for.
    static func places(_ bound: Bound, _ batch: Batch, _ evaluation: Evaluation) throws(Diagnostic) -> (Rows, unknown: Int) {
        let rows = batch.count
        let memory = Buffer.allocate(rows * 4)
        let out = memory.bindMemory(to: Int32.self, capacity: max(rows, 1))
        let buffer = Buffer(taking: memory, byteCount: rows * 4)
        let blocks = (rows + blockRows - 1) / blockRows
        let counts = UnsafeMutablePointer<Int>.allocate(capacity: max(1, blocks))
        defer { counts.deallocate() }
        let unknown = Counter()
        let evaluator = try Evaluator(batch: batch, evaluation: evaluation, condition: bound)
        let shared = UncheckedSend((out, counts))
        try parallelFor(rows: rows) { (block, range) throws(Diagnostic) in
            let (out, counts) = shared.value
            counts[block] = 0
            let target = out + range.lowerBound
            switch try evaluator.operand(bound, range) {
            case .constant(.boolean(true)):
                for i in 0..<range.count { target[i] = Int32(truncatingIfNeeded: range.lowerBound + i) }
                counts[block] = range.count
            case .constant(.boolean(false)): break
            case .constant: unknown.add(range.count)
            case .column(let truth):
                let found = Logic.select(truth, base: range.lowerBound, into: target)
                counts[block] = found.chosen
                unknown.add(found.unknown)
            }
        }
        var total = 0
        for block in 0..<blocks {
            if total != block * blockRows { (out + total).update(from: out + block * blockRows, count: counts[block]) }
            total += counts[block]
        }
        return (Rows(buffer, count: total), unknown.value)
    }

    /// “0 of 8,800 deals fall in …; the latest close_date is 2017-12-31.”
    private mutating func explainEmpty(_ use: PeriodUse, _ query: Query, _ batch: Batch) throws(Diagnostic) {
        let column = try batch.column(use.slot)
        let days = column.integers()
        let x = days.pointer(to: Int64.self)
        var latest = Int64.min
        for i in 0..<column.count where x[i] != .min {
            if x[i] >= Int64(use.from.number) && x[i] < Int64(use.before.number) { return }
            latest = max(latest, x[i])
        }
        guard latest > .min else { return }
        let last = Day(number: Int32(truncatingIfNeeded: latest))
        let asOf = last.adding(days: 1)
        notes.append(
            .note(
                "empty-period",
                "0 of \(grouped(batch.count)) \(query.origin ?? "rows") fall in \(use.label) (\(use.from.text) to \(use.before.adding(days: -1).text)); the latest \(use.column) is \(last.text).",
                help: last < use.from ? "Try set as of \(asOf.text)" : nil))
    }

    // MARK: Take

    private func taken(_ skip: Int, _ count: Int, _ per: [Int], _ ties: Int?, _ batch: Batch) throws(Diagnostic) -> Rows {
        if count == 0 { return Rows([]) }
        if per.isEmpty, ties == nil {
            let first = min(skip, batch.count)
            return batch.placesSlice(first..<min(batch.count, first + min(count, batch.count)))
        }
        var keys: [Column] = []
        for slot in per { keys.append(try batch.column(slot)) }
        let groups = per.isEmpty ? Groups.single(rows: batch.count) : try Grouping.groups(by: keys, rows: batch.count)
        let ids = groups.ids.pointer(to: Int32.self)
        let measure = try ties.map { (slot) throws(Diagnostic) in try Ordering.keys(of: try batch.column(slot)) }
        let key = measure?.pointer(to: UInt64.self)
        var seen = [Int](repeating: 0, count: groups.count)
        var last = [UInt64](repeating: 0, count: groups.count)
        var kept: [Int32] = []
        for row in 0..<batch.count {
            let group = Int(ids[row])
            if seen[group] < count || (key.map { $0[row] == last[group] } ?? false) {
                kept.append(Int32(row))
                if seen[group] < count, let key { last[group] = key[row] }
            } else {
                // A later row cannot tie once one has not.
                last[group] = .max - 1
            }
            seen[group] += 1
        }
        return Rows(kept)
    }

    // MARK: Aggregate

    private func aggregate(_ keys: [Int], _ calls: [AggregateCall], _ batch: inout Batch) throws(Diagnostic) {
        var columns: [Column] = []
        for key in keys { columns.append(try batch.column(key)) }
        let groups = try Grouping.groups(by: columns, rows: batch.count)
        var result = Batch(count: groups.count)
        let firsts = Rows(groups.firstRows)
        for (key, column) in zip(keys, columns) { result[key] = .own(column.gather(firsts)) }
        for call in calls {
            var members = groups
            if let filter = call.filter { members = groups.keeping(try batch.column(filter)) }
            let argument = try call.argument.map { (slot) throws(Diagnostic) in try batch.column(slot) }
            let second = try call.second.map { (slot) throws(Diagnostic) in try batch.column(slot) }
            let column = try Aggregating.aggregate(call.function, argument, and: second, members, rows: batch.count, tally: evaluation.tally)
            result[call.slot] = .own(Casting.cast(column, to: call.type, tally: evaluation.tally))
        }
        batch = result
        if !keys.isEmpty { try batch.pick(try Sorting.order(keys.map { SortKey($0) }, batch)) }
    }

    // MARK: Relations

    private mutating func relate(_ slot: Int, _ related: RelatedAggregate, _ query: Query, _ batch: inout Batch) throws(Diagnostic) {
        var inner = Executor(evaluation: evaluation)
        let child = try inner.run(related.query)
        notes += inner.notes
        footer += inner.footer
        let ids = Relations.mapped(child.rows, through: related.map)
        let groups = Groups(ids: ids.buffer ?? related.map, count: query.originRows)
        let argument = try related.argument.map { (slot) throws(Diagnostic) in try child.column(slot) }
        let second = try related.second.map { (slot) throws(Diagnostic) in try child.column(slot) }
        let column = try Aggregating.aggregate(related.function, argument, and: second, groups, rows: child.count, tally: evaluation.tally)
        batch[slot] = .based(Casting.cast(column, to: related.type, tally: evaluation.tally))
    }

    // MARK: Join and union

    private mutating func join(_ join: JoinCall, _ batch: inout Batch) throws(Diagnostic) {
        let right = try run(join.right)
        var left: [Column] = []
        var other: [Column] = []
        for slot in join.leftKeys { left.append(try batch.column(slot)) }
        for slot in join.rightKeys { other.append(try right.column(slot)) }
        let (leftPlaces, rightPlaces) = try Joining.pairs(left, batch.count, other, right.count, isOuter: join.isOuter)
        try batch.pick(Rows(leftPlaces))
        // Partners stand in the order of the other side.
        batch.ties = nil
        for (slot, from) in join.columns { batch[slot] = .own(try right.column(from).gatherParallel(Rows(rightPlaces))) }
    }

    private mutating func union(_ union: UnionCall, _ batch: inout Batch) throws(Diagnostic) {
        let other = try run(union.other)
        var result = Batch(count: batch.count + other.count)
        for (slot, left, right, type) in union.columns {
            func part(_ from: Int?, _ batch: Batch) throws(Diagnostic) -> Column {
                guard let from else { return .repeating(.missing, type: type, count: batch.count) }
                return Casting.cast(try batch.column(from), to: type, tally: evaluation.tally)
            }
            result[slot] = .own(Column.concatenate([try part(left, batch), try part(right, other)], type: type))
        }
        batch = result
    }
}

extension Batch {
    func placesSlice(_ range: Range<Int>) -> Rows {
        if range.lowerBound == 0 { return Rows(all: range.count) }
        return Rows(range.map { Int32(truncatingIfNeeded: $0) })
    }
}
