/// A pipeline made from a seed, stage by stage: its text, and the rows it should give.
struct RandomPipeline {
    var text: String
    var frame: Frame
    var generator: Generator
    private var names = 0

    init(seed: UInt64, world: World, stages: Int? = nil) {
        generator = Generator(seed: seed, world: world)
        let table = generator.random.chance(60) ? "accounts" : "activity"
        frame = world.frame(table)
        text = (generator.random.chance(3) ? "from " : "") + table
        for _ in 0..<(stages ?? generator.random.within(1...6)) {
            generator.enter(frame)
            guard let stage = nextStage() else { continue }
            text += " | " + stage
        }
    }

    /// Column names and rows of the result.
    var expected: (names: [String], rows: [[Cell]]) {
        (frame.columns.map(\.name), frame.rows.map { row in frame.columns.map { row[$0.slot] } })
    }

    mutating func newName() -> String {
        names += 1
        return ["x\(names)", "fig \(names == 1 ? "one" : "n")_\(names)", "Ünit\(names)"][generator.random.below(3)]
    }

    /// Adds a stage to the frame and gives its text; nil when what was tried does not fit.
    private mutating func nextStage() -> String? {
        if frame.columns.isEmpty { return nil }
        switch generator.random.below(30) {
        case 0...5: return filter()
        case 6, 7: return select()
        case 8: return drop()
        case 9...13: return derive()
        case 14...16: return groupBy()
        case 17, 18: return orderBy()
        case 19: return limitOrSkip()
        case 20...22: return top()
        case 23: return distinct()
        case 24, 25: return pivot()
        case 26: return compare()
        case 27: return union()
        case 28: return join()
        default: return summarize()
        }
    }

    // MARK: Rows

    private mutating func filter() -> String {
        let condition = generator.random.chance(15) ? rankCondition() : generator.condition(2)
        let truth = condition.cells(frame)
        frame.pick(frame.rows.indices.filter { truth($0).truth == true })
        return (generator.random.chance(5) ? "having " : "where ") + condition.text
    }

    private mutating func rankCondition() -> Expr {
        let window = generator.window()
        guard window.kind.isNumeric else { return generator.condition(1) }
        let bound = generator.constant(window.kind)
        return .map("\(window.text) <= \(bound.text)", .boolean, window, bound) { .truth(order($0, $1) <= 0) }
    }

    private mutating func orderBy() -> String {
        var keys: [(slot: Int, descending: Bool)] = []
        var words: [String] = []
        for _ in 0..<generator.random.within(1...3) {
            let key = generator.value(1)
            let descending = generator.random.chance(50)
            keys.append((slot(key), descending))
            words.append(key.text + (descending ? " desc" : generator.random.chance(20) ? " asc" : ""))
        }
        frame.sort(keys)
        return "order by " + words.joined(separator: ", ")
    }

    private mutating func limitOrSkip() -> String {
        let count = generator.random.within(0...max(3, frame.rows.count < 1_000 ? min(40, frame.rows.count) : frame.rows.count / 2))
        if generator.random.chance(60) {
            frame.pick(Array(frame.rows.indices.prefix(count)))
            return "limit \(count)"
        }
        frame.pick(Array(frame.rows.indices.dropFirst(count)))
        return "skip \(count)"
    }

    private mutating func top() -> String {
        let descending = generator.random.chance(60)
        let most = frame.rows.count > 1_000 && generator.random.chance(50) ? frame.rows.count / 3 : 8
        let count = generator.random.chance(6) ? 0 : generator.random.within(1...most)
        let measure = generator.value(1)
        let names = generator.scope.filter { [.text, .boolean, .whole].contains($0.kind) }
        let per = generator.random.chance(40) && !names.isEmpty ? (0..<generator.random.within(1...2)).map { _ in generator.random.pick(names) } : []
        let withTies = generator.random.chance(30)
        let measureSlot = slot(measure)
        let perSlots = per.map { slot($0) }
        frame.sort(perSlots.map { ($0, false) } + [(measureSlot, descending)])
        let cells = frame.column(measureSlot)
        var kept: [Int] = []
        for group in frame.groups(perSlots) {
            kept += group.prefix(count)
            guard withTies, count > 0, count < group.count else { continue }
            kept += group.dropFirst(count).prefix { cells[$0] == cells[group[count - 1]] }
        }
        frame.pick(kept.sorted())
        return "\(descending ? "top" : "bottom") \(count) by \(measure.text)" + (per.isEmpty ? "" : " per \(per.map(\.text).joined(separator: ", "))")
            + (withTies ? " with ties" : "")
    }

    // MARK: Columns

    /// The slot of an expression: its own when it is a column of the frame.
    mutating func slot(_ expression: Expr) -> Int {
        if let slot = expression.slot { return slot }
        return frame.append(expression.kind, expression.cells(frame))
    }

    private mutating func select() -> String {
        var shown: [(name: String, slot: Int)] = []
        var words: [String] = []
        for _ in 0..<generator.random.within(1...5) {
            let roll = generator.random.below(10)
            if roll < 6 {
                guard let column = generator.random.pick(frame.columns) as (name: String, slot: Int)?, !has(column.name, shown) else { continue }
                shown.append(column)
                words.append(typed(column.name))
            } else {
                let made = roll < 9 ? generator.value(2) : generator.window()
                let name = newName()
                shown.append((name, slot(made)))
                words.append("\(made.text) as \(typed(name))")
            }
        }
        if shown.isEmpty { return "select *" }
        frame.columns = shown
        return "select " + words.joined(separator: ", ")
    }

    func has(_ name: String, _ columns: [(name: String, slot: Int)]) -> Bool { columns.contains { $0.name.lowercased() == name.lowercased() } }

    private mutating func drop() -> String? {
        guard frame.columns.count > 1 else { return nil }
        let index = generator.random.below(frame.columns.count)
        let name = frame.columns.remove(at: index).name
        return "drop \(typed(name))"
    }

    private mutating func derive() -> String {
        var words: [String] = []
        for _ in 0..<generator.random.within(1...3) {
            generator.enter(frame)
            let made =
                switch generator.random.below(10) {
                case 0...3: generator.value(3)
                case 4, 5: generator.perAggregate()
                case 6 where frame.origin == "accounts": generator.relatedAggregate()
                default: generator.window()
                }
            let name = generator.random.chance(12) ? generator.random.pick(frame.columns).name : newName()
            frame.set(name, slot(made))
            words.append("\(typed(name)) = \(made.text)")
        }
        return "derive " + words.joined(separator: ", ")
    }

    private mutating func distinct() -> String {
        var words = ""
        if generator.random.chance(60) {
            let shown = Set((0..<generator.random.within(1...2)).map { _ in generator.random.below(frame.columns.count) }).sorted().map { frame.columns[$0] }
            frame.columns = shown
            words = " " + shown.map { typed($0.name) }.joined(separator: ", ")
        }
        let slots = frame.columns.map(\.slot)
        frame.pick(frame.groups(slots).map { $0[0] })
        frame.ties = []
        frame.sort(slots.map { ($0, false) })
        frame.forgetOrigin(ties: slots)
        return "distinct" + words
    }
}
