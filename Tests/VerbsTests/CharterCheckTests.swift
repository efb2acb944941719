import Engine
import TestSupport
import Testing
import Workspaces

/// Charters with which nothing is wrong, and the same with one thing made wrong: `charter check` says nothing of the one,
/// and of the other it names what was made wrong.
@Suite struct CharterCheckTests {
    private typealias Clause = SoundCharter.Clause

    @Test(arguments: 0..<20) func `a charter without a fault is found to have none`(_ seed: Int) {
        let book = SoundCharter(seed: seed)
        #expect(book.findings() == [], "seed \(seed)\n\(text(book.clauses))")
    }

    private func text(_ clauses: [Clause]) -> String { clauses.map { "\($0.id): \($0.statement)" }.joined(separator: "\n") }

    /// - Parameters:
    ///   - about: what the finding must name.
    ///   - others: findings that come with it.
    private func expect(
        _ id: String, about: [String], _ clauses: [Clause], _ book: SoundCharter, others: Set<String> = [], change: (inout Workspace) -> Void = { _ in },
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let found = book.findings(clauses, change)
        let hit = found.contains { finding in finding.id == id && about.allSatisfy { "\(finding.about) \(finding.what)".contains($0) } }
        #expect(hit, "no \(id) that names \(about.joined(separator: ", ")) among \(found)\n\(text(clauses))", sourceLocation: sourceLocation)
        let strange = found.filter { $0.id != id && !others.contains($0.id) }
        #expect(strange == [], "beside \(id)\n\(text(clauses))", sourceLocation: sourceLocation)
    }

    /// Every clause in its turn, with one thing changed; nil leaves it as it is.
    private func mutants(_ book: SoundCharter, _ change: (inout Clause) -> Bool, _ check: (Clause, [Clause]) -> Void) {
        for at in book.clauses.indices {
            var clauses = book.clauses
            if change(&clauses[at]) { check(clauses[at], clauses) }
        }
    }

    // MARK: Gaps

    @Test(arguments: 0..<5) func `a gap is found`(_ seed: Int) {
        let book = SoundCharter(seed: seed)
        for (at, clause) in book.clauses.enumerated() where clause.segments.isEmpty {
            var clauses = book.clauses
            clauses.remove(at: at)
            // A tier that gets nothing any more gets less than the one below.
            expect("gap", about: ["\(clause.tiers[0]) '\(clause.service)'"], clauses, book, others: ["inverted", "alike"])
        }
        mutants(book, { clause in
            guard clause.segments.isEmpty else { return false }
            clause.segments = [book.types[0]]
            return true
        }) { clause, clauses in
            let isNamed = book.clauses.contains { $0.tiers == clause.tiers && $0.service == clause.service && $0.segments == [book.types[1]] }
            if book.types.count > 2 || !isNamed {
                let others = book.types.dropFirst().filter { type in !book.clauses.contains { $0.tiers == clause.tiers && $0.service == clause.service && $0.segments == [type] } }
                expect("gap", about: ["\(clause.tiers[0]) '\(clause.service)'"] + others.map { "'\($0)'" }, clauses, book, others: ["inverted", "alike", "unreachable"])
            }
        }
        mutants(book, { clause in
            guard clause.segments.isEmpty, clause.tiers.count > 1 else { return false }
            clause.tiers.removeLast()
            return true
        }) { clause, clauses in expect("gap", about: ["Silver '\(clause.service)'"], clauses, book, others: ["inverted", "alike"]) }
    }

    // MARK: Unreachable clauses

    @Test(arguments: 0..<5) func `a clause that never counts is found`(_ seed: Int) {
        var book = SoundCharter(seed: seed)
        for clause in book.clauses {
            // An equal one after it; one for all after those that name tiers; one that others name more closely.
            var second = clause
            (second.id, second.times) = ("C90", clause.times + 1)
            if second.tiers.count > 1 { second.tiers = [second.tiers[book.random.below(second.tiers.count)].uppercased()] }
            expect("unreachable", about: ["C90", clause.id], book.clauses + [second], book)
            if !clause.segments.isEmpty { continue }
            second = Clause(id: "C90", tiers: [], service: clause.service, times: 1)
            expect("unreachable", about: ["C90"], book.clauses + [second], book)
            if clause.tiers == ["non-tiered"], book.clauses.contains(where: { $0.segments == ["Large"] && $0.service == clause.service }) { continue }
            var closer = clause
            (closer.id, closer.segments) = ("C90", book.types)
            let before = book.random.below(2) == 0 ? [closer] + book.clauses : book.clauses + [closer]
            // The first of those that name tiers and types counts: where it stands behind, the ones before it stay.
            expect("unreachable", about: [clause.id, "C90"], before, book, others: ["unreachable"])
        }
    }

