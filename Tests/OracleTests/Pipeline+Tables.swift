/// Stages that bring a second query in.
extension RandomPipeline {
    /// `(table | where … | select …)` with its rows.
    private mutating func second(_ table: String, keeping names: [String]? = nil) -> (text: String, frame: Frame) {
        var other = generator.world.frame(table)
        var inner = generator
        inner.enter(other)
        let condition = inner.condition(1)
        generator.random = inner.random
        let truth = condition.cells(other)
        other.pick(other.rows.indices.filter { truth($0).truth == true })
        var text = "(\(table) | where \(condition.text)"
        if let names {
            other.columns = other.columns.filter { names.contains($0.name) }
            text += " | select \(other.columns.map { typed($0.name) }.joined(separator: ", "))"
        }
        return (text + ")", other)
    }

    mutating func union() -> String? {
        let table = generator.random.chance(50) ? "accounts" : "activity"
        let all = generator.world.frame(table).columns.map(\.name)
        let kept = all.filter { _ in generator.random.chance(60) }
        let (text, other) = second(table, keeping: kept.isEmpty ? [all[0]] : kept)
        var result = Frame()
        var sources: [(left: Int?, right: Int?)] = []
        for column in frame.columns {
            let right = other.columns.first { $0.name.lowercased() == column.name.lowercased() }
            guard let kind = right.map({ commonKind(frame.kinds[column.slot], other.kinds[$0.slot]) }) ?? frame.kinds[column.slot] else { return nil }
            result.columns.append((column.name, result.kinds.count))
            result.kinds.append(kind)
            sources.append((column.slot, right?.slot))
        }
        for column in other.columns where !frame.has(column.name) {
            result.columns.append((column.name, result.kinds.count))
            result.kinds.append(other.kinds[column.slot])
            sources.append((nil, column.slot))
        }
        let kinds = result.kinds
        result.rows = frame.rows.map { row in sources.enumerated().map { at, source in source.left.map { brought(row[$0], to: kinds[at]) } ?? .missing } }
        result.rows += other.rows.map { row in sources.enumerated().map { at, source in source.right.map { brought(row[$0], to: kinds[at]) } ?? .missing } }
        frame = result
        return "union \(text)"
    }

    mutating func join() -> String? {
        let table = generator.random.chance(50) ? "accounts" : "activity"
        let usesWhole = generator.random.chance(40)
        let whole = generator.world.frame(table)
        let (text, other) = usesWhole ? (table, whole) : second(table)
        let pairs = frame.columns.flatMap { left in other.columns.map { (left, $0) } }
            .filter { left, right in [.text, .whole, .date].contains(frame.kinds[left.slot]) && frame.kinds[left.slot] == other.kinds[right.slot] }
        let same = pairs.filter { $0.0.name == $0.1.name }
        guard let (left, right) = same.isEmpty || generator.random.chance(20) ? (pairs.isEmpty ? nil : generator.random.pick(pairs)) : generator.random.pick(same) else { return nil }
        let keepsAll = generator.random.chance(40)
        var result = frame
        var added: [Int] = []
        for column in other.columns where column.slot != right.slot {
            result.columns.append((result.has(column.name) ? "\(table) \(column.name)" : column.name, result.kinds.count))
            result.kinds.append(other.kinds[column.slot])
            added.append(column.slot)
        }
        guard Set(result.columns.map { $0.name.lowercased() }).count == result.columns.count else { return nil }
        result.rows = []
        var partners: [Cell: [Int]] = [:]
        for row in other.rows.indices { partners[other.rows[row][right.slot], default: []].append(row) }
        let most = max(3_000, 2 * frame.rows.count)
        for row in frame.rows where result.rows.count <= most {
            let found = row[left.slot].isMissing ? [] : partners[row[left.slot]] ?? []
            for partner in found { result.rows.append(row + added.map { other.rows[partner][$0] }) }
            if found.isEmpty, keepsAll { result.rows.append(row + added.map { _ in .missing }) }
        }
        if result.rows.count > most { return nil }
        result.forgetOrigin(ties: frame.ties)
        frame = result
        let keys = left.name == right.name && generator.random.chance(70) ? typed(left.name) : "\(typed(left.name)) = \(typed(right.name))"
        return "join \(text) on \(keys)" + (keepsAll ? " keep all" : "")
    }
}
