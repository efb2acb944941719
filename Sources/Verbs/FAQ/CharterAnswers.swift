import Diagnostics
import Engine
import Search
import Syntax
import Tables
import Workspaces

/// What the charter says to a question in plain words about an account or a tier: 'what does Acme get?'.
struct CharterAnswers {
    let sentence: String
    let table: Table
    /// The question asks nothing that the charter does not tell.
    let isWhole: Bool

    /// Words of a question that names no service, which nothing in the charter is called.
    let unknown: [String]
    /// Tiers, types of client and services, and which of them the question names.
    private let names: [String]
    private let named: [String]

    /// Whether another question names no tier, type of client or service that this one does not.
    func isAbout(_ question: String) -> Bool {
        PlainQuestion(question).names(of: names).allSatisfy { name in named.contains(name) }
    }

    /// Nil where the question names no account or tier, is not about what one gets, or the charter has nothing to say.
    init?(_ question: String, _ session: Session) throws(Diagnostic) {
        if session.state.workspace.rules[.clause].isEmpty || session.state.workspace.table(named: "accounts") == nil { return nil }
        let charter = try session.charter()
        let labels = try session.accountLabels()
        let vocabulary = charter.services + labels.tierNames + [Clause.nonTiered] + labels.segmentNames
        let (words, taken) = PlainQuestion(question).corrected(to: vocabulary)
        let services = charter.services.indices.filter { words.mentions(charter.services[$0]) }
        guard !services.isEmpty || words.asksWhatOneGets else { return nil }
        names = vocabulary
        named = words.names(of: names)
        let tiers = (labels.tierNames + [Clause.nonTiered]).filter { words.mentions($0) }
        var taking = taken
        var account = try words.account(labels.accounts)
        var typed = account
        if account == nil, tiers.isEmpty, let near = try words.nearAccount(labels.accounts) {
            taking.append(near)
            (typed, account) = (near.typed, near.name)
        }
        if account == nil, tiers.isEmpty { return nil }
        // What is a slip of the account's own name was not meant for anything else.
        if let account { taking.removeAll { $0.name != account && PlainQuestion.isSlip($0.typed, ofPartOf: account) } }
        let rest = words.rest(without: named + [typed, account].compactMap { $0 })
        isWhole = !services.isEmpty || rest.isEmpty
        let answer: String
        if let account {
            (answer, table) = try CharterAnswers.account(account, services, charter, session)
        } else {
            (answer, table) = CharterAnswers.tiers(tiers, labels.segmentNames.filter { words.mentions($0) }, services, charter)
        }
        unknown = services.isEmpty ? rest.filter { !Telling.words(of: $0).isEmpty } : []
        sentence = (taking.isEmpty ? "" : "Taking \(joinWords(taking.map { "'\($0.typed)' for \($0.name)" })): ") + answer
    }

    // MARK: An account

    private static func account(_ name: String, _ services: [Int], _ charter: Charter, _ session: Session) throws(Diagnostic) -> (String, Table) {
        var reply: Reply
        do throws(Diagnostic) {
            reply = try ServiceAnswer(name, at: session.statementSpan, session).reply()
        } catch {
            if error.isCancelled { throw error }
            // What was done cannot be counted; what it gets can be told.
            let labels = try session.accountLabels()
            let row = try Accounts.row(of: name, labels.accounts, at: session.statementSpan)
            let (kinds, byRow) = try labels.kinds(charter)
            return entitled([(name, kinds[Int(byRow[row])])], services, charter)
        }
        guard let table = reply.table, let headline = reply.headline else { return (name, Table([])) }
        if services.isEmpty { return (headline, table) }
        let column = table.fields.first { $0.name == "service" }?.column
        let rows = (0..<table.rowCount).filter { row in services.contains { column?[row] == .text(charter.services[$0]) } }
        let promises = table.fields.first { $0.name == "promise" }?.column
        let texts = rows.map { row in "\(Plain.text(column?[row] ?? .missing)) \(Plain.text(promises?[row] ?? .missing))" }
        return ("\(name) gets \(joinWords(texts)).", Table(table.fields.map { field in Field(field.name, field.column.rows(rows), look: field.look) }, rowCount: rows.count))
    }

    // MARK: Tiers

    private static func tiers(_ tiers: [String], _ segments: [String], _ services: [Int], _ charter: Charter) -> (String, Table) {
        let bits = segments.reduce(0) { $0 | charter.bit($1) }
        let about = segments.isEmpty ? "" : " (\(segments.joined(separator: ", ")))"
        return entitled(tiers.map { ($0 + about, AccountKind(tier: $0, segments: bits)) }, services, charter)
    }

