import Diagnostics
import Syntax
import Tables
import Workspaces

/// Whether a list knew what came after its day: its figures beside those that its own rules give on rows up to then.
package struct Hindsight: Sendable {
    /// Figures that are others without later rows, and of how many accounts.
    package let late: [(name: String, accounts: Int)]
    /// Figures of which only one value is known, of whatever day that is.
    package let undated: [String]
    /// Why the rules cannot be applied to rows up to the day; nil where they can.
    package let obstacle: String?
    /// The date of some rows that came later, where a figure can be bound: `close_date`.
    package let dateColumn: String

    /// What of a list may have known.
    enum Part: CaseIterable {
        case ranking, qualifiers
    }

    private typealias Figures = (late: [(name: String, accounts: Int)], undated: [String])

    /// Figures that differ by less than this part of theirs were only added up in another order.
    private static let rounding = 1e-9

    /// Nil where the data end by that day, so that there was nothing to know. Errors: `cancelled`; that the rules cannot be
    /// applied is the obstacle.
    /// - Parameter planned: rows after this day have not come to pass, so that whoever reads them knows of plans alone; nil where
    ///   all later rows count as what came.
    package init?(_ list: KeptList, on day: Day, plannedAfter planned: Day?, _ session: Session) throws(Diagnostic) {
        try self.init(list, Part.allCases, on: day, plannedAfter: planned, session)
    }

    /// - Parameter parts: those that are asked about.
    init?(_ list: KeptList, _ parts: [Part], on day: Day, plannedAfter planned: Day?, _ session: Session) throws(Diagnostic) {
        let tables = session.state.workspace.tables.filter { !equalIgnoringCase($0.name, "accounts") }
        var later: [NamedTable] = []
        for table in tables { if let last = try [table].days(session)?.last, last > day { later.append(table) } }
        guard let first = later.first, !list.contents.rules[.objective].isEmpty else { return nil }
        let rules = try RulesBefore(list.contents, on: day, asOf: min(list.contents.asOf ?? day, day), plannedAfter: planned, session)
        var found: Figures = ([], [])
        var obstacle: String?
        do throws(Diagnostic) {
            found = try session.silently { () throws(Diagnostic) in
                try rules.asThen { () throws(Diagnostic) -> Figures in try Hindsight.compare(list, parts, rules, session) }
            }
        } catch {
            if error.id == Cancellation.cancelled.id { throw error }
            obstacle = error.message
        }
        (late, undated, self.obstacle) = (found.late, found.undated, obstacle)
        let names = found.late.map(\.name)
        let read = later.first { table in names.contains { $0.contains(table.name + ".") } } ?? first
        dateColumn = Relations.dates(of: read, in: session.state.workspace)?.name ?? "date"
    }

    private static func compare(_ kept: KeptList, _ parts: [Part], _ rules: RulesBefore, _ session: Session) throws(Diagnostic) -> Figures {
        let then = try session.list()
        guard let key = then.accounts.table.keyColumn else { return ([], []) }
        let place = try Relations.resolve(key, to: kept.table).rows
        // By row of then the account's row of the list; −1 where it was not in it.
        let places = place.pointer(to: Int32.self)
        defer { withExtendedLifetime(place) {} }
        let ownNames = try qualifiersOfAccounts(session)
        var found: Figures = ([], [])
        // Qualifiers that go by tiers know what these know.
        if parts.contains(.ranking) || ownNames.count < then.qualifiers.count { found = try figures(kept, then, places, rules, session) }
        if parts.contains(.qualifiers), !then.qualifiers.isEmpty {
            let count = try qualified(kept, then, ownNames, places)
            if count > 0 { found.late.append(("set of qualifiers", count)) }
            found.undated += try rules.reading([.qualifier]).figures.filter { !found.undated.contains($0) }
        }
        return found
    }

    /// The qualifiers whose conditions read nothing of the list.
    private static func qualifiersOfAccounts(_ session: Session) throws(Diagnostic) -> [String] {
        let accounts = try session.accounts()
        var names: [String] = []
        for rule in session.state.workspace.rules[.qualifier] {
            let readsList = try session.reading(rule) { (call) throws(Diagnostic) in
                guard let condition = call.arguments.expression("condition") else { return false }
                var binder = Binder(Query(accounts), session)
                _ = try binder.condition(condition)
                return !binder.listRead.isEmpty
            }
            if !readsList { names.append(rule.name) }
        }
        return names
    }

    /// How many accounts have others of some qualifiers than the list kept.
    private static func qualified(_ kept: KeptList, _ then: FirmList, _ names: [String], _ places: UnsafePointer<Int32>) throws(Diagnostic) -> Int {
        let own = AccountLabels.labels(names, kept.column(.qualifiers))
        let pairs = then.qualifiers.compactMap { qualifier in own.first { equalIgnoringCase($0.name, qualifier.name) }.map { (was: $0.members, then: qualifier.members) } }
        var count = 0
        for row in 0..<then.rowCount where places[row] >= 0 {
            if row % blockRows == 0 { try Cancellation.check() }
            func differs(_ was: Buffer, _ then: Buffer) -> Bool {
                (was.pointer(to: UInt8.self)[Int(places[row])] == 2) != (then.pointer(to: UInt8.self)[row] == 2)
            }
            if pairs.contains(where: { differs($0.was, $0.then) }) { count += 1 }
        }
        return count
    }

    /// What accounts are ranked by, held against what the list kept.
    private static func figures(_ kept: KeptList, _ then: FirmList, _ places: UnsafePointer<Int32>, _ rules: RulesBefore, _ session: Session) throws(Diagnostic) -> Figures {
        let (accounts, own) = (try session.accounts(), kept.inputs)
        var late: [(name: String, accounts: Int)] = []
        var undated: [String] = []
        for input in then.inputs {
            if try rules.figure(named: input.name) != nil { undated.append(input.name) }
            // What accounts are has one value, which says nothing of later rows.
            if accounts.table.index(of: input.name) != nil { continue }
            guard let cells = own.first(where: { equalIgnoringCase($0.name, input.name) })?.column else { continue }
            var count = 0
            for row in 0..<min(then.rowCount, input.column.count) where places[row] >= 0 {
                if row % blockRows == 0 { try Cancellation.check() }
                if differ(input.column[row], cells[Int(places[row])]) { count += 1 }
            }
            if count > 0 { late.append((input.name, count)) }
        }
        return (late, undated)
    }

    private static func differ(_ one: Value, _ other: Value) -> Bool {
        if let x = one.number, let y = other.number { return !((x - y).magnitude <= rounding * max(1, x.magnitude, y.magnitude)) }
        return one != other
    }

    /// `sum(pipeline.close_value) for 280 accounts`
    package var lateText: String { joinWords(late.prefix(4).map { "\($0.name) for \(plural($0.accounts, "account"))" }) }
    /// The same in words, four of them at most: `potential, region and 2 more`.
    package var undatedText: String { Binder.list(undated, limit: 4) }

    /// That it knew what came later; nil where nothing of its figures says so.
    func sentence(_ name: String, _ day: Day) -> String? {
        late.isEmpty ? nil : "\(name) knew what came after \(day.text), unless that was planned by then or rows were changed since: without later rows its own rules give another \(lateText)."
    }

    /// What cannot be told; nil where all can.
    func openSentence(_ name: String, _ day: Day) -> String? {
        if let obstacle { return "Whether \(name) knew what came after \(day.text) cannot be told, as its rules cannot be applied to rows up to then: \(obstacle)" }
        return undated.isEmpty ? nil : "\(name) goes by \(undatedText), of which only one value is known: whether it was that of \(day.text), or a later one that knew who grew, cannot be told."
    }
}

