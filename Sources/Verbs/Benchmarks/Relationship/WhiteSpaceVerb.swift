import Diagnostics
import Engine
import Statistics
import Syntax
import Tables

struct WhiteSpaceVerb: Verb {
    let forms = [
        Form(
            "white space", .start,
            [
                .optional([.word("of"), .slot("column", .name)]), .slot("newer", .period),
                .anyOrder([[.word("for"), .slot("value", .text)], [.word("worth"), .slot("worth", .name)], [.word("unconverted")]] + RelationshipWords.counting),
            ])
    ]
    let manual = Manual(
        "which products accounts of a tier use and which they do without, and who does without one",
        details: """
            white space of trades.product 2026 by tier. A row for each group and each product, or other value of a text column of a dated
            table: users are accounts with a row in the period; share is theirs of the group, with Wilson's interval (low to high);
            without is how many do without. median user is what the median user of the group brings with it in the period: the sum of
            the table's money, or of worth COLUMN. at stake is that times the accounts without, an upper thought and no forecast:
            those without are unlike the users, or they would be users. Below 6 users neither is shown. for 'Derivatives' lists the
            accounts that do without it, those that bring most first; | where tier = 'Gold' narrows them. Without of it is the column
            whose table has money.
            """,
        examples: """
            tierbook> white space of kind 2026Q1 by region worth hours
            White space by kind, 2026Q1: no gap can be told.
            region    kind     accounts  users  share    low   high  without  median user  at stake
            Americas  Call            2      1  50.0%   9.5%  90.5%        1            —         —
            Americas  Meeting         2      0   0.0%   0.0%  65.8%        2            —         —
            Asia      Call            1      0   0.0%   0.0%  79.3%        1            —         —
            Asia      Meeting         1      0   0.0%   0.0%  79.3%        1            —         —
            EMEA      Call            3      2  66.7%  20.8%  93.9%        1            —         —
            EMEA      Meeting         3      2  66.7%  20.8%  93.9%        1            —         —
            at stake is the median user's hours times the accounts without: an upper thought, no forecast; — below 6 users
            warning: activity ends on 2026-03-20, before 2026Q1 does.
            tierbook> white space of kind 2026Q1 for 'Meeting' | select account, others used
            account  others used
            Birch              1
            Cedar              1
            Dune               0
            Elm                0
            warning: activity ends on 2026-03-20, before 2026Q1 does.
            """)

    func run(_ call: VerbCall, _ input: Query?, _ session: Session) throws(Diagnostic) -> Output {
        let question = try RelationshipWords.question(call)
        let accounts = try RelationshipSetting.accounts(question, session)
        let column = try UsedColumn.find(call.arguments.name("column"), at: call.verbSpan, session)
        let setting = try RelationshipSetting(question, accounts, [column.table], session)
        let (found, findings) = try setting.whiteSpace(of: column, worth: call.arguments.name("worth"), unconverted: call.has("unconverted"), session)
        let value = try value(call, found)
        for note in findings.notes { session.note(note) }
        let text = WhiteSpaceText(found, setting)
        guard let value else { return .reply(Reply(headline: text.headline, table: text.table(), footer: text.footer)) }
        var query = found.accounts(without: value, setting) { text.totals($0) }
        query.footer = text.footer
        query.preamble = .init(headline: text.headline(for: value), summary: text.table(of: value), noun: "accounts")
        return .query(query)
    }

    private func value(_ call: VerbCall, _ found: WhiteSpace) throws(Diagnostic) -> Int? {
        guard let (text, span) = call.arguments.text("value") else { return nil }
        if let place = found.values.firstIndex(of: text) ?? found.values.firstIndex(where: { equalIgnoringCase($0, text) }) { return place }
        throw Diagnostic("unknown-value", "No \(found.column.name) is \(Words.quoted(text)).", at: span, help: didYouMean(text, among: found.values) ?? "There are \(Binder.list(found.values)).")
    }
}