    // MARK: Owners

    @Test(arguments: 0..<5) func `what nobody does is found`(_ seed: Int) {
        let book = SoundCharter(seed: seed)
        mutants(book, { clause in
            clause.role = nil
            return clause.times > 0
        }) { clause, clauses in expect("no-owner", about: [clause.id, clause.service], clauses, book) }
        mutants(book, { clause in
            clause.role = "Ghost"
            return clause.times > 0
        }) { clause, clauses in expect("nobody", about: ["'Ghost'", clause.id], clauses, book, others: ["overload"]) }
        for role in Set(book.clauses.filter { $0.times > 0 }.compactMap(\.role)).sorted() {
            let mine = book.clauses.filter { $0.role == role && $0.times > 0 && $0.tiers.contains("Platinum") }
            if mine.isEmpty { continue }
            expect("nobody", about: ["'\(role)'", "1 account"], book.clauses, book) { $0.rules.put(Rule(.role, role, "role '\(role)' = desk")) }
        }
    }

    // MARK: Measures

    @Test(arguments: 0..<5) func `what is not measured is found`(_ seed: Int) {
        let book = SoundCharter(seed: seed)
        let broken = ["count(gone)", "count(gone where kind = 'Call')", "count(notes where kind = 'Call')", "count(notes)", "newest(activity.date)", "size", "sum(activity.amount)", "count(activity where sort = 'Call')"]
        let silent = ["count(activity where kind = 'Lunch')", "sum(activity.hours where kind = 'Lunch')", "count(activity where kind = 'Trip' and date before 2020-01-01)"]
        var turn = seed
        mutants(book, { clause in
            turn += 1
            clause.measure = broken[turn % broken.count]
            return clause.times > 0
        }) { clause, clauses in expect("no-measure", about: [clause.id, clause.service], clauses, book) }
        mutants(book, { clause in
            turn += 1
            clause.measure = silent[turn % silent.count]
            return clause.times > 0
        }) { clause, clauses in expect("never-recorded", about: [clause.id, clause.service], clauses, book) }
        mutants(book, { clause in
            clause.monitored = nil
            return clause.times > 0
        }) { clause, clauses in expect("not-monitored", about: [clause.id], clauses, book) }
        for service in book.services {
            let clauses = book.clauses.map { clause in
                var clause = clause
                if clause.service == service { clause.service = "Dinner" }
                return clause
            }
            if let last = clauses.last(where: { $0.service == "Dinner" && $0.times > 0 }) { expect("never-recorded", about: [last.id, "Dinner"], clauses, book) }
        }
    }

    // MARK: Hands

    @Test(arguments: 0..<5) func `more than the hands there are is found`(_ seed: Int) {
        let book = SoundCharter(seed: seed)
        mutants(book, { clause in
            clause.hours = "5000"
            return clause.times > 0 && clause.segments.isEmpty
        }) { clause, clauses in expect("overload", about: ["'\(clause.role ?? "")'"], clauses, book) }
        mutants(book, { clause in
            clause.hours = nil
            return clause.times > 0
        }) { clause, clauses in expect("no-hours", about: ["'\(clause.role ?? "")'", clause.id], clauses, book) }
    }

    // MARK: Differences

