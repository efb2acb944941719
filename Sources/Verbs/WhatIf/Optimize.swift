import Diagnostics
import Engine
import Prioritizing
import Syntax
import Tables
import Workspaces

struct Optimize: Verb {
    let forms = [
        Form(
            "optimize", .start,
            [
                .anyOrder([[.choice([[.word("cutoffs")], [.word("memberships")]])], [.word("for"), .slot("measure", .expression)]]),
                .optional([.word("with"), .list("limits", OptimizeLimits.elements)]),
            ])
    ]
    let manual = Manual(
        "find the list with the most worth under limits",
        details: """
            memberships, unless cutoffs is typed, chooses accounts freely; cutoffs moves the lines between tiers and keeps the
            order of the list. Worth is that of the list (policy value) or what for says; outside the tiers it counts nothing.
            Limits: 20 Gold, or 5..10 Gold, at most 40 Gold, at least 5 Gold, where a tier without a size keeps the one it has; at
            most 5 movers; at most 900 hours, where hours in Gold = 12 and hours outside = 0.5, numbers or expressions on
            accounts, say what each takes. worth in Gold = 150% counts an account there one and a half times. lock 'Acme' leaves
            an account where it is, keep 'Acme' out keeps it outside; what was set by hand stays. The answer is proven the
            best, or says how far from it it may be. Nothing is saved: the column statement has what to type, a tier for
            cut-offs, an override or an exclusion for memberships.
            """,
        examples: """
            tierbook> rename accounts.tier to grade
            accounts.tier is now called grade.
            tierbook> objective 'protect revenue' = 50% revenue, 50% wallet missing as 0; tier Gold top 1; tier Silver next 2
            'protect revenue' ranks all 6 accounts by 50% revenue, 50% wallet. No tier cuts the list yet.
            1 missing wallet counted as 0
            Gold has 1 account, down to 100.0 points. Gold 1, the rest 5.
            Silver has 2 accounts, down to 70.0 points. Gold 1, Silver 2, the rest 3.
            tierbook> optimize for wallet - revenue
            The tiers go from 2,530,000 to 3,010,000 of wallet - revenue, the most the limits allow; 2 accounts move, 1 up and 1 down. Nothing is saved.
            tier        was  accounts  wallet - revenue was  wallet - revenue          share
            Gold          1         1             1,180,000         1,180,000  34.2% → 34.2%
            Silver        2         2             1,350,000         1,830,000  39.1% → 53.0%
            non-tiered    3         3               920,000           440,000  26.7% → 12.8%
            account  was         now         rank  wallet - revenue  statement
            Fjord    non-tiered  Silver         6           740,000  override 'Fjord' to Silver because 'optimized' by 'optimize'
            Birch    Silver      non-tiered     2           260,000  exclude 'Birch' because 'optimized' by 'optimize'
            to keep it, type each statement
            tierbook> optimize cutoffs with 1..3 Gold, at most 5 Silver, at most 40 hours, hours in Gold = 12, hours in Silver = 4
            The tiers go from 1,870,000 to 2,300,000 of revenue, the most the limits allow; 3 accounts move, all up. Nothing is saved.
            tier        was  accounts  revenue was    revenue          share  hours was  hours
            Gold          1         1      820,000    820,000  35.7% → 35.7%         12     12
            Silver        2         5    1,050,000  1,480,000  45.7% → 64.3%          8     20
            non-tiered    3         0      430,000          0   18.7% → 0.0%          0      0
            account  was         now     rank  revenue  statement
            Dune     non-tiered  Silver     4  250,000  tier Silver next 5
            Elm      non-tiered  Silver     5  120,000  tier Silver next 5
            Fjord    non-tiered  Silver     6   60,000  tier Silver next 5
            hours 20 → 32 of at most 40 · to keep it: tier Silver next 5
            tierbook> optimize for wallet with at most 2 movers, keep 'Acme' out | select account, statement
            account  statement
            Acme     exclude 'Acme' because 'optimized' by 'optimize'
            Fjord    override 'Fjord' to Gold because 'optimized' by 'optimize'
            to keep it, type each statement
            tierbook> optimize with at least 3 Gold, at most 1 mover
            error: No list meets these limits together: at least 3 Gold and at most 1 mover.
              optimize with at least 3 Gold, at most 1 mover
                            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
            help: At most 2 movers would do, or loosen another.
            """)

    func run(_ call: VerbCall, _ input: Query?, _ session: Session) throws(Diagnostic) -> Output {
        let list = try session.list()
        if list.tierNames.isEmpty {
            throw Diagnostic("no-tiers", "No tier cuts the list, so there is none to fill.", at: call.verbSpan, help: "For example tier Gold top 20.")
        }
        let limits = try OptimizeLimits(call, list, session)
        let isCutOffs = call.has("cutoffs")
        if isCutOffs { try checkCutOffs(list, limits, call, session) }
        let question = try OptimizeQuestion(list, limits, worth: try worth(call, list, session), isCutOffs: isCutOffs, at: call.verbSpan)
        switch try question.solve() {
        case .best(let choice):
            let plan = try OptimizePlan(question, choice, session)
            return .query(try OptimizeAnswer(question, choice, plan, session).query())
        case .infeasible(let conflict): throw try question.conflict(conflict, at: limits.span ?? call.verbSpan)
        case .unknown:
            throw Diagnostic(
                "nothing-found", "The search ended before it found a list that meets the limits, and without proof that there is none.", at: limits.span ?? call.verbSpan,
                help: "Loosen one of them.")
        }
    }

    private func worth(_ call: VerbCall, _ list: FirmList, _ session: Session) throws(Diagnostic) -> ListValue {
        try call.arguments.expression("measure").map { (expression) throws(Diagnostic) in try session.figures(expression, over: list) } ?? list.value
    }

    /// Where lines would not be what the list is cut by, cut-offs are no answer.
    private func checkCutOffs(_ list: FirmList, _ limits: OptimizeLimits, _ call: VerbCall, _ session: Session) throws(Diagnostic) {
        let span: Span = if case .present(let span)? = call.arguments["cutoffs"] { span } else { call.verbSpan }
        if list.result.groups != nil {
            throw Diagnostic("cut-per-group", "Tiers are cut per \(joinWords(list.policies.groups.map(\.text))), each group with the same sizes, so there is no one line to move.", at: span, help: "Ask for memberships, or in a scenario after forget policy per.")
        }
        if list.result.isHeld {
            throw Diagnostic("held-back", "The buffer or one in one out holds tiers back, so a line alone does not say who is in.", at: span, help: "Ask for memberships, or in a scenario without them: forget policy buffer.")
        }
        if !limits.hasRange {
            session.note(.note("no-range", "Every tier has one size only, so the lines can hardly move.", at: span, help: "Give some a range: with 10..30 \(Words.typed(list.tierNames[0]))."))
        }
    }
}
