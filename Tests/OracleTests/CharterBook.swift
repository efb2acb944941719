import Tables
import Workspaces

/// A small firm made from a seed: accounts of some tiers and client types, what was done for them, and a charter.
struct CharterBook {
    struct Account {
        var name: String
        /// Nil in no tier.
        var tier: String?
        var type: String?
        var size: Int
        var owner: String?
        var region: String
    }

    struct Done {
        /// Nil for no account, or one that is unknown.
        var account: Int?
        var day: Int?
        var kind: String
        var hours: Double?
    }

    /// How often: so many of a unit. `halfYear` has a name of its own.
    struct Period: Hashable {
        var count: Int
        var unit: String

        var text: String { count == 1 ? unit : "\(count) \(unit)s" }
        var months: Int? { ["month": 1, "quarter": 3, "half year": 6, "year": 12][unit].map { $0 * count } }
        var days: Int { (unit == "week" ? 7 : 1) * count }
    }

    enum Promise: Hashable {
        case times(Int, Period)
        case onRequest, none

        var text: String {
            switch self {
            case .times(let times, let period): "\(times) per \(period.text)"
            case .onRequest: "on request"
            case .none: "none"
            }
        }
    }

    struct Clause {
        var id: String
        /// Nil for all; nil among them for accounts in none.
        var tiers: [String?]?
        var segments: [String]
        var service: String
        var promise: Promise
        var role: String?
        /// A number of `measures`; nil where it says nothing.
        var measure: Int?
    }

    static let services = ["Call", "Meeting", "Review"]
    static let kinds = services + ["Trip"]
    /// How what is done is counted, as it is typed and as it is meant; nil is a measure that does not run.
    static let measures: [(text: String, value: (@Sendable (Done) -> Double)?)] = [
        ("count(activity where kind = 'Trip')", { $0.kind == "Trip" ? 1 : 0 }),
        ("sum(activity.hours where kind = 'Call')", { $0.kind == "Call" ? $0.hours ?? 0 : 0 }),
        ("count(activity where kind = 'Meeting' and hours > 1)", { $0.kind == "Meeting" && ($0.hours ?? 0) > 1 ? 1 : 0 }),
        ("count(activity)", { _ in 1 }),
        ("newest(activity.date)", nil),
    ]
    static let types = ["Bank", "Hedge fund", "Insurer"]
    static let tiers = ["Gold", "Silver"]

    var asOf = 0
    var accounts: [Account] = []
    var done: [Done] = []
    var clauses: [Clause] = []
    /// Those of this size or more are 'Large'.
    var large = 0
    /// Tiers by a list of the largest, else by a column.
    var hasList = false
    /// Where each account's size is its place, so many in each tier.
    private var sizes = [0, 0]

    init(seed: Int) {
        var random = Random(UInt64(seed) &+ 90_001)
        asOf = day(2025, random.within(1...12), random.within(1...28))
        hasList = random.chance(50)
        large = random.within(2...20)
        sizes = [random.within(0...4), random.within(0...5)]
        let count = random.within(1...24)
        let step = [7, 11, 13].first { count % $0 != 0 } ?? 1
        for row in 0..<count {
            let place = row * step % count
            let tier: String? =
                hasList ? (place < sizes[0] ? "Gold" : place < sizes[0] + sizes[1] ? "Silver" : nil) : random.pick(["Gold", "Silver", "Silver", nil, "non-tiered"])
            accounts.append(
                Account(
                    name: "K\(row)", tier: tier == "non-tiered" ? nil : tier, type: random.pick(CharterBook.types + [nil]), size: count - place,
                    owner: random.pick(["Ana", "Ben", nil]), region: random.pick(["EMEA", "Asia"])))
        }
        for _ in 0..<random.within(0...160) {
            done.append(
                Done(
                    account: random.chance(10) ? nil : random.below(count), day: random.chance(5) ? nil : asOf - random.below(500) + 40, kind: random.pick(CharterBook.kinds),
                    hours: random.chance(10) ? nil : Double(random.within(1...12)) / 4))
        }
        let tiersThere = CharterBook.tiers.filter { tier in hasList || accounts.contains { $0.tier == tier } }
        for _ in 0..<random.within(1...10) { add(random.pick(tiersThere + [nil]), &random) }
    }