/// White space in words and as a table.
struct WhiteSpaceText {
    private let found: WhiteSpace
    private let setting: RelationshipSetting

    init(_ found: WhiteSpace, _ setting: RelationshipSetting) { (self.found, self.setting) = (found, setting) }

    func totals(_ values: [Double]) -> Column {
        let scale = powerOfTen(found.worth?.type.scale ?? 0)
        let isExact = found.worth?.type.holdsIntegers ?? false
        return BenchmarkText.totals(isExact ? values.map { ($0 * scale).rounded() / scale } : values, found.worth?.type ?? .decimal)
    }

    private var title: String { "White space by \(found.column.name), \(setting.periods.title)" }

    /// `White space by product, 2026: most may be at stake with Prime in Platinum (18 of 30 do without).`
    var headline: String {
        let compared = found.comparison.groups.indices.filter { found.comparison.roles[$0] == .compared }
        let shown = compared.isEmpty ? found.comparison.groups.indices.filter { found.comparison.roles[$0] != .hidden } : compared
        let parts = shown.prefix(3).compactMap { group -> String? in
            let own = found.cells.filter { $0.group == group && $0.without > 0 }
            guard let most = own.filter({ $0.stake != nil }).max(by: { ($0.stake ?? 0) < ($1.stake ?? 0) }) ?? (found.worth == nil ? own.max { $0.without < $1.without } : nil),
                let users = most.users
            else { return nil }
            return "\(found.values[most.value]) in \(found.comparison.name(group)) (\(grouped(most.without)) of \(grouped(users.of)) do without)"
        }
        if parts.isEmpty { return "\(title): no gap can be told." }
        return "\(title): \(found.worth == nil ? "most do without" : "most may be at stake with") \(joinWords(parts))."
    }

    func headline(for value: Int) -> String {
        let own = found.cells.filter { $0.value == value && !found.isHidden($0) }
        let (without, all) = (own.reduce(0) { $0 + $1.without }, own.reduce(0) { $0 + ($1.users?.of ?? 0) })
        return "\(title): \(grouped(without)) of \(plural(all, "account")) \(without == 1 ? "does" : "do") without \(found.values[value])."
    }

    var footer: [String] {
        var parts = BenchmarkText.list(setting.membership.members, setting.membership.movers)
        let hidden = found.comparison.roles.count { $0 == .hidden }
        if hidden > 0 { parts.append("\(plural(hidden, "group")) hidden: too few accounts") }
        if let worth = found.worth { parts.append("at stake is the median user's \(worth.name) times the accounts without: an upper thought, no forecast; — below \(WhiteSpace.fewest) users") }
        return parts
    }

    /// - Parameter value: nil for all.
    func table(of value: Int? = nil) -> Table {
        let places = found.cells.indices.filter { !found.isHidden(found.cells[$0]) && (value == nil || found.cells[$0].value == value) }
        let cells = places.map { found.cells[$0] }
        func whole(_ name: String, _ figure: (WhiteSpace.Cell) -> Int?) -> Field { Field(name, .integers(cells.map { figure($0).map { Int64($0) } })) }
        func share(_ name: String, _ figure: (Proportion) -> Double?) -> Field { Field(name, .doubles(cells.map { $0.users.flatMap(figure) ?? .nan }, type: .percent)) }
        let rows = Rows(places.map { Int32(truncatingIfNeeded: $0) })
        var fields = found.keys.map { Field($0.name, $0.column.gather(rows)) }
        fields += [
            Field(found.column.name, .levels(found.values, cells.map(\.value))), whole("accounts") { $0.users?.of }, whole("users") { $0.users?.count },
            share("share", \.value), share("low") { $0.interval()?.low }, share("high") { $0.interval()?.high }, whole("without", \.without),
        ]
        if found.worth != nil {
            fields += [Field("median user", totals(cells.map { $0.median ?? .nan })), Field("at stake", totals(cells.map { $0.stake ?? .nan }))]
        }
        return Table(fields.distinct, rowCount: cells.count)
    }
}
