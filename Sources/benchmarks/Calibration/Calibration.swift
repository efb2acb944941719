import Diagnostics
import Statistics

/// Whether the statistics keep what they promise, on simulated accounts whose truth is known. Prints tables in Markdown;
/// returns false when something that the product shows does not keep it.
struct Calibration {
    let trials: Int
    let resamples: Int

    /// Shares of trials that may differ from the promise by chance: three standard errors.
    private func slack(_ share: Double) -> Double { 3 * (share * (1 - share) / Double(trials)).squareRoot() }

    func run() throws(Diagnostic) -> Bool {
        var holds = true
        for world in Coverage.worlds { holds = try coverage(of: world) && holds }
        holds = try services() && holds
        holds = try alarms() && holds
        holds = try sameAccounts() && holds
        return try lists() && holds
    }

    private func coverage(of world: Coverage.World) throws(Diagnostic) -> Bool {
        print("## Coverage of 95 % intervals: log revenue ± \(world.revenue), log growth ± \(world.growth),", terminator: " ")
        print("a rest of n × \(world.rest)\n")
        print("| difference of | interval |" + Coverage.sizes.map { " n = \($0) |" }.joined())
        print("|---|---|" + Coverage.sizes.map { _ in "---|" }.joined())
        var holds = true
        for row in try Coverage.rows(of: world, trials: trials, resamples: resamples) {
            let shares = row.covered.map { Double($0) / Double(trials) }
            let isRight = shares.allSatisfy { $0 >= 0.93 - slack(0.93) && $0 <= 0.97 + slack(0.97) }
            let mark = row.isShown ? (isRight ? "**" : world.isHeld ? "!" : "") : ""
            let cells = zip(shares, row.widths).map { " \(percent($0)) (\(rounded($1))) |" }.joined()
            print("| \(row.measure) | \(mark)\(row.method)\(mark) |\(cells)")
            if row.isShown, world.isHeld, !isRight { holds = false }
        }
        print("")
        return holds
    }

    private func services() throws(Diagnostic) -> Bool {
        print("## Coverage of 95 % intervals: times as many services an account, of a rest of n × 5\n")
        print("| accounts differ by gamma shapes | interval |" + Coverage.sizes.map { " n = \($0) |" }.joined())
        print("|---|---|" + Coverage.sizes.map { _ in "---|" }.joined())
        var holds = true
        for world in ServiceCounts.worlds {
            let shares = try ServiceCounts.covered(world, trials: trials).map { Double($0) / Double(trials) }
            print("| \(world.own) and \(world.rest) | **jackknife t of logarithms** |" + shares.map { " \(percent($0)) |" }.joined())
            if shares.contains(where: { $0 < 0.93 - slack(0.93) || $0 > 0.97 + slack(0.97) }) { holds = false }
        }
        print("")
        return holds
    }

    private func alarms() throws(Diagnostic) -> Bool {
        let spreads = [1.0, 3]
        print("## Tests that find a difference at 5 % (and at 0.5 %) where there is none, in % of \(trials)\n")
        let columns = spreads.flatMap { spread in FalseAlarms.sizes.map { " n = \($0), spread × \(Int(spread)) |" } }
        print("| test |" + columns.joined())
        print("|---|" + columns.map { _ in "---|" }.joined())
        let tables = try spreads.map { (spread) throws(Diagnostic) in try FalseAlarms.rows(spread: spread, trials: trials) }
        var holds = true
        for (at, row) in tables[0].enumerated() {
            let shares = tables.flatMap { $0[at].shares }
            print("| \(row.test) |" + shares.map { " \(percent($0[0])) (\(percent($0[1]))) |" }.joined())
            // In bold, as it stands in the table, is what the benchmarks show.
            if row.test.hasPrefix("**"), shares.contains(where: { $0[0] > 0.055 + slack(0.055) || $0[1] > 0.0075 + slack(0.0075) }) { holds = false }
        }
        print("")
        return holds
    }

    private func sameAccounts() throws(Diagnostic) -> Bool {
        print("## Lists without any effect whose growth differs, by itself and from the dry run of the same accounts, in % of \(trials)\n")
        print("| persistence | accounts | totals | less the dry run, apart | **less the dry run, together** | medians | less the dry run, apart | **less the dry run, together** |")
        print("|---|---|---|---|---|---|---|---|")
        var holds = true
        for (persistence, size) in [(0.0, 20), (0, 100), (0.5, 20), (0.5, 100)] {
            // By lot, for what the rule looks at would tell the two years apart.
            let shares = try NoEffect(rule: .leaving, persistence: persistence, listed: size).sameAccounts(trials: trials)
            print("| \(persistence) | \(size) |" + shares.map { " \(percent($0)) |" }.joined())
            for shown in [shares[2], shares[5]] where shown > 0.05 + slack(0.05) { holds = false }
        }
        print("")
        return holds
    }

    private func lists() throws(Diagnostic) -> Bool {
        print("## Lists without any effect that are called ahead (and behind), in % of \(trials)\n")
        print("| drawn by | persistence | accounts | careless | own baseline | against the placebo | adjusted by covariates |")
        print("|---|---|---|---|---|---|---|")
        var holds = true
        for rule in NoEffect.Rule.allCases {
            for (persistence, size) in [(0.0, 20), (0, 100), (0.5, 20), (0.5, 100)] {
                let verdicts = try NoEffect(rule: rule, persistence: persistence, listed: size).verdicts(trials: trials)
                let cells = verdicts.map { " \(percent($0.ahead)) (\(percent($0.behind))) |" }.joined()
                print("| \(rule.rawValue) | \(persistence) | \(size) |\(cells)")
                for honest in verdicts.dropFirst() where honest.ahead > 0.05 + slack(0.05) { holds = false }
            }
        }
        print("")
        return holds
    }

    private func percent(_ share: Double) -> String {
        let tenths = Int((share * 1000).rounded())
        return "\(tenths / 10).\(tenths % 10)"
    }

    private func rounded(_ width: Double) -> String {
        let hundredths = Int((width * 100).rounded())
        return "\(hundredths / 100).\(hundredths % 100 < 10 ? "0" : "")\(hundredths % 100)"
    }
}
