import Diagnostics
import Engine
import Syntax
import Tables
import TestSupport
import Testing
import Verbs
import Workspaces

/// `reach` and `optimize` held against what the language itself says: every answer is typed in, every other list tried.
@Suite struct MovesTests {
    // MARK: A firm by chance

    /// Accounts `a`, `b`, …, ranked by revenue and wallet, in Gold, Silver or neither.
    private struct Firm {
        let session = Session(catalogue: Verbs.catalogue)
        let names: [String]

        init(seed: UInt64, count: Int, gold: Int, silver: Int) {
            var random = Seeded(state: seed)
            names = (0..<count).map { String(UnicodeScalar(UInt8(97 + $0))) }
            func figures() -> [Int64] { names.map { _ in Int64(random.below(60)) } }
            let accounts = Table(
                [Field("account", .texts(names)), Field("revenue", .integers(figures())), Field("wallet", .integers(figures()))], key: 0)
            session.state.workspace.put(accounts, as: "accounts")
            answer("objective 'x' = 60% revenue, 40% wallet; tier Gold top \(gold); tier Silver next \(silver)")
        }

        @discardableResult func answer(_ text: String) -> Reply {
            var last = Reply()
            session.run(Source(text)) { result in
                switch result.result {
                case .success(let reply): last = reply
                case .failure(let error): Issue.record("\(text): \(error.message) \(error.help ?? "")")
                }
            }
            return last
        }

        func error(_ text: String) -> String? {
            var found: String?
            session.run(Source(text)) { if case .failure(let error) = $0.result { found = found ?? error.id } }
            return found
        }

        /// Runs on a copy, which is thrown away.
        func trying<T>(_ body: () throws -> T) rethrows -> T {
            let kept = session.state.workspace
            defer { session.state.workspace = kept }
            return try body()
        }

        var tiers: [String: String] {
            let table = answer("list | select account, tier").table
            return Dictionary(uniqueKeysWithValues: (0..<names.count).map { (text(table, 0, $0), text(table, 1, $0)) })
        }

        func text(_ table: Table?, _ column: Int, _ row: Int) -> String { table.map { Plain.text($0.fields[column].column[row]) } ?? "" }

        func revenue(_ name: String) -> Int {
            let column = session.state.workspace.table(named: "accounts")?.table.fields[1].column
            return names.firstIndex(of: name).flatMap { column?[$0].number }.map { Int($0) } ?? 0
        }
    }

    // MARK: optimize

    private struct Limits {
        let gold: ClosedRange<Int>
        let silver: ClosedRange<Int>
        let movers: Int
        let hours: Int

        init(_ random: inout Seeded) {
            func range() -> ClosedRange<Int> {
                let low = random.below(3)
                return low...low + random.below(3)
            }
            (gold, silver, movers, hours) = (range(), range(), random.below(5), 2 + random.below(14))
        }

        var text: String {
            "with \(gold.lowerBound)..\(gold.upperBound) Gold, \(silver.lowerBound)..\(silver.upperBound) Silver, at most \(movers) movers, at most \(hours) hours, "
                + "hours in Gold = 4 + revenue / 60, hours in Silver = 2, worth in Gold = 150%"
        }

        /// What a list is worth; nil where it breaks a limit.
        func worth(_ tiers: [String: String], was: [String: String], _ firm: Firm) -> Double? {
            let members = { (tier: String) in firm.names.filter { tiers[$0] == tier } }
            let spent = members("Gold").reduce(0.0) { $0 + 4 + Double(firm.revenue($1)) / 60 } + Double(2 * members("Silver").count)
            guard gold.contains(members("Gold").count), silver.contains(members("Silver").count), spent <= Double(hours) + 1e-9,
                firm.names.count(where: { was[$0] != tiers[$0] }) <= movers
            else { return nil }
            return members("Gold").reduce(0.0) { $0 + 1.5 * Double(firm.revenue($1)) } + members("Silver").reduce(0.0) { $0 + Double(firm.revenue($1)) }
        }
    }

    /// What an optimum's statements make of the list, typed in.
    private func optimum(_ request: String, _ firm: Firm) -> [String: String] {
        let reply = firm.answer(request + " | select statement | distinct")
        let statements = (0..<(reply.table?.rowCount ?? 0)).map { firm.text(reply.table, 0, $0) }
        return firm.trying {
            for statement in statements { firm.answer(statement) }
            return firm.tiers
        }
    }

    @Test(arguments: 1...12 as ClosedRange<UInt64>) func `cut-offs are the best of all sizes`(_ seed: UInt64) {
        var random = Seeded(state: seed)
        let firm = Firm(seed: seed &* 77, count: 6, gold: random.below(3), silver: random.below(4))
        let limits = Limits(&random)
        let was = firm.tiers
        var best: Double?
        for gold in 0...6 {
            for silver in 0...6 - gold {
                let tiers = firm.trying {
                    firm.answer("tier Gold top \(gold); tier Silver next \(silver)")
                    return firm.tiers
                }
                if let worth = limits.worth(tiers, was: was, firm) { best = max(best ?? worth, worth) }
            }
        }
        check("optimize for revenue cutoffs " + limits.text, best, was, limits, firm)
    }

