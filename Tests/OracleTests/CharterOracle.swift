/// What a charter means, worked out account by account, clause by clause and row by row from the manuals' words.
struct CharterOracle {
    let book: CharterBook

    /// Days from one on up to, and not with, another.
    struct Window: Hashable {
        var from: Int
        var before: Int
    }

    /// What an account is owed of a service, and what was done.
    struct Duty {
        var account: Int
        var service: String
        var clause: CharterBook.Clause?
        var hidden: [CharterBook.Clause]
        var window: Window
        var owed = 0
        var expected = 0
        /// Nil where it cannot be counted.
        var done: Double?
        var isOver = false

        var shortfall: Double { max(0, Double(expected) - (done ?? 0)) }
        var isCounted: Bool { done != nil && clause?.promise != .onRequest && (owed > 0 || (done ?? 0) > 0) }

        var status: String {
            guard let done else { return "not measured" }
            if clause?.promise == .onRequest { return "on request" }
            if owed == 0, done == 0 { return "not given" }
            if done > Double(owed) { return "beyond charter" }
            if shortfall == 0 { return "on track" }
            return isOver ? "missed" : "behind"
        }
    }

    // MARK: Clauses

    var services: [String] {
        var seen: [String] = []
        for clause in book.clauses where !seen.contains(clause.service) { seen.append(clause.service) }
        return seen
    }

    private func isFor(_ clause: CharterBook.Clause, _ account: CharterBook.Account) -> Bool {
        if let tiers = clause.tiers, !tiers.contains(account.tier) { return false }
        return clause.segments.isEmpty || clause.segments.contains { $0 == account.type || $0 == "Large" && account.size >= book.large }
    }

    /// The one that counts, then those that it hides.
    private func clauses(_ service: String, _ account: CharterBook.Account) -> [CharterBook.Clause] {
        let all = book.clauses.filter { $0.service == service && isFor($0, account) }
        func names(_ clause: CharterBook.Clause) -> Int { (clause.tiers == nil ? 0 : 1) + (clause.segments.isEmpty ? 0 : 1) }
        return [2, 1, 0].flatMap { number in all.filter { names($0) == number } }
    }

    /// How a clause counts a row; nil where it does not run.
    private func measure(_ clause: CharterBook.Clause) -> ((CharterBook.Done) -> Double)? {
        guard let measure = clause.measure else { return { $0.kind == clause.service ? 1 : 0 } }
        return CharterBook.measures[measure].value
    }

    // MARK: Periods

    /// Step by step from the first January or Monday of 2000.
    static func window(_ period: CharterBook.Period, containing wanted: Int) -> Window {
        if let months = period.months {
            var from = (year: 2000, month: 0)
            func first(_ at: (year: Int, month: Int)) -> Int { day(at.year + at.month / 12, at.month % 12 + 1, 1) }
            while first((from.year, from.month + months)) <= wanted { from.month += months }
            return Window(from: first(from), before: first((from.year, from.month + months)))
        }
        var from = day(2000, 1, 3)
        while from + period.days <= wanted { from += period.days }
        return Window(from: from, before: from + period.days)
    }

    /// How many periods a window holds.
    private static func share(_ period: CharterBook.Period, _ window: Window) -> Double {
        let days = Double(window.before - window.from)
        guard let months = period.months else { return days / Double(period.days) }
        let (a, b) = (parts(window.from), parts(window.before))
        if a.day == b.day { return Double((b.year - a.year) * 12 + b.month - a.month) / Double(months) }
        return days * 12 / Double(months) / 365
    }

    // MARK: Duties

