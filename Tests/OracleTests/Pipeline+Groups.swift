/// Stages after which a row is a whole group.
extension RandomPipeline {
    // MARK: Groups

    /// Keys with their names, as text and as columns.
    mutating func keys(_ count: Int) -> (words: [String], columns: [(name: String, slot: Int)]) {
        var columns: [(name: String, slot: Int)] = []
        var words: [String] = []
        for _ in 0..<count {
            if generator.random.chance(75) {
                let choices = generator.scope.filter { $0.slot != nil && !$0.text.contains(".") }
                guard !choices.isEmpty else { continue }
                let chosen = generator.random.pick(choices)
                let name = frame.columns.first { typed($0.name) == chosen.text }?.name ?? chosen.text
                if has(name, columns) { continue }
                columns.append((name, slot(chosen)))
                words.append(chosen.text)
            } else {
                let made = generator.value(1)
                let name = newName()
                columns.append((name, slot(made)))
                words.append("\(made.text) as \(typed(name))")
            }
        }
        return (words, columns)
    }

    struct Figure {
        let text: String
        let name: String
        let kind: Kind
        let cell: (Frame) -> ([Int]) -> Cell
    }

    mutating func figure(_ taken: [String]) -> Figure {
        var made = generator.aggregate()
        if frame.origin == "accounts", generator.random.chance(15), let related = generator.relatedInGroup() { made = related }
        var (text, kind, cell) = (made.text(), made.kind, made.cell)
        if generator.random.chance(15) {
            let other = generator.aggregate()
            let op = generator.random.pick(["+", "-", "*", "/"])
            if let (kind2, body) = arithmetic(op, (kind, nil), (other.kind, nil)) {
                (text, kind) = ("(\(text) \(op) \(other.text()))", kind2)
                let first = cell
                cell = { frame in
                    let (x, y) = (first(frame), other.cell(frame))
                    return { rows in
                        let (left, right) = (x(rows), y(rows))
                        return left.isMissing || right.isMissing ? .missing : body(left, right)
                    }
                }
            }
        }
        if !taken.contains(text.lowercased()), !text.contains("  "), text.utf8.count < 150, generator.random.chance(30) { return Figure(text: text, name: text, kind: kind, cell: cell) }
        let name = newName()
        return Figure(text: "\(text) as \(typed(name))", name: name, kind: kind, cell: cell)
    }

    mutating func figures(_ count: Int, taken: [String] = []) -> [Figure] {
        var made: [Figure] = []
        for _ in 0..<count { made.append(figure(taken.map { $0.lowercased() } + made.map { $0.name.lowercased() })) }
        return made
    }

    /// One row a group, in order of the keys; one row in all without keys.
    static func grouped(_ frame: Frame, _ keys: [(name: String, slot: Int)], _ figures: [Figure]) -> Frame {
        let groups = keys.isEmpty ? [Array(frame.rows.indices)] : frame.groups(keys.map(\.slot))
        let cells = figures.map { $0.cell(frame) }
        var result = Frame()
        result.kinds = keys.map { frame.kinds[$0.slot] } + figures.map(\.kind)
        result.columns = (keys.map(\.name) + figures.map(\.name)).enumerated().map { ($1, $0) }
        result.rows = groups.map { group in keys.map { frame.rows[group[0]][$0.slot] } + cells.map { $0(group) } }
        result.sort(keys.indices.map { ($0, false) })
        result.ties = Array(keys.indices)
        return result
    }

    mutating func groupBy() -> String? {
        let (words, columns) = keys(generator.random.within(1...2))
        if columns.isEmpty { return nil }
        if generator.random.chance(15) {
            if has("count", columns) { return nil }
            let count = Figure(text: "", name: "count", kind: .whole) { _ in { .whole($0.count) } }
            frame = RandomPipeline.grouped(frame, columns, [count])
            return "group by " + words.joined(separator: ", ")
        }
        let figures = figures(generator.random.within(1...3), taken: columns.map(\.name))
        frame = RandomPipeline.grouped(frame, columns, figures)
        return "group by \(words.joined(separator: ", ")) show \(figures.map(\.text).joined(separator: ", "))"
    }

    mutating func summarize() -> String {
        let (words, columns) = generator.random.chance(50) ? keys(1) : ([], [])
        let figures = figures(generator.random.within(1...3), taken: columns.map(\.name))
        frame = RandomPipeline.grouped(frame, columns, figures)
        return "summarize \(figures.map(\.text).joined(separator: ", "))" + (words.isEmpty ? "" : " by \(words.joined(separator: ", "))")
    }

