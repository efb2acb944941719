import Tables
import Workspaces

@testable import Storage

/// Workspaces with rules, scenarios and editions.
extension Samples {
    /// A list as an edition keeps it: `week` decides every score.
    static func list(week: Int, accounts: Column, rows: Int) -> Table {
        let tiers = ["Gold", "Silver", "Bronze"]
        return Table(
            [
                Field("account", accounts),
                Field("tier", .texts((0..<rows).map { row in row % 4 == 3 ? nil : tiers[(row + week) % 3] })),
                Field("rank", .integers((0..<rows).map { Int64(1 + ($0 * 7 + week) % rows) })),
                Field("score", .doubles((0..<rows).map { 1 / Double(1 + ($0 * 7 + week) % rows) })),
                Field("won", .doubles((0..<rows).map { $0 % 9 == 0 ? .nan : Double(($0 * week) % 1_000) / 4 })),
            ], key: 0)
    }

    /// A published list over accounts that all editions share.
    static func edition(_ week: Int, accounts: Column, rows: Int) throws -> Edition {
        var contents = Contents()
        contents.put(list(week: week, accounts: accounts, rows: rows), as: "list")
        contents.rules.put(Rule(.tier, "Gold", "tier Gold top \(10 + week)"))
        contents.put(Definition(name: "won", kind: .expression, text: "sum(deals.value)"))
        contents.asOf = Day(number: Int32(17_000 + 7 * week))
        return Edition(
            name: "week \(week)", date: Day(number: Int32(17_001 + 7 * week)), author: "K. Lee", note: "note \(week)",
            hash: try contents.hash(), contents: contents)
    }

    /// The sample workspace with rules, two scenarios, of which one is in use, and three editions.
    static func full() throws -> Workspace {
        var workspace = workspace()
        workspace.rules.put(Rule(.objective, "protect", "objective protect = 60% won, 40% revenue"))
        workspace.rules.put(Rule(.override, "Condax", "override 'Condax' to Gold because 'largest' by 'K. Lee'"))
        workspace.branch("more gold")
        workspace.rules.put(Rule(.tier, "Gold", "tier Gold top 20"))
        workspace.branch("in use")
        var small = everything()
        small.replace(3, with: .integers([1, 2, 3, 4, 5]))
        workspace.put(small, as: "everything")
        workspace.asOf = Day(number: 18_000)
        workspace.put(Definition(name: "won", kind: .expression, text: "2"))
        let rows = 300
        let accounts = Column.texts((0..<rows).map { "Account \($0)" })
        for week in 1...3 { workspace.publish(try edition(week, accounts: accounts, rows: rows)) }
        return workspace
    }
}
