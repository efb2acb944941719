import Diagnostics

/// One way to write a verb: its words and typed slots. The same value is grammar, usage text and completion.
package struct Form: Sendable {
    /// Where in a pipeline the form may stand.
    package enum Position: Sendable {
        /// Begins a pipeline, as `import` does.
        case start
        /// Continues one, as `where` does.
        case stage
        /// Either.
        case anywhere
    }

    /// One or more words, lower case: `top`, `group by`.
    package let verb: String
    /// Begins a pipeline, continues one, or either.
    package let position: Position
    /// What follows the verb, in this order.
    package let elements: [Element]

    /// A verb without elements is written alone.
    package init(_ verb: String, _ position: Position, _ elements: [Element] = []) {
        self.verb = verb
        self.position = position
        self.elements = elements
    }
}

/// A part of a form: a word, a slot, or how parts may be combined.
package indirect enum Element: Sendable {
    /// Keywords that must stand here: `by`, `with ties`. Recorded under their own text.
    case word(String)
    /// A sign that must stand here; not recorded.
    case symbol(Symbol)
    /// Something typed by the user, recorded under its name.
    case slot(String, Slot)
    /// These, one after the other, or nothing.
    case optional([Element])
    /// The first alternative that can begin here.
    case choice([[Element]])
    /// Any of these, each at most once, in any order.
    case anyOrder([[Element]])
    /// One or more repetitions between commas, recorded under the name.
    case list(String, [Element])

    /// Words that may stand here or not: recorded as `.present` when they do.
    package static func flag(_ words: String) -> Element { .optional([.word(words)]) }
}

/// What may stand in a slot; also what completion offers there.
package enum Slot: Sendable {
    /// Any expression, figures and truths.
    case expression
    /// `2026Q1`, `last 90 days`: a name before it ends where it begins.
    case period
    /// An expression that is true or false.
    case condition
    /// `expr [as name], …` or `*`
    case items
    /// `name = expr, …`
    case assignments
    /// `expr [asc|desc], …`
    case ordering
    /// Columns between commas.
    case names
    /// A column.
    case name
    /// A table or defined query.
    case table
    /// Something that is given its name here.
    case newName
    /// With its unit, and with a minus before it where it has one.
    case number
    /// How far off a figure may be: a number, a percent or a span of time.
    case tolerance
    /// A text in quotes.
    case text
    /// A file's path in quotes.
    case file
    /// A pipeline in brackets, or a table's name.
    case query
    /// All words up to the end of the statement.
    case words
    /// The rest of the statement, as a statement of its own.
    case pipeline
    /// A statement that is read later, when its parameters have values: up to the next stage, or in brackets.
    case later
}

extension Form {
    /// `top N by MEASURE [per GROUP, …] [with ties]`
    package var usage: String { ([verb] + elements.map(\.usage)).joined(separator: " ") }

    /// The usage up to a part that goes beyond so many characters, and `…`.
    func usage(limit: Int) -> String {
        if usage.count <= limit { return usage }
        var text = verb
        for part in elements.flatMap(\.usageParts) {
            if text.count + part.count + 3 > limit { break }
            text += " " + part
        }
        return text + " …"
    }

    /// Words that may follow something typed by the user.
    package var keywords: [String] { Element.keywords(elements, afterSlot: false) { _ in true } }

    /// What each of its clauses begins with, those that stand in any order: `as of edition`.
    package var clauses: [String] {
        elements.flatMap { element -> [String] in
            if case .anyOrder(let alternatives) = element { alternatives.flatMap(Element.beginnings) } else { [] }
        }
    }

    /// What stands right behind words of its own that a text ends with, or behind its verb: more such words, and a slot.
    package func next(behind text: String) -> (words: [String], slot: (name: String, slot: Slot)?)? {
        if text == verb { return Element.first(of: elements) }
        var best: (length: Int, next: ArraySlice<Element>)?
        Element.eachWord(elements) { words, next in
            if text.hasSuffix(" " + words), words.utf8.count > best?.length ?? 0 { best = (words.utf8.count, next) }
        }
        return best.map { Element.first(of: Array($0.next)) }
    }

    /// Words that end a name in the form, as they must not be taken for a part of it.
    var stops: [String] { Element.keywords(elements, afterSlot: false) { $0.mayEndInName } }

    /// The slots that hold a file's path.
    package var files: [String] { elements.flatMap(\.files) }

    /// Several statements may stand in it, each in brackets.
    var takesStatementsInBrackets: Bool { elements.contains(where: \.isStatementsInBrackets) }

    /// All its words, as typed: `combine by weight`.
    package var words: [String] { elements.flatMap(\.words) }
}

extension Element {
    /// The part as help shows it: capitals for slots, `[…]` for what may be left out.
    package var usage: String {
        switch self {
        case .word(let word): word
        case .symbol(let symbol): symbol.rawValue
        case .slot(let name, let slot): slot.usage(name)
        case .optional(let elements): "[\(Element.usage(elements))]"
        case .choice(let alternatives): "(\(alternatives.map(Element.usage).joined(separator: " | ")))"
        case .anyOrder(let alternatives): alternatives.map { "[\(Element.usage($0))]" }.joined(separator: " ")
        case .list(_, let elements): "\(Element.usage(elements)), …"
        }
    }

