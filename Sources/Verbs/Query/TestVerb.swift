import Diagnostics
import Engine
import Statistics
import Syntax
import Tables

/// `accounts | test revenue by tier 'Gold' against 'Silver'`
struct TestVerb: Verb {
    let forms = [
        Form(
            "test", .stage,
            [
                .slot("measure", .expression), .word("by"), .slot("group", .name),
                .optional([.slot("first", .text), .word("against"), .choice([[.word("rest")], [.slot("second", .text)]])]),
            ])
    ]
    let manual = Manual(
        "whether the values of two groups of rows differ by more than chance",
        details: """
            accounts | test revenue by tier 'Gold' against 'Silver', or against rest: all other rows. Without names there must be two
            groups. shift is by how much the typical value of the first group is above that of the second; the means may say
            something else where few great values make them, and then their interval holds the truth less often than 19 times in 20.
            Cliff's delta is how much more often a value of the first is greater than smaller, from -1 to 1; the chance of being
            greater holds where one group spreads more than the other, which the shift's p takes for a difference; it has an
            interval and p from ten values a group on. p is two-sided; the ways answer one question each, and p is not adjusted for
            there being several: choose one before you look. Missing values are left out. Accounts of the same parent are not
            independent: then p is too small. For growth from one period to another use benchmark.
            """,
        examples: """
            tierbook> accounts | test revenue by region 'EMEA' against rest
            revenue, EMEA (3) against the rest (3): they cannot be told apart.
            figure                   method                                 estimate          low        high       p  source
            shift                    Hodges–Lehmann, Mann–Whitney, exact  160,000.00            —           —  1.0000  Hodges & Lehmann 1963; Mann & Whitney 1947
            difference of means      Welch                                 93,333.33  -687,822.58  874,489.25  0.7483  Welch 1947; Satterthwaite 1946
            difference of means      permutation, exact                    93,333.33            —           —  0.8000  Pitman 1937; Janssen 1997
            difference of medians    order statistics                     160,000.00            —           —       —  Hettmansperger & Sheather 1986; Zou & Donner 2008
            Cliff's delta            pairs                                      0.11        -0.71        0.80       —  Cliff 1993; Feng & Cliff 2004
            chance of being greater  Brunner–Munzel, ties half                  0.56            —           —       —  Brunner & Munzel 2000
            """)

    func run(_ call: VerbCall, _ input: Query?, _ session: Session) throws(Diagnostic) -> Output {
        var binder = Binder(try query(call, input), session)
        let measure = try call.expression("measure")
        let bound = try binder.bind(measure)
        guard bound.type.isNumeric else {
            throw Diagnostic("not-a-number", "A test is of numbers; this is \(bound.type.withArticle).", at: measure.span)
        }
        let (values, groups) = (binder.slot(bound), try binder.column(try call.name("group")))
        let query = binder.query
        let batch = try session.run(query)
        let sides = try Sides(call, try batch.column(values).doubleCells, try batch.column(groups))
        let test = try TwoSamples(sides.first, sides.second, seed: session.state.settings.seed)
        return .reply(
            Reply(
                headline: headline(session.text(of: measure.span), sides, test), table: table(test), footer: sides.footer,
                notes: test.isHeavyTailed
                    ? [.note("heavy-tails", "Most values lie below their mean, which few great ones make: the interval of the means holds the truth less often than it says.", help: "Go by the shift.")] : []))
    }

    private func headline(_ measure: String, _ sides: Sides, _ test: TwoSamples) -> String {
        let groups = "\(measure), \(sides.firstName) (\(grouped(test.first.count))) against \(sides.secondName) (\(grouped(test.second.count)))"
        guard test.isTold, let shift = test.shift else { return "\(groups): they cannot be told apart." }
        let ends = shift.low > 0 ? shift : shift.negated
        let number = NumberFormat(for: [ends.low, ends.high])
        return "\(groups): typically \(shift.low > 0 ? "above" : "below") by \(number.text(ends.low)) to \(number.text(ends.high))."
    }

