import Diagnostics
import Engine
import Prioritizing
import Syntax
import Tables

/// What an optimized list must keep to, as typed.
struct OptimizeLimits {
    static let elements: [Element] = [
        .choice([
            [.slot("n", .number), .optional([.symbol(.range), .slot("m", .number)]), .slot("tier", .newName)],
            [.word("at most"), .slot("most", .number), .choice([[.word("movers")], [.word("mover")], [.word("hours")], [.slot("tier", .newName)]])],
            [.word("at least"), .slot("least", .number), .slot("tier", .newName)],
            [.word("lock"), .slot("account", .text)], [.word("keep"), .slot("account", .text), .word("out")],
            [.word("hours in"), .slot("tier", .newName), .symbol(.equal), .slot("hours of each", .expression)],
            [.word("hours outside"), .symbol(.equal), .slot("hours of each", .expression)],
            [.word("worth in"), .slot("tier", .newName), .symbol(.equal), .slot("percent", .number)],
        ])
    ]

    /// By tier; a tier without a limit keeps the size it has.
    private(set) var sizes: [ClosedRange<Int>]
    private(set) var movers: Int?
    private(set) var hours: Double?
    /// By tier, then row; nil where nothing was said.
    private var inTiers: [[Double]?]
    private(set) var outside: [Double]?
    /// By tier.
    private(set) var factors: [Double]
    /// By row: accounts that stay where they are (false), and those kept outside (true).
    private(set) var locks: [Int: Bool] = [:]
    /// Sizes that leave a choice.
    private(set) var hasRange = false
    let span: Span?

    init(_ call: VerbCall, _ list: FirmList, _ session: Session) throws(Diagnostic) {
        let count = list.tierNames.count
        var now = [Int](repeating: 0, count: count)
        for row in 0..<list.rowCount where list.tier(row) >= 0 { now[list.tier(row)] += 1 }
        sizes = now.map { $0...$0 }
        inTiers = Array(repeating: nil, count: count)
        factors = Array(repeating: 1, count: count)
        let entries = call.list("limits")
        span = entries.first.map { $0.span.through(entries[entries.count - 1].span) }
        var said: Set<String> = []
        for (arguments, span) in entries {
            let subject = try take(arguments, list, session)
            if !said.insert(subject).inserted { throw Diagnostic("duplicate-limit", "There are two limits of this kind: \(subject).", at: span) }
        }
        if hours != nil, !hasHours {
            throw Diagnostic("no-hours", "Nothing says how many hours an account takes.", at: span, help: "Add hours in \(Words.typed(list.tierNames[0])) = 12, a number or any expression on accounts.")
        }
    }

    /// Returns what the limit is about, to find it said twice.
    private mutating func take(_ entry: Arguments, _ list: FirmList, _ session: Session) throws(Diagnostic) -> String {
        if let (account, span) = entry.text("account") { return try lock(account, span, entry.has("keep"), list) }
        if let expression = entry.expression("hours of each") {
            let hours = try OptimizeLimits.hours(expression, list, session)
            guard let name = entry.name("tier") else {
                outside = hours
                return "hours outside"
            }
            let tier = try OptimizeLimits.tier(name, list, session)
            inTiers[tier] = hours
            return "hours in \(list.tierNames[tier])"
        }
        if let (number, span) = entry.number("percent") { return try factor(number, span, entry, list, session) }
        if entry.has("movers") || entry.has("mover"), let (number, span) = entry.number("most") {
            movers = try OptimizeLimits.count(number, span)
            return "movers"
        }
        if entry.has("hours"), let (number, span) = entry.number("most") {
            guard number.unit == .none, number.mantissa >= 0 else { throw Diagnostic("invalid-limit", "Hours are a number of at least 0.", at: span) }
            hours = number.double
            return "hours"
        }
        return try size(entry, list, session)
    }

