import Diagnostics
import Syntax
import Tables
import Workspaces

/// What every question about relationships asks: whom, when, and by whose list.
package struct RelationshipQuestion {
    /// The days that it is about.
    package var periods: AskedPeriods.Question
    /// Who is asked about, and by which list.
    package var groups: Membership.Question
    /// Groups with fewer accounts are not shown.
    package var minimum: Int

    /// As typed; nothing is checked.
    package init(periods: AskedPeriods.Question, groups: Membership.Question, minimum: Int) {
        self.periods = periods
        self.groups = groups
        self.minimum = minimum
    }
}

/// Such a question, understood.
package struct RelationshipSetting {
    /// What it was made of.
    package let question: RelationshipQuestion
    /// The table whose rows are told apart.
    package let accounts: NamedTable
    /// The days that were found.
    package let periods: AskedPeriods
    /// Who is in which group, and what groups are held against.
    package let membership: Membership

    /// Errors: `no-accounts`, `no-period`, `against-in-a-row`, `two-periods`, `nothing-to-compare`, and what is wrong with a
    /// period, the keys, the edition or the baseline.
    /// - Parameter tables: whose rows are counted.
    package init(_ question: RelationshipQuestion, _ accounts: NamedTable, _ tables: [NamedTable], _ session: Session) throws(Diagnostic) {
        (self.question, self.accounts) = (question, accounts)
        periods = try AskedPeriods.find(question.periods, tables, question.groups, accounts, session)
        var groups = question.groups
        if groups.edition == nil, let edition = periods.edition { groups.edition = (edition, groups.span) }
        membership = try Membership(groups, from: periods.selection.newer.window.from, through: periods.window.last, accounts, session)
        if membership.members.rows.isEmpty { throw Diagnostic("no-accounts", "There are no accounts to look at.", at: groups.span) }
    }

    /// The table of accounts. Errors: `no-accounts`.
    package static func accounts(_ question: RelationshipQuestion, _ session: Session) throws(Diagnostic) -> NamedTable {
        try session.accounts(for: question.groups.verb, at: question.groups.span)
    }

    /// Errors: `no-wallet`, `unknown-column`, `not-a-number`, `unlike-money`, `not-money`, `nothing-to-compare`, `cancelled`, and what
    /// keeps the measure's rows from being read.
    package func penetration(of measure: BenchmarkMeasure, wallet: Name?, error: Double, _ session: Session) throws(Diagnostic) -> PenetrationBenchmark {
        let place = wallet?.span ?? question.groups.span
        var wallets = try Wallets(wallet, error: error, accounts, at: question.groups.span, session)
        if let rates = measure.rates { try wallets.convert(by: rates, on: (periods.older ?? periods.sides[0]).window.last, accounts, at: place, session) }
        if case .money(let own, _) = measure.type, case .money(let other, _) = wallets.type, own != other {
            throw Diagnostic("unlike-money", "\(measure.text) is \(measure.type.name) and \(wallets.name) \(wallets.type.name): one is no part of the other.", at: place, help: "Choose a wallet in the measure's currency, or add in \(other.code) to convert \(measure.text) by the table rates.")
        }
        if wallets.type.isMoney, !measure.type.isMoney {
            throw Diagnostic("not-money", "\(measure.text) is \(measure.type.withArticle) and \(wallets.name) money: the one is no part of the other.", at: measure.span, help: "Write what accounts spend, as in sum(trades.amount), or of and a wallet in the measure's unit.")
        }
        try checkHasData(measure)
        return try PenetrationBenchmark(measure, wallets, periods, membership, minimum: question.minimum)
    }

    /// Refuses periods that lie before or after the data.
    private func checkHasData(_ measure: BenchmarkMeasure) throws(Diagnostic) {
        guard let days = try measure.days() else { return }
        func hasData(_ side: BenchmarkPeriods.Side) -> Bool { side.window.from <= days.last && side.window.last >= days.first }
        let isOlder = periods.older.map { !hasData($0) } ?? false
        if !isOlder, periods.sides.contains(where: hasData) { return }
        let label = (isOlder ? periods.older : nil)?.label ?? (periods.isRow ? periods.title : periods.newer.label)
        let place = isOlder ? question.periods.older : question.periods.newer
        throw Diagnostic(
            "nothing-to-compare", "\(measure.text) comes to nothing in \(label). The data run from \(days.first.text) to \(days.last.text).", at: place?.span ?? question.groups.span,
            help: "Choose a period with data.")
    }

    /// The traps that lie in who is looked at and when.
    /// - Parameters:
    ///   - tables: whose rows are counted.
    ///   - figures: by row of accounts, what the list might rank by itself.
    func findings(_ tables: [NamedTable], figures: [[Double]] = [], _ session: Session) throws(Diagnostic) -> BenchmarkFindings {
        var findings = BenchmarkFindings()
        findings.addSelection(membership.members, periods.selection.newer, periods.selection.older)
        try findings.addHindsight(question.groups, membership.edition, membership.members, from: periods.selection.newer.window.from, session)
        try findings.addCriterion(membership.members, membership.edition, figures, session)
        findings.addGone(membership.members)
        findings.add(periods)
        let sides = (periods.older.map { [$0] } ?? []) + periods.sides
        // Each table has days of its own.
        for table in tables { findings.addDataEnds(sides, table.name, isOne: true, try [table].days(session)) }
        return findings
    }

    /// The traps that it may have fallen into. Errors: `cancelled`, and what keeps an edition's figures from being read.
    package func findings(_ penetration: PenetrationBenchmark, _ measure: BenchmarkMeasure, _ session: Session) throws(Diagnostic) -> BenchmarkFindings {
        var findings = try findings(measure.tables, figures: [penetration.revenueRows], session)
        let above = penetration.aboveAccounts
        if !above.isEmpty {
            findings.add(.walletTooSmall, "\(above.count == 1 ? "1 account brings more than all of its" : "\(grouped(above.count)) accounts bring more than all of their") \(penetration.wallets.name): \(Binder.list(above, limit: 3)).")
        }
        let left = penetration.left
        let isOne = left.withoutWallet == 1
        if left.withoutWallet > 0, left.amount > 0.05 * (penetration.revenue + left.amount) {
            let share = NumberFormat(decimals: 1, isPercent: true).text(left.amount / (penetration.revenue + left.amount))
            findings.add(.walletUnknown, "\(plural(left.withoutWallet, "account")) without a wallet \(isOne ? "brings" : "bring") \(share) of all revenue in \(periods.shown), and \(isOne ? "is" : "are") no part of this.")
        }
        let compared = penetration.groups.filter { penetration.comparison.groups[$0.group].role == .compared }
        findings.addFew(
            compared.map { (penetration.comparison.groups[$0.group].name, $0.figures.first?.accounts ?? 0, $0.unitCount) }, membership.clusters,
            with: " with a wallet")
        return findings
    }
}
