import Diagnostics
import Tables
import Workspaces

extension Session {
    /// Says which answers of the FAQ cite a clause that has just changed or gone. Throws as `faq`.
    package func noteStaleAnswers(citing clause: String, at span: Span) throws(Diagnostic) {
        if state.workspace.questions.isEmpty || isTrying { return }
        let faq = try faq()
        let stale = faq.ids.filter { id in faq.changes(id).contains { equalIgnoringCase($0.clause, clause) } }
        if stale.isEmpty { return }
        let which = stale.count == 1 ? "question \(stale[0])" : "\(grouped(stale.count)) questions"
        note(.note("stale-answers", "The answer to \(which) cites \(clause) as it read before, and is stale.", at: span, help: "faq list stale shows how it read and how it reads now."))
    }
}
