#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// How far recursion may go from where it was made: no statement, however deep its queries and definitions reach into
/// each other, may run out of stack.
package struct StackGuard: Sendable {
    /// The address below which the stack may not grow; 0 for no bound.
    private let floor: UInt

    /// Lets recursion go as deep as it will.
    package static let none = StackGuard(floor: 0)

    private init(floor: UInt) { self.floor = floor }

    /// From here half of what the main thread's stack may take, at most 64 MB; the rest is for what is not checked.
    package init() {
        var limit = rlimit()
        #if canImport(Glibc)
            let resource = __rlimit_resource_t(RLIMIT_STACK.rawValue)
        #else
            let resource = RLIMIT_STACK
        #endif
        guard getrlimit(resource, &limit) == 0 else {
            self = .none
            return
        }
        let room = min(UInt(limit.rlim_cur / 2), 64 << 20)
        let here = StackGuard.address()
        floor = here > room ? here - room : 0
    }

    /// Errors: `too-deep`, when the stack has grown below the bound. To be called at each level of a recursion.
    package func check(at span: Span) throws(Diagnostic) {
        if StackGuard.address() >= floor { return }
        throw Diagnostic(
            "too-deep", "Queries and definitions are nested too deep here.", at: span, help: "Keep a part of it as a table, or derive it in a stage of its own.")
    }

    @inline(never)
    private static func address() -> UInt {
        var here: UInt8 = 0
        return withUnsafePointer(to: &here) { UInt(bitPattern: $0) }
    }
}