    @Test(arguments: 1...6 as ClosedRange<UInt64>) func `memberships are the best of all lists`(_ seed: UInt64) {
        var random = Seeded(state: seed)
        let firm = Firm(seed: seed &* 131, count: 4, gold: random.below(3), silver: random.below(2))
        let limits = Limits(&random)
        let was = firm.tiers
        var best: Double?
        for number in 0..<81 {
            var rest = number
            let statements = firm.names.map { name in
                defer { rest /= 3 }
                return rest % 3 == 0 ? "exclude '\(name)' because 'x' by 'y'" : "override '\(name)' to \(rest % 3 == 1 ? "Gold" : "Silver") because 'x' by 'y'"
            }
            let tiers = firm.trying {
                firm.answer(statements.joined(separator: "; "))
                return firm.tiers
            }
            if let worth = limits.worth(tiers, was: was, firm) { best = max(best ?? worth, worth) }
        }
        check("optimize for revenue memberships " + limits.text, best, was, limits, firm)
    }

    private func check(_ request: String, _ best: Double?, _ was: [String: String], _ limits: Limits, _ firm: Firm) {
        guard let best else {
            #expect(firm.error(request) == "no-such-list", "\(request) has no answer among all lists")
            return
        }
        let worth = limits.worth(optimum(request, firm), was: was, firm)
        #expect(worth != nil, "\(request) breaks a limit")
        #expect(abs((worth ?? .nan) - best) < 1e-9, "\(request): \(worth ?? .nan), where \(best) can be had")
        #expect(firm.tiers == was, "\(request) has changed the list")
    }

    @Test func `what was set by hand stays, and so does who is locked`() {
        let firm = Firm(seed: 5, count: 8, gold: 2, silver: 2)
        let order = firm.answer("list | select account").table
        let (first, third, fifth, last) = (firm.text(order, 0, 0), firm.text(order, 0, 2), firm.text(order, 0, 4), firm.text(order, 0, 7))
        firm.answer("override '\(last)' to Gold because 'x' by 'y'")
        for mode in ["cutoffs", "memberships"] {
            let tiers = optimum("optimize for wallet \(mode) with 1..4 Gold, 1..4 Silver, lock '\(third)', keep '\(first)' out, keep '\(fifth)' out", firm)
            #expect(tiers[last] == "Gold")
            #expect(tiers[third] == "Silver")
            #expect(tiers[first] == "non-tiered")
            #expect(tiers[fifth] == "non-tiered")
            #expect((1...4).contains(tiers.values.count { $0 == "Gold" }), "\(mode): those set by hand count for a tier's size")
        }
    }

    // MARK: reach

    /// The statement that `reach` gives does it, and so does the figure it gives for each measure.
    @Test(arguments: 1...8 as ClosedRange<UInt64>) func `what it takes is enough`(_ seed: UInt64) {
        let firm = Firm(seed: seed &* 991, count: 12, gold: 3, silver: 4)
        for name in firm.names {
            for tier in ["Gold", "Silver"] {
                let reply = firm.answer("reach '\(name)' to \(tier)")
                guard let table = reply.table else { continue }
                for row in 0..<2 {
                    let needed = firm.text(table, 2, row)
                    let isBeyond = needed.hasPrefix("above ")
                    guard let amount = Int(needed.replacing("above ", with: "")) else {
                        #expect(needed == "no amount does")
                        #expect(!isIn(tier, name, firm, "accounts | where account = '\(name)' | set \(firm.text(table, 0, row)) = 1000"))
                        continue
                    }
                    let set = { (amount: Int) in "accounts | where account = '\(name)' | set \(firm.text(table, 0, row)) = \(amount)" }
                    #expect(isIn(tier, name, firm, set(isBeyond ? amount + 1 : amount)), "\(name) with \(firm.text(table, 0, row)) \(needed) is not in \(tier)")
                    #expect(!isIn(tier, name, firm, set(isBeyond ? amount : amount - 1)), "\(name) needs less than \(needed)")
                }
                guard let remark = reply.footer.first(where: { $0.hasPrefix("to see it: whatif ") }) else {
                    for revenue in 0...20 {
                        #expect(!isIn(tier, name, firm, "objective 'x' = \(revenue) revenue, \(20 - revenue) wallet"), "\(revenue) of 20 bring \(name) to \(tier)")
                    }
                    continue
                }
                #expect(isIn(tier, name, firm, String(remark.dropFirst("to see it: whatif ".count))), "\(remark) does not bring \(name) to \(tier)")
            }
        }
    }

    /// Whether an account is in a tier or a better one after a statement.
    private func isIn(_ tier: String, _ name: String, _ firm: Firm, _ statement: String) -> Bool {
        firm.trying {
            firm.answer(statement)
            let now = firm.tiers[name]
            return now == "Gold" || now == tier
        }
    }

    @Test func `a line of score is reached by score`() {
        let firm = Firm(seed: 3, count: 9, gold: 1, silver: 2)
        firm.answer("tier Bronze where score >= 50")
        for name in firm.names {
            let reply = firm.answer("reach '\(name)' to Bronze")
            guard let remark = reply.footer.first(where: { $0.hasPrefix("to see it: whatif ") }) else { continue }
            firm.trying {
                firm.answer(String(remark.dropFirst("to see it: whatif ".count)))
                #expect(firm.tiers[name] != "non-tiered", "\(remark) does not bring \(name) to Bronze")
            }
        }
    }
}