    private func table(_ test: TwoSamples) -> Table {
        func numbers(_ figure: (TwoSamples.Answer) -> Double?) -> Column { .doubles(test.answers.map { figure($0) ?? .nan }) }
        return Table([
            Field("figure", .texts(test.answers.map(\.figure))), Field("method", .texts(test.answers.map(\.method))),
            Field("estimate", numbers(\.estimate)), Field("low", numbers { $0.interval?.low }), Field("high", numbers { $0.interval?.high }),
            Field("p", numbers { $0.pValue.map { max($0, BenchmarkText.leastP) } }, look: .decimals(4)), Field("source", .texts(test.answers.map(\.source))),
        ])
    }
}

/// The two groups of a test.
private struct Sides {
    let firstName: String
    let secondName: String
    private(set) var first: [Double] = []
    private(set) var second: [Double] = []
    private var missing = 0
    private var others = 0

    init(_ call: VerbCall, _ values: [Double], _ groups: Column) throws(Diagnostic) {
        let name = try call.name("group")
        let all = try Grouping.groups(by: [groups], rows: groups.count)
        let firsts = Rows(all.firstRows)
        let table = try Table([Field(name.text, groups.gather(firsts)), Field("number", .integers((0..<all.count).map { Int64($0) }))], rowCount: all.count).sorted(byFirst: 1)
        let known = (0..<all.count).filter { !table.fields[0].column[$0].isMissing }
        let names = known.map { Plain.text(table.fields[0].column[$0]) }
        let numbers = known.map { Int(table.fields[1].column[$0].number ?? -1) }
        func number(_ slot: String) throws(Diagnostic) -> Int {
            let (text, span) = try call.text(slot)
            if let index = names.firstIndex(of: text) { return numbers[index] }
            throw Diagnostic("unknown-group", "No row has \(Words.quoted(text)) as its \(name.text).", at: span, help: didYouMean(text, among: names) ?? (names.isEmpty ? nil : "There are \(Binder.list(names))."))
        }
        let (own, other): (Int, Int?)
        if call.arguments.text("first") != nil {
            own = try number("first")
            other = call.has("rest") ? nil : try number("second")
            if own == other { throw Diagnostic("same-group", "A group does not differ from itself.", at: try call.text("second").span) }
            firstName = try call.text("first").text
            secondName = try call.has("rest") ? "the rest" : call.text("second").text
        } else {
            guard numbers.count == 2 else {
                throw Diagnostic(
                    "not-two-groups", "\(name.text) makes \(plural(numbers.count, "group")), and a test is of two.", at: name.span,
                    help: names.count < 2 ? "Test by another column." : "Name them, as in by \(name.text) \(Words.quoted(names[0])) against \(Words.quoted(names[1])), or against rest.")
            }
            (own, other) = (numbers[0], numbers[1])
            (firstName, secondName) = (names[0], names[1])
        }
        let ids = all.ids.pointer(to: Int32.self)
        for (row, value) in values.enumerated() {
            let isOwn = Int(ids[row]) == own
            if !isOwn, let other, Int(ids[row]) != other {
                others += 1
            } else if !value.isFinite {
                missing += 1
            } else if isOwn {
                first.append(value)
            } else {
                second.append(value)
            }
        }
        withExtendedLifetime(all) {}
        for (name, side) in [(firstName, first), (secondName, second)] where side.isEmpty {
            throw Diagnostic("empty-group", "No row of \(name) has a value, so there is nothing to test.", at: try call.expression("measure").span)
        }
    }

    var footer: [String] {
        var parts: [String] = []
        if missing > 0 { parts.append("\(grouped(missing)) left out: the value is missing") }
        if others > 0 { parts.append("\(plural(others, "row")) in neither group") }
        return parts
    }
}

extension Column {
    fileprivate var doubleCells: [Double] {
        let (buffer, start) = doubles()
        let x = buffer.pointer(to: Double.self) + start
        defer { withExtendedLifetime(buffer) {} }
        return (0..<count).map { x[$0] }
    }
}