    /// - Parameter looked: nil for each clause's own period.
    func duty(_ row: Int, _ service: String, in looked: Window?) -> Duty {
        let account = book.accounts[row]
        let found = clauses(service, account)
        let clause = found.first
        let measured = book.clauses.filter { $0.service == service && measure($0) != nil }
        let fallback = measured.first { if case .times = $0.promise { true } else { false } } ?? measured.first
        var counting = clause.flatMap { measure($0) }
        if clause == nil { counting = fallback.flatMap { measure($0) } }
        if let clause, clause.promise == .none, clause.measure == nil { counting = fallback.flatMap { measure($0) } ?? counting }
        var period = CharterBook.Period(count: 1, unit: "quarter")
        if case .times(_, let own)? = fallback?.promise { period = own }
        if case .times(_, let own)? = clause?.promise { period = own }
        let window = looked ?? CharterOracle.window(period, containing: book.asOf)
        var duty = Duty(account: row, service: service, clause: clause, hidden: Array(found.dropFirst()), window: window)
        if case .times(let times, let own)? = clause?.promise { 
            // Less than a period says nothing, and only whole times are owed.
            let share = CharterOracle.share(own, window)
            duty.owed = share < 0.999_999 ? 0 : Int(Double(times) * share + 1e-6)
            if duty.owed == 0 { counting = nil }
        }
        let gone = Double(min(window.before, book.asOf + 1) - window.from) / Double(window.before - window.from)
        duty.isOver = gone >= 1
        duty.expected = duty.isOver ? duty.owed : Int((Double(duty.owed) * max(0, gone) + 1e-9).rounded(.down))
        duty.done = counting.map { count in
            book.done.filter { $0.account == row && $0.day.map { $0 >= window.from && $0 < window.before && $0 <= book.asOf } ?? false }
                .reduce(0) { $0 + count($1) }
        }
        return duty
    }

    func duties(in window: Window?) -> [Duty] { book.accounts.indices.flatMap { row in services.map { duty(row, $0, in: window) } } }

    /// The rows of `compliance`: the under-served of the highest tier first.
    func rows(in window: Window?, tiers: [String]) -> [Duty] {
        func place(_ duty: Duty) -> Int { book.accounts[duty.account].tier.flatMap { tiers.firstIndex(of: $0) } ?? tiers.count }
        func order(_ duty: Duty) -> (Int, Int, Double) { (duty.shortfall > 0 ? 0 : 1, place(duty), -duty.shortfall) }
        return duties(in: window).filter(\.isCounted).enumerated().sorted { a, b in
            order(a.element) == order(b.element) ? a.offset < b.offset : order(a.element) < order(b.element)
        }.map(\.element)
    }

    /// Tiers as the charter knows them, highest first.
    var tiers: [String] {
        if book.hasList { return CharterBook.tiers }
        var seen: [String] = []
        for name in book.clauses.flatMap({ $0.tiers ?? [] }) + book.accounts.map(\.tier) {
            if let name, !seen.contains(name), book.accounts.contains(where: { $0.tier == name }) { seen.append(name) }
        }
        return seen
    }

    // MARK: Sums

    func holder(_ duty: Duty) -> String? { duty.clause?.role == "Sales" ? book.accounts[duty.account].owner : nil }

    func key(_ name: String, _ duty: Duty) -> String? {
        let account = book.accounts[duty.account]
        return switch name {
        case "tier": account.tier ?? "non-tiered"
        case "service": duty.service
        case "role": duty.clause?.role
        case "responsible": holder(duty)
        case "owner": account.owner
        case "client type": account.type
        default: account.region
        }
    }

    /// By the texts of some keys: accounts, complying, owed, delivered, shortfall, behind, missed, beyond charter.
    func sums(by keys: [String], in window: Window?) -> [[String?]: [Double]] {
        var groups: [[String?]: [Duty]] = [:]
        for duty in duties(in: window) where duty.isCounted { groups[keys.map { key($0, duty) }, default: []].append(duty) }
        return groups.mapValues { duties in
            let owed = duties.filter { $0.owed > 0 }
            let accounts = Set(owed.map(\.account))
            let short = Set(owed.filter { $0.shortfall > 0 }.map(\.account))
            let delivered = duties.reduce(0) { $0 + min($1.done ?? 0, Double($1.owed)) }
            let beyond = duties.reduce(0) { $0 + max(0, ($1.done ?? 0) - Double($1.owed)) }
            let late = owed.filter { $0.shortfall > 0 }
            return [
                Double(accounts.count), Double(accounts.count - short.count), Double(owed.reduce(0) { $0 + $1.owed }), delivered,
                duties.reduce(0) { $0 + $1.shortfall }, Double(late.count { !$0.isOver }), Double(late.count { $0.isOver }), beyond,
            ]
        }
    }
}
