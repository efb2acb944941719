import Synchronization

/// A count that several threads add to.
package final class Counter: Sendable {
    private let count = Atomic<Int>(0)
    package init() {}
    package func add(_ more: Int) { if more != 0 { count.add(more, ordering: .relaxed) } }
    package var value: Int { count.load(ordering: .relaxed) }
}
