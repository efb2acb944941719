import Diagnostics
import Engine
import Tables

/// What the charter says to a question in plain words about an account or a tier: 'what does Acme get?'.
struct CharterAnswers {
    let sentence: String
    let table: Table

    /// Nil where the question names no account or tier, or the charter has nothing to say.
    init?(_ question: String, _ session: Session) throws(Diagnostic) { return nil }
}
