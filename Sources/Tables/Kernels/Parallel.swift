import Diagnostics
import Dispatch
import Synchronization

/// Rows in a block: the unit of parallel work, of cancellation and of sums of doubles (so that threads do not
/// change them).
package let blockRows = 65_536

/// Runs `body` for each of `blocks` fixed blocks of `0..<rows`, on all cores; serial under 50,000 rows.
///
/// Polls the cancel flag and advances `Progress` once a block. When several blocks fail, the first block's error is
/// thrown, so that what a user sees does not depend on timing.
package func parallelFor(rows: Int, body: @Sendable (_ block: Int, _ rows: Range<Int>) throws(Diagnostic) -> Void)
    throws(Diagnostic)
{
    try parallelFor(rows: rows, blockRows: blockRows, body: body)
}

/// The same with blocks of another size, for what has less or more to do a row. Errors: `cancelled`, and what `body`
/// throws.
package func parallelFor(
    rows: Int, blockRows: Int, body: @Sendable (_ block: Int, _ rows: Range<Int>) throws(Diagnostic) -> Void
) throws(Diagnostic) {
    let blocks = (rows + blockRows - 1) / blockRows
    @Sendable func range(_ block: Int) -> Range<Int> { block * blockRows..<min(rows, (block + 1) * blockRows) }
    if rows < 50_000 || blocks < 2 {
        for block in 0..<blocks {
            try Cancellation.check()
            try body(block, range(block))
        }
        return
    }
    try parallelTasks(blocks) { (block) throws(Diagnostic) in try body(block, range(block)) }
}

/// Runs `body` for each task on all cores, whatever their size.
///
/// - Parameter steps: how often `body` advances `Progress` itself in all tasks together; nil for tasks too short for
///   that, each of which counts as one step.
/// Errors: `cancelled`, and what the first task that fails throws.
package func parallelTasks(
    _ tasks: Int, steps: Int? = nil, body: @Sendable (_ task: Int) throws(Diagnostic) -> Void
) throws(Diagnostic) {
    let failure = Mutex<(task: Int, error: Diagnostic)?>(nil)
    Progress.begin(steps ?? tasks)
    defer { Progress.begin(0) }
    DispatchQueue.concurrentPerform(iterations: tasks) { task in
        do throws(Diagnostic) {
            try Cancellation.check()
            try body(task)
            if steps == nil { Progress.advance() }
        } catch {
            failure.withLock { first in
                if first.map({ task < $0.task }) ?? true { first = (task, error) }
            }
        }
    }
    if let first = failure.withLock({ $0 }) { throw first.error }
}

/// Tasks on all cores beside the blocks of `parallelFor`.
package enum Parallel {
    /// Runs every task to its end on all cores, cancelled or not: for what is worth nothing in part.
    package static func run(_ tasks: Int, body: @Sendable (Int) -> Void) {
        if tasks == 1 { body(0) } else { DispatchQueue.concurrentPerform(iterations: tasks, execute: body) }
    }

    /// What each task gives, in the tasks' order; one after the other unless `parallel`.
    /// Errors: `cancelled`, and what `body` throws.
    package static func results<T: Sendable>(of tasks: Int, parallel: Bool, body: @Sendable (Int) throws(Diagnostic) -> T)
        throws(Diagnostic) -> [T]
    {
        guard parallel else { return try (0..<tasks).map { (task) throws(Diagnostic) in try body(task) } }
        let slots = Mutex([T?](repeating: nil, count: tasks))
        try parallelTasks(tasks) { (task) throws(Diagnostic) in
            let result = try body(task)
            slots.withLock { $0[task] = result }
        }
        return slots.withLock { $0.compactMap { $0 } }
    }
}