    /// Each of the form's words with what follows it where it stands.
    fileprivate static func eachWord(_ elements: [Element], _ body: (String, ArraySlice<Element>) -> Void) {
        for (index, element) in elements.enumerated() {
            switch element {
            case .word(let words): body(words, elements[(index + 1)...])
            case .symbol, .slot: continue
            case .optional(let inner), .list(_, let inner): eachWord(inner, body)
            case .choice(let alternatives), .anyOrder(let alternatives): for inner in alternatives { eachWord(inner, body) }
            }
        }
    }

    /// The words that elements may begin with, and the slot if one can.
    fileprivate static func first(of elements: [Element]) -> (words: [String], slot: (name: String, slot: Slot)?) {
        var words: [String] = []
        for element in elements {
            switch element {
            case .word(let own): return (words + [own], nil)
            case .symbol: return (words, nil)
            case .slot(let name, let slot): return (words, (name, slot))
            case .list(_, let inner):
                let (more, slot) = first(of: inner)
                return (words + more, slot)
            case .optional(let inner):
                let (more, slot) = first(of: inner)
                words += more
                if let slot { return (words, slot) }
            case .choice(let alternatives), .anyOrder(let alternatives):
                let all = alternatives.map { first(of: $0) }
                words += all.flatMap(\.words)
                if let slot = all.lazy.compactMap(\.slot).first { return (words, slot) }
                if case .choice = element { return (words, nil) }
            }
        }
        return (words, nil)
    }

    /// What each alternative of a choice may begin with, for a message.
    static func beginnings(_ elements: [Element]) -> [String] {
        switch elements.first {
        case .choice(let alternatives): alternatives.flatMap(beginnings)
        case let first?: [first.usage]
        case nil: []
        }
    }

    /// The usage in parts that may be left out one by one.
    fileprivate var usageParts: [String] {
        switch self {
        case .anyOrder(let alternatives): alternatives.map { "[\(Element.usage($0))]" }
        case .list(_, let elements): elements.map(\.usage)
        default: [usage]
        }
    }

    private static func usage(_ elements: [Element]) -> String { elements.map(\.usage).joined(separator: " ") }

    var isStatementsInBrackets: Bool {
        switch self {
        case .list(_, let elements): if case .symbol(.open)? = elements.first { true } else { false }
        case .choice(let alternatives): alternatives.joined().contains(where: \.isStatementsInBrackets)
        default: false
        }
    }

    /// A period may stand in it.
    package var holdsPeriod: Bool {
        switch self {
        case .slot(_, .period): true
        case .word, .symbol, .slot: false
        case .optional(let elements), .list(_, let elements): elements.contains(where: \.holdsPeriod)
        case .choice(let alternatives), .anyOrder(let alternatives): alternatives.joined().contains(where: \.holdsPeriod)
        }
    }

    var words: [String] {
        switch self {
        case .word(let words): [words]
        case .symbol, .slot: []
        case .optional(let elements), .list(_, let elements): elements.flatMap(\.words)
        case .choice(let alternatives), .anyOrder(let alternatives): alternatives.joined().flatMap(\.words)
        }
    }

    var files: [String] {
        switch self {
        case .slot(let name, .file): [name]
        case .word, .symbol, .slot: []
        case .optional(let elements), .list(_, let elements): elements.flatMap(\.files)
        case .choice(let alternatives), .anyOrder(let alternatives): alternatives.joined().flatMap(\.files)
        }
    }

    /// Words that may follow a slot of those that count.
    static func keywords(_ elements: [Element], afterSlot: Bool, counts: (Slot) -> Bool) -> [String] {
        var found: [String] = []
        var afterSlot = afterSlot
        for element in elements {
            switch element {
            case .word(let words):
                if afterSlot { found += words.split(separator: " ").prefix(1).map(String.init) }
                afterSlot = false
            case .symbol: afterSlot = false
            case .slot(_, let slot): afterSlot = counts(slot)
            case .optional(let inner), .list(_, let inner):
                found += keywords(inner, afterSlot: afterSlot, counts: counts)
                afterSlot = true
            case .choice(let alternatives):
                for inner in alternatives { found += keywords(inner, afterSlot: afterSlot, counts: counts) }
                afterSlot = true
            case .anyOrder(let alternatives):
                // Each may stand behind another.
                for inner in alternatives { found += keywords(inner, afterSlot: true, counts: counts) }
                afterSlot = true
            }
        }
        return found
    }
}

extension Slot {
    var mayEndInName: Bool {
        switch self {
        case .number, .tolerance, .text, .file: false
        default: true
        }
    }

    func usage(_ name: String) -> String {
        let capital = name.uppercased()
        return switch self {
        case .items: "\(capital) [as NAME], …"
        case .assignments: "NAME = \(capital), …"
        case .ordering: "\(capital) [asc|desc], …"
        case .names: "\(capital), …"
        case .text, .file: "'\(capital)'"
        case .query: "(\(capital))"
        case .expression, .period, .condition, .name, .table, .newName, .number, .tolerance, .words, .pipeline, .later: capital
        }
    }

    /// What the slot wants, in an error message.
    package var description: String {
        switch self {
        case .expression: "an expression"
        case .period: "a period"
        case .condition: "a condition"
        case .items: "columns or expressions"
        case .assignments: "NAME = EXPRESSION"
        case .ordering: "what to order by"
        case .names: "column names"
        case .name: "a column name"
        case .table: "a table's name"
        case .newName: "a name"
        case .number: "a number"
        case .tolerance: "a number, a percent or a span of time"
        case .text: "a text in quotes"
        case .file: "a file's path in quotes"
        case .query: "a query in brackets or a table's name"
        case .words: "words"
        case .pipeline: "a query"
        case .later: "a statement"
        }
    }
}
