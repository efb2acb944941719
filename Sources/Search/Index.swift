import Diagnostics

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Short texts, found by the words of a question. A value that never changes: after a change, make another.
package final class Index: Sendable {
    package let documents: [Document]
    let postings: [String: [(part: Int, count: Int)]]
    let owners: [(document: Int, part: Int)]
    let lengths: [Double]

    /// - Throws: `cancelled`.
    package init(documents: [Document]) throws(Diagnostic) {
        let stemmer = Stemmer()
        var postings: [String: [(part: Int, count: Int)]] = [:]
        var owners: [(document: Int, part: Int)] = []
        var lengths: [Double] = []
        for (place, document) in documents.enumerated() {
            try Cancellation.check()
            for (number, part) in document.parts.enumerated() {
                var counts: [String: Int] = [:]
                let found = words(of: part.text[...])
                for word in found { counts[stemmer.stem(word.text), default: 0] += 1 }
                for (stem, count) in counts { postings[stem, default: []].append((owners.count, count)) }
                owners.append((place, number))
                lengths.append(Double(found.count))
            }
        }
        self.documents = documents
        self.postings = postings
        self.owners = owners
        self.lengths = lengths
    }

    /// The documents that answer a question best, best first; ties by id. What has nothing in common with it is left out.
    package func search(_ query: String, limit: Int = 10) -> [Hit] {
        let stemmer = Stemmer()
        let mean = max(1, lengths.reduce(0, +) / Double(max(1, lengths.count)))
        var scores = [Double](repeating: 0, count: owners.count)
        var terms: [Int: [MatchedTerm]] = [:]
        for word in words(of: query[...]).prefix(64) {
            guard let list = postings[stemmer.stem(word.text)] else { continue }
            let rarity = log(1 + (Double(owners.count) - Double(list.count) + 0.5) / (Double(list.count) + 0.5))
            for (part, count) in list {
                let gain = rarity * Double(count) / (Double(count) + 1.2 * (0.25 + 0.75 * lengths[part] / mean))
                scores[part] += gain
                terms[part, default: []].append(MatchedTerm(query: word.text, document: word.text, likeness: .same, contribution: gain))
            }
        }
        var best: [Int: Int] = [:]
        for part in scores.indices where scores[part] > 0 {
            let document = owners[part].document
            if let old = best[document], scores[old] >= scores[part] { continue }
            best[document] = part
        }
        let order = best.values.sorted { (-scores[$0], documents[owners[$0].document].id) < (-scores[$1], documents[owners[$1].document].id) }
        return order.prefix(limit).map { place in
            let document = documents[owners[place].document]
            let part = document.parts[owners[place].part]
            return Hit(
                id: document.id, score: scores[place], confidence: scores[place] / (scores[place] + 4), part: owners[place].part, field: part.field,
                passage: part.text[...], terms: terms[place] ?? [])
        }
    }

    /// Documents that say nearly the same as a text, most alike first; ties by id.
    package func near(_ text: String, limit: Int = 5) -> [Hit] { search(text, limit: limit) }
}
