import Diagnostics
import Engine
import Syntax
import Tables

/// Which clause counts for a service of an account, and why.
struct WhyServed {
    private let answer: ServiceAnswer
    private let duty: Duty

    init(_ service: String, at span: Span, _ answer: ServiceAnswer) throws(Diagnostic) {
        self.answer = answer
        let services = answer.charter.services
        guard let duty = answer.compliance.duties(of: answer.row).first(where: { equalIgnoringCase(services[$0.service], service) }) else {
            throw Diagnostic(
                "unknown-service", "No clause is about \(Words.quoted(service)).", at: span,
                help: didYouMean(service, among: services) ?? "Services: \(Binder.list(services)).")
        }
        self.duty = duty
    }

    private var clauses: [Clause] { answer.charter.clauses }

    func reply() throws(Diagnostic) -> Reply {
        let others = clauses.indices.filter { number in
            equalIgnoringCase(clauses[number].service, service) && number != duty.clause && !duty.hidden.contains(number)
        }
        let numbers = (duty.clause.map { [$0] } ?? []) + duty.hidden + others
        let table = Table([
            Field("clause", .texts(numbers.map { clauses[$0].id })), Field("for", .texts(numbers.map { clauses[$0].audience })),
            Field("promise", .texts(numbers.map { clauses[$0].promise.text })), Field("counts", .texts(numbers.map(verdict))),
        ])
        return Reply(headline: try headline, table: table)
    }

    private var service: String { answer.charter.services[duty.service] }

    /// Which clause counts and why, who is responsible, and what was done, in a few sentences.
    var headline: String {
        get throws(Diagnostic) { try sentences() }
    }

    private func sentences() throws(Diagnostic) -> String {
        guard let number = duty.clause else {
            return "\(answer.kindText): no clause on \(Words.quoted(service)) is for it."
        }
        let clause = clauses[number]
        var sentences = ["\(answer.kindText): \(clause.id) counts, \(clause.promise.text): \(choice(clause))."]
        if let role = clause.role {
            let holder = try answer.session.roleHolders(answer.charter, answer.compliance.labels).name(role, answer.row)
            sentences.append("Responsible: \(holder.map { "\($0) (\(role))" } ?? "\(role), where nobody is named").")
        }
        if !clause.expectation.isEmpty { sentences.append("Expected: \(clause.expectation).") }
        if let text = answer.compliance.measureText(number), duty.owed > 0, let done = answer.compliance.done(duty, answer.row) {
            sentences.append("Measured by \(text): \(Counts.text(done)) of \(duty.owed) in \(duty.window.text).")
        }
        return sentences.joined(separator: " ")
    }

    private func choice(_ clause: Clause) -> String {
        guard let next = duty.hidden.first.map({ clauses[$0] }) else { return "it is the only one for it" }
        return next.specificity == clause.specificity ? "it comes before \(next.id), and neither is more specific" : "it \(clause.reach), \(next.id) \(next.specificity == 0 ? "is for all" : next.reach)"
    }

    private func verdict(_ number: Int) -> String {
        if number == duty.clause { return "yes" }
        guard duty.hidden.contains(number), let chosen = duty.clause.map({ clauses[$0] }) else { return "no: it is for others" }
        return clauses[number].specificity < chosen.specificity ? "no: \(chosen.id) is more specific" : "no: \(chosen.id) comes first"
    }
}
