import Diagnostics
import Engine
import Foundation
import Tables
import Testing
import Verbs

/// The language against a row-at-a-time evaluator that shares no code with it. `TIERBOOK_ORACLE_COUNT` and
/// `TIERBOOK_ORACLE_SEED` make a longer run or repeat one pipeline.
@Suite struct LanguageOracle {
    private static func setting(_ name: String) -> Int? { ProcessInfo.processInfo.environment[name].flatMap { Int($0) } }

    /// Pipelines that share a workspace.
    private static let run = 10

    @Test func randomPipelines() {
        let first = LanguageOracle.setting("TIERBOOK_ORACLE_SEED") ?? 1
        let count = LanguageOracle.setting("TIERBOOK_ORACLE_COUNT") ?? 10_000
        var failures = 0
        var world = World(seed: UInt64(first / LanguageOracle.run))
        var session = LanguageOracle.session(world)
        for seed in first..<(first + count) where failures < 3 {
            if seed % LanguageOracle.run == 0 {
                world = World(seed: UInt64(seed / LanguageOracle.run))
                session = LanguageOracle.session(world)
            }
            let pipeline = RandomPipeline(seed: UInt64(seed), world: world)
            guard let mismatch = LanguageOracle.mismatch(pipeline, session) else { continue }
            failures += 1
            Issue.record(Comment(rawValue: "seed \(seed)\n\(pipeline.text)\n\(mismatch)\n\(world.csv)"))
        }
    }

    /// The same over tables that every parallel path has several blocks of.
    @Test func largeTables() {
        let first = LanguageOracle.setting("TIERBOOK_ORACLE_SEED") ?? 1
        let count = LanguageOracle.setting("TIERBOOK_ORACLE_LARGE") ?? 2
        let world = World(seed: 3, accounts: 150_000, activity: 160_000)
        let session = LanguageOracle.session(world)
        var failures = 0
        for seed in first..<(first + count) where failures < 3 {
            let pipeline = RandomPipeline(seed: UInt64(seed) &+ 1_000_000, world: world, stages: 2 + seed % 2)
            guard let mismatch = LanguageOracle.mismatch(pipeline, session) else { continue }
            failures += 1
            Issue.record(Comment(rawValue: "seed \(seed)\n\(pipeline.text)\n\(mismatch.prefix(8_000))"))
        }
    }

    static func session(_ world: World) -> Session {
        let session = Session(catalogue: Verbs.catalogue)
        session.state.workspace = world.workspace
        return session
    }

    // MARK: Comparing

    /// Why a pipeline's result is not the expected one; nil when it is.
    static func mismatch(_ pipeline: RandomPipeline, _ session: Session) -> String? {
        var found: Table?
        var failure: Diagnostic?
        session.run(Source(pipeline.text)) { outcome in
            switch outcome.result {
            case .success(let reply): found = reply.table
            case .failure(let error): failure = error
            }
        }
        let expected = pipeline.expected
        if let failure { return "error: \(failure.message) (\(failure.id)) at \(failure.span.map { Source(pipeline.text)[$0] } ?? "")" }
        guard let found else { return "no table" }
        let names = found.fields.map(\.name)
        if names != expected.names { return "columns: expected \(expected.names)\n         found \(names)" }
        if found.rowCount != expected.rows.count { return "\(expected.rows.count) rows expected, \(found.rowCount) found\n\(report(expected, found, at: 0))" }
        for (at, field) in found.fields.enumerated() {
            for row in 0..<found.rowCount where !isSame(field.column[row], expected.rows[row][at]) {
                return "row \(row), \(field.name): expected \(shown(expected.rows[row][at])), found \(shown(field.column[row]))\n\(report(expected, found, at: row))"
            }
        }
        return nil
    }

    private static func isSame(_ found: Value, _ wanted: Cell) -> Bool {
        switch (found, wanted) {
        case (.missing, .missing): true
        case (.text(let text), .text(let bytes)): Array(text.utf8) == bytes
        case (.date(let day), .day(let number)): Int(day.number) == number
        case (.boolean(let a), .truth(let b)): a == b
        case (.whole(let a), .whole(let b)): a == b
        case (.money(let a), .money(let units, let scale)): a.scale == scale && a.units == units
        case (.whole, _), (.decimal, _), (.percent, _):
            if let x = found.number, let y = wanted.number { abs(x - y) <= 1e-9 * max(1, abs(x), abs(y)) } else { false }
        default: false
        }
    }

    private static func shown(_ cell: Cell) -> String {
        if case .real(let number) = cell { "\(number)" } else { literal(cell, .decimal) }
    }

    private static func shown(_ value: Value) -> String {
        switch value {
        case .missing: "null"
        case .text(let text): literal(text)
        case .whole(let number): "\(number)"
        case .decimal(let number), .percent(let number): "\(number)"
        case .money(let money): moneyText(money)
        case .date(let day): day.text
        case .boolean(let truth): "\(truth)"
        }
    }

    private static func report(_ expected: (names: [String], rows: [[Cell]]), _ found: Table, at row: Int) -> String {
        let from = max(0, row - 8)
        let wanted = expected.rows.dropFirst(from).prefix(20).map { row in row.map(shown).joined(separator: ", ") }.joined(separator: "\n")
        let got = (from..<max(from, min(found.rowCount, from + 20))).map { row in found.fields.map { shown($0.column[row]) }.joined(separator: ", ") }.joined(separator: "\n")
        return "\(expected.names)\nexpected from row \(from):\n\(wanted)\nfound:\n\(got)"
    }
}
