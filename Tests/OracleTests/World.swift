import Tables
import Workspaces

/// A small workspace made from a seed, with many ties and missing cells: accounts with a key, and activity with a
/// link to them that has orphans and blanks.
struct World {
    /// The slot of accounts' large whole numbers.
    static let ticket = 10
    static let asOf = day(2025, 6, 15)

    var accounts = Frame()
    var activity = Frame()
    /// For each row of activity its account's row; −1 for none.
    var link: [Int] = []
    private var hasKey = false
    private var narrow = false

    init(seed: UInt64, accounts accountCount: Int? = nil, activity activityCount: Int? = nil) {
        var random = Random(seed &+ 77)
        narrow = random.chance(50)
        let count = accountCount ?? (random.chance(5) ? 0 : random.below(random.chance(30) ? 60 : 18))
        accounts = World.accounts(count, &random)
        let rows = activityCount ?? (random.chance(5) ? 0 : random.below(random.chance(30) ? 60 : 25))
        hasKey = random.chance(50)
        (activity, link) = World.activity(rows, accounts, hasKey: hasKey, &random)
    }

    func frame(_ table: String) -> Frame { table == "accounts" ? accounts : activity }

    /// For each account its rows of activity.
    func activityByAccount() -> [[Int]] {
        var rows = [[Int]](repeating: [], count: accounts.rows.count)
        for (row, account) in link.enumerated() where account >= 0 { rows[account].append(row) }
        return rows
    }

    // MARK: Cells

    private static func maybe(_ random: inout Random, _ percent: Int = 20, _ cell: (inout Random) -> Cell) -> Cell {
        random.chance(percent) ? .missing : cell(&random)
    }

    private static func text(_ text: String) -> Cell { .text(Array(text.utf8)) }

    private static let tiers = ["Gold", "gold", "Silver", "Platinum", "Bronze", "", "Gold "]
    private static let regions = ["EMEA", "Asia", "Émilie", "E\u{301}milie", "it's 100%", "a_b", "Ünder"]
    private static let kinds = ["Call", "Meeting", "Booking", "call"]

    private static func accounts(_ count: Int, _ random: inout Random) -> Frame {
        var frame = Frame()
        let fields: [(String, Kind)] = [
            ("account", .text), ("tier", .text), ("region", .text), ("staff", .whole), ("revenue", .money(2)), ("score", .decimal),
            ("margin", .percent), ("renewal date", .date), ("active", .boolean), ("cost", .money(0)), ("ticket", .whole),
        ]
        frame.kinds = fields.map(\.1)
        frame.columns = fields.enumerated().map { ($1.0, $0) }
        frame.origin = "accounts"
        frame.ties = [0]
        frame.ids = Array(0..<count)
        // Keys in no order.
        let step = [7, 11, 13].first { count % $0 != 0 } ?? 1
        for row in 0..<count {
            let number = count == 0 ? 0 : row * step % max(1, count)
            frame.rows.append([
                text("A\(number)"), maybe(&random) { text($0.pick(tiers)) }, maybe(&random) { text($0.pick(regions)) },
                maybe(&random) { .whole($0.within(-3...12)) }, maybe(&random) { .money($0.pick([0, 1, 99, -250, 12_345, 100_000, 100_050, 5]) * $0.within(1...3), 2) },
                maybe(&random) { .real(Double($0.within(-8...20)) / 4) }, maybe(&random) { .real(Double($0.within(-2...20) * 25) / 1000) },
                maybe(&random) { .day(day(2024, 1, 1) + $0.below(24) * 31) }, maybe(&random) { .truth($0.chance(50)) },
                maybe(&random) { .money($0.within(-2...9) * 50, 0) }, maybe(&random) { .whole($0.pick([1, 1, 1, -1]) * ((1 << 53) + $0.within(-2...3))) },
            ])
        }
        return frame
    }