    private mutating func factor(_ number: Number, _ span: Span, _ entry: Arguments, _ list: FirmList, _ session: Session) throws(Diagnostic) -> String {
        guard let name = entry.name("tier") else { throw Diagnostic("internal", "A worth has no tier.", at: span) }
        let tier = try OptimizeLimits.tier(name, list, session)
        factors[tier] = number.unit == .percent ? number.double / 100 : number.double
        if case .money = number.unit { throw Diagnostic("not-a-factor", "How much worth counts is a percentage.", at: span, help: "For example 150%.") }
        guard (0...1000).contains(factors[tier]) else { throw Diagnostic("not-a-factor", "Worth counts between 0% and 100,000%.", at: span) }
        return "worth in \(list.tierNames[tier])"
    }

    private mutating func size(_ entry: Arguments, _ list: FirmList, _ session: Session) throws(Diagnostic) -> String {
        guard let name = entry.name("tier") else { throw Diagnostic("internal", "A limit has no tier.") }
        let tier = try OptimizeLimits.tier(name, list, session)
        if let (number, span) = entry.number("most") { sizes[tier] = 0...(try OptimizeLimits.count(number, span)) } else if let (number, span) = entry.number("least") {
            let least = try OptimizeLimits.count(number, span)
            sizes[tier] = least...max(least, list.rowCount)
        } else if let (number, span) = entry.number("n") {
            let low = try OptimizeLimits.count(number, span)
            var high = low
            if let (number, span) = entry.number("m") { high = try OptimizeLimits.count(number, span) }
            if high < low { throw Diagnostic("empty-range", "The range ends below its beginning.", at: span) }
            sizes[tier] = low...high
        }
        if sizes[tier].count > 1 { hasRange = true }
        return "accounts in \(list.tierNames[tier])"
    }

    private mutating func lock(_ account: String, _ span: Span, _ isOut: Bool, _ list: FirmList) throws(Diagnostic) -> String {
        let row = try ListNames.account(account, list, at: span)
        if isOut, let pin = list.pins.first(where: { $0.row == row && $0.status == .holds && $0.tier != nil }) {
            throw Diagnostic("set-by-hand", "\(account) is in \(list.name(ofTier: list.tier(row))) by override.", at: span, help: "Type forget \(pin.rule.title) first.")
        }
        locks[row] = isOut
        return "the place of \(account)"
    }

    private static func tier(_ name: Name, _ list: FirmList, _ session: Session) throws(Diagnostic) -> Int {
        if list.tierNames.contains(where: { equalIgnoringCase($0, name.text) }) { return try ListNames.tier(name, list, session) }
        throw Diagnostic(
            "unknown-tier", "There is no tier \(name.text).", at: name.span,
            help: didYouMean(name.text, among: list.tierNames + ["movers", "hours"]) ?? "Tiers: \(Binder.list(list.tierNames)). Other limits are on movers and hours.")
    }

    private static func count(_ number: Number, _ span: Span) throws(Diagnostic) -> Int {
        guard number.isWhole, number.mantissa >= 0 else { throw Diagnostic("not-a-count", "A number of accounts is whole, and at least 0.", at: span) }
        return Int(min(number.mantissa, Int64(Int32.max)))
    }

    private static func hours(_ expression: Expression, _ list: FirmList, _ session: Session) throws(Diagnostic) -> [Double] {
        let (buffer, start) = try session.figures(expression, over: list).column.doubles()
        let cells = buffer.cells(of: Double.self, start: start, count: list.rowCount)
        if cells.contains(where: { $0 < 0 }) { throw Diagnostic("invalid-hours", "An account cannot take less than 0 hours.", at: expression.span) }
        let missing = cells.count { !$0.isFinite }
        if missing > 0 {
            session.note(.note("missing-hours", "\(plural(missing, "account")) \(missing == 1 ? "has" : "have") no hours here, which counts as 0.", at: expression.span))
        }
        return cells.map { $0.isFinite ? $0 : 0 }
    }

    var hasHours: Bool { outside != nil || inTiers.contains { $0 != nil } }

    /// What an account takes in a tier, negative for outside.
    func hours(of row: Int, in tier: Int) -> Double {
        (tier < 0 ? outside : inTiers[tier]).map { $0[row] } ?? 0
    }
}