extension EditionList {
    /// Nil where the data end by the day on which it was made. What lies after the as-of day is planned, and no hindsight.
    func hindsight(of parts: [Hindsight.Part] = [.ranking], _ session: Session) throws(Diagnostic) -> (found: Hindsight, day: Day)? {
        guard let day = session.state.workspace.edition(named: list.name)?.made else { return nil }
        return try Hindsight(list, parts, on: day, plannedAfter: session.asOf, session).map { ($0, day) }
    }
}

extension BenchmarkFindings {
    /// Of who is compared: of the edition that says so, and of the definitions and the condition that were typed.
    ///
    /// - Parameter first: the opening day.
    mutating func addHindsight(_ question: Membership.Question, _ edition: EditionList?, _ members: BenchmarkMembers, from first: Day, _ session: Session) throws(Diagnostic) {
        if let edition, case .edition(let name, _) = members.source, let (found, day) = try edition.hindsight(of: members.readsQualifiersOnly ? [.qualifiers] : members.readsQualifiers ? [.ranking, .qualifiers] : [.ranking], session) {
            if let sentence = found.sentence(name, day) { add(.hindsight, sentence) }
            if let sentence = found.openSentence(name, day) { add(.figuresOfToday, sentence) }
        }
        let groups = try GroupHindsight(question, edition, before: first, session)
        if let sentence = groups?.sentence { add(.hindsight, sentence) }
        if let sentence = groups?.openSentence { add(.figuresOfToday, sentence) }
    }

    /// What is wrong with the list that says who is compared, whatever is made of it. Errors: as for `Hindsight`.
    package init(listOf setting: BenchmarkSetting, _ session: Session) throws(Diagnostic) {
        var all = BenchmarkFindings()
        all.addSelection(setting.members, setting.periods.newer, nil)
        try all.addHindsight(setting.question.groups, setting.edition, setting.members, from: setting.periods.newer.window.from, session)
        self = all
    }
}
