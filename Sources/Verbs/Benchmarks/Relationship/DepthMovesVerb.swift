import Diagnostics
import Engine
import Statistics
import Syntax
import Tables

struct DepthMovesVerb: Verb {
    let forms = [
        Form(
            "depth moves", .start,
            [
                DepthVerb.columns, .slot("newer", .period), .word("against"), .slot("older", .period),
                .anyOrder([[.word("levels"), .list("levels", [.slot("level", .number)])], [.word("why")]] + RelationshipWords.counting),
            ])
    ]
    let manual = Manual(
        "which accounts use more different products or services than before, and which fewer: from level to level",
        details: """
            depth moves of trades.product 2026Q2 against 2025Q2 by tier. What counts is what counts for depth. A row for each level that
            accounts came from and each that they are on now: how many, and their share of those that came from there, with Wilson's
            interval (low to high). The table above adds them up: up, stayed and down, by levels, are all accounts of a group. Levels are 0, 1,
            2, 3 to 4 and 5+; levels 1, 2, 5 makes them 0, 1, 2 to 4 and 5+. For one group and one column | chart movement by was, now
            draws them; put | where before it to choose. Of several columns | chart draws the share that went up.
            """,
        examples: """
            tierbook> depth moves of kind 2026Q1 against 2025Q4
            Levels of different kind, 2026Q1 against 2025Q4: of 6 accounts 4 went up, 0 down and 2 stayed.
            dimension  accounts  up  stayed  down  share up    low   high
            kind              6   4       2     0     66.7%  30.0%  90.3%
            dimension  was  now  count   share    low    high
            kind       0    0        2   40.0%  11.8%   76.9%
            kind       0    1        3   60.0%  23.1%   88.2%
            kind       1    2        1  100.0%  20.7%  100.0%
            warning: activity ends on 2026-03-20, before 2026Q1 does.
            tierbook> depth moves of kind 2026Q1 against 2025Q4 | chart movement by was, now
            count by was, now: Moves in kind, 2026Q1 against 2025Q4
            was \\ now    0    1    2  all
            0            2    3    ·    5
            1            ·    ·    1    1
            all          2    3    1    6
            2 unmoved · 4 moved
            warning: activity ends on 2026-03-20, before 2026Q1 does.
            """)

    func run(_ call: VerbCall, _ input: Query?, _ session: Session) throws(Diagnostic) -> Output {
        let (setting, columns) = try DepthVerb.setting(call, session)
        let (moves, findings) = try setting.moves(of: columns, try levels(call), session)
        if call.has("why") { return .reply(BenchmarkText.why(headline(moves, setting), findings, of: BenchmarkTrap.membersAndPeriods)) }
        for note in findings.notes { session.note(note) }
        var query = Query(result: rows(moves))
        query.footer = BenchmarkText.list(setting.membership.members, setting.membership.movers)
        if moves.hiddenCount > 0 { query.footer.append("\(plural(moves.hiddenCount, "group")) hidden: too few accounts") }
        query.footer += RelationshipWords.independent("low and high", setting.membership)
        // Of several columns at once an account would be counted for each, so who went up is drawn of each.
        let title = "Moves in \(joinWords(moves.columns.map(\.name))), \(setting.periods.title)"
        query.subject = title
        if moves.columns.count > 1 { query.drawing = drawing(moves, title) }
        if moves.columns.count == 1 { query.drawing = Drawing(.movement, of: movement(moves), figures: ["count"], labels: ["was", "now"], title: title) }
        query.preamble = .init(headline: headline(moves, setting), summary: summary(moves), rowLimit: 40, noun: "moves")
        return .query(query)
    }

    /// Who went up, by group and column.
    private func drawing(_ moves: DepthMoves, _ title: String) -> Drawing? {
        let table = summary(moves)
        let figures = ["share up", "low", "high"].compactMap { name in table.fields.first { $0.name == name } }
        let places = Array(moves.matrices.indices)
        return Drawing(.intervals, figures, by: [moves.keys(places), [dimension(moves, places)]], of: title)
    }

