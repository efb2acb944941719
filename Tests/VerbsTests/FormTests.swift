import Diagnostics
import Engine
import Syntax
import Testing
import Verbs

@Suite struct FormTests {
    struct Case: CustomTestStringConvertible, Sendable {
        let form: Form
        var testDescription: String { form.usage }
    }

    /// What is typed is found again by its word or its slot's name: of two in one call the second would stand for both.
    @Test(arguments: Verbs.all.flatMap(\.forms).map { Case(form: $0) })
    func recordsEachNameOnce(_ form: Case) {
        let twice = FormTests.records(form.form.elements).filter { $0.value.count > 1 }.keys.sorted()
        #expect(twice.isEmpty, "Please give the slot another name than the word, or than the other slot.")
    }

    @Test(arguments: [
        ("clause Gold 'Call' for 'Bank' 1 per month for 'Insurer'", "for"), ("benchmark count(activity) 2026Q1 against 2025Q4 by tier by region", "by"),
        ("benchmark count(activity) 2026Q1 against 2025Q4 why by tier why", "why"),
    ])
    func aWordComesOnce(_ line: String, _ word: String) throws {
        var parser = try Parser(Source(line), grammar: Verbs.catalogue.grammar)
        let error = #expect(throws: Diagnostic.self) { while try parser.nextLine() != nil {} }
        #expect(error?.id == "word-twice" && error?.message == "\(word) is there twice.")
    }

    /// For each name the places that may record it in one call, by the word before the slot: a word that comes twice is refused, and
    /// with it the slot behind. Empty for a slot without a word.
    private typealias Records = [String: [String]]

    private static func records(_ elements: [Element], behind word: String = "") -> Records {
        var records: Records = [:]
        var before = word
        for element in elements {
            var word = ""
            switch element {
            case .word(let text):
                word = text
                records.add([text: [text]])
            case .slot(let name, _), .list(let name, _): records.add([name: [before]])
            case .symbol: break
            case .optional(let inner): records.add(FormTests.records(inner, behind: before))
            case .anyOrder(let clauses): for clause in clauses { records.add(FormTests.records(clause)) }
            case .choice(let ways):
                // Only one of them is taken: the worst counts.
                records.add(ways.map { FormTests.records($0, behind: before) }.reduce(into: [:]) { $0.merge($1) { $0.count < $1.count ? $1 : $0 } })
            }
            before = word
        }
        return records
    }
}

extension [String: [String]] {
    fileprivate mutating func add(_ others: [String: [String]]) {
        for (name, words) in others {
            for word in words where word.isEmpty || !self[name, default: []].contains(word) { self[name, default: []].append(word) }
        }
    }
}
