import Diagnostics
import Engine
import Tables
import TestSupport
import Testing
import Verbs
import Workspaces

/// A firm and a charter made from a seed with which nothing is wrong: every tier and client type has what it gets of every
/// service, each tier more than the next, and there are hands enough for it.
struct SoundCharter {
    struct Clause {
        var id: String
        var tiers: [String]
        var segments: [String] = []
        var service: String
        /// So often a year; none where it is 0.
        var times: Int
        var role: String? = "Sales"
        var hours: String? = "0.5"
        var measure: String?
        var monitored: String? = "monthly"
        var expectation = "a reason to call"

        var statement: String {
            let parts = [
                "clause \(tiers.isEmpty ? "all" : tiers.joined(separator: ", ")) '\(service)'", segments.isEmpty ? nil : "for " + segments.map { "'\($0)'" }.joined(separator: ", "),
                times == 0 ? "none" : "\(times) per year", role.map { "by '\($0)'" }, hours.map { "\($0) hours each" }, measure.map { "measured by \($0)" },
                monitored.map { "monitored \($0)" }, expectation.isEmpty ? nil : "expecting '\(expectation)'",
            ]
            return parts.compactMap { $0 }.joined(separator: " ")
        }
    }

    static let tiers = ["Platinum", "Gold", "Silver", "non-tiered"]
    static let roles = ["Sales", "Analyst", "Desk"]
    static let types = ["Asset manager", "Bank", "Hedge fund", "Insurer"]

    let session = Session(catalogue: Verbs.catalogue)
    var random: Seeded
    let types: [String]
    let services: [String]
    var clauses: [Clause] = []

    init(seed: Int) {
        random = Seeded(state: UInt64(seed) &* 7_919 &+ 3)
        types = Array(SoundCharter.types.prefix(2 + random.below(3)))
        services = Array(["Call", "Meeting", "Review", "Roadshow", "Site visit"].prefix(2 + random.below(4)))
        for service in services { plan(service) }
        session.state.workspace = workspace
        for line in rules { run(line) }
        for clause in clauses { run(clause.statement) }
    }

    private mutating func plan(_ service: String) {
        var times = 20 + random.below(10)
        let role = SoundCharter.roles[random.below(3)]
        let named = random.below(2) == 0 ? types[random.below(types.count)] : nil
        func next(_ tiers: [String], _ times: Int, for segments: [String] = []) {
            clauses.append(Clause(id: "C\(clauses.count + 1)", tiers: tiers, segments: segments, service: service, times: times, role: role))
        }
        // The two lower tiers may get the same: not all tiers are alike then.
        let areTogether = random.below(3) == 0
        let tiers: [[String]] = areTogether ? [["Platinum"], ["Gold", "Silver"], ["non-tiered"]] : SoundCharter.tiers.map { [$0] }
        for group in tiers {
            times -= 3 + random.below(2)
            let own = group == ["non-tiered"] ? random.below(3) : times
            if let named { next(group, own + 1, for: [named]) }
            next(group, own)
        }
        if random.below(3) == 0 { next(["non-tiered"], 3, for: ["Large"]) }
    }

    // MARK: The firm

    /// Two accounts of each type in each tier.
    private var workspace: Workspace {
        let count = types.count * 8
        let names = (0..<count).map { "K\($0)" }
        var workspace = Workspace()
        let accounts = [
            Field("account", .texts(names)), Field("size", .integers((0..<count).map { Int64(count - $0) })), Field("client type", .texts((0..<count).map { types[$0 % types.count] })),
            Field("owner", .texts((0..<count).map { $0 % 2 == 0 ? "Ana" : "Ben" })), Field("analyst", .texts(names.map { _ in "Cem" })),
            Field("desk", .texts((0..<count).map { $0 == 0 ? nil : "Dora" })),
        ]
        workspace.put(Table(accounts, key: 0), as: "accounts")
        let done = services + ["Trip"]
        let day = Day(year: 2026, month: 2, day: 3)?.number ?? 0
        func activity(_ date: Int?) -> Table {
            Table(
                [
                    Field("account", .texts(done.indices.map { names[$0] })), Field("date", .integers(done.indices.map { Int64(day) + Int64($0) }, type: .date)), Field("kind", .texts(done)),
                    Field("hours", .doubles(done.map { _ in 1.5 })),
                ], dated: date, links: [Link(column: 0, target: "accounts", rows: Buffer(done.indices.map { Int32($0) }))])
        }
        workspace.put(activity(1), as: "activity")
        workspace.put(activity(nil), as: "notes")
        let staff = ["Ana", "Ben", "Cem", "Dora"]
        workspace.put(
            Table([Field("staff", .texts(staff)), Field("role", .texts(["Sales", "Sales", "Analyst", "Desk"])), Field("weekly hours", .integers(staff.map { _ in 40 }))], key: 0), as: "staff")
        workspace.asOf = Day(year: 2026, month: 3, day: 31)
        return workspace
    }

    private var rules: [String] {
        let each = types.count * 2
        return [
            "objective 'o' = size", "tier Platinum top \(each)", "tier Gold next \(each)", "tier Silver next \(each)", "qualifier 'Large' where size >= 4",
            "role 'Sales' = owner", "role 'Desk' = case when desk is missing then owner else desk end",
        ]
    }

    // MARK: Asking it

    @discardableResult func run(_ line: String) -> Reply {
        var last = Reply()
        session.run(Source(line)) { outcome in
            switch outcome.result {
            case .success(let reply): last = reply
            case .failure(let error): Issue.record("\(line): \(error.message) \(error.help ?? "")")
            }
        }
        return last
    }

    struct Finding: Hashable, CustomStringConvertible {
        var id: String
        var about: String
        var what: String
        var description: String { "\(id) \(about): \(what)" }
    }

    func findings() -> [Finding] {
        guard let table = run("charter check").table else { return [] }
        func text(_ column: Int, _ row: Int) -> String { Plain.text(table.fields[column].column[row]) }
        return (0..<table.rowCount).map { Finding(id: text(0, $0), about: text(1, $0), what: text(2, $0)) }
    }

    /// What the check finds with other clauses or rules, which are as a file may have them: not all of them can be typed.
    func findings(_ clauses: [Clause], _ change: (inout Workspace) -> Void = { _ in }) -> [Finding] {
        let kept = session.state.workspace
        defer { session.state.workspace = kept }
        var workspace = kept
        for rule in workspace.rules[.clause] { workspace.rules.remove(.clause, named: rule.name) }
        for clause in clauses { workspace.rules.put(Rule(.clause, clause.id, clause.statement)) }
        change(&workspace)
        session.state.workspace = workspace
        return findings()
    }
}
