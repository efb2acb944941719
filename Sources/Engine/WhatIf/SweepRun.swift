import Diagnostics
import Prioritizing
import Syntax
import Tables
import Workspaces

/// One setting of a sweep's parameters, and what it makes of the list.
package struct SweepPoint: Sendable {
    /// Of the parameters, in the order of their names.
    package var values: [Number]
    /// Accounts that go up, against the list as it is.
    package var up: Int
    /// Accounts that go down.
    package var down: Int
    /// By tier of `SweepRun.tierNames`: accounts, and what they are worth.
    package var counts: [Int]
    /// What its accounts are worth, by tier; 0 for a tier that this setting does not have.
    package var sums: [Double]
    /// What all accounts are worth.
    package var total: Double
}

/// The list under each of many settings of a statement's parameters, against the list as it is.
package struct SweepRun: Sendable {
    /// The list as it is.
    package let base: FirmList
    /// Those of the list as it is, then those that only some settings make.
    package let tierNames: [String]
    /// In the order of the settings.
    package let points: [SweepPoint]

    /// Errors: as for `trying`, at the statement's place in the line; `cancelled`.
    /// - Parameters:
    ///   - statement: one or several, a line each, read anew for each setting, with the parameters' values in it.
    ///   - span: where it stands in the line.
    package init(_ settings: [[String: Number]], names: [String], _ statement: String, at span: Span, _ session: Session) throws(Diagnostic) {
        let base = try session.list()
        self.base = base
        defer { session.sweepNotes = nil }
        func values(_ setting: [String: Number]) -> [Number] { names.map { setting[$0] ?? Number(mantissa: 0) } }
        let plans = try SweepRun.plans(settings, statement, span, session)
        var tierNames = base.tierNames
        var found = [SweepPoint?](repeating: nil, count: settings.count)
        for (setting, point) in try SweepRun.together(plans, base) {
            found[setting] = point
            found[setting]?.values = values(settings[setting])
        }
        // The others one after the other; of each no more is kept than what is told of it.
        var single: [(setting: Int, tiers: [String], point: SweepPoint)] = []
        for (index, setting) in settings.enumerated() where found[index] == nil {
            try Cancellation.check()
            let comparison = try session.trying(statement, setting, at: span) { () throws(Diagnostic) in try ListComparison(base, try session.list()) }
            let tiers = comparison.after.tierNames
            for name in tiers where !tierNames.contains(where: { equalIgnoringCase($0, name) }) { tierNames.append(name) }
            single.append((index, tiers, SweepRun.point(values(setting), comparison, tiers)))
        }
        for (index, tiers, point) in single {
            let places = tierNames.map { name in tiers.firstIndex { equalIgnoringCase($0, name) } }
            found[index] = point
            found[index]?.counts = places.map { $0.map { point.counts[$0] } ?? 0 }
            found[index]?.sums = places.map { $0.map { point.sums[$0] } ?? 0 }
        }
        let more = tierNames.count - base.tierNames.count
        for (index, plan) in plans.enumerated() where plan != nil {
            found[index]?.counts += Array(repeating: 0, count: more)
            found[index]?.sums += Array(repeating: 0, count: more)
        }
        self.tierNames = tierNames
        points = found.compactMap { $0 }
    }

    /// The settings that are plain plans, worked out at once.
    private static func together(_ plans: [ListPlan?], _ base: FirmList) throws(Diagnostic) -> [(setting: Int, point: SweepPoint)] {
        let planned = plans.indices.filter { plans[$0] != nil }
        guard let first = plans.compactMap({ $0 }).first else { return [] }
        let worth = first.value.column.doubles()
        let tierCount = first.tierNames.count
        let sweep = try Sweep(
            plans.compactMap { $0?.scenario }, of: first.scaled, ties: first.ties, against: base.tiers, tierCount: tierCount, values: worth.buffer,
            start: worth.start)
        let total = worth.buffer.withCells(of: Double.self, start: worth.start, count: first.value.column.count) { cells in
            cells.reduce(0) { $0 + ($1.isFinite ? $1 : 0) }
        }
        return zip(planned, sweep.points).map { setting, point in
            let point = SweepPoint(
                values: [], up: point.up, down: point.down, counts: Array(point.counts.prefix(tierCount)), sums: Array(point.sums.prefix(tierCount)), total: total)
            return (setting, point)
        }
    }

    private static func point(_ values: [Number], _ comparison: ListComparison, _ names: [String]) -> SweepPoint {
        let levels = names.map { name in comparison.levels.firstIndex { equalIgnoringCase($0, name) } }
        let count = comparison.levels.count
        return SweepPoint(
            values: values, up: comparison.up, down: comparison.down,
            counts: levels.map { level in level.map { level in (0..<count).reduce(0) { $0 + comparison.movement.count(from: $1, to: level) } } ?? 0 },
            sums: levels.map { level in level.map { comparison.worthAfter[$0] } ?? 0 }, total: comparison.worthAfter.reduce(0, +))
    }

    /// The settings as plans over the very measures of the list as it is; nil for one that is more than that.
    private static func plans(_ settings: [[String: Number]], _ statement: String, _ span: Span, _ session: Session) throws(Diagnostic) -> [ListPlan?] {
        guard let base = try session.listPlan(), !base.tierNames.isEmpty else { return settings.map { _ in nil } }
        var plans: [ListPlan?] = []
        for setting in settings {
            let plan = try session.trying(statement, setting, at: span) { () throws(Diagnostic) in try session.listPlan() }
            plans.append(plan.flatMap { $0.isOver(base) && $0.tierNames == base.tierNames ? $0 : nil })
            // A statement that is more than a plan with one value is so, as a rule, with every other.
            if plans.count == 3, plans.allSatisfy({ $0 == nil }) { return settings.map { _ in nil } }
        }
        return plans
    }
}

extension Session {
    /// Tries statements with values for their parameters.
    func trying<T>(_ text: String, _ values: [String: Number], at span: Span, _ body: () throws(Diagnostic) -> T) throws(Diagnostic) -> T {
        let outer = beginReading(text)
        let kept = parameters
        // What one setting has said the others need not say again, with other figures.
        let said = sweepNotes
        for (name, value) in values { parameters[name] = ParameterValue(value) }
        defer {
            parameters = kept
            endReading(outer, at: span)
            if let said { work.notes = said } else { sweepNotes = work.notes }
        }
        do throws(Diagnostic) {
            var parser = try Parser(Source(text), grammar: catalogue.grammar, parameters: parameters)
            var statements: [Statement] = []
            while let line = try parser.nextLine() { statements += line.statements }
            if statements.isEmpty { throw Diagnostic("empty-statement", "There is no statement to try.") }
            return try trying(statements, body)
        } catch {
            if error.id == Cancellation.cancelled.id { throw error }
            var error = error
            error.span = span
            let setting = values.sorted { $0.key < $1.key }.map { "\($0) = \(ParameterValue($1).text)" }
            error.notes.append("With \(setting.joined(separator: ", ")).")
            throw error
        }
    }
}
