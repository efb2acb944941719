import Diagnostics
import Engine
import Syntax
import Tables
import Workspaces

struct Editions: Verb {
    let forms = [Form("editions", .start, [.optional([.word("of"), .slot("account", .text)])])]
    let manual = Manual(
        "list the published editions, or an account's way through them",
        details: """
            Oldest first, with the size of each tier, who joined, left, went up and down since the edition before, and the first
            digits of the hash. Each is held against its hash, and one that is not what was published is named.
            editions of 'Acme' shows one account in each of them.
            """,
        examples: """
            tierbook> rename accounts.tier to grade
            accounts.tier is now called grade.
            tierbook> objective 'protect revenue' = 60% revenue, 40% wallet; tier Gold top 1; tier Silver next 2
            'protect revenue' ranks 5 of 6 accounts by 60% revenue, 40% wallet. No tier cuts the list yet.
            1 missing wallet (not ranked)
            Gold has 1 account, down to 100.0 points. Gold 1, the rest 5.
            Silver has 2 accounts, down to 60.0 points. Gold 1, Silver 2, the rest 3.
            tierbook> publish '2026H1' by 'K. Lee' note 'the first list'
            2026H1 is published as of 2026-03-31 by K. Lee: Gold 1, Silver 2, the rest 3. Hash 8a2aa2087f21.
            tierbook> tier Gold top 2; publish '2026H2' on 2026-10-01
            Gold has 2 accounts, down to 65.0 points. Gold 2, Silver 2, the rest 2.
            2026H2 is published as of 2026-10-01: Gold 2, Silver 2, the rest 2. Since 2026H1 1 account joined and 1 went up. Hash 2641dc33bb64.
            tierbook> editions
            edition        date  author  accounts  Gold  Silver  joined  left  up  down  hash          note
            2026H1   2026-03-31  K. Lee         6     1       2       —     —   —     —  8a2aa2087f21  the first list
            2026H2   2026-10-01  —              6     2       2       1     0   1     0  2641dc33bb64  —
            tierbook> editions of 'Birch'
            edition        date  tier    qualifiers  rank  score  movement
            2026H1   2026-03-31  Silver  none           2   65.0  —
            2026H2   2026-10-01  Gold    none           2   65.0  up
            """)

    func run(_ call: VerbCall, _ input: Query?, _ session: Session) throws(Diagnostic) -> Output {
        let editions = session.state.workspace.editions
        if editions.isEmpty {
            return .reply(Reply(headline: "No edition is published yet; publish 'NAME' freezes the list of now."))
        }
        if let (account, span) = call.arguments.text("account") {
            return .query(Query(result: try AccountWay(editions).table(account, at: span)))
        }
        return .query(Query(result: try overview(editions, session)))
    }

    private func overview(_ editions: [Edition], _ session: Session) throws(Diagnostic) -> Table {
        var lists: [KeptList?] = []
        for edition in editions {
            try Cancellation.check()
            lists.append(try list(edition, session))
        }
        var tiers: [String] = []
        for list in lists.reversed() {
            for name in list?.tierNames ?? [] where !tiers.contains(where: { equalIgnoringCase($0, name) }) { tiers.append(name) }
        }
        var fields = [
            Field("edition", .texts(editions.map(\.name))),
            Field("date", .dates(editions.map(\.date))),
            Field("author", .texts(editions.map { $0.author.isEmpty ? nil : $0.author })),
            Field("accounts", .integers(lists.map { $0.map { Int64($0.rowCount) } })),
        ]
        let sizes = lists.map { $0.map(Editions.sizes) }
        for tier in tiers {
            let column = zip(lists, sizes).map { list, sizes -> Int64? in
                guard let list, let sizes, let index = list.tierNames.firstIndex(where: { equalIgnoringCase($0, tier) }) else { return nil }
                return Int64(sizes[index])
            }
            fields.append(Field(tier, .integers(column)))
        }
        fields += try movements(lists)
        fields.append(Field("hash", .texts(editions.map { EditionText.short($0.hash) })))
        if editions.contains(where: { !$0.note.isEmpty }) { fields.append(Field("note", .texts(editions.map { $0.note.isEmpty ? nil : $0.note }))) }
        return Table(fields)
    }

