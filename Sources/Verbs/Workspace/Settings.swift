import Diagnostics
import Engine
import Syntax
import Tables

struct SetAsOf: Verb {
    var isQuery: Bool { false }
    let forms = [Form("set as of", .start, [.slot("date", .expression)])]
    let manual = Manual(
        "fix the day that today and relative periods mean",
        details: "It is kept in the workspace. There is no other clock, so that the same line gives the same answer tomorrow.",
        examples: """
            tierbook> set as of 2026-01-31
            As of 2026-01-31.
            tierbook> activity | where date in last 30 days | select date, kind
                  date  kind
            2026-01-15  Call
            1 of 9 rows
            """)

    func run(_ call: VerbCall, _ input: Query?, _ session: Session) throws(Diagnostic) -> Output {
        let expression = try call.expression("date")
        var binder = Binder(Query(result: Table([], rowCount: 1)), session)
        var value: Value?
        do throws(Diagnostic) { value = try binder.bind(expression).constant } catch { if ["no-such-day", "unknown-parameter"].contains(error.id) { throw error } }
        guard case .date(let day)? = value else {
            throw Diagnostic("not-a-date", "as of wants a day.", at: expression.span, help: "Write set as of \(session.latestDay()?.text ?? "2026-03-31").")
        }
        session.state.workspace.asOf = day
        session.state.settings.asOf = nil
        session.changed("as of \(day.text)")
        return .reply(Reply(headline: "As of \(day.text)."))
    }
}

/// `set timing on`, `set pager off`, `set mode csv`, `set seed 7`.
struct SetOption: Verb {
    let forms: [Form]
    let manual: Manual
    private let set: @Sendable (inout Session.Settings, String) -> String?
    private let values: [String]

    private init(_ option: String, _ values: [String], _ manual: Manual, _ set: @escaping @Sendable (inout Session.Settings, String) -> String?) {
        forms = [Form("set \(option)", .start, [.slot("value", .words)])]
        self.manual = manual
        self.values = values
        self.set = set
    }

    static let modes = ["table", "record", "markdown", "csv", "tsv", "json", "jsonl", "html"]

    static let all: [SetOption] = [
        SetOption("mode", modes, Manual("how results are shown: \(modes.joined(separator: ", "))")) { settings, value in
            settings.mode = value
            return "Results are shown as \(value)."
        },
        SetOption("timing", ["on", "off"], Manual("say how long each statement took: on or off")) { settings, value in
            settings.timing = value == "on"
            return "Timing is \(value)."
        },
        SetOption("pager", ["on", "off"], Manual("show long results a page at a time: on or off")) { settings, value in
            settings.pager = value == "on"
            return "The pager is \(value)."
        },
        SetOption("seed", [], Manual("the number that chance begins from; recorded with every change")) { settings, value in
            guard let seed = UInt64(value) else { return nil }
            settings.seed = seed
            return "The seed is \(seed)."
        },
    ]

    func run(_ call: VerbCall, _ input: Query?, _ session: Session) throws(Diagnostic) -> Output {
        let value = try call.text("value")
        let word = value.text.lowercased()
        guard values.isEmpty || values.contains(word), let said = set(&session.state.settings, word) else {
            throw Diagnostic(
                "unknown-setting", "\(call.verb) takes no '\(value.text)'.", at: value.span,
                help: values.isEmpty ? "Write a whole number." : didYouMean(word, among: values) ?? "Write \(joinWords(values, "or")).")
        }
        return .reply(Reply(headline: said))
    }
}
