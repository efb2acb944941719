import Diagnostics
import Syntax
import Tables
import Workspaces

/// From a clause's statement to the clause.
extension Session {
    /// The charter as its clauses make it at this moment. Errors: what is wrong with a clause, which stands beside it.
    package func charter() throws(Diagnostic) -> Charter { try charter(of: state.workspace.contents) }

    /// The charter of other contents: an edition's. Errors: the same.
    package func charter(of contents: Contents) throws(Diagnostic) -> Charter {
        var clauses: [Clause] = []
        for rule in contents.rules[.clause] {
            if let known = clausesRead[rule] {
                clauses.append(known)
                continue
            }
            let clause = try reading(rule) { (call) throws(Diagnostic) in try Clause(rule, call) }
            if clausesRead.count >= 10_000 { clausesRead = [:] }
            clausesRead[rule] = clause
            clauses.append(clause)
        }
        return Charter(clauses)
    }
}

extension Clause {
    /// What stands behind the word `clause`.
    package static let elements: [Element] = [
        .slot("tiers", .names),
        .choice([
            [.slot("service", .text), .optional([.word("for"), .list("segments", [.slot("segment", .text)])])],
            [.word("for"), .list("segments", [.slot("segment", .text)]), .slot("service", .text)],
        ]),
        .choice([
            [.word("on request")], [.word("none")],
            [.slot("times", .number), .word("per"), .choice([[.slot("span", .tolerance)], [.slot("period", .newName)]])],
        ]),
        .anyOrder([
            [.word("by"), .slot("role", .text)],
            [.optional([.symbol(.comma)]), .slot("hours", .number), .choice([[.word("hours each")], [.word("hour each")]])],
            [.word("measured by"), .slot("measure", .expression)],
            [.word("monitored"), .slot("monitored", .newName)],
            [.word("expecting"), .slot("expectation", .text)],
            [.choice([[.word("first")], [.word("after"), .slot("clause", .newName)]])],
            [.word("for"), .list("segments", [.slot("segment", .text)])],
        ]),
    ]

    /// What a clause's statement says, read. Errors: `empty-name`, `odd-name`, `long-text`, `duplicate-tier`,
    /// `duplicate-segment`, `nothing-promised`, `too-often`, `unknown-period`, `no-period`, `invalid-hours`.
    package init(_ rule: Rule, _ call: VerbCall) throws(Diagnostic) {
        id = rule.name
        self.rule = rule
        tiers = try Clause.tiers(call.names("tiers"))
        segments = try Clause.segments(call)
        let (service, span) = try call.text("service")
        if service.utf8.allSatisfy({ $0 == 32 }) { throw Diagnostic("empty-name", "A service has a name.", at: span) }
        if service.utf8.count > 200 || service.unicodeScalars.contains(where: { $0.value < 32 }) {
            throw Diagnostic("odd-name", "A service's name is one line of at most 200 bytes.", at: span)
        }
        self.service = service
        promise = try Clause.promise(call)
        role = call.arguments.text("role")?.text
        hours = try Clause.hours(call)
        measure = call.arguments.expression("measure").map { Source(rule.statement)[$0.span] }
        monitored = try call.arguments.name("monitored").map { (name) throws(Diagnostic) in try Clause.unit(monitored: name) }
        expectation = call.arguments.text("expectation")?.text ?? ""
        if expectation.utf8.count > 2_000 { throw Diagnostic("long-text", "What is expected has at most 2,000 bytes.", at: call.arguments.text("expectation")?.span) }
    }

    // MARK: Whom it is for

    private static func tiers(_ names: [Name]) throws(Diagnostic) -> [String]? {
        if names.count == 1, !names[0].isQuoted, equalIgnoringCase(names[0].text, "all") { return nil }
        var seen: [String] = []
        for name in names {
            if seen.contains(where: { equalIgnoringCase($0, name.text) }) { throw Diagnostic("duplicate-tier", "\(name.text) is there twice.", at: name.span) }
            seen.append(["rest", "the rest", "non tiered"].contains(name.text.lowercased()) && !name.isQuoted ? Clause.nonTiered : name.text)
        }
        return seen
    }

    private static func segments(_ call: VerbCall) throws(Diagnostic) -> [String] {
        var seen: [String] = []
        for (arguments, span) in call.list("segments") {
            guard let name = arguments.text("segment")?.text else { continue }
            if seen.contains(where: { equalIgnoringCase($0, name) }) { throw Diagnostic("duplicate-segment", "\(Words.quoted(name)) is there twice.", at: span) }
            seen.append(name)
        }
        return seen
    }

    // MARK: What is promised

    private static func promise(_ call: VerbCall) throws(Diagnostic) -> Promise {
        if call.has("on request") { return .onRequest }
        if call.has("none") { return .none }
        let times = try call.count("times", of: "times")
        let span = call.arguments.number("times")?.span
        guard times > 0 else { throw Diagnostic("nothing-promised", "0 times is nothing.", at: span, help: "Write none for a service that is not given, or on request.") }
        if times > 10_000 { throw Diagnostic("too-often", "A clause promises at most 10,000 times a period.", at: span) }
        return .times(times, try period(call))
    }

    private static func period(_ call: VerbCall) throws(Diagnostic) -> ServicePeriod {
        if let name = call.arguments.name("period") {
            let known = ServicePeriod.Unit.allCases
            guard let unit = known.first(where: { $0.rawValue == name.text.lowercased() }) else {
                throw Diagnostic(
                    "unknown-period", "\(Words.quoted(name.text)) is no period.", at: name.span,
                    help: didYouMean(name.text, among: known.map(\.rawValue)) ?? "Periods: \(Binder.list(known.map(\.rawValue))), or a span such as 6 weeks.")
            }
            return ServicePeriod(1, unit)
        }
        let span = try call.expression("span")
        guard case .literal(.duration(let count, let unit)) = span.kind else {
            throw Diagnostic("unknown-period", "A period is a quarter, or a span such as 6 weeks.", at: span.span)
        }
        guard (1...1_000).contains(count) else {
            throw Diagnostic("no-period", "A period of \(count) \(unit.rawValue)s is none: it is at least 1 and at most 1,000.", at: span.span, help: "For example per quarter, or per 6 weeks.")
        }
        let own: ServicePeriod.Unit = switch unit {
            case .day: .day
            case .week: .week
            case .month: .month
            case .quarter: .quarter
            case .year: .year
        }
        return ServicePeriod(count, own)
    }

    private static func hours(_ call: VerbCall) throws(Diagnostic) -> Double? {
        guard let (number, span) = call.arguments.number("hours") else { return nil }
        guard case .none = number.unit, number.double > 0, number.double <= 10_000 else {
            throw Diagnostic("invalid-hours", "The hours that one takes are more than 0 and at most 10,000.", at: span)
        }
        return number.double
    }

    private static func unit(monitored name: Name) throws(Diagnostic) -> ServicePeriod.Unit {
        let text = name.text.lowercased()
        if let unit = ServicePeriod.Unit.allCases.first(where: { $0.adverb == text || $0.adverb.replacing("-", with: " ") == text }) { return unit }
        let known = ServicePeriod.Unit.allCases.map { $0.adverb.replacing("-", with: " ") }
        throw Diagnostic("unknown-period", "\(Words.quoted(name.text)) does not say how often.", at: name.span, help: didYouMean(name.text, among: known) ?? "Monitored \(joinWords(known, "or")).")
    }
}
