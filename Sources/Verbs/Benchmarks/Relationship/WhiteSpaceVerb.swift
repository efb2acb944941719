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
                .anyOrder([[.word("for"), .slot("value", .text)], [.word("worth"), .slot("worth", .name)], CurrencyText.clause, [.word("why")]] + RelationshipWords.counting),
            ])
    ]
    let manual = Manual(
        "which products accounts of a tier use and which they do without, and who does without one",
        details: """
            white space of trades.product 2026 by tier. A row for each group and each product, or other value of a text column or of codes
            of a table with dates, of its own or of a table above it: without is how many do without; users are accounts with a row in the
            period; share is theirs of the group, with
            Wilson's interval (low to high). median user is what the median user of the group brings with it in the period: the sum of
            the table's money, or of worth COLUMN. at stake is that times the accounts without, an upper thought and no forecast:
            those without are unlike the users, or they would be users. at stake low and high are those of the median user, times the
            accounts without; the headline names a product only where they are apart from those of the group's others. Below 6 users
            none of these is shown. for 'Derivatives' lists the accounts that do without it, those that bring most first; | where
            tier = 'Gold' narrows them; by qualifier each stands there once, beside all its qualifiers, and its median user is the least of
            theirs. | chart draws at stake, or where that is not known the share without. Without of it is the column whose table has
            money. Amounts in several currencies, told by a column currency, are added up in USD, each at the rate of its own day; in
            another home currency likewise.
            """,
        examples: """
            tierbook> white space of kind 2026Q1 by region worth hours
            White space by kind, 2026Q1: no gap can be told.
            region    kind     without  share    low   high  at stake  at stake low  at stake high  users  accounts  median user
            Americas  Call           1  50.0%   9.5%  90.5%         —             —              —      1         2            —
            Americas  Meeting        2   0.0%   0.0%  65.8%         —             —              —      0         2            —
            Asia      Call           1   0.0%   0.0%  79.3%         —             —              —      0         1            —
            Asia      Meeting        1   0.0%   0.0%  79.3%         —             —              —      0         1            —
            EMEA      Call           1  66.7%  20.8%  93.9%         —             —              —      2         3            —
            EMEA      Meeting        1  66.7%  20.8%  93.9%         —             —              —      2         3            —
            at stake is the median user's hours times the accounts without: an upper thought, no forecast; — below 6 users of whom that is known
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
        let (question, currency) = try RelationshipWords.questionOfMoney(call)
        let accounts = try RelationshipSetting.accounts(question, session)
        let column = try UsedColumn.find(call.arguments.name("column"), at: call.verbSpan, session)
        let setting = try RelationshipSetting(question, accounts, [column.table], session)
        let (found, findings) = try setting.whiteSpace(of: column, worth: call.arguments.name("worth"), currency: currency, session)
        let value = try value(call, found)
        let text = WhiteSpaceText(found, setting)
        if call.has("why") { return .reply(BenchmarkText.why(value.map(text.headline) ?? text.headline, findings, of: BenchmarkTrap.membersAndPeriods)) }
        for note in findings.notes { session.note(note) }
        guard let value else { return .reply(Reply(headline: text.headline, table: text.table(), footer: text.footer()).of(text.title, drawing: text.drawing)) }
        var query = found.accounts(without: value, setting) { text.totals($0) }
        query.footer = text.footer(listing: value)
        query.subject = text.title
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

    var title: String { "White space by \(found.column.name), \(setting.periods.title)\(found.worth.map { $0.rates == nil ? "" : ", \($0.name)" } ?? "")" }

    /// `White space by product, 2026: most may be at stake with Prime in Platinum (18 of 30 do without); with which product most may be at stake in Gold cannot be told.`
    var headline: String {
        var (parts, open): ([String], [String]) = ([], [])
        for (group, own) in found.comparison.groups.enumerated() where own.role != .hidden {
            let name = own.name
            switch found.greatest(group) {
            case .one(let most): parts.append("\(found.values[most.value]) in \(name) (\(grouped(most.without)) of \(grouped(most.users?.of ?? 0)) do without)")
            case .several: open.append(name)
            case .none: break
            }
        }
        if parts.isEmpty, open.isEmpty { return "\(title): no gap can be told." }
        if parts.count > 4 { parts[4...] = ["one each in \(parts.count - 4) more groups"] }
        let most = parts.isEmpty ? [] : ["\(found.worth == nil ? "most do without" : "most may be at stake with") \(joinWords(parts))"]
        let unknown = open.isEmpty ? [] : ["with which \(found.column.name) most \(found.worth == nil ? "is missing" : "may be at stake") in \(open.count > 4 ? Binder.list(open, limit: 4) : joinWords(open)) cannot be told"]
        return "\(title): \((most + unknown).joined(separator: "; "))."
    }

    func headline(for value: Int) -> String {
        let (without, all) = found.count(without: value)
        return "\(title): \(grouped(without)) of \(plural(all, "account")) \(without == 1 ? "does" : "do") without \(found.values[value])."
    }

    /// - Parameter value: the accounts that do without it are listed; nil where none are.
    func footer(listing value: Int? = nil) -> [String] {
        var parts = BenchmarkText.list(setting.membership.members, setting.membership.movers)
        let hidden = found.comparison.groups.count { $0.role == .hidden }
        if hidden > 0 { parts.append("\(plural(hidden, "group")) hidden: too few accounts") }
        parts += RelationshipWords.independent(found.worth == nil ? "low and high" : "low and high, those of at stake too,", setting.membership)
        if let worth = found.worth { parts.append("at stake is the median user's \(worth.name) times the accounts without: an upper thought, no forecast; — below \(WhiteSpace.fewest) users of whom that is known") }
        if value != nil, found.worth != nil, found.comparison.members.severalCount > 0 { parts.append("median user is that of an account's group, of several the least") }
        if let rates = found.worth?.rates { parts.append("at the exchange rates of each day\(CurrencyText.taken(rates))") }
        return parts
    }

    /// What is missing: what may be at stake, or where that is not known who does without.
    var drawing: Drawing? {
        let cells = found.cells.filter { !found.isHidden($0) }
        let isStake = cells.contains { $0.stake != nil }
        func figure(_ name: String, _ stake: (WhiteSpace.Cell) -> Double?, _ share: (WhiteSpace.Cell) -> Double?) -> Field {
            isStake ? Field(name, totals(cells.map { stake($0) ?? .nan })) : Field(name, .doubles(cells.map { share($0) ?? .nan }, type: .percent))
        }
        func without(_ cell: WhiteSpace.Cell) -> Proportion? { cell.users.flatMap { Proportion($0.of - $0.count, of: $0.of) } }
        let figures = [
            figure(isStake ? "at stake" : "share without", \.stake) { without($0).flatMap(\.value) }, figure("low", { $0.stakeInterval?.low }) { without($0).flatMap { $0.interval() }?.low },
            figure("high", { $0.stakeInterval?.high }) { without($0).flatMap { $0.interval() }?.high },
        ]
        let product = Field(found.column.name, .levels(found.values, cells.map(\.value)))
        return Drawing(.intervals, figures, by: [found.keys(of: cells), [product]], of: title)
    }

    /// - Parameter value: nil for all.
    func table(of value: Int? = nil) -> Table {
        let cells = found.cells.filter { !found.isHidden($0) && (value == nil || $0.value == value) }
        func whole(_ name: String, _ figure: (WhiteSpace.Cell) -> Int?) -> Field { Field(name, .integers(cells.map { figure($0).map { Int64($0) } })) }
        func share(_ name: String, _ figure: (Proportion) -> Double?) -> Field { Field(name, .doubles(cells.map { $0.users.flatMap(figure) ?? .nan }, type: .percent)) }
        var fields = found.keys(of: cells)
        fields += [
            Field(found.column.name, .levels(found.values, cells.map(\.value))), whole("without", \.without), share("share", \.value),
            share("low") { $0.interval()?.low }, share("high") { $0.interval()?.high },
        ]
        func worth(_ name: String, _ figure: (WhiteSpace.Cell) -> Double?) -> Field { Field(name, totals(cells.map { figure($0) ?? .nan })) }
        if found.worth != nil { fields += [worth("at stake", \.stake), worth("at stake low") { $0.stakeInterval?.low }, worth("at stake high") { $0.stakeInterval?.high }] }
        fields += [whole("users") { $0.users?.count }, whole("accounts") { $0.users?.of }]
        if found.worth != nil { fields.append(worth("median user", \.median)) }
        return Table(fields.distinct, rowCount: cells.count)
    }
}
