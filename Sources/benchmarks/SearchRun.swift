import Diagnostics
import Search

/// Ranks the entries of a list of questions and answers, one line of standard input a text: a letter, a blank and the text.
///
///     D 7                     an entry begins: its id
///     F How do I …            its question
///     P Where can I …         another phrasing of it
///     A By …                  its answer
///     Q How can I …           a question to rank the entries for
///
/// Prints a line for each question: microseconds, the highest confidence, 1 where something is good enough, and the ids, best first.
/// A first line tells the seconds that making the index took.
struct SearchRun {
    private static let fields: [Character: Field] = ["F": .question, "P": .phrasing, "A": .answer]

    func run() throws(Diagnostic) {
        let (documents, questions) = SearchRun.read()
        let clock = ContinuousClock()
        let start = clock.now
        let index = try Index(documents: documents)
        print(SearchRun.seconds(clock.now - start))
        for question in questions {
            let start = clock.now
            let hits = index.search(question)
            let took = SearchRun.seconds(clock.now - start) * 1e6
            let confidence = hits.map(\.confidence).max() ?? 0
            let found = hits.map { String($0.id) }.joined(separator: " ")
            print("\(took) \(confidence) \(confidence >= Confidence.threshold ? 1 : 0) \(found)")
        }
    }

    private static func read() -> (documents: [Document], questions: [String]) {
        var documents: [Document] = []
        var questions: [String] = []
        var id: Int?
        var parts: [Part] = []
        func endDocument() {
            if let id { documents.append(Document(id: id, parts: parts)) }
            parts = []
        }
        while let line = readLine() {
            guard let letter = line.first else { continue }
            let text = String(line.dropFirst(2))
            if let field = fields[letter] {
                parts.append(Part(field, text))
            } else if letter == "D" {
                endDocument()
                id = Int(text)
            } else {
                questions.append(text)
            }
        }
        endDocument()
        return (documents, questions)
    }

    private static func seconds(_ duration: Duration) -> Double {
        Double(duration.components.seconds) + Double(duration.components.attoseconds) / 1e18
    }
}
