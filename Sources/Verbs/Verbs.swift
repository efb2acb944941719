import Engine

/// All verbs, in the order of help.
package enum Verbs {
    /// Verbs about one thing.
    package struct Chapter: Sendable {
        /// As `help` heads it.
        package let title: String
        /// In the order in which `help` lists them.
        package let verbs: [any Verb]

        fileprivate init(_ title: String, _ verbs: [any Verb]) { (self.title, self.verbs) = (title, verbs) }
    }

    /// In the order of help; each verb is in one.
    package static let chapters = [
        Chapter(
            "Queries",
            [
                Where("where"), Where("having"), Select(), Drop(), Derive(), GroupBy(), Summarize(), OrderBy(), Limit(), Skip(),
                Top("top", descending: true), Top("bottom", descending: false), Pivot(), Compare(), TestVerb(), Distinct(), Describe(), Join(), Union(), ChartVerb(),
            ]),
        Chapter(
            "The list",
            [
                Prioritize(), Tiers(), Why(), Objective(), Tier(), Policy(), QualifierVerb(), Qualify(), Override.override, Override.exclude, Overrides(), List(),
                RulesVerb(), Lint(),
            ]),
        Chapter("Publishing", [Publish(), Editions(), AsOfEdition(), Diff(), ExportIndicator()]),
        Chapter("What if", [WhatIf(), Scenario(), Sweep(), StabilityVerb(), ReachVerb(), Optimize()]),
        Chapter("The service charter", [ClauseVerb(), ClausesFrom(), RoleVerb(), CharterVerb(), CharterCheck(), ServiceVerb(), ComplianceVerb()]),
        Chapter(
            "Benchmarks",
            [
                BenchmarkVerb(), ActivityVerb(), PlaceboVerb(), DecomposeVerb(), TrendVerb(), BacktestVerb(), PenetrationVerb(), DepthVerb(), DepthMovesVerb(),
                WhiteSpaceVerb(),
            ]),
        Chapter(
            "Questions and quizzes",
            [
                Ask(), FAQList.all, FAQList.some, FAQShow(), FAQHistory(), FAQAdd(), FAQAnswer(), FAQVerify(), FAQAssign(), FAQPhrase(), FAQDuplicate(), FAQRetire(),
                FAQReopen(), FAQImport(), FAQExport(), QuizVerb(), QuizAnswer(), QuizTally(), QuizKeys(), QuizResults(), QuizExport(), QuizClear(),
            ]),
        Chapter(
            "Data",
            [
                Import(), Create(), ExportRows(), ExportSQLite(), SetCells(), AddRows(), RemoveRows(), AddColumn(), RemoveColumn(), RemoveTable(), Rename(), TablesVerb(),
                Columns(),
            ]),
        Chapter("Definitions and scripts", [Define(), Definitions(), Forget(), Expect(), Include(), Record()]),
        Chapter(
            "The workspace",
            [
                Open(), Save(), SaveAs(), UndoRedo("undo", isUndo: true), UndoRedo("redo", isUndo: false), Changes(), Restore(), Recover(), DiscardRecovery(),
                SetAsOf(),
            ]),
        Chapter("Settings and help", SetOption.all.map { $0 as any Verb } + [Explain(), Help(), Quit("quit"), Quit("exit")]),
    ]

    /// The verbs of all chapters, end to end.
    package static let all: [any Verb] = chapters.flatMap(\.verbs)

    /// The pages of help that are neither a verb's nor a function's.
    package static let topics = Topic.all.map { (name: $0.name, manual: $0.manual) }

    /// What `help` lists beside verbs and functions: chapters, and pages of their own.
    private static let helpTopics: [(name: String, note: String)] =
        chapters.map { ($0.title.lowercased(), "verbs") } + topics.map { ($0.name, $0.manual.summary) } + [("functions", "all of them"), ("topics", "what belongs to no single verb")]

    /// What a session is made with: all verbs and functions, and what help knows beside them.
    package static let catalogue = Catalogue(verbs: all, functions: Functions.all, otherWords: otherWords, helpTopics: { helpTopics })

    /// What people of SQL, pandas, R and other shells type, with what is written for it here.
    private static let otherWords = [
        "filter": "where", "sort": "order by", "arrange": "order by", "head": "limit", "take": "limit", "offset": "skip", "mutate": "derive",
        "with": "derive", "assign": "derive", "unique": "distinct", "count": "summarize count", "aggregate": "summarize", "agg": "summarize",
        "load": "import", "read": "import", "show": "select", "project": "select", "delete": "remove", "update": "set", "insert": "add",
        "concat": "union", "merge": "join", "plot": "chart", "histogram": "chart histogram", "history": "changes", "ls": "tables",
        "schema": "columns", "write": "export to", "rank": "prioritize by", "score": "prioritize by", "assert": "expect",
        "bye": "quit", "clear": "Ctrl-L at the prompt", "cls": "Ctrl-L at the prompt", "relate": "import … for accounts = COLUMN",
    ]
}
