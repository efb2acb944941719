import Tables
import Diagnostics

/// Numbers worked out of stored columns alone are kept in the session's cache: ranked by again, they are neither
/// computed nor sorted again.
enum KeptColumns {
    /// Below this many rows computing is quicker than looking up.
    private static let leastRows = 50_000

    /// The column of an expression, kept or made now; nil when it is of a kind that is not kept.
    static func column(_ bound: Bound, _ batch: Batch, _ evaluation: Evaluation, make: (Evaluation) throws(Diagnostic) -> Column)
        throws(Diagnostic) -> Column?
    {
        guard batch.count >= leastRows, batch.rows.buffer == nil, bound.type == .decimal || bound.type == .percent else { return nil }
        var sources: [Column] = []
        guard let key = describe(bound, batch, &sources), let first = sources.first else { return nil }
        let parts = try evaluation.cache.buffers(of: first, kind: key, make: { () throws(Diagnostic) in
            // What could not be computed is said each time, so it is kept beside the cells.
            let own = Evaluation(cache: evaluation.cache)
            let cells = try make(own)
            guard case .doubles(let buffer) = cells.storage, cells.start == 0 else { return [] }
            let left = Buffer([own.tally.divisionsByZero.value, own.tally.overflows.value])
            return [buffer, left] + sources.map(\.buffer)
        })
        guard parts.count >= 2 else { return nil }
        evaluation.tally.divisionsByZero.add(parts[1].pointer(to: Int.self)[0])
        evaluation.tally.overflows.add(parts[1].pointer(to: Int.self)[1])
        return Column(bound.type, .doubles(parts[0]), count: batch.count)
    }

    /// The expression with its columns named by their memory; nil when it has parts that are not told apart so.
    private static func describe(_ bound: Bound, _ batch: Batch, _ sources: inout [Column]) -> String? {
        func all(_ name: String, _ parts: [Bound]) -> String? {
            var text = name + "("
            for part in parts {
                guard let described = describe(part, batch, &sources) else { return nil }
                text += described + ","
            }
            return text + ")"
        }
        switch bound {
        case .slot(let slot, let type):
            guard case .based(let column)? = batch[slot], column.count == batch.count, column.dictionary == nil else { return nil }
            sources.append(column)
            return "\(UInt(bitPattern: ObjectIdentifier(column.buffer)))+\(column.start) \(type)"
        case .constant(let value, let type): return "\(value) \(type)"
        case .compare(let op, let a, let b): return all("\(op)", [a, b])
        case .and(let parts): return all("and", parts)
        case .or(let parts): return all("or", parts)
        case .not(let part): return all("not", [part])
        case .isMissing(let part): return all("missing", [part])
        case .arithmetic(let op, let a, let b, let type): return all("\(op) \(type)", [a, b])
        case .cast(let part, let type): return all("cast \(type)", [part])
        case .choose(let cases, let otherwise, let type):
            return all("choose \(type)", cases.flatMap { [$0.when, $0.then] } + [otherwise])
        case .testText, .apply: return nil
        }
    }
}
