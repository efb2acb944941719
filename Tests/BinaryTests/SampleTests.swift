import Foundation
import Testing

extension BinaryTests {
    /// README.md and the sample workspace say and do what they should.
    @Suite struct SampleTests {
        let folder: Folder

        init() throws {
            folder = try Folder()
            try Repository.copy("workspaces/brokerage", into: folder)
        }

        @Test func `the sample workspace is built and opens`() throws {
            let built = try Ran(["run", "build.tb"], in: folder)
            #expect(built.code == 0, "\(built.errors)")
            let ran = try Ran(["brokerage.tierbook", "-c", "count(accounts where recent calls > 0)"], in: folder)
            #expect(ran.code == 0, "\(ran.errors)")
            #expect(ran.errors == "")
        }

        @Test func `first-light runs to its end`() throws {
            let ran = try Ran(["run", "first-light.tb"], in: folder)
            #expect(ran.code == 0, "\(ran.errors)")
            #expect(!ran.errors.contains("error"))
            #expect(try folder.read("priority-list.csv").split(separator: "\n").count == 98)
        }

        @Test func `the layers of README are those of Package`() throws {
            let layers = try Repository.text("Package.swift").components(separatedBy: "\n]")[0]
            let declared = layers.matches(of: /(?m)^    "(\w+)": \[(.*)\],$/).map { match in
                "\(match.1): \(match.2)".replacing("\"", with: "")
            }
            let described = try Repository.text("README.md").matches(of: /(?m)^\| `(\w+)` \| .* \| (.*) \|$/).map { match in
                "\(match.1): \(match.2 == "–" ? "" : match.2)"
            }
            #expect(!declared.isEmpty)
            #expect(described == declared)
        }

        /// What is asked of an edition after its workspace was saved and opened has the answers of the session that published it.
        @Test func `a saved workspace answers as before`() throws {
            let questions = """
                benchmark sum(trades.amount) 2026H1 against 2025H2 by tier
                benchmark sum(trades.amount) 2026H1 against 2025H1 by tier adjusted
                benchmark sum(trades.amount) 2026H1 against 2025H1 by region versus all
                benchmark sum(trades.amount) 2026H1 against 2025H1 by tier comparing medians
                benchmark activity 2026H1 against 2025H1
                placebo sum(trades.amount) 2026Q1 against 2025Q4 by tier
                decompose sum(trades.amount) 2026H1 against 2025H1 by tier
                decompose sum(trades.amount) 2026H1 against 2025H1 by tier within region
                trend sum(trades.amount) quarterly by tier
                penetration sum(trades.amount) 2026H1 against 2025H1
                depth of product 2026H1 against 2025H1
                depth moves of trades.product 2026H1 against 2025H1
                white space of product 2026H1
                backtest sum(trades.amount) 2026H1 against 2025H1 as of edition '2026H1'
                accounts | as of edition '2026H1' | group by tier
                accounts | group by tier
                as of edition '2026H1' | group by tier show count
                as of edition '2026H1' | order by tier | top 100 by score | summarize count
                """
            let study = try String(contentsOfFile: folder.file("results.tb"), encoding: .utf8).split(separator: "\n").filter { !$0.hasPrefix("save") }.joined(separator: "\n")
            // Of one name, which notes say.
            try folder.write(study + "\nsave as 'kept.tierbook'\n" + questions, to: "study.tb")
            let before = try Ran(["run", "study.tb"], in: folder)
            try folder.write(questions, to: "study.tb")
            let after = try Ran(["run", "study.tb", "--workspace", "kept.tierbook"], in: folder)
            #expect(before.code == 0 && after.code == 0, "\(before.errors)\(after.errors)")
            for (line, wanted) in zip(after.output.split(separator: "\n").reversed(), before.output.split(separator: "\n").reversed()) where line != wanted {
                Issue.record("after: \(line)\nbefore: \(wanted)")
                break
            }
            #expect(before.output.hasSuffix(after.output) && after.output.contains("not ranked"))
        }
    }
}