    /// All accounts' moves from a level to a level.
    private func movement(_ moves: DepthMoves) -> Table {
        let made = moves.all.first.map(moved) ?? []
        let names = moves.levels.names
        return Table(
            [Field("was", .texts(made.map { names[$0.was] })), Field("now", .texts(made.map { names[$0.now] })), Field("count", .integers(made.map { Int64($0.count) }))], rowCount: made.count)
    }

    /// The moves that some account made.
    private func moved(_ levels: DepthMoves.Levels) -> [(was: Int, now: Int, count: Int)] {
        levels.counts.indices.flatMap { was in levels.counts[was].indices.map { (was, $0, levels.counts[was][$0]) } }.filter { $0.2 > 0 }
    }

    private func levels(_ call: VerbCall) throws(Diagnostic) -> DepthLevels {
        let typed = call.list("levels")
        guard let first = typed.first, let last = typed.last else { return .usual }
        let numbers = typed.compactMap { $0.arguments.number("level")?.number }
        let bounds = numbers.filter { $0.isWhole && $0.mantissa >= 1 && $0.mantissa <= 10_000 }.map { Int($0.mantissa) }
        guard bounds.count == typed.count, let levels = DepthLevels(checking: bounds) else {
            throw Diagnostic("not-levels", "Levels begin at whole numbers from 1 on, each above the one before.", at: first.span.through(last.span), help: "For example levels 1, 2, 5, for 0, 1, 2 to 4 and 5+.")
        }
        return levels
    }

    /// `Different product an account, 2026Q2 against 2025Q2: of 400 accounts 83 went up a level, 70 down and 247 stayed.`
    private func headline(_ moves: DepthMoves, _ setting: RelationshipSetting) -> String {
        let parts = moves.columns.indices.map { column -> String in
            let all = moves.all[column]
            let end = "\(grouped(all.up)) went up, \(grouped(all.down)) down and \(grouped(all.level)) stayed"
            return moves.columns.count == 1 ? "of \(grouped(all.accounts)) accounts \(end)" : "\(moves.columns[column].name) \(end)"
        }
        return "Levels of different \(joinWords(moves.columns.map(\.name))), \(setting.periods.title): \(parts.joined(separator: "; "))."
    }

    /// A row a group and column: who went up, stayed and went down.
    private func summary(_ moves: DepthMoves) -> Table {
        let all = moves.matrices.map(\.levels)
        func counts(_ name: String, _ count: (DepthMoves.Levels) -> Int) -> Field { Field(name, .integers(all.map { Int64(count($0)) })) }
        let shares = all.map { Proportion($0.up, of: $0.accounts) }
        return Table(
            (keys(moves, Array(all.indices)) + [
                counts("accounts", \.accounts), counts("up", \.up), counts("stayed", \.level), counts("down", \.down), share("share up", shares) { $0.value },
                share("low", shares) { $0.interval()?.low }, share("high", shares) { $0.interval()?.high },
            ]).distinct, rowCount: all.count)
    }

    /// A row a move that some account made.
    private func rows(_ moves: DepthMoves) -> Table {
        let made = moves.matrices.enumerated().flatMap { place, matrix in moved(matrix.levels).map { (matrix: place, was: $0.was, now: $0.now, count: $0.count) } }
        func level(_ name: String, _ places: [Int]) -> Field { Field(name, .levels(moves.levels.names, places)) }
        let shares = made.map { moves.matrices[$0.matrix].levels.share($0.was, $0.now) }
        return Table(
            (keys(moves, made.map(\.matrix)) + [
                level("was", made.map(\.was)), level("now", made.map(\.now)), Field("count", .integers(made.map { Int64($0.count) })),
                share("share", shares) { $0.value }, share("low", shares) { $0.interval()?.low }, share("high", shares) { $0.interval()?.high },
            ]).distinct, rowCount: made.count)
    }

    private func keys(_ moves: DepthMoves, _ places: [Int]) -> [Field] {
        moves.keys(places) + [dimension(moves, places)]
    }

    private func dimension(_ moves: DepthMoves, _ places: [Int]) -> Field { Field("dimension", .levels(moves.columns.map(\.name), places.map { moves.matrices[$0].column })) }

    private func share(_ name: String, _ shares: [Proportion?], _ value: (Proportion) -> Double?) -> Field {
        Field(name, .doubles(shares.map { $0.flatMap(value) ?? .nan }, type: .percent))
    }
}
