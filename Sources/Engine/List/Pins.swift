import Diagnostics
import Prioritizing
import Syntax
import Tables
import Workspaces

/// What was set by hand: overrides and exclusions, with what has become of them.
struct Pins {
    private(set) var all: [Pin] = []
    private let isDated: Bool

    init(_ rules: Rules, _ result: RankingResult, _ session: Session) throws(Diagnostic) {
        isDated = session.asOf != nil
        let set = rules[.override] + rules[.exclusion]
        if set.isEmpty { return }
        let rows = try AccountRows(set.map(\.name), result.names)
        for (index, rule) in set.enumerated() {
            let pin = try session.reading(rule) { (call) throws(Diagnostic) in
                try Pins.pin(rule, call, row: rows[index], result, session)
            }
            all.append(pin)
        }
    }

    private static func pin(_ rule: Rule, _ call: VerbCall, row: Int?, _ result: RankingResult, _ session: Session) throws(Diagnostic) -> Pin {
        var tier: Int?
        if rule.kind == .override {
            let name = try call.name("tier").text
            tier = result.tierNames.firstIndex { equalIgnoringCase($0, name) }
            if tier == nil {
                throw Diagnostic(
                    "unknown-tier", "There is no tier \(name) any more.",
                    help: "Type forget override \(Words.quoted(rule.name))\(result.tierNames.isEmpty ? "" : ", or name one of \(Binder.list(result.tierNames))").")
            }
        }
        let until = try session.day(call, "until")
        var pin = Pin(
            rule: rule, account: rule.name, row: row, tier: tier, reason: call.arguments.text("reason")?.text ?? "",
            author: call.arguments.text("author")?.text ?? "", until: until, status: .holds)
        if row == nil { pin.status = .unknown } else if let until, let today = session.asOf, today > until { pin.status = .expired }
        return pin
    }

    /// The tiers with what holds put in place. An exclusion counts more than an override.
    mutating func applied(to result: RankingResult) throws(Diagnostic) -> Buffer {
        guard let ruled = result.tiering?.tiers else { return Buffer([Int16](repeating: Tiering.nonTiered, count: result.names.count)) }
        if all.isEmpty { return ruled }
        var tiers = Array(UnsafeBufferPointer(start: ruled.pointer(to: Int16.self), count: result.names.count))
        for index in all.indices where all[index].status == .holds {
            guard let row = all[index].row else { continue }
            let own = tiers[row]
            let set = all[index].tier.map { Int16($0) } ?? (own == Tiering.notRanked ? own : Tiering.nonTiered)
            if set == own { all[index].status = .idle }
            tiers[row] = set
        }
        return Buffer(tiers)
    }

    /// Warnings about what was set by hand.
    func notes(_ policies: ListPolicies, _ result: RankingResult, _ tiers: Buffer) -> [Diagnostic] {
        var notes: [Diagnostic] = []
        for pin in all where pin.status != .holds {
            let cure = "Type forget \(pin.rule.title)."
            switch pin.status {
            case .expired: notes.append(.warning("stale-override", "The \(pin.rule.title) ended on \(pin.until?.text ?? "its last day").", help: cure))
            case .unknown: notes.append(.warning("stale-override", "The \(pin.rule.title) is about no account that there is.", help: cure))
            case .idle: notes.append(.note("idle-override", "The \(pin.rule.title) changes nothing: the rules give the same tier.", help: cure))
            case .holds: break
            }
        }
        if !isDated, all.contains(where: { $0.until != nil }) {
            notes.append(.warning("no-as-of", "No as-of day is set, so overrides do not end.", help: "Type set as of DATE."))
        }
        return notes + overBudget(policies, result, tiers)
    }

    private func overBudget(_ policies: ListPolicies, _ result: RankingResult, _ tiers: Buffer) -> [Diagnostic] {
        guard let share = policies.overrideShare else { return [] }
        var sizes = [Int](repeating: 0, count: result.tierNames.count)
        let cells = tiers.pointer(to: Int16.self)
        for row in 0..<result.names.count where cells[row] >= 0 { sizes[Int(cells[row])] += 1 }
        return result.tierNames.indices.compactMap { tier in
            let pinned = all.count { pin in pin.status == .holds && pin.tier == tier && pin.row.map { Int(cells[$0]) == tier } ?? false }
            if pinned == 0 || Double(pinned) <= share * Double(sizes[tier]) { return nil }
            return .warning(
                "too-many-overrides",
                "\(grouped(pinned)) of \(plural(sizes[tier], "account")) in \(result.tierNames[tier]) \(pinned == 1 ? "is" : "are") there by override, more than \(Plain.text(.percent(share))).")
        }
    }
}

