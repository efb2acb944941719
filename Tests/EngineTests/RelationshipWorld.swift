import Diagnostics
import Engine
import Tables
import TestSupport
import Testing
import Verbs
import Workspaces

/// Accounts with tiers and wallets, and what they bought: enough for questions about relationships, small enough to count by hand.
struct RelationshipWorld {
    struct Sale {
        var account: Int
        var day: String
        var product: String?
        var amount: Double
    }

    var tiers: [String?]
    var wallets: [Double?]
    var walletsAreMoney = false
    var sales: [Sale]
    var asOf = "2026-12-31"
    /// By account the cluster it is in; none for all.
    var parents: [String?]?

    /// 60 accounts in two tiers and none, with up to six sales each in 2025 and in 2026.
    init(seed: UInt64, without: Double = 0.1) {
        var random = Seeded(state: seed)
        tiers = (0..<60).map { $0 < 20 ? "Gold" : $0 < 30 ? "Silver" : nil }
        wallets = (0..<60).map { _ in Double.random(in: 0...1, using: &random) < without ? nil : Double(Int.random(in: 5_000...80_000, using: &random)) }
        sales = []
        for account in tiers.indices {
            for year in [2025, 2026] {
                for _ in 0..<Int.random(in: 0...6, using: &random) {
                    let (month, day) = (Int.random(in: 4...6, using: &random), Int.random(in: 10...28, using: &random))
                    let product = ["Cash", "Futures", "Prime", "Research", nil][Int.random(in: 0...4, using: &random)]
                    sales.append(Sale(account: account, day: "\(year)-0\(month)-\(day)", product: product, amount: Double(Int.random(in: 1...4_000, using: &random))))
                }
            }
            // Days outside the quarters asked for.
            sales.append(Sale(account: account, day: "2026-01-15", product: "Other", amount: 1e6))
        }
    }

    init(tiers: [String?], wallets: [Double?], sales: [Sale]) { (self.tiers, self.wallets, self.sales) = (tiers, wallets, sales) }

    func session() -> Session {
        let session = Session(catalogue: Verbs.catalogue)
        let names = tiers.indices.map { "a\($0)" as String? }
        let money = Column.integers(wallets.map { walletsAreMoney ? $0.flatMap { Int64(exactly: ($0 * 100).rounded()) } : nil }, type: .money(Currency("USD"), scale: 2))
        let wallet = walletsAreMoney ? money : .doubles(wallets.map { $0 ?? .nan })
        var fields = [Field("account", .texts(names)), Field("tier", .texts(tiers)), Field("wallet", wallet)]
        if let parents { fields.append(Field("parent", .texts(parents))) }
        let accounts = Table(fields, key: 0)
        let table = Table(
            [
                Field("account", .texts(sales.map { "a\($0.account)" })), Field("date", .dates(sales.map { Day(iso: $0.day.utf8) })),
                Field("product", .texts(sales.map(\.product))), Field("amount", .doubles(sales.map(\.amount))),
            ], dated: 1, links: [Link(column: 0, target: "accounts", rows: Buffer(sales.map { Int32($0.account) }))])
        session.state.workspace.put(accounts, as: "accounts")
        session.state.workspace.put(table, as: "sales")
        session.state.workspace.asOf = Day(iso: asOf.utf8)
        return session
    }

    /// Accounts by tier; `—` for none.
    var groups: [(name: String, rows: [Int])] {
        ["Gold", "Silver", "—"].map { name in (name, tiers.indices.filter { (tiers[$0] ?? "—") == name }) }.filter { !$0.rows.isEmpty }
    }

    func sales(of account: Int, in period: String) -> [Sale] {
        // 2026Q2 is April to June.
        let months = period.hasSuffix("Q2") ? ["04", "05", "06"] : ["01", "02", "03", "04", "05", "06", "07", "08", "09", "10", "11", "12"]
        return sales.filter { sale in sale.account == account && months.contains { sale.day.hasPrefix("\(period.prefix(4))-\($0)") } }
    }

    func revenue(_ account: Int, _ period: String) -> Double { sales(of: account, in: period).reduce(0) { $0 + $1.amount } }
    func products(_ account: Int, _ period: String) -> Int { Set(sales(of: account, in: period).compactMap(\.product)).count }

    // MARK: Asking

    func reply(_ line: String) throws -> Reply {
        var found: Result<Reply, Diagnostic>?
        session().run(Source(line)) { found = $0.result }
        return try #require(found).get()
    }

    func failure(_ line: String) throws -> Diagnostic {
        do { _ = try reply(line) } catch let error as Diagnostic { return error }
        Issue.record("\(line) is answered")
        return Diagnostic("none", "")
    }
}

extension Reply {
    func column(_ name: String) throws -> Column {
        let table = try #require(table)
        return table.fields[try #require(table.index(of: name), "there is no column \(name) among \(table.fields.map(\.name))")].column
    }

    func numbers(_ name: String) throws -> [Double?] {
        let column = try column(name)
        return (0..<column.count).map { column[$0].number }
    }

    func texts(_ name: String) throws -> [String] {
        let column = try column(name)
        return (0..<column.count).map { Plain.text(column[$0]) }
    }

    /// The row whose cells are these.
    func row(_ cells: [String: String]) throws -> Int {
        let all = try cells.map { try texts($0.key).map { [wanted = $0.value] in $0 == wanted } }
        return try #require((0..<(table?.rowCount ?? 0)).first { row in all.allSatisfy { $0[row] } }, "there is no row \(cells)")
    }

    /// Nothing that is shown is infinite or no number.
    func expectFinite() {
        for table in [table, summary].compactMap({ $0 }) {
            for field in table.fields { for row in 0..<table.rowCount { if let number = field.column[row].number { #expect(number.isFinite, "\(field.name) in row \(row) is \(number)") } } }
        }
        for text in [headline ?? ""] + footer { #expect(!text.lowercased().contains("nan") && !text.contains("inf "), "\(text)") }
    }
}
