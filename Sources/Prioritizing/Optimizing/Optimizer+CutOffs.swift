import Diagnostics

extension Optimizer {
    /// The best sizes of tiers that go down the order one after the other, under the same limits and locks; rows that can
    /// be in no tier are passed over. Exact: line by line, with what the later tiers can come to (dynamic programming at
    /// the best prices of hours and movers) as the bound.
    /// - Parameter work: about how many places may be tried for a line, before the best so far is told with its gap.
    /// Errors: `invalid-limit`, `cancelled`.
    package func cutOffs(work: Int = 200_000_000) throws(Diagnostic) -> Optimum {
        try check()
        let model = OptimizerModel(self)
        let search = try lines(model, work: work)
        guard let search, let best = search.best else {
            if let search, !search.isWhole { return .unknown(bound: search.bound / model.unit) }
            return .infeasible(
                try conflict(inOrder: true, work: work) { (model, work) throws(Diagnostic) in
                    guard let search = try lines(model, work: work, takesAny: true) else { return true }
                    work = search.work
                    return search.isWhole && search.best == nil
                })
        }
        var tiers = [Int16](repeating: -1, count: values.count)
        var start = 0
        for (tier, end) in best.ends.enumerated() {
            for at in start..<end { tiers[search.runs.rows[at]] = Int16(truncatingIfNeeded: tier) }
            start = end
        }
        return .best(choice(tiers, bound: search.isWhole ? nil : search.bound / model.unit))
    }

    /// Nil when a row has no option.
    private func lines(_ model: OptimizerModel, work: Int, takesAny: Bool = false) throws(Diagnostic) -> CutOffSearch? {
        guard let runs = CutOffRuns(model, ranked: ranked) else { return nil }
        var search = try CutOffSearch(runs, work: work, takesAny: takesAny)
        try search.run()
        return search
    }
}