    private mutating func add(_ tier: String?, _ random: inout Random) {
        let others = CharterBook.tiers.filter { tier in hasList || accounts.contains { $0.tier == tier } }
        var tiers: [String?]? = random.chance(25) ? nil : [tier]
        if tiers != nil, random.chance(30), let other = (others + [nil]).first(where: { $0 != tier }) { tiers?.append(other) }
        let there = CharterBook.types.filter { type in accounts.contains { $0.type == type } } + (hasList ? ["Large"] : [])
        let segments = there.isEmpty || random.chance(50) ? [] : Array(Set((0..<random.within(1...2)).map { _ in random.pick(there) })).sorted()
        let unit = random.pick(["day", "week", "month", "quarter", "half year", "year"])
        let period = Period(count: unit == "half year" || random.chance(60) ? 1 : random.within(2...5), unit: unit)
        let promise: Promise = random.chance(70) ? .times(random.within(1...5), period) : random.pick([.none, .onRequest])
        let clause = Clause(
            id: "C\(clauses.count + 1)", tiers: tiers, segments: segments, service: random.pick(CharterBook.services), promise: promise,
            role: random.pick(["Sales", "Desk", nil]), measure: random.chance(60) ? nil : random.below(CharterBook.measures.count))
        // Typed again for the same accounts, it would change in place.
        func audience(_ clause: Clause) -> [String] { (clause.tiers.map { $0.map { $0 ?? "-" }.sorted() } ?? ["all"]) + ["|"] + clause.segments + [clause.service] }
        if !clauses.contains(where: { audience($0) == audience(clause) }) { clauses.append(clause) }
    }

    // MARK: To the product

    var workspace: Workspace {
        var workspace = Workspace()
        func texts(_ value: (Account) -> String?) -> Column { .texts(accounts.map(value)) }
        var fields = [
            Field("account", texts(\.name)), Field("client type", texts(\.type)), Field("size", .integers(accounts.map { Int64($0.size) })),
            Field("owner", texts(\.owner)), Field("region", texts(\.region)),
        ]
        if !hasList { fields.append(Field("tier", texts(\.tier))) }
        workspace.put(Table(fields, rowCount: accounts.count, key: 0), as: "accounts")
        let rows = Buffer(done.map { Int32($0.account ?? -1) })
        let activity = [
            Field("account", .texts(done.map { $0.account.map { accounts[$0].name } })),
            Field("date", .integers(done.map { $0.day.map { Int64($0) } }, type: .date)), Field("kind", .texts(done.map(\.kind))),
            Field("hours", .doubles(done.map { $0.hours ?? .nan })),
        ]
        workspace.put(Table(activity, rowCount: done.count, dated: 1, links: [Link(column: 0, target: "accounts", rows: rows)]), as: "activity")
        workspace.asOf = Day(number: Int32(asOf))
        return workspace
    }

    /// All rules but the clauses.
    var rules: [String] {
        let list = ["objective 'o' = size", "tier Gold top \(sizes[0])", "tier Silver next \(sizes[1])", "qualifier 'Large' where size >= \(large)"]
        return (hasList ? list : []) + ["role 'Sales' = owner"]
    }

    var clauseTexts: [String] {
        clauses.map { clause in
            let tiers = clause.tiers.map { $0.map { $0 ?? "non-tiered" }.joined(separator: ", ") } ?? "all"
            let segments = clause.segments.isEmpty ? "" : " for " + clause.segments.map { "'\($0)'" }.joined(separator: ", ")
            let measure = clause.measure.map { " measured by \(CharterBook.measures[$0].text)" } ?? ""
            return "clause \(tiers) '\(clause.service)'\(segments) \(clause.promise.text)\(clause.role.map { " by '\($0)'" } ?? "")\(measure)"
        }
    }
}
