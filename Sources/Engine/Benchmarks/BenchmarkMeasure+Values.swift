import Diagnostics
import Syntax
import Tables
import Workspaces

extension BenchmarkMeasure {
    /// `kind = 'Calls'` where no row is of that kind: what is written there instead. Nil where every text is found.
    func unknownValue() throws(Diagnostic) -> String? {
        for term in terms {
            var waiting = term.call.filter.map { [$0] } ?? []
            while let next = waiting.popLast() {
                guard case .call(let test) = next.kind else { continue }
                if let help = unknownValue(test, of: term.table) { return help }
                waiting += test.arguments
            }
        }
        return nil
    }

    private func unknownValue(_ test: Call, of table: NamedTable) -> String? {
        guard ["=", "in"].contains(test.function), case .name(let name)? = test.arguments.first?.kind,
            let (owner, index) = Relations.column(name, of: table, in: session.state.workspace), let dictionary = owner.table.fields[index].column.dictionary
        else { return nil }
        let own = owner.table.fields[index].name
        for value in test.arguments.dropFirst() {
            guard case .literal(.text(let text)) = value.kind, dictionary.code(of: text) == nil else { continue }
            let known = (1..<max(1, min(dictionary.count, 10_000))).map { dictionary.text($0) }
            return "No \(own) of \(owner.name) is \(Words.quoted(text)). " + (didYouMean(text, among: known) ?? "There are \(Binder.list(known)).")
        }
        return nil
    }
}
