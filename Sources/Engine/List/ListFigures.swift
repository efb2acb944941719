import Diagnostics
import Syntax
import Tables
import Workspaces

extension Session {
    /// What an expression comes to for each row of the list; where figures are rolled up, for each family.
    ///
    /// Errors: what binding it raises; `not-a-number`.
    package func figures(_ expression: Expression, over list: FirmList) throws(Diagnostic) -> ListValue {
        let kept = state.workspace.contents
        defer { state.workspace.contents = kept }
        if list.isRolledUp, let rollUp = try RollUp(self) { state.workspace.contents = rollUp.contents }
        var binder = Binder(Query(try accounts()), self)
        let bound = try binder.bind(expression)
        guard bound.type.isNumeric else {
            throw Diagnostic("not-a-number", "A number is wanted here; this is \(bound.type.withArticle).", at: expression.span)
        }
        let slot = binder.slot(bound)
        return ListValue(name: binder.text(expression), type: bound.type, column: try run(binder.query).column(slot))
    }
}
