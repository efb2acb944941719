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
    /// The tiers that have accounts, each with their rows.
    private let members: [[Int32]]
    /// Entries with an answer that holds.
    private let answered: [Int]
    /// Those of them that somebody owns, and all who own or stand in.
    private let owned: [Int]
    private let people: [String]

    /// Wrong answers beside the right one.
    private static let wrongOptions = 3
    /// So often a subject is drawn before a kind of question is given up.
    private static let draws = 20

    init(_ facts: QuizFacts, after quiz: [QuizQuestion], seed: UInt64, _ session: Session) throws(Diagnostic) {
        self.facts = facts
        index = try session.faqIndex()
        random = Generator(seed: seed, stream: UInt64(quiz.count))
        asked = Set(quiz.map(QuizMaker.name))
        members = try QuizMaker.members(facts)
        let faq = facts.faq
        answered = faq.ids.filter { facts.answers($0) }
        owned = answered.filter { !faq[$0].owner.isEmpty }
        people = Set(faq.questions.flatMap { [$0.owner, $0.deputy] }).sorted()
    }

    private static func members(_ facts: QuizFacts) throws(Diagnostic) -> [[Int32]] {
        let tiers = facts.tiers
        var tierOfKind = [Int?](repeating: nil, count: facts.kinds.count)
        for (tier, name) in tiers.enumerated() { for kind in facts.kinds(in: name) { tierOfKind[kind] = tier } }
        var members = [[Int32]](repeating: [], count: tiers.count)
        for (row, kind) in facts.byRow.enumerated() {
            if row % blockRows == 0 { try Cancellation.check() }
            if let tier = tierOfKind[Int(kind)] { members[tier].append(Int32(truncatingIfNeeded: row)) }
        }
        return members.filter { !$0.isEmpty }
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
            try Cancellation.check()
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
        case .answer: return pick(answered).map { [String($0)] }
        case .owner: return pick(owned).map { [String($0)] }
        }
    }

    private mutating func pick<T>(_ all: [T]) -> T? { all.isEmpty ? nil : all[random.below(all.count)] }

    /// An account of a tier drawn first, so that small tiers come up as often as the rest.
    private mutating func account() -> String? {
        guard let accounts = facts.accounts, let rows = pick(members), let row = pick(rows) else { return nil }
        return Plain.text(accounts[Int(row)])
    }

    private mutating func ranked() -> [String]? {
        guard let accounts = facts.accounts, accounts.count > QuizMaker.wrongOptions else { return nil }
        var names: [String] = []
        for _ in 0..<4 * QuizMaker.draws where names.count <= QuizMaker.wrongOptions {
            let row = random.below(accounts.count)
            let name = Plain.text(accounts[row])
            if !facts.isPart(row), facts.rank(row) != nil, !names.contains(name) { names.append(name) }
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
        case .owner: return "Who owns the answer to ‘\(Int(first).map { FAQText.short(facts.faq[$0].question) } ?? first)’?"
        }
    }

    // MARK: What is wrong

    /// Wrong answers that might be right, the most plausible first.
    private mutating func wrong(_ kind: QuizQuestion.Kind, _ subject: [String], _ key: String) -> [String] {
        let pool: [String]
        switch kind {
        case .promise, .tierPromise: pool = promises(subject[1], key)
        case .responsible: pool = holders().shuffled(using: &random)
        case .tier: pool = facts.tiers.shuffled(using: &random)
        case .size: pool = sizes(key)
        case .highest: pool = []
        case .answer: pool = answers(subject[0])
        case .owner: pool = others(subject[0]).shuffled(using: &random)
        }
        // Names differ by more than case, answers by more than punctuation.
        func bare(_ text: String) -> String { kind == .answer ? FAQ.bare(text) : text.lowercased() }
        var seen: Set<String> = ["", bare(key)]
        return pool.filter { seen.insert(bare($0)).inserted }
    }

    /// What others get of the service, then near promises, then what is promised of other services; each is another rate.
    private mutating func promises(_ service: String, _ key: String) -> [String] {
        let all = facts.charter.clauses
        guard let right = all.first(where: { $0.promise.text == key })?.promise else { return [] }
        let own = all.filter { equalIgnoringCase($0.service, service) }.map(\.promise)
        let others = all.filter { !equalIgnoringCase($0.service, service) }.map(\.promise)
        let pool = own.shuffled(using: &random) + QuizMaker.near(right).shuffled(using: &random) + others.shuffled(using: &random) + [.onRequest, .none]
        var known = [right]
        for promise in pool where !known.contains(where: { QuizMaker.isSame($0, promise) }) { known.append(promise) }
        return known.dropFirst().map(\.text)
    }

    private static func near(_ promise: Clause.Promise) -> [Clause.Promise] {
        guard case .times(let times, let period) = promise else { return [] }
        let (double, overflow) = times.multipliedReportingOverflow(by: 2)
        let more = overflow ? [] : [Clause.Promise.times(double, period), .times(times + 1, period)]
        return more + [.times(times, ServicePeriod(1, period.unit == .year ? .quarter : .year))] + (times > 1 ? [.times(times - 1, period)] : [])
    }

    /// Whether two promises come to the same in a year: 4 per year and 1 per quarter.
    private static func isSame(_ one: Clause.Promise, _ other: Clause.Promise) -> Bool {
        guard case .times = one, case .times = other else { return one == other }
        return abs(one.perYear - other.perYear) <= 1e-9 * max(one.perYear, other.perYear)
    }

    /// Everybody who has the role for some account, and the other roles.
    private func holders() -> [String] {
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

    /// Who owns other entries or stands in there, and has no part in this one.
    private func others(_ entry: String) -> [String] {
        guard let id = Int(entry) else { return [] }
        let own = facts.faq[id]
        return people.filter { name in ![own.deputy, own.verifiedBy].contains { equalIgnoringCase($0, name) } }
    }

    /// What is answered to questions alike, then to any; not to the same question in other words.
    private mutating func answers(_ entry: String) -> [String] {
        guard let id = Int(entry) else { return [] }
        let question = facts.faq[id].question
        let same = Set([id] + index.near(question, limit: 8).filter(\.hit.isNearDuplicate).compactMap(\.question))
        let alike = index.search(question, limit: 8).compactMap(\.question).filter { facts.answers($0) }
        let some = answered.isEmpty ? [] : (0..<8).map { _ in answered[random.below(answered.count)] }
        return (alike + some).filter { !same.contains($0) }.map { QuizFacts.shown(facts.faq[$0].answer) }
    }
}
