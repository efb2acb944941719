/// Rows on their way through a pipeline. A slot is a place in every row; stages only ever add slots, and `columns`
/// says which of them are seen under which name.
struct Frame {
    var kinds: [Kind] = []
    var columns: [(name: String, slot: Int)] = []
    var rows: [[Cell]] = []
    /// The stored table whose rows these still are, and which of its rows each one is.
    var origin: String?
    var ids: [Int] = []
    /// What puts rows that are otherwise equal in order.
    var ties: [Int] = []
    /// The slot that `date` stands for.
    var dated: Int?

    func column(_ slot: Int) -> [Cell] { rows.map { $0[slot] } }

    mutating func append(_ kind: Kind, _ cells: (Int) -> Cell) -> Int {
        kinds.append(kind)
        for row in rows.indices { rows[row].append(cells(row)) }
        return kinds.count - 1
    }

    /// Puts a column under a name: in the place of one that has it, else last.
    mutating func set(_ name: String, _ slot: Int) {
        if let index = columns.firstIndex(where: { $0.name.lowercased() == name.lowercased() }) {
            columns[index] = (name, slot)
        } else {
            columns.append((name, slot))
        }
    }

    func has(_ name: String) -> Bool { columns.contains { $0.name.lowercased() == name.lowercased() } }

    mutating func pick(_ places: [Int]) {
        rows = places.map { rows[$0] }
        if !ids.isEmpty { ids = places.map { ids[$0] } }
    }

    mutating func sort(_ keys: [(slot: Int, descending: Bool)]) {
        let all = keys + ties.map { ($0, false) }
        pick(sortedPlaces(rows.count, all.map { (column($0.slot), $0.descending) }))
    }

    mutating func forgetOrigin(ties: [Int]) {
        origin = nil
        ids = []
        dated = nil
        self.ties = ties
    }

    /// Places of the rows that share their cells in some slots, by first row.
    func groups(_ slots: [Int]) -> [[Int]] {
        var numbers: [[Cell]: Int] = [:]
        var groups: [[Int]] = []
        for row in rows.indices {
            let key = slots.map { rows[row][$0] }
            if let number = numbers[key] { groups[number].append(row) } else {
                numbers[key] = groups.count
                groups.append([row])
            }
        }
        return groups
    }
}
