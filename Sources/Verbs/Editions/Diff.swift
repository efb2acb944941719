import Diagnostics
import Engine
import Syntax
import Tables
import Workspaces

struct Diff: Verb {
    let forms = [Form("diff", .start, [.optional([.slot("edition", .text)]), .word("against"), .slot("older", .text)])]
    let manual = Manual(
        "compare two editions, or the list of now with one: who moved, and why",
        details: """
            diff '2026H1' against '2025H2', the newer first; diff against '2025H2' compares the list of now. An account that is
            in another tier is a mover. Its cause is told by applying the rules of the newer list to the figures of the older:
            rules, where that alone moves it; own figures, where its own figures changed the way it went; others' figures, where
            they did not; set by hand, added and gone where that is it. Rules that changed stand below, and how many accounts
            have other qualifiers.
            """,
        examples: """
            tierbook> rename accounts.tier to grade
            accounts.tier is now called grade.
            tierbook> objective 'protect revenue' = 60% revenue, 40% wallet; tier Gold top 1; tier Silver next 2
            'protect revenue' ranks 5 of 6 accounts by 60% revenue, 40% wallet. No tier cuts the list yet.
            1 missing wallet (not ranked)
            Gold has 1 account, down to 100.0 points. Gold 1, the rest 5.
            Silver has 2 accounts, down to 60.0 points. Gold 1, Silver 2, the rest 3.
            tierbook> publish '2026H1'
            2026H1 is published as of 2026-03-31: Gold 1, Silver 2, the rest 3. Hash 8a2aa2087f21.
            tierbook> tier Gold top 2
            Gold has 2 accounts, down to 65.0 points. Gold 2, Silver 2, the rest 2.
            tierbook> accounts | where account = 'Elm' | set revenue = 700k, wallet = 3m
            1 row of accounts changed.
            account  revenue was  revenue now  wallet was  wallet now
            Elm          120,000      700,000     300,000   3,000,000
            tierbook> diff against '2026H1'
            2026H1 → now: 1 joined Gold.
            account  was         now   rank was  rank now  movement  cause
            Elm      non-tiered  Gold         4         2  joined    tier Gold and own figures
            5 accounts stay where they were
            note: Changed: tier Gold top 1 → tier Gold top 2
            """)

    func run(_ call: VerbCall, _ input: Query?, _ session: Session) throws(Diagnostic) -> Output {
        let (older, span) = try call.text("older")
        let then = try kept(try session.edition(older, at: span))
        let now: KeptList
        if let (newer, place) = call.arguments.text("edition") { now = try kept(try session.edition(newer, at: place)) } else { now = try session.listNow() }
        if now.name == then.name {
            throw Diagnostic("same-edition", "\(now.name) is compared with itself.", at: span, help: "diff against \(Words.quoted(then.name)) compares the list of now with it.")
        }
        let editions = session.state.workspace.editions.map(\.name)
        if let a = editions.firstIndex(of: now.name), let b = editions.firstIndex(of: then.name), a < b {
            session.note(.note("older-first", "\(now.name) is the older of the two; the newer stands first: diff \(Words.quoted(then.name)) against \(Words.quoted(now.name)).", at: call.span))
        }
        return .reply(try reply(try EditionComparison(then, now), session))
    }

    private func kept(_ edition: Edition) throws(Diagnostic) -> KeptList { try KeptList(edition.name, edition.contents) }

    private func reply(_ comparison: EditionComparison, _ session: Session) throws(Diagnostic) -> Reply {
        let changes = RuleChanges(comparison.then.contents, comparison.now.contents)
        var notes = changes.sentences.prefix(12).map { Diagnostic.note("rule-changed", $0) }
        if changes.sentences.count > 12 { notes.append(.note("rule-changed", "\(changes.sentences.count - 12) more rules changed.")) }
        let causes = comparison.movers.isEmpty ? nil : try MoveCauses(comparison, session)
        let same = comparison.now.rowCount - comparison.movers.count { $0.now != nil }
        let requalified = try EditionText.requalified(comparison)
        let sizes = requalified.isEmpty ? [] : comparison.qualifierSizes().map { "\($0.name) \(grouped($0.then)) then, \(grouped($0.now)) now" }
        return Reply(
            headline: "\(headline(comparison))\(requalified).", table: causes.map { table(comparison, $0) },
            footer: ["\(plural(same, "account")) \(same == 1 ? "stays" : "stay") where \(same == 1 ? "it was" : "they were")"] + sizes, notes: notes + (causes?.notes ?? []))
    }

    /// `2025H2 → 2026H1: 3 joined Gold, 1 joined Silver, 2 went up, 1 left`
    private func headline(_ comparison: EditionComparison) -> String {
        let title = "\(comparison.then.name) → \(comparison.now.name)"
        if comparison.movers.isEmpty { return "\(title): no account has another tier" }
        var parts: [String] = []
        for tier in comparison.now.tierNames.indices {
            let joined = comparison.movers.count { mover in mover.movement == .joined && mover.now.map { comparison.now.tier($0) } == tier }
            if joined > 0 { parts.append("\(grouped(joined)) joined \(comparison.now.tierNames[tier])") }
        }
        let (up, down, left) = (comparison.count(.up), comparison.count(.down), comparison.count(.left))
        if up > 0 { parts.append("\(grouped(up)) went up") }
        if down > 0 { parts.append("\(grouped(down)) went down") }
        if left > 0 { parts.append("\(grouped(left)) left the tiers") }
        return "\(title): \(joinWords(parts))"
    }

    private func table(_ comparison: EditionComparison, _ causes: MoveCauses) -> Table {
        let (then, now, movers) = (comparison.then, comparison.now, comparison.movers)
        func ranks(_ list: KeptList, _ row: (EditionComparison.Mover) -> Int?) -> Column {
            .of(movers.map { row($0).map { list.cell(.rank, $0) } ?? .missing }, type: .whole)
        }
        return Table(
            [
                Field(now.table.fields[0].name, .of(movers.map(\.account), type: now.key.type)),
                Field("was", .texts(movers.map { $0.then.map { then.name(ofTier: then.tier($0)) } })),
                Field("now", .texts(movers.map { $0.now.map { now.name(ofTier: now.tier($0)) } })),
                Field("rank was", ranks(then) { $0.then }),
                Field("rank now", ranks(now) { $0.now }),
                Field("movement", .texts(movers.map(\.movement.rawValue))),
                Field("cause", .texts(movers.map { causes.cause($0) })),
            ], key: 0)
    }
}
