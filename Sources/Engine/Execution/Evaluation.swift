import Diagnostics
import Synchronization
import Tables

/// What the threads of one statement share while expressions are evaluated.
package final class Evaluation: Sendable {
    /// What had to be left out, such as divisions by zero.
    package let tally = Tally()
    /// What was worked out of stored columns and may be used again.
    package let cache: DerivedCache
    private let texts = Mutex<[TextKey: Translation]>([:])

    /// The cache is the session's; counts begin at 0.
    package init(cache: DerivedCache) { self.cache = cache }

    private struct TextKey: Hashable {
        let dictionary: ObjectIdentifier
        let operation: String
    }

    /// A dictionary through a function: new codes by old code, and what they mean. Keeps the old one alive, so that
    /// its identity stays its own.
    private struct Translation {
        let source: TextDictionary
        let dictionary: TextDictionary
        let codes: [Int32]
    }

    /// A text column through a function of one text, evaluated once for each distinct text. `name` tells functions
    /// (with their constants) apart. Nil gives a missing cell.
    package func mapTexts(_ column: Column, name: String, _ body: (String) -> String?) -> Column {
        guard let dictionary = column.dictionary else { return .repeating(.missing, type: .text, count: column.count) }
        let key = TextKey(dictionary: ObjectIdentifier(dictionary), operation: name)
        let translation = texts.withLock { known in
            if let found = known[key] { return found }
            var collector = TextCollector()
            var codes = [Int32](repeating: 0, count: dictionary.count)
            for code in 1..<max(1, dictionary.count) {
                if let text = body(dictionary.text(code)) { codes[code] = collector.code(for: text) }
            }
            let made = Translation(source: dictionary, dictionary: collector.dictionary(), codes: codes)
            known[key] = made
            return made
        }
        let codes = column.codes()
        let old = codes.pointer(to: Int32.self)
        let new = (0..<column.count).map { translation.codes[Int(old[$0])] }
        return Column(.text, .codes(Buffer(new), .four, translation.dictionary), count: column.count)
    }

    /// Integers from texts, once for each distinct text; nil gives a missing cell.
    package func mapTexts(_ column: Column, to type: ColumnType, _ body: (String) -> Int64?) -> Column {
        guard let dictionary = column.dictionary else { return .repeating(.missing, type: type, count: column.count) }
        var byCode = [Int64?](repeating: nil, count: dictionary.count)
        var done = [Bool](repeating: false, count: dictionary.count)
        let codes = column.codes()
        let old = codes.pointer(to: Int32.self)
        var cells: [Int64?] = []
        cells.reserveCapacity(column.count)
        for row in 0..<column.count {
            let code = Int(old[row])
            if code > 0, !done[code] {
                byCode[code] = body(dictionary.text(code))
                done[code] = true
            }
            cells.append(byCode[code])
        }
        return .integers(cells, type: type)
    }

    private let tests = Mutex<[TextKey: (source: TextDictionary, truths: [UInt8])]>([:])

    /// The truth of a test for each code of a dictionary.
    func truths(of test: TextTest, _ dictionary: TextDictionary) -> [UInt8] {
        let key = TextKey(dictionary: ObjectIdentifier(dictionary), operation: test.name)
        return tests.withLock { known in
            if let found = known[key] { return found.truths }
            var truths = [UInt8](repeating: 1, count: dictionary.count)
            for code in 1..<max(1, dictionary.count) { truths[code] = test.test(dictionary.utf8(code)) ? 2 : 0 }
            known[key] = (dictionary, truths)
            return truths
        }
    }
}
