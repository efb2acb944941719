import Diagnostics
import Engine
import Prioritizing
import Syntax
import Tables

struct Why: Verb {
    var isQuery: Bool { false }
    let forms = [Form("why", .anywhere, [.slot("row", .text), .optional([.choice([[.word("changed since"), .slot("edition", .text)], [.word("for"), .slot("account", .text)]])])])]
    let manual = Manual(
        "explain a row's score and tier",
        details: """
            After prioritize: why 'Acme' shows what each measure adds to the score (the points add up to it exactly), and what
            each alone would have to be to lift the row into the next tier, all else equal. The others' ranks are worked out
            anew for that, as they move when this row passes them. On a line of its own it explains the last ranking; client
            list | why 'Acme' that of a query.
            why 'Acme' changed since '2025H2' is about the firm's list: it splits the change of score and rank since that
            edition into what the account's own figures did, those of others and the rules (Shapley values: each one's effect,
            averaged over all orders in which the three could have changed). The parts add up to it exactly.
            why 'Call' for 'Acme' is about the charter: which clause counts for a service of an account, and why.
            """,
        examples: """
            tierbook> accounts | prioritize by 60% revenue, 40% wallet | tiers A top 1, B next 2
            account  tier        rank  score  region    revenue     cost     wallet  renewal date
            Acme     A              1  100.0  EMEA      820,000  510,000  2,000,000    2026-09-30
            Birch    B              2   65.0  Americas  640,000  480,000    900,000    2026-05-31
            Cedar    B              3   60.0  EMEA      410,000  390,000  1,500,000    2027-01-31
            Elm      non-tiered     4   15.0  Americas  120,000  110,000    300,000             —
            Fjord    non-tiered     5   10.0  EMEA       60,000   20,000    800,000    2026-12-31
            Dune     not ranked     —      —  Asia      250,000  150,000          —    2026-03-31
            1 missing wallet (not ranked) · A 1 down to 100.0 · B 2 down to 60.0
            note: The column tier of accounts gives way to the new tier.
            help: accounts.tier still names the stored one.
            tierbook> why 'Fjord'
            Fjord is non-tiered: rank 5 of 5, 50.0 points below B (60.0).
            measure    value  percentile  weight  points  alone lifts it to B
            revenue   60,000          0%     60%     0.0              640,000
            wallet   800,000         25%     40%    10.0       no amount does
            score          —           —       —    10.0                    —

            tierbook> rename accounts.tier to grade
            accounts.tier is now called grade.
            tierbook> objective 'protect revenue' = 60% revenue, 40% wallet; tier Gold top 1; tier Silver next 2
            'protect revenue' ranks 5 of 6 accounts by 60% revenue, 40% wallet. No tier cuts the list yet.
            1 missing wallet (not ranked)
            Gold has 1 account, down to 100.0 points. Gold 1, the rest 5.
            Silver has 2 accounts, down to 60.0 points. Gold 1, Silver 2, the rest 3.
            tierbook> publish '2026H1'
            2026H1 is published as of 2026-03-31: Gold 1, Silver 2, the rest 3. Hash 8a2aa2087f21.
            tierbook> accounts | where account = 'Elm' | set revenue = 700k
            1 row of accounts changed.
            account  revenue was  revenue now
            Elm          120,000      700,000
            tierbook> objective 'protect revenue' = 80% revenue, 20% wallet
            'protect revenue' ranks 5 of 6 accounts by 80% revenue, 20% wallet. Gold 1, Silver 2, the rest 3.
            1 missing wallet (not ranked)
            tierbook> why 'Elm' changed since '2026H1'
            Elm was non-tiered at rank 4 in 2026H1 and is in Silver at rank 2 now, cause: own figures; +45.0 points: +35.0 by own figures and +10.0 by rules.
            part             score  rank
            2026H1            15.0     4
            own figures       35.0    -1
            others' figures    0.0     0
            rules             10.0    -1
            now               60.0     2
            revenue 120,000 → 700,000
            """)

    func run(_ call: VerbCall, _ input: Query?, _ session: Session) throws(Diagnostic) -> Output {
        let (name, span) = try call.text("row")
        if let (edition, place) = call.arguments.text("edition") {
            if input != nil {
                throw Diagnostic("own-line", "changed since is about the firm's list, not about a query's rows.", at: place, help: "Write it on a line of its own: why \(Words.quoted(name)) changed since \(Words.quoted(edition)).")
            }
            session.keepLast()
            return .reply(try WhyChanged.reply(name, at: span, since: edition, at: place, session))
        }
        if let (account, place) = call.arguments.text("account") {
            if input != nil { throw Diagnostic("own-line", "This is about the charter, not about a query's rows.", at: place, help: "Write it on a line of its own: why \(Words.quoted(name)) for \(Words.quoted(account)).") }
            session.keepLast()
            return .reply(try WhyServed(name, at: span, try ServiceAnswer(account, at: place, session)).reply())
        }
        if input == nil { session.keepLast() }
        let shown = (input ?? session.state.last)?.ranking
        let hasList = !session.state.workspace.rules[.objective].isEmpty
        if hasList, shown?.isFirmList ?? (input == nil) { return .reply(try WhyListed(try session.list(), session).reply(name, at: span)) }
        if hasList, input == nil {
            session.note(.note("last-ranking", "This explains the last ranking that was shown, not the firm's list.", at: span, help: "Type list, and ask again."))
        }
        let ranked = try ranking(call, input, session)
        let row = try find(name, ranked, at: span)
        let answer = try WhyAnswer(name, row, ranked)
        return .reply(Reply(headline: answer.headline, table: try answer.table()))
    }

    /// The ranking that comes in, or was last shown, or else the firm's list.
    private func ranking(_ call: VerbCall, _ input: Query?, _ session: Session) throws(Diagnostic) -> RankingResult {
        if let ranked = (input ?? session.state.last)?.ranking { return ranked }
        throw Diagnostic(
            "not-ranked", "why explains a ranking; \(input == nil ? "the last result has" : "these rows have") none.", at: call.verbSpan,
            help: try rankedLists(call, session))
    }

    /// The defined lists that rank their rows, one of which is likely meant: its groups were looked at last.
    private func rankedLists(_ call: VerbCall, _ session: Session) throws(Diagnostic) -> String {
        let row = Words.quoted(try call.text("row").text)
        let lists = session.state.workspace.definitions.filter { $0.kind == .query && $0.text.contains("prioritize") }
            .map { "\(Words.typed($0.name)) | why \(row)" }
        return lists.isEmpty
            ? "First accounts | prioritize by … | tiers …, or objective 'NAME' = MEASURES for the firm's list."
            : "Write \(joinWords(Array(lists.prefix(3)), "or"))."
    }

    private func find(_ name: String, _ ranked: RankingResult, at span: Span) throws(Diagnostic) -> Int {
        for row in 0..<ranked.names.count where Plain.text(ranked.names[row]) == name { return row }
        let names = (0..<ranked.names.count).lazy.map { Plain.text(ranked.names[$0]) }
        let near = nearest(name, among: names).map { Words.quoted($0) }
        throw Diagnostic(
            "no-such-row", "None of the ranked \(ranked.noun) is \(Words.quoted(name)).", at: span,
            help: near.isEmpty ? nil : "Did you mean \(joinWords(near, "or"))?")
    }
}