    mutating func compare() -> String? {
        guard let dated = frame.dated else { return nil }
        let (newer, older) = (generator.absolutePeriod(), generator.absolutePeriod())
        if newer.text == older.text { return nil }
        let (words, columns) = generator.random.chance(60) ? keys(1) : ([], [])
        let figures = figures(generator.random.within(1...2), taken: columns.map(\.name))
        func rows(_ period: PeriodOfDays) -> Set<Int> {
            Set(
                frame.rows.indices.filter { row in
                    if case .day(let day) = frame.rows[row][dated] { day >= period.from && day < period.before } else { false }
                })
        }
        frame.pick(rows(newer).union(rows(older)).sorted())
        let (inNewer, inOlder) = (rows(newer), rows(older))
        let shown = figures.flatMap { figure in
            let prefix = figures.count == 1 ? "" : figure.name + " "
            let cell = figure.cell(frame)
            return RandomPipeline.compared(
                figure.kind, prefix + newer.text, { cell($0.filter { inNewer.contains($0) }) }, prefix + older.text, { cell($0.filter { inOlder.contains($0) }) }, prefix)
        }
        let by = words.isEmpty ? "" : " by \(words.joined(separator: ", "))"
        frame = RandomPipeline.grouped(frame, columns, shown)
        return "compare \(newer.text) against \(older.text)\(by) show \(figures.map(\.text).joined(separator: ", "))"
    }

    /// Both values, and of numbers the change and the growth.
    private static func compared(
        _ kind: Kind, _ newName: String, _ new: @escaping ([Int]) -> Cell, _ oldName: String, _ old: @escaping ([Int]) -> Cell, _ prefix: String
    ) -> [Figure] {
        let both = [Figure(text: "", name: newName, kind: kind) { _ in new }, Figure(text: "", name: oldName, kind: kind) { _ in old }]
        guard kind.isNumeric, let minus = arithmetic("-", (kind, nil), (kind, nil)) else { return both }
        let change: ([Int]) -> Cell = { rows in
            let (x, y) = (new(rows), old(rows))
            return x.isMissing || y.isMissing ? .missing : minus.body(x, y)
        }
        let growth: ([Int]) -> Cell = { rows in
            guard let part = change(rows).number, let base = old(rows).number, base > 0 else { return .missing }
            return .real(orMissing: part / base)
        }
        return both + [
            Figure(text: "", name: prefix + "change", kind: kind) { _ in change }, Figure(text: "", name: prefix + "growth", kind: .percent) { _ in growth },
        ]
    }

    mutating func pivot() -> String? {
        let downChoices = frame.columns.filter { [.text, .boolean, .whole, .date].contains(frame.kinds[$0.slot]) }
        let acrossChoices = downChoices.filter { [.text, .boolean].contains(frame.kinds[$0.slot]) }
        guard !acrossChoices.isEmpty else { return nil }
        let across = generator.random.pick(acrossChoices)
        let down = Set((0..<generator.random.within(1...2)).map { _ in generator.random.below(downChoices.count) }).sorted().map { downChoices[$0] }
        let figures = figures(generator.random.within(1...2))
        let source = frame
        let labels = RandomPipeline.grouped(source, [across], []).rows.map { $0[0] }
        if labels.count > 60 || down.contains(where: { $0.name.lowercased() == "total" }) { return nil }
        let withTotals = generator.random.chance(50)
        let cells = figures.map { $0.cell(source) }
        func line(_ rows: [Int]) -> [Cell] {
            labels.flatMap { label in
                let members = rows.filter { source.rows[$0][across.slot] == label }
                return cells.map { $0(members) }
            } + (withTotals ? cells.map { $0(rows) } : [])
        }
        let headers = labels.flatMap { label in figures.map { figures.count == 1 ? shown(label) : "\(shown(label)) \($0.name)" } }
        let totals = withTotals ? figures.map { figures.count == 1 ? "total" : "total \($0.name)" } : []
        var result = RandomPipeline.grouped(source, down, [])
        let groups = Dictionary(grouping: source.rows.indices) { row in down.map { source.rows[row][$0.slot] } }
        for row in result.rows.indices {
            let key = Array(result.rows[row].prefix(down.count))
            result.rows[row] += line(groups[key] ?? [])
        }
        if withTotals {
            let label: Cell = source.kinds[down[0].slot] == .text ? .text(Array("total".utf8)) : .missing
            result.rows.append([label] + down.dropFirst().map { _ in .missing } + line(Array(source.rows.indices)))
        }
        result.kinds += (labels.flatMap { _ in figures.map(\.kind) }) + (withTotals ? figures.map(\.kind) : [])
        result.columns = unique(down.map(\.name) + headers + totals).enumerated().map { ($1, $0) }
        result.ties = []
        frame = result
        return "pivot \(figures.map(\.text).joined(separator: ", ")) rows \(down.map { typed($0.name) }.joined(separator: ", ")) columns \(typed(across.name))"
            + (withTotals ? " with totals" : "")
    }

    private func shown(_ label: Cell) -> String { 
        switch label {
        case .missing: "—"
        case .text([]): "(empty)"
        case .text(let bytes): String(decoding: bytes, as: UTF8.self)
        default: literal(label, .boolean)
        }
    }

    private func unique(_ names: [String]) -> [String] {
        var seen: [String: Int] = [:]
        return names.map { name in
            seen[name.lowercased(), default: 0] += 1
            let count = seen[name.lowercased()] ?? 1
            return count == 1 ? name : "\(name) \(count)"
        }
    }
}