    @Test(arguments: 0..<5) func `tiers that are not told apart are found`(_ seed: Int) {
        let book = SoundCharter(seed: seed)
        let priority = Set(["Platinum", "Gold", "Silver"])
        for service in book.services {
            let clauses = book.clauses.map { clause in
                var clause = clause
                if clause.service == service, !priority.isDisjoint(with: clause.tiers) { clause.times = 7 }
                return clause
            }
            expect("alike", about: ["'\(service)'", "7 per year"], clauses, book)
        }
        // What Silver gets is what Gold gets, of everything.
        var twins = book.clauses.filter { $0.tiers != ["Silver"] }
        for at in twins.indices where twins[at].tiers == ["Gold"] { twins[at].tiers = ["Gold", "Silver"] }
        expect("alike", about: ["Gold, Silver"], twins, book)
        for service in book.services {
            for (higher, lower) in [("Platinum", "Gold"), ("Gold", "Silver"), ("Silver", "non-tiered")] {
                mutants(book, { clause in
                    clause.times = 100
                    return clause.service == service && clause.tiers.contains(lower) && !clause.tiers.contains(higher) && clause.segments != ["Large"]
                }) { _, clauses in expect("inverted", about: ["'\(service)'", "\(lower) gets more of it than \(higher)"], clauses, book) }
            }
        }
    }

    // MARK: Names

    @Test(arguments: 0..<5) func `what is gone or was never there is found`(_ seed: Int) {
        let book = SoundCharter(seed: seed)
        for service in book.services {
            expect("gone", about: ["C90", "Bronze"], book.clauses + [Clause(id: "C90", tiers: ["Bronze"], service: service, times: 1)], book)
            expect("gone", about: ["C90", "'Airline'"], book.clauses + [Clause(id: "C90", tiers: ["Gold"], segments: ["Airline"], service: service, times: 1)], book)
        }
        for clause in book.clauses where clause.segments == ["Large"] {
            expect("gone", about: [clause.id, "'Large'"], book.clauses, book) { $0.rules.remove(.qualifier, named: "Large") }
        }
        expect("unmet-need", about: ["'Large'", "'Dinner'"], book.clauses, book) { $0.rules.put(Rule(.qualifier, "Large", "qualifier 'Large' where size >= 4 needs 'Dinner'")) }
        if let clause = book.clauses.last(where: { $0.tiers.contains("Gold") }) {
            expect("gone", about: [clause.id, "Gold"], book.clauses, book, others: ["inverted", "gap", "alike", "unreachable"]) { $0.rules.remove(.tier, named: "Gold") }
        }
    }

    // MARK: Equal access

    private static let unequal = [
        "the research note a day before publication", "a call ahead of our published research", "early access to research", "the report in advance", "new estimates before other clients",
        "research notes earlier than the rest", "first look at our recommendation", "a preview of the report", "drafts of research", "ratings prior to release", "first call on rating changes",
        "unpublished research on request", "an advance copy of the research", "our forecasts sooner", "priority access to research", "a head start on our recommendations", "research under embargo",
        "pre-release reports", "the model before it is published", "research the evening before", "notes first, then the others", "research ahead of everyone else",
    ]
    private static let equal = [
        "what published research means for the client; publication itself is at one time for all", "a note of thanks", "an agenda two days before", "a model of courtesy", "minutes the day after",
        "the same research as all who are entitled to it, at the same time", "a call early in the week", "answers before the meeting", "a first meeting in spring", "an early reply", "advance notice of roadshows",
        "a report on what was delivered", "a follow-up within 2 days",
    ]

    @Test(arguments: unequal) func `earlier access to research is found`(_ words: String) {
        let book = SoundCharter(seed: words.utf8.count)
        mutants(book, { clause in
            clause.expectation = words
            return clause.times > 0
        }) { clause, clauses in expect("equal-access", about: [clause.id, clause.service], clauses, book) }
    }

    @Test(arguments: equal) func `what is fair is not taken for earlier access`(_ words: String) {
        let book = SoundCharter(seed: 3)
        var clauses = book.clauses
        clauses[0].expectation = words
        #expect(book.findings(clauses) == [])
    }

    @Test(arguments: 0..<6) func `research that comes sooner to some is found`(_ seed: Int) {
        let book = SoundCharter(seed: seed)
        var clauses = book.clauses
        let own = clauses.indices.filter { clauses[$0].service == "Call" && clauses[$0].times > 0 && clauses[$0].segments.isEmpty }
        for (at, delay) in zip(own, ["2 hours", "2 days", "2 weeks"]) { clauses[at].expectation = "research by e-mail within \(delay)" }
        expect("equal-access", about: ["'Call'", "within 2 hours", "within 2 days"], clauses, book)
    }
}