    /// An edition's list; nil, and a warning, when it is not what was published.
    private func list(_ edition: Edition, _ session: Session) throws(Diagnostic) -> KeptList? {
        do throws(Diagnostic) {
            let list = try KeptList(edition.name, edition.contents)
            if try edition.isUnchanged() { return list }
            session.note(.warning("edition-damaged", "\(edition.name) is not what was published: its content has another hash.", help: "Take it from a copy of the workspace's file."))
        } catch {
            if error.id == Cancellation.cancelled.id { throw error }
            session.note(.warning("edition-damaged", "\(edition.name) cannot be read: \(error.message)", help: "Take it from a copy of the workspace's file."))
        }
        return nil
    }

    private static func sizes(_ list: KeptList) -> [Int] {
        var sizes = [Int](repeating: 0, count: list.tierNames.count)
        for row in 0..<list.rowCount where list.tier(row) >= 0 { sizes[list.tier(row)] += 1 }
        return sizes
    }

    /// What became of accounts since the edition before.
    private func movements(_ lists: [KeptList?]) throws(Diagnostic) -> [Field] {
        var changes: [EditionComparison?] = [nil]
        for (then, now) in zip(lists, lists.dropFirst()) {
            if let then, let now { changes.append(try EditionComparison(then, now)) } else { changes.append(nil) }
        }
        let movements: [EditionComparison.Movement] = [.joined, .left, .up, .down]
        return movements.map { movement in Field(movement.rawValue, .integers(changes.map { $0.map { Int64($0.count(movement)) } })) }
    }
}

/// One account in every edition.
private struct AccountWay {
    private let editions: [Edition]
    private let lists: [KeptList]

    init(_ editions: [Edition]) throws(Diagnostic) {
        self.editions = editions
        lists = try editions.map { (edition) throws(Diagnostic) in
            try Cancellation.check()
            return try KeptList(edition.name, edition.contents)
        }
    }

    func table(_ account: String, at span: Span) throws(Diagnostic) -> Table {
        let rows = try lists.map { (list) throws(Diagnostic) in try AccountRows([account], list.key)[0] }
        if rows.allSatisfy({ $0 == nil }) {
            let near = self.near(account)
            throw Diagnostic(
                "no-such-account", "\(Words.quoted(account)) is in no edition.", at: span,
                help: near.isEmpty ? nil : "Did you mean \(joinWords(near, "or"))?")
        }
        func cells(_ column: ListColumn) -> [Value] { zip(lists, rows).map { list, row in row.map { list.cell(column, $0) } ?? .missing } }
        return Table([
            Field("edition", .texts(editions.map(\.name))),
            Field("date", .dates(editions.map(\.date))),
            Field("tier", .of(cells(.tier), type: .text)),
            Field("qualifiers", .of(cells(.qualifiers), type: .text)),
            Field("rank", .of(cells(.rank), type: .whole)),
            Field("score", .of(cells(.score), type: .decimal), look: .decimals(1)),
            Field("movement", .texts(try movements(rows))),
        ])
    }

    /// Names like it in the newest edition that has any.
    private func near(_ account: String) -> [String] {
        for list in lists.reversed() {
            let near = nearest(account, among: (0..<list.rowCount).lazy.map { Plain.text(list.key[$0]) })
            if !near.isEmpty { return near.map { Words.quoted($0) } }
        }
        return []
    }

    private func movements(_ rows: [Int?]) throws(Diagnostic) -> [String?] {
        var found: [String?] = [nil]
        for index in lists.indices.dropFirst() {
            let levels = TierLevels(lists[index - 1].tierNames, lists[index].tierNames)
            let was = rows[index - 1].map { lists[index - 1].tier($0) } ?? -1
            found.append(levels.movement(was, rows[index].map { lists[index].tier($0) } ?? -1)?.rawValue)
        }
        return found
    }
}
