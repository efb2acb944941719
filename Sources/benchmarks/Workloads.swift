import Diagnostics
import Engine
import Tables
import Verbs

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The workloads, each as lines of the language.
struct Workloads {
    let data: String

    static let growth = "growth = case when prior_revenue > 0 then revenue / prior_revenue - 1 end"
    private static let list = """
        accounts | derive \(growth) | prioritize by 50% revenue, 30% potential, 20% growth | tiers A next 1%, B next 4%, C next 15%
        """
    /// Ranked accounts without a tier are R, those not ranked N.
    private static let letter = "case when tier = 'non-tiered' then 'R' when tier = 'not ranked' then 'N' else tier end"
    private static let w2 = "accounts | where region = 'West' and revenue >= 25k | top 20 by revenue | select id, name, segment, owner, revenue"
    private static let w3 = """
        accounts | derive penetration = case when wallet > 0 then revenue / wallet end \
        | group by tier, region show count, sum(revenue), median(penetration)
        """
    private static let w4 = "\(list) | select rank, id, tier"
    private static let w11 = """
        accounts | where tier in ('A', 'B') | derive meetings = count(activity where kind = 'meeting' and date in last 90 days) \
        | where meetings < 2 | order by revenue desc | select id, tier, revenue, meetings
        """

    private static let w8 = """
        compliance in last 365 days by tier, owner | where owed > 0 | select tier, owner, accounts, complying, owed, delivered, shortfall
        """

    private static func open() -> Session { Session(catalogue: Verbs.catalogue) }

    private func importAccounts(_ session: Session) throws(Diagnostic) {
        try session.table("import accounts from '\(data)/accounts.csv' key id")
    }

    private func importActivity(_ session: Session) throws(Diagnostic) {
        try session.table("import activity from '\(data)/activity.csv' for accounts = account_id dated date")
    }

    // MARK: In a fresh process

    func imports() throws(Diagnostic) -> [Figures] {
        let session = Workloads.open()
        Memory.reset()
        let accounts = try timed { () throws(Diagnostic) in try importAccounts(session) }
        let first = Figures("W1a", [accounts])
        let activity = try timed { () throws(Diagnostic) in try importActivity(session) }
        return [first, Figures("W1b", [activity])]
    }

    // MARK: On loaded data

    func queries(_ wanted: Set<String>, results: String, repeats: Int) throws(Diagnostic) -> [Figures] {
        let session = Workloads.open()
        try importAccounts(session)
        try importActivity(session)
        try session.table("import promises from '\(data)/charter.csv'")
        try session.table("set as of 2025-06-30")
        let keys = try session.table("accounts | limit 200 | select id")
        var figures: [Figures] = []
        if wanted.contains("W4") { figures.append(try prioritize(session, results, repeats)) }
        if !wanted.isDisjoint(with: ["W5", "W6", "W7"]) { figures += try FirmListWorkloads(session: session, data: data, results: results, repeats: repeats).figures(wanted) }
        try session.table("\(Workloads.list) | add column tier = \(Workloads.letter)")
        if wanted.contains("W2") { figures.append(try query("W2", Workloads.w2, session, results, repeats)) }
        if wanted.contains("W3") { figures.append(try query("W3", Workloads.w3, session, results, repeats, decimals: [4: 6], isCold: true)) }
        if wanted.contains("W8") {
            try session.table("clauses from promises")
            figures.append(try query("W8", Workloads.w8, session, results, repeats))
        }
        if !wanted.isDisjoint(with: ["W9", "W9X"]) { figures += try GrowthWorkloads(session: session, results: results, repeats: repeats).figures(wanted) }
        if !wanted.isDisjoint(with: ["W10s", "W10o"]) { figures += try saveAndOpen(session, results, repeats) }
        if wanted.contains("W11") { figures.append(try query("W11", Workloads.w11, session, results, repeats)) }
        let isSmall = try session.table("accounts | summarize count").fields[0].column[0] == .whole(2000)
        if wanted.contains("W12"), isSmall { figures.append(try interactive(session, keys, results, repeats)) }
        return figures
    }

