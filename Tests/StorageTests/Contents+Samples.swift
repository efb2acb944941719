import Tables
import Workspaces

@testable import Storage

/// Workspaces with rules, scenarios and editions.
extension Samples {
    /// A list as an edition keeps it: `week` decides every score.
    static func list(week: Int, accounts: Column, rows: Int) -> Table {
        let tiers = ["Gold", "Silver", "Bronze"]
        return Table(
            [
                Field("account", accounts),
                Field("tier", .texts((0..<rows).map { row in row % 4 == 3 ? nil : tiers[(row + week) % 3] })),
                Field("rank", .integers((0..<rows).map { Int64(1 + ($0 * 7 + week) % rows) })),
                Field("score", .doubles((0..<rows).map { 1 / Double(1 + ($0 * 7 + week) % rows) })),
                Field("won", .doubles((0..<rows).map { $0 % 9 == 0 ? .nan : Double(($0 * week) % 1_000) / 4 })),
            ], key: 0)
    }

    /// A published list over accounts that all editions share.
    static func edition(_ week: Int, accounts: Column, rows: Int) throws -> Edition {
        var contents = Contents()
        contents.put(list(week: week, accounts: accounts, rows: rows), as: "list")
        contents.rules.put(Rule(.tier, "Gold", "tier Gold top \(10 + week)"))
        contents.put(Definition(name: "won", kind: .expression, text: "sum(deals.value)"))
        contents.asOf = Day(number: Int32(17_000 + 7 * week))
        contents.questions = try questions(70)
        return Edition(
            name: "week \(week)", date: Day(number: Int32(17_001 + 7 * week)), author: "K. Lee", note: "note \(week)",
            hash: try contents.hash(), contents: contents)
    }

    /// A quiz with votes.
    static func quiz(_ count: Int) throws -> Quiz {
        var quiz = Quiz()
        try quiz.append(
            (0..<count).map { number in
                let kinds = QuizQuestion.Kind.allCases
                var question = QuizQuestion(kinds[number % kinds.count], ["Acme", "Call"], "What, \(number)?", options: ["2 per year", "none", ""])
                question.votes = [QuizQuestion.Votes(who: "Ann", at: "", counts: [0, 1, 0], key: question.options[1]), QuizQuestion.Votes(who: "", at: "London", counts: [number, 0, 1_000_000])]
                return question
            })
        return quiz
    }

    /// An FAQ with something in every part of its entries.
    static func questions(_ count: Int) throws -> Questions {
        let statuses: [Question.Status] = [.open, .answered, .verified, .obsolete, .duplicate(of: 1)]
        var questions = Questions()
        try questions.append(
            (1...count).map { id in
                var question = Question("What does Gold get, \(id)?")
                question.phrasings = (0..<id % 3).map { "other \($0)\n" }
                question.status = statuses[id % 5]
                question.answer = id % 5 == 0 ? "" : "Two calls \u{1B}[2J <b>\(id)</b>"
                (question.owner, question.deputy, question.askedBy, question.askedAt) = ("K. Lee", "", "Ann", "teach-in")
                (question.askedOn, question.due, question.review) = (Day(number: Int32(id)), nil, Day(number: -1))
                question.verifiedBy = "Legal"
                question.cites = [Question.Citation(clause: "C1", statement: "clause Gold 'Call' 2 per quarter")]
                question.tags = ["charter"]
                question.trail = [Question.Event(day: nil, who: "K. Lee", what: "added"), Question.Event(day: Day(number: 1), who: "", what: "")]
                return question
            })
        return questions
    }

    /// The sample workspace with rules, two scenarios, of which one is in use, and three editions.
    static func full() throws -> Workspace {
        var workspace = workspace()
        workspace.rules.put(Rule(.objective, "protect", "objective protect = 60% won, 40% revenue"))
        workspace.rules.put(Rule(.override, "Condax", "override 'Condax' to Gold because 'largest' by 'K. Lee'"))
        workspace.questions = try questions(200)
        workspace.quiz = try quiz(70)
        workspace.branch("more gold")
        workspace.rules.put(Rule(.tier, "Gold", "tier Gold top 20"))
        workspace.branch("in use")
        var small = everything()
        small.replace(3, with: .integers([1, 2, 3, 4, 5]))
        workspace.put(small, as: "everything")
        workspace.asOf = Day(number: 18_000)
        workspace.put(Definition(name: "won", kind: .expression, text: "2"))
        let rows = 300
        let accounts = Column.texts((0..<rows).map { "Account \($0)" })
        for week in 1...3 { workspace.publish(try edition(week, accounts: accounts, rows: rows)) }
        return workspace
    }
}
