import Diagnostics
import Syntax
import Tables
import Workspaces

/// Whether definitions by which accounts are told apart, and the condition on who takes part, know what came after an opening day:
/// each beside itself on rows up to the day before. What the list says of accounts is for `Hindsight`.
struct GroupHindsight {
    /// Those that are others without later rows, and for how many accounts.
    private let late: [(name: String, accounts: Int)]
    /// Those that read figures of which only one value is known, and these.
    private let undated: [(name: String, figures: [String])]
    /// Those that cannot be worked out on earlier rows, and why.
    private let obstacles: [(name: String, reason: String)]
    /// The last day that they may know of.
    private let day: Day

    private typealias Found = (late: [(name: String, accounts: Int)], undated: [(name: String, figures: [String])], obstacles: [(name: String, reason: String)])

    /// Something that is true of accounts, or tells them apart.
    private enum Test {
        case key(Name)
        case condition(Expression)

        var expression: Expression {
            switch self {
            case .key(let name): Expression(.name(name), span: name.span)
            case .condition(let expression): expression
            }
        }
    }

    /// Nil where there is no definition and no condition, or the data end by the opening day.
    init?(_ question: Membership.Question, _ edition: EditionList?, before first: Day, _ session: Session) throws(Diagnostic) {
        let workspace = session.state.workspace
        let accounts = try session.accounts()
        let keys = question.keys.filter { accounts.table.index(of: $0.text) == nil && workspace.definition(named: $0.text)?.kind == .expression }
        let tests = keys.map { Test.key($0) } + (question.condition.map { [.condition($0)] } ?? [])
        day = first.adding(days: -1)
        guard !tests.isEmpty, let latest = session.latestDay(), latest > day else { return nil }
        let rules = try RulesBefore(nil, on: day, asOf: session.asOf ?? latest, plannedAfter: session.asOf, session)
        (late, undated, obstacles) = try session.silently { () throws(Diagnostic) in try GroupHindsight.compare(tests, rules, edition, session) }
    }

    private static func compare(_ tests: [Test], _ rules: RulesBefore, _ edition: EditionList?, _ session: Session) throws(Diagnostic) -> Found {
        var found: Found = ([], [], [])
        for test in tests {
            let now = try GroupHindsight.cells(test, edition, session)
            // Of today's list it is known that it knew.
            if now.readsList, edition == nil { continue }
            let name = GroupHindsight.name(test, session)
            let then: Column
            do throws(Diagnostic) {
                then = try rules.asThen { () throws(Diagnostic) in try GroupHindsight.cells(test, edition, session).column }
            } catch {
                if error.id == Cancellation.cancelled.id { throw error }
                found.obstacles.append((name, error.message))
                continue
            }
            var count = 0
            for row in 0..<min(now.column.count, then.count) {
                if row % blockRows == 0 { try Cancellation.check() }
                if now.column[row] != then[row] { count += 1 }
            }
            if count > 0 { found.late.append((name, count)) }
            let figures = try rules.reading(of: test.expression).figures
            if !figures.isEmpty { found.undated.append((name, figures)) }
        }
        return found
    }

    /// By row of accounts what it comes to, and whether that is for the list to say.
    private static func cells(_ test: Test, _ edition: EditionList?, _ session: Session) throws(Diagnostic) -> (column: Column, readsList: Bool) {
        let accounts = try session.accounts()
        switch test {
        case .condition(let condition):
            let (isMet, read) = try BenchmarkMembers.rows(where: condition, edition, accounts, session)
            return (.booleans(isMet), !read.isEmpty)
        case .key(let name):
            var query = Query(accounts)
            query.edition = edition
            var binder = Binder(query, session)
            let slot = try binder.groupKey(name).slot
            return (try session.runAgain(binder.query).column(slot), !binder.listRead.isEmpty)
        }
    }

    private static func name(_ test: Test, _ session: Session) -> String {
        switch test {
        case .key(let name): name.text
        case .condition(let condition): "where " + session.text(of: condition.span).split(whereSeparator: \.isWhitespace).joined(separator: " ")
        }
    }

    /// That they knew what came later; nil where none did.
    var sentence: String? {
        if late.isEmpty { return nil }
        let found = late.prefix(4).map { "\($0.name) turns out otherwise for \(plural($0.accounts, "account"))" }
        return "Without rows of days after \(day.text) \(joinWords(found)): what came later tells who is compared."
    }

    /// What cannot be told; nil where all can.
    var openSentence: String? {
        if let (name, reason) = obstacles.first { return "Whether \(name) knows what came after \(day.text) cannot be told, as it cannot be worked out from rows up to then: \(reason)" }
        if undated.isEmpty { return nil }
        let found = undated.prefix(4).map { "\($0.name) reads \(Binder.list($0.figures, limit: 4))" }
        return "\(joinWords(found)), of which only one value is known: whether it was that of \(day.text), or a later one that knew who grew, cannot be told."
    }
}
