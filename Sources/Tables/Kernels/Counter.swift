import Synchronization

/// A count that several threads add to.
package final class Counter: Sendable {
    private let count = Atomic<Int>(0)
    /// Begins at 0.
    package init() {}
    /// Safe from several threads; the order of additions cannot be seen.
    package func add(_ more: Int) { if more != 0 { count.add(more, ordering: .relaxed) } }
    /// What all threads have added up to now.
    package var value: Int { count.load(ordering: .relaxed) }
}
