import Engine
import Tables
import Workspaces

/// The small workspace that the manuals' examples run on: six accounts, nine contacts, as of 2026-03-31.
package func manualWorkspace() -> Workspace {
    var workspace = Workspace()
    let names: [String?] = ["Acme", "Birch", "Cedar", "Dune", "Elm", "Fjord"]
    func day(_ text: String) -> Day? { Day(iso: text.utf8) }
    let accounts = Table(
        [
            Field("account", .texts(names)),
            Field("tier", .texts(["Gold", "Gold", "Silver", "Silver", "Bronze", "Bronze"])),
            Field("region", .texts(["EMEA", "Americas", "EMEA", "Asia", "Americas", "EMEA"])),
            Field("revenue", .integers([820_000, 640_000, 410_000, 250_000, 120_000, 60_000])),
            Field("cost", .integers([510_000, 480_000, 390_000, 150_000, 110_000, 20_000])),
            Field("wallet", .integers([2_000_000, 900_000, 1_500_000, nil, 300_000, 800_000])),
            Field(
                "renewal date",
                .dates(
                    [day("2026-09-30"), day("2026-05-31"), day("2027-01-31"), day("2026-03-31"), nil, day("2026-12-31")])),
        ], key: 0)
    let owners: [String?] = ["Acme", "Acme", "Acme", "Birch", "Birch", "Cedar", "Dune", "Fjord", nil]
    let dates = [
        "2025-11-20", "2026-02-03", "2026-03-10", "2025-06-30", "2026-01-15", "2026-03-20", "2025-09-01", "2026-02-27", "2026-03-01",
    ]
    let links = owners.map { owner in names.firstIndex { $0 == owner && owner != nil }.map(Int32.init) ?? -1 }
    let activity = Table(
        [
            Field("account", .texts(owners)),
            Field("date", .dates(dates.map(day))),
            Field("kind", .texts(["Call", "Call", "Meeting", "Meeting", "Call", "Call", "Call", "Meeting", "Call"])),
            Field("hours", .doubles([0.25, 0.5, 2, 1.5, 0.5, 1, 0.5, .nan, 0.25])),
        ], dated: 1, links: [Link(column: 0, target: "accounts", rows: Buffer(links))])
    workspace.put(accounts, as: "accounts")
    workspace.put(activity, as: "activity")
    workspace.asOf = day("2026-03-31")
    return workspace
}
