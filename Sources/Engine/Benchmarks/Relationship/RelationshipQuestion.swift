import Diagnostics
import Syntax
import Tables
import Workspaces

/// What every question about relationships asks: whom, when, and by whose list.
package struct RelationshipQuestion {
    package var periods: AskedPeriods.Question
    package var groups: Membership.Question
    /// Groups with fewer accounts are not shown.
    package var minimum: Int

    package init(periods: AskedPeriods.Question, groups: Membership.Question, minimum: Int) {
        self.periods = periods
        self.groups = groups
        self.minimum = minimum
    }
}

/// Such a question, understood.
package struct RelationshipSetting {
    package let question: RelationshipQuestion
    package let accounts: NamedTable
    package let periods: AskedPeriods
    package let membership: Membership

    /// - Parameter tables: whose rows are counted.
    package init(_ question: RelationshipQuestion, _ accounts: NamedTable, _ tables: [NamedTable], _ session: Session) throws(Diagnostic) {
        (self.question, self.accounts) = (question, accounts)
        periods = try AskedPeriods.find(question.periods, tables, question.groups, accounts, session)
        var groups = question.groups
        if groups.edition == nil, let edition = periods.edition { groups.edition = (edition, groups.span) }
        membership = try Membership(groups, from: periods.selection.newer.window.from, through: periods.window.last, accounts, session)
        if membership.members.rows.isEmpty { throw Diagnostic("no-accounts", "There are no accounts to look at.", at: groups.span) }
    }

    package static func accounts(_ question: RelationshipQuestion, _ session: Session) throws(Diagnostic) -> NamedTable {
        try session.accounts(for: question.groups.verb, at: question.groups.span)
    }

    package func penetration(of measure: BenchmarkMeasure, wallet: Name?, error: Double, _ session: Session) throws(Diagnostic) -> PenetrationBenchmark {
        let wallets = try Wallets(wallet, error: error, accounts, at: question.groups.span, session)
        if case .money(let own, _) = measure.type, case .money(let other, _) = wallets.type, own != other {
            throw Diagnostic("unlike-money", "\(measure.text) is \(measure.type.name) and \(wallets.name) \(wallets.type.name): one is no part of the other.", at: wallet?.span ?? question.groups.span, help: "Choose a wallet in the measure's currency.")
        }
        return try PenetrationBenchmark(measure, wallets, periods, membership, minimum: question.minimum)
    }

    /// The traps that lie in who is looked at and when.
    /// - Parameters:
    ///   - tables: whose rows are counted.
    ///   - figures: by row of accounts, what the list might rank by itself.
    func findings(_ tables: [NamedTable], figures: [[Double]] = [], _ session: Session) throws(Diagnostic) -> BenchmarkFindings {
        var findings = BenchmarkFindings()
        findings.addSelection(membership.members, periods.selection.newer, periods.selection.older)
        try findings.addCriterion(membership.members, membership.edition, figures, session)
        findings.addGone(membership.members)
        findings.add(periods)
        let sides = (periods.older.map { [$0] } ?? []) + periods.sides
        // Each table has days of its own.
        for table in tables { findings.addDataEnds(sides, table.name, isOne: true, try [table].days()) }
        return findings
    }

    package func findings(_ penetration: PenetrationBenchmark, _ measure: BenchmarkMeasure, _ session: Session) throws(Diagnostic) -> BenchmarkFindings {
        var findings = try findings(measure.tables, figures: [penetration.revenueRows], session)
        let above = penetration.aboveAccounts
        if !above.isEmpty {
            findings.add(.walletTooSmall, "\(above.count == 1 ? "1 account brings more than all of its" : "\(grouped(above.count)) accounts bring more than all of their") \(penetration.wallets.name): \(Binder.list(above, limit: 3)).")
        }
        let left = penetration.left
        let unknown = left.missing + left.zero + left.negative
        let shown = penetration.groups.reduce(0) { $0 + ($1.figures.first?.revenue ?? 0) }
        if unknown > 0, left.amount > 0.05 * (shown + left.amount) {
            findings.add(.walletUnknown, "\(plural(unknown, "account")) without a wallet bring \(NumberFormat(decimals: 1, isPercent: true).text(left.amount / (shown + left.amount))) of all revenue in \(periods.newer.label), and are no part of this.")
        }
        let few = penetration.groups.indices.filter { penetration.groups[$0].isTooFew && penetration.groups[$0].role == .compared }
        if !few.isEmpty { findings.addFewAccounts(few.map(penetration.comparison.name), with: " with a wallet") }
        return findings
    }
}