    private static func entitled(_ whom: [(name: String, kind: AccountKind)], _ services: [Int], _ charter: Charter) -> (String, Table) {
        let rows = whom.flatMap { whom in
            charter.entitlements(of: whom.kind).filter { services.isEmpty || services.contains($0.service) }.map { (name: whom.name, service: charter.services[$0.service], clause: $0.clause.map { charter.clauses[$0] }) }
        }
        let sentences = whom.map { whom in
            let own = rows.filter { $0.name == whom.name }
            let given = own.filter { $0.clause.map { $0.promise != .none } ?? false }
            let parts = given.map { "\($0.service) \($0.clause?.promise.text ?? "")" }
            if !parts.isEmpty { return "\(whom.name) gets \(joinWords(parts))." }
            return "\(whom.name) gets no \(joinWords(services.isEmpty ? ["service"] : services.map { charter.services[$0] }, "or"))\(own.contains { $0.clause != nil } ? "" : ": no clause is for it")."
        }
        let table = Table([
            Field("for", .texts(rows.map(\.name))), Field("service", .texts(rows.map(\.service))),
            Field("promise", .texts(rows.map { $0.clause?.promise.text ?? "not in the charter" })), Field("role", .texts(rows.map { $0.clause?.role })),
            Field("clause", .texts(rows.map { $0.clause?.id })),
        ])
        return (sentences.joined(separator: " "), table)
    }
}

/// The words of a question, to find names in.
private struct PlainQuestion {
    /// As typed and in lower case without a plural's s, one for one.
    private let typed: [String]
    private let bare: [String]

    init(_ text: String) {
        typed = text.split { !$0.isLetter && !$0.isNumber }.map(String.init)
        bare = typed.map(PlainQuestion.bare)
    }

    private init(typed: [String]) {
        self.typed = typed
        bare = typed.map(PlainQuestion.bare)
    }

    /// A word, or some, taken for a name.
    struct Taken {
        var typed: String
        var name: String
    }

    /// Shorter words are near to too many.
    private static let leastLetters = 5

    private static func isNear(_ word: String) -> Bool { word.count >= leastLetters && !common.contains(bare(word)) }

    /// Whether two words begin alike and have all letters but one in common: ‘assets’ is not ‘access’ mistyped.
    private static func isSlip(_ one: String, _ other: String) -> Bool {
        guard one.first == other.first else { return false }
        var rest = Array(other)
        for letter in one { if let place = rest.firstIndex(of: letter) { rest.remove(at: place) } }
        return rest.count <= 1 && one.count - (other.count - rest.count) <= 1
    }

    static func isSlip(_ word: String, ofPartOf name: String) -> Bool { bareWords(name).contains { isSlip(bare(word), $0) } }

    /// The same question with words that are nearly one of a name's taken for it, and which those are.
    func corrected(to names: [String]) -> (PlainQuestion, [Taken]) {
        let known = names.flatMap { $0.split { !$0.isLetter && !$0.isNumber }.map(String.init) }.filter { $0.count >= PlainQuestion.leastLetters }
        let exact = Set(known.map(PlainQuestion.bare))
        var words = typed
        var taken: [Taken] = []
        for (place, word) in typed.enumerated() where PlainQuestion.isNear(word) && !exact.contains(bare[place]) {
            guard let name = nearest(word, among: known.filter { PlainQuestion.isSlip(bare[place], $0.lowercased()) }, limit: 1).first else { continue }
            words[place] = name
            if !taken.contains(where: { $0.typed == word }) { taken.append(Taken(typed: word, name: name)) }
        }
        return (PlainQuestion(typed: words), taken)
    }

    /// The account whose name is nearly what is typed, in two words or more, or in one that begins with a capital; the only one of those as near.
    func nearAccount(_ accounts: NamedTable) throws(Diagnostic) -> Taken? {
        guard let dictionary = accounts.table.keyColumn?.dictionary, dictionary.count <= PlainQuestion.mostNear else { return nil }
        let names = (1..<max(1, dictionary.count)).map { dictionary.text($0) }
        let words = names.map { $0.split(separator: " ") }
        for length in stride(from: min(PlainQuestion.longest, typed.count), through: 1, by: -1) {
            // A name is typed whole, or without its end.
            let beginnings = words.map { $0.count >= length ? $0[..<length].joined(separator: " ") : "" }
            for start in 0...(typed.count - length) {
                try Cancellation.check()
                let run = typed[start..<start + length]
                let isName = length > 1 || (start > 0 && run.first?.first?.isUppercase == true)
                guard isName, run.allSatisfy({ !PlainQuestion.common.contains(PlainQuestion.bare($0)) }), run.contains(where: PlainQuestion.isNear) else { continue }
                let text = run.joined(separator: " ")
                let near = nearest(text, among: beginnings.filter { !$0.isEmpty && abs($0.count - text.count) <= 3 }, limit: 2)
                guard near.count == 1 else { continue }
                let found = names.indices.filter { beginnings[$0] == near[0] }
                if found.count == 1 { return Taken(typed: text, name: names[found[0]]) }
            }
        }
        return nil
    }

    /// Among more accounts no near name is looked for.
    private static let mostNear = 20_000

