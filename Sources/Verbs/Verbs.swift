import Engine

/// All verbs, in the order of help.
package enum Verbs {
    package static let all: [any Verb] =
        [
            Where("where"), Where("having"), Select(), Drop(), Derive(), GroupBy(), Summarize(), OrderBy(), Limit(), Skip(),
            Top("top", descending: true), Top("bottom", descending: false), Pivot(), Compare(), Distinct(), Describe(), Join(), Union(), ChartVerb(),
            Prioritize(), Tiers(), Why(),
            Import(), Create(), ExportRows(), ExportSQLite(),
            SetCells(), AddRows(), RemoveRows(), AddColumn(), RemoveColumn(), RemoveTable(), Rename(),
            Define(), Definitions(), Forget(), Expect(),
            Open(), Save(), SaveAs(), UndoRedo("undo", isUndo: true), UndoRedo("redo", isUndo: false), Changes(), Restore(), Recover(), DiscardRecovery(),
            TablesVerb(), Columns(), SetAsOf(),
        ] + SetOption.all.map { $0 as any Verb } + [Explain(), Help(), Quit("quit"), Quit("exit")]

    package static let catalogue = Catalogue(verbs: all, functions: Functions.all)
}
