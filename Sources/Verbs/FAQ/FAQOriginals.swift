import Workspaces

/// Which question answers each that is read from a file: itself, or what it is a duplicate of, and so on from there.
struct FAQOriginals {
    /// By place the place of its original; nil where the file does not hold it.
    private let roots: [Int?]
    /// By place the entry that it is now; nil where it is none.
    private var entries: [Int?]

    init(_ records: [FAQRecord]) {
        entries = [Int?](repeating: nil, count: records.count)
        var places: [String: Int] = [:]
        for (place, record) in records.enumerated() where !record.id.isEmpty && places[record.id] == nil { places[record.id] = place }
        var roots = [Int?](repeating: nil, count: records.count)
        var isSeen = [Bool](repeating: false, count: records.count)
        for start in records.indices {
            var path: [Int] = []
            var next: Int? = start
            while let place = next, !isSeen[place] {
                isSeen[place] = true
                path.append(place)
                if records[place].isDuplicate { next = places[records[place].original] } else { roots[place] = place }
            }
            // Those that name each other in a ring have none.
            let root = next.flatMap { roots[$0] }
            for place in path { roots[place] = root }
        }
        self.roots = roots
    }

    func isMissing(_ place: Int) -> Bool { roots[place] == nil }

    mutating func put(_ place: Int, as entry: Int) { entries[place] = entry }

    /// Makes duplicates of those that are some, filed behind so many entries.
    ///
    /// Where the original asks just what another duplicate does, and so was left out, the entry stays obsolete.
    func name(in questions: inout [Question], after count: Int) {
        var isDuplicate = [Bool](repeating: false, count: questions.count)
        let pairs = roots.indices.compactMap { place -> (entry: Int, original: Int)? in
            guard let root = roots[place], root != place, let entry = entries[place], entry > count, let original = entries[root] else { return nil }
            return (entry, original)
        }
        for pair in pairs { isDuplicate[pair.entry - count - 1] = true }
        for pair in pairs where pair.original <= count || !isDuplicate[pair.original - count - 1] { questions[pair.entry - count - 1].status = .duplicate(of: pair.original) }
    }
}
