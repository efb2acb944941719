import Diagnostics
import Engine
import Testing
import Verbs
import Workspaces

/// Lines of the list and its what-ifs with words gone, doubled, swapped and put in from others: no crash, no hang, and nothing changed by
/// a line that fails.
@Suite struct ListFuzzTests {
    private static let lines = [
        "objective 'o' = 60% revenue scaled minmax missing as 0, 40% wallet lower is better missing as median", "tier Gold top 2 after Silver", "tier Silver next 20% of revenue first",
        "tier Bronze where score >= 40 and rank < 5", "policy combine by weight 70% 'o', 30% 'p'", "policy combine by places 2 'o', 3 'p'", "policy per region", "policy buffer 3",
        "policy one in one out", "policy reserve 2", "policy overrides at most 5% of a tier", "policy roll up revenue, wallet to account", "policy value revenue - cost",
        "qualifier 'Growth' where wallet > 2 * revenue needs 'Review'", "qualify 'Elm' as not 'Growth' by 'K. Lee'", "override 'Elm' to Gold because 'x' by 'y' until 2026-06-30",
        "exclude 'Birch' because 'x' by 'y' until today + 3 months", "overrides | where status = 'holds'", "list | where tier = 'Gold' | select account, tier, rank", "rules", "lint",
        "forget override 'Elm'", "forget mark 'Elm' as 'Growth'", "forget policy combine", "forget tier Gold", "forget objective 'p'",
        "whatif (tier Gold top 3), (exclude 'Acme' because 'x' by 'y') | where now = 'Gold'", "whatif accounts | where account = 'Elm' | set revenue = 900k | limit 2",
        "scenario new 's'", "scenario use 's'", "scenario rename 's' to 't'", "scenario compare 's', 't'", "scenario adopt 's'", "scenario leave", "scenario list", "scenario drop 's'",
        "sweep n = 1..5 step 2, m = 10 - $n try tier Gold top $n | where moved > 0", "sweep w = 0%..100% step 50%, rest = 100% - $w try objective 'o' = $w revenue, $rest cost",
        "stability 20 draws concentration 5 noise 5%", "stability weights from (accounts | select revenue, wallet, cost)", "accounts | group by tier show count, sum(score)",
    ]
    private static let words = ["-1", "0", "200%", "''", "'Elm'", "Gold", "top", "99999999999999999999", "1..2", "$n", "(", ")", ",", "|", "of", "\u{1F}", "'\u{1B}[31m'", "`ü\"'`", "not", "today", "1e400", "0.0000001%"]

    @Test func wrongWordsChangeNothing() {
        var random = Random(17)
        let setup = ["rename accounts.tier to grade", "objective 'o' = revenue missing as 0", "objective 'p' = cost", "tier Gold top 2", "tier Silver next 1", "qualifier 'Growth'"]
        for round in 0..<60 {
            let session = Session(catalogue: Verbs.catalogue)
            session.state.workspace = manualWorkspace()
            for line in setup { session.run(Source(line)) { _ in } }
            for _ in 0..<50 {
                let line = damaged(&random)
                if ["save", "open", "export", "import"].contains(where: { line.contains($0) }) { continue }
                let before = session.state.workspace
                let begun = ContinuousClock.now
                session.run(Source(line)) { outcome in
                    switch outcome.result {
                    case .failure(let error):
                        if error.id == "internal" || error.message.isEmpty { Issue.record("round \(round): \(line.debugDescription) says \(error.id): \(error.message)") }
                        if let span = error.span, span.end > line.utf8.count { Issue.record("round \(round): \(line.debugDescription) has a place beyond its end") }
                        if !line.contains(";"), session.state.workspace != before { Issue.record("round \(round): \(line.debugDescription) fails and changes the workspace") }
                    case .success(let reply):
                        for table in [reply.table, reply.summary].compactMap({ $0 }) {
                            for field in table.fields where field.column.count != table.rowCount { Issue.record("round \(round): \(line.debugDescription), \(field.name)") }
                            if Set(table.fields.map { $0.name.lowercased() }).count != table.fields.count { Issue.record("round \(round): \(line.debugDescription) answers with two columns of one name") }
                        }
                    }
                }
                if ContinuousClock.now - begun > .seconds(20) { Issue.record("round \(round): \(line.debugDescription) takes \(ContinuousClock.now - begun)") }
            }
        }
    }

    private func damaged(_ random: inout Random) -> String {
        var words = random.pick(ListFuzzTests.lines).split(separator: " ").map(String.init)
        for _ in 0..<random.within(0...2) {
            let at = random.below(words.count)
            switch random.below(5) {
            case 0 where words.count > 1: words.remove(at: at)
            case 1: words.insert(words[at], at: at)
            case 2: words.swapAt(at, random.below(words.count))
            case 3: words[at] = random.pick(ListFuzzTests.words)
            default: words.insert(random.pick(ListFuzzTests.lines).split(separator: " ").map(String.init)[0], at: at)
            }
        }
        return words.joined(separator: " ")
    }
}