    private static func bare(_ word: String) -> String {
        let lower = word.lowercased()
        return lower.count > 3 && lower.hasSuffix("s") && !lower.hasSuffix("ss") ? String(lower.dropLast()) : lower
    }

    private static func bareWords(_ name: String) -> [String] { name.split { !$0.isLetter && !$0.isNumber }.map { bare(String($0)) } }

    func mentions(_ name: String) -> Bool {
        let wanted = PlainQuestion.bareWords(name)
        guard !wanted.isEmpty, wanted.count <= bare.count else { return false }
        return (0...(bare.count - wanted.count)).contains { bare[$0..<$0 + wanted.count].elementsEqual(wanted) }
    }

    func names(of names: [String]) -> [String] { names.filter { mentions($0) } }

    private static let asking: Set<String> = [
        "get", "give", "given", "receive", "owe", "owed", "responsible", "cover", "covered", "entitled", "entitlement", "service", "due", "offer", "provide", "charter", "promise", "promised",
    ]
    private static let common: Set<String> = asking.union([
        "what", "doe", "does", "do", "i", "is", "are", "the", "a", "an", "of", "to", "for", "in", "per", "each", "and", "or", "how", "many", "much", "often", "who", "which", "when",
        "will", "can", "may", "should", "we", "our", "us", "it", "that", "this", "by", "on", "at", "with", "from", "there", "any", "have", "ha", "has", "be", "client", "account",
        "tier", "customer", "quarter", "month", "year", "week", "all", "our", "now", "under", "s",
    ])

    var asksWhatOneGets: Bool { bare.contains { PlainQuestion.asking.contains($0) } }

    /// The words beside names that say something of their own.
    func rest(without names: [String]) -> [String] {
        let known = Set(names.flatMap(PlainQuestion.bareWords))
        return typed.indices.filter { !known.contains(bare[$0]) && !PlainQuestion.common.contains(bare[$0]) }.map { typed[$0] }
    }

    /// Names of more words than this are not looked for.
    private static let longest = 6
    /// Among more accounts only names that are typed as they stand there are found.
    private static let mostLookedThrough = 50_000

    /// The key of the account that the question names, the longest of several.
    func account(_ accounts: NamedTable) throws(Diagnostic) -> String? {
        guard let key = accounts.table.keyColumn else { return nil }
        var runs: [String] = []
        for length in stride(from: min(PlainQuestion.longest, typed.count), through: 1, by: -1) {
            for start in 0...(typed.count - length) {
                let run = typed[start..<start + length]
                if length > 1 || !PlainQuestion.common.contains(PlainQuestion.bare(run[start])) { runs.append(run.joined(separator: " ")) }
            }
        }
        let rows = try AccountRows(runs, key)
        if let found = runs.indices.first(where: { rows[$0] != nil }) { return runs[found] }
        guard let dictionary = key.dictionary, dictionary.count <= PlainQuestion.mostLookedThrough else { return nil }
        var places: [String: Int] = [:]
        for (place, run) in runs.enumerated() { places[run.lowercased()] = places[run.lowercased()] ?? place }
        var best: (place: Int, isWhole: Bool, name: String)?
        var isAlone = true
        for code in 1..<max(1, dictionary.count) {
            let name = dictionary.text(code)
            let words = name.split { !$0.isLetter && !$0.isNumber }.map { $0.lowercased() }
            guard let (place, isWhole) = beginning(words, in: places) else { continue }
            if let best, (best.place, best.isWhole ? 0 : 1) <= (place, isWhole ? 0 : 1) {
                if (best.place, best.isWhole) == (place, isWhole) { isAlone = false }
                continue
            }
            (best, isAlone) = ((place, isWhole, name), true)
        }
        guard let best, isAlone, try AccountRows([best.name], key)[0] != nil else { return nil }
        return best.name
    }
}

extension PlainQuestion {
    /// The longest run that is a name's words or its first ones: people leave out ‘Capital Management’. One word alone must be
    /// typed as a name is.
    private func beginning(_ words: [String], in places: [String: Int]) -> (place: Int, isWhole: Bool)? {
        for count in stride(from: min(words.count, PlainQuestion.longest), through: 1, by: -1) {
            guard let place = places[words[..<count].joined(separator: " ")] else { continue }
            if count == words.count || count > 1 { return (place, count == words.count) }
            let isName = typed.contains { $0.lowercased() == words[0] && $0.count > 3 && ($0.first?.isUppercase ?? false) && $0 != typed.first }
            return isName && !PlainQuestion.common.contains(PlainQuestion.bare(words[0])) ? (place, false) : nil
        }
        return nil
    }
}

extension Column {
    /// Some of its cells, in the order of the rows given.
    fileprivate func rows(_ rows: [Int]) -> Column {
        rows.map(Int32.init).withUnsafeBufferPointer { numbers in numbers.baseAddress.map { gather($0, numbers.count) } ?? slice(0..<0) }
    }
}
