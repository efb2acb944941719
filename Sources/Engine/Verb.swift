import Diagnostics
import Syntax

/// A word that begins or continues a pipeline. A query stage and a shell command are the same kind of thing.
package protocol Verb: Sendable {
    /// The ways to write it; all have the same verb.
    var forms: [Form] { get }
    /// What `help` says of it.
    var manual: Manual { get }
    /// True for what works on files or on history as a whole: what stands before it on a line is accepted first.
    var standsAlone: Bool { get }
    /// True for a stage that only extends the query, so that `explain` may bind it.
    var isQuery: Bool { get }

    /// False for what does more than change the workspace, such as writing a file: no what-if may hold it.
    var canBeTried: Bool { get }

    /// Extends the query that comes in, or answers.
    ///
    /// A stage gets the query before it as `input`; a verb that starts a statement gets nil. What it changes in
    /// `session.state` is kept only if the whole line succeeds; it says so with `session.changed`.
    func run(_ call: VerbCall, _ input: Query?, _ session: Session) throws(Diagnostic) -> Output

    /// The script, as written, whose lines are run in the place of this statement, each on its own, instead of `run`.
    /// Nil for every verb but `include`.
    func included(_ call: VerbCall) throws(Diagnostic) -> (text: String, span: Span)?
}

extension Verb {
    /// The word that begins all of its forms.
    package var name: String { forms.first?.verb ?? "" }
    /// As of most verbs.
    package var standsAlone: Bool { false }
    /// As of most verbs.
    package var isQuery: Bool { true }
    /// What stands alone does more than change the workspace.
    package var canBeTried: Bool { !standsAlone }
    /// Nothing, as of every verb but `include`.
    package func included(_ call: VerbCall) throws(Diagnostic) -> (text: String, span: Span)? { nil }
}

/// What a stage gives.
package enum Output: Sendable {
    /// More stages may follow.
    case query(Query)
    /// The line ends here.
    case reply(Reply)
}

/// All verbs and functions, in the order of help.
package struct Catalogue: Sendable {
    /// In the order of help.
    package let verbs: [any Verb]
    /// In the order of help.
    package let functions: [Function]
    /// The forms of all verbs.
    package let grammar: Grammar
    /// What `help` tells of beside verbs and functions, each with a note.
    package let helpTopics: @Sendable () -> [(name: String, note: String)]
    private let verbByName: [String: Int]
    private let functionByName: [String: Int]

    /// `otherWords` by word in lower case: what is typed elsewhere, and what is written for it here. Of verbs and functions
    /// of one name the last counts.
    package init(verbs: [any Verb], functions: [Function], otherWords: [String: String] = [:], helpTopics: @escaping @Sendable () -> [(name: String, note: String)] = { [] }) {
        self.verbs = verbs
        self.helpTopics = helpTopics
        self.functions = functions
        grammar = Grammar(verbs.flatMap(\.forms), otherWords: otherWords)
        var verbByName: [String: Int] = [:]
        for (index, verb) in verbs.enumerated() { verbByName[verb.name] = index }
        self.verbByName = verbByName
        var functionByName: [String: Int] = [:]
        for (index, function) in functions.enumerated() {
            for name in [function.name] + function.synonyms { functionByName[name] = index }
        }
        self.functionByName = functionByName
    }

    /// Nil for a word that is none; in lower case, as typed.
    package func verb(_ name: String) -> (any Verb)? { verbByName[name].map { verbs[$0] } }
    /// By name or synonym, in lower case; nil for a name that is none.
    package func function(_ name: String) -> Function? { functionByName[name].map { functions[$0] } }
}
