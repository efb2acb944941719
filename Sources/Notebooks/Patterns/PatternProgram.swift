import Diagnostics

/// A pattern as instructions for a machine that walks a line once, with all its ways through the pattern at the same
/// time (Thompson 1968, Pike's variant for captures): its time is the line's length times the pattern's, whatever the
/// pattern. `(a+)+b` costs no more than `a+b`.
struct PatternProgram {
    enum Instruction {
        case scalar(UInt32)
        case any
        case set(ScalarSet)
        case start, end
        case jump(Int)
        /// Two ways, the better one first.
        case split(Int, Int)
        /// Keeps the place in the line: of a capture's start or end.
        case keep(Int)
        case found
    }

    private(set) var code: [Instruction] = []
    /// The names of captures; each keeps two places.
    private(set) var names: [String] = []
    private var work = 0

    /// The instructions that a pattern may take: `x{1000}` and its like are written out.
    static let longest = 4_000

    /// - Throws: a pattern that takes too many instructions.
    init(_ node: PatternNode) throws(PatternError) {
        try add(node)
        code.append(.found)
    }

    private mutating func emit(_ instruction: Instruction) throws(PatternError) {
        code.append(instruction)
        try count()
    }

    /// Repetitions of nothing emit nothing, and still take time.
    private mutating func count() throws(PatternError) {
        work += 1
        if work > PatternProgram.longest { throw PatternError("This pattern is too large when its repetitions are written out.", at: 0, help: "Use *, or smaller bounds in {m,n}.") }
    }

    private mutating func add(_ node: PatternNode) throws(PatternError) {
        try count()
        switch node {
        case .scalar(let value): try emit(.scalar(value))
        case .any: try emit(.any)
        case .set(let set): try emit(.set(set))
        case .start: try emit(.start)
        case .end: try emit(.end)
        case .sequence(let parts): for part in parts { try add(part) }
        case .choice(let ways): try add(choice: ways)
        case .repeated(let part, let least, let most, let isLazy): try add(part, least, most, isLazy)
        case .capture(let part, let name):
            let slot = names.count * 2
            names.append(name)
            try emit(.keep(slot))
            try add(part)
            try emit(.keep(slot + 1))
        }
    }

    private mutating func add(choice ways: [PatternNode]) throws(PatternError) {
        var leave: [Int] = []
        for way in ways.dropLast() {
            let fork = code.count
            try emit(.split(fork + 1, fork + 1))
            try add(way)
            leave.append(code.count)
            try emit(.jump(0))
            code[fork] = .split(fork + 1, code.count)
        }
        if let last = ways.last { try add(last) }
        for place in leave { code[place] = .jump(code.count) }
    }

    private mutating func add(_ part: PatternNode, _ least: Int, _ most: Int?, _ isLazy: Bool) throws(PatternError) {
        for _ in 0..<least { try add(part) }
        guard let most else {
            let fork = code.count
            try emit(.split(0, 0))
            try add(part)
            try emit(.jump(fork))
            code[fork] = PatternProgram.split(fork + 1, code.count, isLazy)
            return
        }
        var forks: [Int] = []
        for _ in least..<max(least, most) {
            forks.append(code.count)
            try emit(.split(0, 0))
            try add(part)
        }
        for fork in forks { code[fork] = PatternProgram.split(fork + 1, code.count, isLazy) }
    }

    private static func split(_ into: Int, _ over: Int, _ isLazy: Bool) -> Instruction {
        isLazy ? .split(over, into) : .split(into, over)
    }
}