    private static func activity(_ count: Int, _ accounts: Frame, hasKey: Bool, _ random: inout Random) -> (Frame, [Int]) {
        var frame = Frame()
        let fields: [(String, Kind)] = [
            ("id", .whole), ("account", .text), ("day", .date), ("kind", .text), ("hours", .decimal), ("amount", .money(2)), ("units", .whole),
            ("done", .boolean), ("discount", .percent),
        ]
        frame.kinds = fields.map(\.1)
        frame.columns = fields.enumerated().map { ($1.0, $0) }
        frame.origin = "activity"
        frame.ties = hasKey ? [0] : []
        frame.ids = Array(0..<count)
        frame.dated = 2
        var link: [Int] = []
        for row in 0..<count {
            let account = accounts.rows.isEmpty || random.chance(25) ? -1 : random.below(accounts.rows.count)
            link.append(account)
            let owner: Cell = account >= 0 ? accounts.rows[account][0] : random.chance(50) ? .missing : text("nobody")
            frame.rows.append([
                .whole((row * 37) % 101 + row / 101 * 101), owner, maybe(&random, 12) { .day(day(2024, 10, 1) + $0.below(270)) },
                maybe(&random, 10) { text($0.pick(kinds)) }, maybe(&random) { .real(Double($0.within(0...12)) / 4) },
                maybe(&random) { .money($0.within(-10...60) * 125, 2) }, maybe(&random) { .whole($0.within(-2...5)) },
                maybe(&random) { .truth($0.chance(60)) }, maybe(&random) { .real(Double($0.within(0...8)) / 8) },
            ])
        }
        return (frame, link)
    }

    // MARK: - To the product

    var workspace: Workspace {
        var workspace = Workspace()
        let rows = Buffer(link.map { Int32($0) })
        workspace.put(Table(fields(accounts), key: 0), as: "accounts")
        workspace.put(
            Table(fields(activity), key: hasKey ? 0 : nil, dated: 2, links: [Link(column: 1, target: "accounts", rows: rows)]), as: "activity")
        workspace.asOf = Day(number: Int32(World.asOf))
        return workspace
    }

    private func fields(_ frame: Frame) -> [Field] {
        frame.columns.map { Field($0.name, column(frame.column($0.slot), frame.kinds[$0.slot])) }
    }

    /// As an import would store it: in wide or in narrow cells.
    private func column(_ cells: [Cell], _ kind: Kind) -> Column {
        let numbers = cells.map { cell -> Int? in
            switch cell {
            case .whole(let n), .day(let n), .money(let n, _): n
            default: nil
            }
        }
        let type: ColumnType =
            switch kind {
            case .text: .text
            case .whole: .whole
            case .decimal: .decimal
            case .percent: .percent
            case .money(let scale): .money(Currency("EUR"), scale: scale)
            case .date: .date
            case .boolean: .boolean
            }
        switch kind {
        case .text:
            let column = Column.texts(cells.map { if case .text(let bytes) = $0 { String(decoding: bytes, as: UTF8.self) } else { nil } })
            guard narrow, let dictionary = column.dictionary, dictionary.count < 200 else { return column }
            return Column(.text, .codes(Buffer((0..<column.count).map { UInt8(column.code($0)) }), .one, dictionary), count: column.count)
        case .decimal, .percent: return .doubles(cells.map { $0.number ?? .nan }, type: type)
        case .boolean: return .booleans(cells.map(\.truth))
        case .whole, .date, .money:
            let greatest = numbers.compactMap { $0?.magnitude }.max() ?? 0
            if narrow, greatest < 120 { return Column(type, .integers(Buffer(numbers.map { Int8($0 ?? -128) }), .one), count: cells.count) }
            if narrow, greatest < 32_000 { return Column(type, .integers(Buffer(numbers.map { Int16($0 ?? -32_768) }), .two), count: cells.count) }
            if narrow, greatest < 2_000_000_000 {
                return Column(type, .integers(Buffer(numbers.map { Int32($0 ?? Int(Int32.min)) }), .four), count: cells.count)
            }
            return .integers(numbers.map { $0.map { Int64($0) } }, type: type)
        }
    }

    /// Both tables as text, for a report.
    var csv: String {
        [("accounts", accounts), ("activity", activity)].map { name, frame in
            let header = frame.columns.map(\.name).joined(separator: ",")
            let lines = frame.rows.prefix(80).map { row in row.enumerated().map { $1.isMissing ? "" : literal($1, frame.kinds[$0]) }.joined(separator: ",") }
            return "\(name)\n\(header)\n\(lines.joined(separator: "\n"))"
        }.joined(separator: "\n")
    }
}
