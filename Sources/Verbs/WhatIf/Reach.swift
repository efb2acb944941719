import Diagnostics
import Engine
import Prioritizing
import Syntax
import Tables
import Workspaces

struct ReachVerb: Verb {
    let forms = [Form("reach", .start, [.slot("account", .text), .word("to"), .slot("tier", .newName)])]
    let manual = Manual(
        "say what it would take to bring an account into a tier",
        details: """
            reach 'Acme' to Gold finds the smallest change of the weights that does it, told as points of weight moved from some
            measures to others, and what each measure alone would have to be. The others' ranks are worked out anew for
            that. It is exact for two measures; with more the search ends when no other weights are nearer by a twentieth of a
            point, or says how far it has got. A better tier counts as reached too. Asked are the rules alone: what was set by
            hand is left out. Tiers are by place, or by a line of score or rank. whatif tries what it says.
            """,
        examples: """
            tierbook> rename accounts.tier to grade
            accounts.tier is now called grade.
            tierbook> objective 'protect revenue' = 60% revenue, 40% wallet; tier Gold top 1; tier Silver next 1
            'protect revenue' ranks 5 of 6 accounts by 60% revenue, 40% wallet. No tier cuts the list yet.
            1 missing wallet (not ranked)
            Gold has 1 account, down to 100.0 points. Gold 1, the rest 5.
            Silver has 1 account, down to 65.0 points. Gold 1, Silver 1, the rest 4.
            tierbook> reach 'Cedar' to Silver
            Cedar, at rank 3, reaches Silver with 10.003 points of weight moved from revenue to wallet, or with revenue of 640,000, or with wallet of 2,000,001.
            what                     now     needed    change
            revenue              410,000    640,000  +230,000
            wallet             1,500,000  2,000,001  +500,001
            weight of revenue    60.000%    49.997%  -10.003%
            weight of wallet     40.000%    50.003%  +10.003%
            to see it: whatif objective 'protect revenue' = 49.997% revenue, 50.003% wallet
            tierbook> reach 'Acme' to Silver
            Acme is in Gold, better than Silver, already at rank 1 of 5.
            tierbook> reach 'Fjord' to Silver | where change is not missing | select what, needed
            what      needed
            revenue  640,001
            1 of 4 rows
            """)

    func run(_ call: VerbCall, _ input: Query?, _ session: Session) throws(Diagnostic) -> Output {
        let list = try session.list()
        try check(list, call)
        let (account, place) = try call.text("account")
        let name = try call.name("tier")
        let tier = try ListNames.tier(name, list, session)
        let row = try ListNames.account(account, list, at: place)
        if list.pins.contains(where: { $0.row == row && ($0.status == .holds || $0.status == .idle) }) {
            session.note(.note("set-by-hand", "\(account) is set by hand: it is \(list.tier(row) < 0 ? "" : "in ")\(list.name(ofTier: list.tier(row))) whatever the rules say. This is what they say.", at: place))
        }
        guard list.ranking.isRanked(row) else { return .reply(Reply(headline: WhyAnswer.notRanked(account, row, list.result))) }
        let ruled = list.ruleTier(row)
        if (0...tier).contains(ruled) {
            let better = ruled < tier ? ", better than \(list.tierNames[tier])," : ""
            let rank = try list.ranking.place(of: row).map { " at rank \(grouped($0)) of \(grouped(list.ranking.rankedCount))" } ?? ""
            return .reply(Reply(headline: "\(account) is in \(list.tierNames[ruled])\(better) already\(rank)."))
        }
        let goals: TierGoals
        do throws(Diagnostic) {
            goals = try list.goals(tier: tier, row: row, session)
        } catch {
            var error = error
            error.span = error.span ?? name.span
            throw error
        }
        return .reply(try ReachAnswer(account, row, to: tier, goals, list).reply(session))
    }

    private func check(_ list: FirmList, _ call: VerbCall) throws(Diagnostic) {
        guard list.quota == nil else {
            throw Diagnostic(
                "no-weights", "Where objectives have places there is no one set of weights to move, and a rank comes from the best of several.", at: call.verbSpan,
                help: "Combine them by weight in a scenario, and ask there: scenario new 'NAME'; policy combine by weight ….")
        }
        if list.tierNames.isEmpty {
            throw Diagnostic("no-tiers", "No tier cuts the list, so there is none to reach.", at: call.verbSpan, help: "For example tier Gold top 20.")
        }
    }
}