    /// - Parameter isCold: nothing worked out in an earlier run is used again.
    private func query(
        _ name: String, _ line: String, _ session: Session, _ results: String, _ repeats: Int, decimals: [Int: Int] = [:], isCold: Bool = false
    ) throws(Diagnostic) -> Figures {
        Memory.reset()
        var seconds: [Double] = []
        var table = Table([])
        for _ in 0..<repeats {
            table = Table([])
            if isCold { session.cache.removeAll() }
            seconds.append(try timed { () throws(Diagnostic) in table = try session.table(line) })
        }
        let figures = Figures(name, seconds)
        try Canonical.write(Canonical.text(table, decimals: decimals), to: "\(results)/\(name).csv")
        return figures
    }

    /// W4 with nothing kept of an earlier ranking; `again_s` is with what the session keeps.
    private func prioritize(_ session: Session, _ results: String, _ repeats: Int) throws(Diagnostic) -> Figures {
        Memory.reset()
        var cold: [Double] = []
        var again: [Double] = []
        var table = Table([])
        for _ in 0..<repeats {
            table = Table([])
            session.cache.removeAll()
            cold.append(try timed { () throws(Diagnostic) in table = try session.table(Workloads.w4) })
            table = Table([])
            again.append(try timed { () throws(Diagnostic) in table = try session.table(Workloads.w4) })
        }
        let figures = Figures("W4", cold, more: [("again_s", Figures.median(again))])
        try Canonical.write(Canonical.text(table, renamed: ["non-tiered": "R"]) { $0[0] != .missing }, to: "\(results)/W4.csv")
        return figures
    }

    /// W10: a new file, then a session that opens it and answers W2.
    private func saveAndOpen(_ session: Session, _ results: String, _ repeats: Int) throws(Diagnostic) -> [Figures] {
        Memory.reset()
        let file = "\(results)/saved.tierbook"
        var saves: [Double] = []
        var opens: [Double] = []
        var table = Table([])
        for _ in 0..<repeats {
            let saving = Workloads.open()
            saving.state = session.state
            saves.append(try timed { () throws(Diagnostic) in try saving.table("save as '\(file)' replacing") })
            try saving.table("quit")
            // The last result may be all that still holds the last file open.
            table = Table([])
            let opening = Workloads.open()
            opens.append(try timed { () throws(Diagnostic) in table = try opening.table("open '\(file)'\n\(Workloads.w2)") })
            try opening.table("quit")
        }
        let bytes = (try? fileSize(file)) ?? 0
        let figures = [Figures("W10s", saves, more: [("bytes", Double(bytes))]), Figures("W10o", opens)]
        unlink(file)
        try Canonical.write(Canonical.text(table), to: "\(results)/W10o.csv")
        return figures
    }

    /// W12: a thousand short queries, each parsed and planned anew.
    private func interactive(_ session: Session, _ keys: Table, _ results: String, _ repeats: Int) throws(Diagnostic) -> Figures {
        let lines = (0..<1_000).map { Interactive.line($0) { keys.fields[0].column[$0] } }
        Memory.reset()
        var seconds: [Double] = []
        var tables: [Table] = []
        for _ in 0..<repeats {
            tables = []
            seconds.append(
                try timed { () throws(Diagnostic) in
                    for line in lines { tables.append(try session.table(line)) }
                })
        }
        let figures = Figures("W12", seconds)
        let texts = tables.enumerated().map { (number, table) in Canonical.text(table, prefix: "\(number),") }
        try Canonical.write(texts.joined(), to: "\(results)/W12.csv")
        return figures
    }
}

/// Seconds that a call takes.
func timed(_ body: () throws(Diagnostic) -> Void) throws(Diagnostic) -> Double {
    let clock = ContinuousClock()
    let start = clock.now
    try body()
    let parts = start.duration(to: clock.now).components
    return Double(parts.seconds) + Double(parts.attoseconds) / 1e18
}

private func fileSize(_ path: String) throws(Diagnostic) -> Int {
    var status = stat()
    guard stat(path, &status) == 0 else { throw Diagnostic("cannot-read", "\(path) cannot be read.") }
    return Int(status.st_size)
}

extension Session {
    /// Runs some lines; the last answer's table, if it has one.
    @discardableResult
    func table(_ lines: String) throws(Diagnostic) -> Table { try reply(lines).table ?? Table([]) }

    /// Runs some lines; the last answer.
    func reply(_ lines: String) throws(Diagnostic) -> Reply {
        var answer = Reply()
        var failure: Diagnostic?
        run(Source(lines)) { outcome in
            switch outcome.result {
            case .success(let reply): answer = reply
            case .failure(let error): failure = error
            }
        }
        if let failure { throw failure }
        return answer
    }
}