/// Qualifiers given or kept by hand.
struct Marks {
    private struct Mark {
        var qualifier: String
        var row: Int
        var isGiven: Bool
    }

    private var marks: [Mark] = []
    private(set) var notes: [Diagnostic] = []

    init(_ rules: Rules, _ key: Column, _ session: Session) throws(Diagnostic) {
        let set = rules[.mark]
        if set.isEmpty { return }
        var accounts: [String] = []
        for rule in set { accounts.append(try session.reading(rule) { (call) throws(Diagnostic) in try call.text("account").text }) }
        let rows = try AccountRows(accounts, key)
        for (index, rule) in set.enumerated() {
            guard let row = rows[index] else {
                notes.append(.warning("stale-mark", "A qualifier was given to \(Words.quoted(accounts[index])), which is no account."))
                continue
            }
            let mark = try session.reading(rule) { (call) throws(Diagnostic) in
                Mark(qualifier: try call.text("qualifier").text, row: row, isGiven: !call.has("not"))
            }
            marks.append(mark)
        }
    }

    /// A qualifier's members: those for whom the condition is true, and what was decided by hand.
    func qualifier(_ name: String, _ need: String, _ condition: Column?, rows: Int) -> Qualifier {
        var members = [UInt8](repeating: 0, count: rows)
        if let condition {
            let truths = condition.truths
            for row in 0..<rows where truths[row] == 2 { members[row] = 2 }
        }
        for mark in marks where equalIgnoringCase(mark.qualifier, name) { members[mark.row] = mark.isGiven ? 2 : 0 }
        return Qualifier(name: name, need: need, members: Buffer(members), count: members.count { $0 == 2 })
    }
}

/// Rows of accounts by their keys as they are typed and shown.
package struct AccountRows {
    private let rows: [Int32]

    /// Looks up all names at once, in one pass over the keys. Errors: `cancelled`.
    package init(_ names: [String], _ key: Column) throws(Diagnostic) {
        if key.dictionary != nil {
            let found = try KeyIndex(key).rows(of: .texts(names))
            rows = Array(UnsafeBufferPointer(start: found.pointer(to: Int32.self), count: names.count))
            return
        }
        var places: [String: Int32] = [:]
        for (index, name) in names.enumerated() { places[name] = places[name] ?? Int32(index) }
        var byName = [Int32](repeating: -1, count: names.count)
        for row in 0..<key.count {
            if row % blockRows == 0 { try Cancellation.check() }
            if let index = places[Plain.text(key[row])] { byName[Int(index)] = Int32(row) }
        }
        rows = names.map { byName[Int(places[$0] ?? 0)] }
    }

    /// The row of the name at an index; nil when no account has it.
    package subscript(index: Int) -> Int? { rows[index] < 0 ? nil : Int(rows[index]) }
}

extension Session {
    /// A day typed in a slot; nil where the slot is empty. Errors: `not-a-date`, and as for `Binder.bind`.
    package func day(_ call: VerbCall, _ slot: String) throws(Diagnostic) -> Day? {
        guard let expression = call.arguments.expression(slot) else { return nil }
        var binder = Binder(Query(result: Table([], rowCount: 1)), self)
        let bound: Bound
        do throws(Diagnostic) { bound = try binder.bind(expression) } catch {
            // There are no columns here, whose names might be meant.
            if error.id == "unknown-column" { throw notADay(expression.span) }
            throw error
        }
        guard case .date(let day)? = bound.constant else { throw notADay(expression.span) }
        return day
    }

    private func notADay(_ span: Span) -> Diagnostic {
        Diagnostic("not-a-date", "A day is wanted here, not \(text(of: span)).", at: span, help: "For example 2026-12-31, or today + 30 days.")
    }
}
