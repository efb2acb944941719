import Diagnostics
import Engine
import Statistics
import Tables
import Workspaces

/// Makes questions whose wrong answers might be right: what other tiers get, who else there is, what is answered to questions alike.
struct QuizMaker {
    let facts: QuizFacts
    private let index: FAQIndex
    private var random: Generator
    /// The kind and subject of each question there is.
    private var asked: Set<[String]>

    /// Wrong answers beside the right one.
    private static let wrongOptions = 3
    /// So often a subject is drawn before a kind of question is given up.
    private static let draws = 20

    init(_ facts: QuizFacts, after quiz: [QuizQuestion], seed: UInt64, _ session: Session) throws(Diagnostic) {
        self.facts = facts
        index = try session.faqIndex()
        random = Generator(seed: seed, stream: UInt64(quiz.count))
        asked = Set(quiz.map(QuizMaker.name))
    }

    private static func name(_ question: QuizQuestion) -> [String] { [question.kind.rawValue] + question.subject }

    /// Up to so many questions, the kinds in turn.
    mutating func questions(_ count: Int, of kinds: [QuizQuestion.Kind]) throws(Diagnostic) -> [QuizQuestion] {
        var kinds = kinds
        kinds.shuffle(using: &random)
        var made: [QuizQuestion] = []
        var turn = 0
        while made.count < count, !kinds.isEmpty {
            try Cancellation.check()
            turn %= kinds.count
            if let question = try question(kinds[turn]) {
                made.append(question)
                turn += 1
            } else {
                kinds.remove(at: turn)
            }
        }
        return made
    }

    /// A new question of a kind; nil where there is none.
    private mutating func question(_ kind: QuizQuestion.Kind) throws(Diagnostic) -> QuizQuestion? {
        for _ in 0..<QuizMaker.draws {
            guard let subject = subject(kind) else { return nil }
            var question = QuizQuestion(kind, subject, text(kind, subject), options: [])
            if kind == .highest { question.options = subject }
            guard !asked.contains(QuizMaker.name(question)), let key = try facts.key(of: question) else { continue }
            if kind != .highest {
                let wrong = wrong(kind, subject, key.text).prefix(QuizMaker.wrongOptions)
                if wrong.isEmpty { continue }
                question.options = ([key.text] + wrong).shuffled(using: &random)
            }
            asked.insert(QuizMaker.name(question))
            return question
        }
        return nil
    }

    // MARK: What is asked

    private mutating func subject(_ kind: QuizQuestion.Kind) -> [String]? {
        switch kind {
        case .promise, .responsible:
            guard let account = account(), let service = pick(facts.charter.services) else { return nil }
            return [account, service]
        case .tierPromise:
            guard let tier = pick(facts.tiers), let service = pick(facts.charter.services) else { return nil }
            return [tier, service]
        case .tier: return facts.tiers.count < 2 ? nil : account().map { [$0] }
        case .size: return facts.tiers.count < 2 ? nil : pick(facts.tiers).map { [$0] }
        case .highest: return ranked()
        case .answer: return pick(facts.faq.ids.filter { facts.answers($0) }).map { [String($0)] }
        case .owner: return pick(facts.faq.ids.filter { !facts.faq[$0].owner.isEmpty && facts.faq[$0].status.original == nil }).map { [String($0)] }
        }
    }

    private mutating func pick<T>(_ all: [T]) -> T? { all.isEmpty ? nil : all[random.below(all.count)] }

    /// An account of a tier drawn first, so that small tiers come up as often as the rest.
    private mutating func account() -> String? {
        guard let accounts = facts.accounts, let tier = pick(facts.tiers.filter { facts.size($0) > 0 }) else { return nil }
        let own = Set(facts.kinds.indices.filter { equalIgnoringCase(facts.kinds[$0].tier, tier) }.map(Int32.init))
        var place = random.below(facts.size(tier))
        for row in facts.byRow.indices where own.contains(facts.byRow[row]) {
            if place == 0 { return Plain.text(accounts[row]) }
            place -= 1
        }
        return nil
    }

    private mutating func ranked() -> [String]? {
        guard let accounts = facts.accounts, accounts.count > QuizMaker.wrongOptions else { return nil }
        var names: [String] = []
        for _ in 0..<4 * QuizMaker.draws where names.count <= QuizMaker.wrongOptions {
            let row = random.below(accounts.count)
            let name = Plain.text(accounts[row])
            if facts.rank(row) != nil, !names.contains(name) { names.append(name) }
        }
        return names.count > QuizMaker.wrongOptions ? names : nil
    }

