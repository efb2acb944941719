import Diagnostics
import Engine
import Tables

/// W5 to W7: what-ifs on the firm's list of W4.
struct FirmListWorkloads {
    let session: Session
    let data: String
    let results: String
    let repeats: Int

    private static let letters = ["non-tiered": "R", "not ranked": "N"]
    private static let w5 = "whatif objective 'list' = 40% revenue, 30% potential, 30% growth"
    private static let w6 = """
        sweep i = 0..99, w = 2 * $i, rest = 100 - $i try objective 'list' = $w revenue, $rest potential, $rest growth \
        | select i, moved, A revenue
        """
    private static let w7 = "stability weights from (draws) | select id, draws kept"

    /// Makes the list, and takes it back when the figures are there.
    func figures(_ wanted: Set<String>) throws(Diagnostic) -> [Figures] {
        try session.table(
            """
            define \(Workloads.growth)
            objective 'list' = 50% revenue, 30% potential, 20% growth
            tier A next 1%; tier B next 4%; tier C next 15%
            import draws from '\(data)/weights.csv'
            """)
        // The large data's draws are the first hundred.
        if try session.table("accounts | summarize count").fields[0].column[0] == .whole(1_000_000) {
            try session.table("draws | skip 100 | remove")
        }
        var figures: [Figures] = []
        if wanted.contains("W5") { figures.append(try whatIf()) }
        if wanted.contains("W6") { figures.append(try run("W6", FirmListWorkloads.w6) { Canonical.text($0.table ?? Table([])) }) }
        if wanted.contains("W7") {
            figures.append(try run("W7", FirmListWorkloads.w7) { reply in
                // By id, as the workload wants it; the order is not timed.
                let table = reply.table ?? Table([])
                let rows = (0..<table.rowCount).map { (table.fields[0].column[$0], table.fields[1].column[$0]) }
                let sorted = rows.sorted { ($0.0.number ?? 0) < ($1.0.number ?? 0) }
                return sorted.map { "\(Canonical.cell($0.0, decimals: 0)),\(Canonical.cell($0.1, decimals: 0))\n" }.joined()
            })
        }
        try session.table("forget tier C; forget tier B; forget tier A; forget objective 'list'; forget growth; remove table draws")
        return figures
    }

    private func whatIf() throws(Diagnostic) -> Figures {
        try run("W5", FirmListWorkloads.w5) { reply in
            let summary = reply.summary ?? Table([])
            let names = (0..<summary.rowCount).map { letter(summary.fields[0].column[$0]) }
            var moves: [String] = []
            for was in names.indices {
                for now in 1..<summary.fields.count {
                    // Of ranked accounts only.
                    guard case .whole(let count) = summary.fields[now].column[was], count > 0, names[was] != "N" else { continue }
                    moves.append("\(names[was]),\(letter(.text(summary.fields[now].name))),\(count)\n")
                }
            }
            let movers = reply.table ?? Table([])
            let columns = ["id", "was", "now", "revenue"].compactMap { movers.index(of: $0) }.map { movers.fields[$0] }
            return moves.sorted().joined() + Canonical.text(Table(columns), renamed: FirmListWorkloads.letters)
        }
    }

    private func letter(_ value: Value) -> String {
        let text = Canonical.cell(value, decimals: 0)
        return FirmListWorkloads.letters[text] ?? text
    }

    /// The list as it is, is there before each run; what is made of it is not.
    private func run(_ name: String, _ line: String, _ text: (Reply) -> String) throws(Diagnostic) -> Figures {
        Memory.reset()
        var seconds: [Double] = []
        var reply = Reply()
        for _ in 0..<repeats {
            reply = Reply()
            session.forgetLists()
            try session.table("accounts | where tier = 'A' | summarize count")
            seconds.append(try timed { () throws(Diagnostic) in reply = try session.reply(line) })
        }
        let figures = Figures(name, seconds)
        try Canonical.write(text(reply), to: "\(results)/\(name).csv")
        return figures
    }
}
