import Diagnostics
import Engine
import Syntax
import Tables

/// What commands that change the charter say of it.
enum ClauseReply {
    /// `C3: 20 accounts (Gold) get 'Call' 4 per quarter, 40 hours a year by 'Sales'; it was 2 per quarter.`
    static func sentence(_ clause: Clause, _ old: Clause?, _ labels: AccountLabels, _ session: Session) throws(Diagnostic) -> String {
        let charter = try session.charter()
        guard let number = charter.clauses.firstIndex(where: { $0.id == clause.id }) else { return "" }
        let (kinds, byRow) = try labels.kinds(charter)
        let chosen = kinds.map { kind in charter.entitlements(of: kind).contains { $0.clause == number } }
        let count = byRow.count { chosen[Int($0)] }
        let who = count == 0 ? "no account" : plural(count, "account")
        let audience = clause.tiers == nil && clause.segments.isEmpty ? "" : " (\(clause.audience))"
        if clause.promise == .none {
            return "\(clause.id): \(Words.quoted(clause.service)) is not given to \(count == 0 ? "any account" : who)\(audience)\(old == nil ? "" : "; it was \(old?.promise.text ?? "")").\(hidden(charter, number, count, kinds))"
        }
        let get = count == 1 || count == 0 ? "gets" : "get"
        let what = "\(Words.quoted(clause.service)) \(clause.promise.text)"
        let was = old.map { $0.promise == clause.promise ? "" : "; it was \($0.promise.text)" } ?? ""
        return "\(clause.id): \(who)\(audience) \(get) \(what)\(hours(clause, count))\(was).\(hidden(charter, number, count, kinds))"
    }

    /// The clauses that would count for some of its accounts, were it not there.
    private static func taken(_ charter: Charter, _ number: Int, _ kinds: [AccountKind]) -> String {
        var ids: [String] = []
        for kind in kinds {
            for entitlement in charter.entitlements(of: kind) where entitlement.clause == number {
                if let next = entitlement.hidden.first, !ids.contains(charter.clauses[next].id) { ids.append(charter.clauses[next].id) }
            }
        }
        return ids.isEmpty ? "" : " It counts before \(Binder.list(ids))."
    }

    private static func clause(_ number: Int, _ charter: Charter) -> Clause { charter.clauses[number] }

    private static func hours(_ clause: Clause, _ count: Int) -> String {
        let by = clause.role.map { " by \(Words.quoted($0))" } ?? ""
        guard let each = clause.hoursPerYear, each > 0, count > 0 else { return by.isEmpty ? "" : ",\(by)" }
        return ", \(NumberFormat(decimals: 0).text(each * Double(count))) hours a year\(by)"
    }

    /// Where others count before it for all its accounts.
    private static func hidden(_ charter: Charter, _ number: Int, _ count: Int, _ labels: [AccountKind]) -> String {
        if count > 0 { return taken(charter, number, labels) }
        guard clause(number, charter).tiers.map({ !$0.contains(Clause.nonTiered) }) ?? true else { return "" }
        let others = charter.clauses.indices.filter { $0 != number && equalIgnoringCase(charter.clauses[$0].service, charter.clauses[number].service) }
        return others.isEmpty ? "" : " charter check says why."
    }
}