    private func text(_ kind: QuizQuestion.Kind, _ subject: [String]) -> String {
        let first = subject[0]
        switch kind {
        case .promise: return "What is \(first) promised of \(subject[1])?"
        case .responsible: return "Who is responsible for \(subject[1]) with \(first)?"
        case .tierPromise:
            let about = facts.charter.segments.isEmpty ? "" : ", of no type that the charter names,"
            return first == Clause.nonTiered ? "What is a non-tiered account\(about) promised of \(subject[1])?" : "What is an account in \(first)\(about) promised of \(subject[1])?"
        case .tier: return "In which tier is \(first)?"
        case .size: return first == Clause.nonTiered ? "How many accounts are non-tiered?" : "How many accounts are in \(first)?"
        case .highest: return "Which of these accounts ranks highest?"
        case .answer: return Int(first).map { facts.faq[$0].question } ?? first
        case .owner: return "Who stands for the answer to ‘\(Int(first).map { FAQText.short(facts.faq[$0].question) } ?? first)’?"
        }
    }

    // MARK: What is wrong

    /// Wrong answers that might be right, the most plausible first.
    private mutating func wrong(_ kind: QuizQuestion.Kind, _ subject: [String], _ key: String) -> [String] {
        let pool: [String]
        switch kind {
        case .promise, .tierPromise: pool = promises(subject[1], key)
        case .responsible: pool = people(subject).shuffled(using: &random)
        case .tier: pool = facts.tiers.shuffled(using: &random)
        case .size: pool = sizes(key)
        case .highest: pool = []
        case .answer: pool = answers(subject[0])
        case .owner: pool = Set(facts.faq.questions.flatMap { [$0.owner, $0.deputy] }).sorted().shuffled(using: &random)
        }
        var seen: Set<String> = ["", key]
        return pool.filter { seen.insert($0).inserted }
    }

    /// What others get of the service, then near promises, then what is promised of other services.
    private mutating func promises(_ service: String, _ key: String) -> [String] {
        let all = facts.charter.clauses
        let own = all.filter { equalIgnoringCase($0.service, service) }.map(\.promise.text)
        let others = all.filter { !equalIgnoringCase($0.service, service) }.map(\.promise.text)
        var near: [String] = []
        for clause in all where clause.promise.text == key {
            guard case .times(let times, let period) = clause.promise else { continue }
            near = [Clause.Promise.times(times * 2, period), .times(times + 1, period), .times(times, ServicePeriod(1, period.unit == .year ? .quarter : .year))].map(\.text)
            if times > 1 { near.append(Clause.Promise.times(times - 1, period).text) }
            break
        }
        return own.shuffled(using: &random) + near.shuffled(using: &random) + others.shuffled(using: &random) + [Clause.Promise.onRequest.text, Clause.Promise.none.text]
    }

    /// Everybody who has the role for some account, and the other roles.
    private func people(_ subject: [String]) -> [String] {
        var names: [String] = []
        for role in Set(facts.charter.clauses.compactMap(\.role)).sorted() {
            guard let column = facts.holders?.column(role) else {
                names.append(role)
                continue
            }
            guard let dictionary = column.dictionary else { continue }
            for code in 1..<max(1, min(dictionary.count, 1_000)) { names.append(dictionary.text(code)) }
        }
        return Set(names).sorted()
    }

    private mutating func sizes(_ key: String) -> [String] {
        let others = facts.tiers.map { grouped(facts.size($0)) }
        let count = Int(key.replacing(",", with: "")) ?? 0
        let near = [count + 1, max(0, count - 1), count + 5, max(0, count - 2), count * 2].map { grouped($0) }
        return others.shuffled(using: &random) + near.shuffled(using: &random)
    }

    /// What is answered to questions alike, then to any.
    private mutating func answers(_ entry: String) -> [String] {
        guard let id = Int(entry) else { return [] }
        let alike = index.search(facts.faq[id].question, limit: 8).compactMap(\.question).filter { $0 != id && facts.answers($0) }
        let any = facts.faq.ids.filter { $0 != id && facts.answers($0) }
        let some = (0..<min(8, any.count)).map { _ in any[random.below(any.count)] }
        return (alike + some).map { QuizFacts.shown(facts.faq[$0].answer) }
    }
}
