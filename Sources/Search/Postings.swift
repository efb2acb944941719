/// For each stem the documents that have it, and what it does for their scores.
struct Postings: Sendable {
    /// Where each stem's documents begin; one more than stems.
    private let starts: [Int]
    private let documents: [Int32]
    /// `x` is the stem's share of a document's BM25F: its frequency, damped and set against the document's length, field by field.
    /// `y` is its reach: the weight of the weightiest field that has it.
    private let mentions: [SIMD2<Float>]

    /// How fast further mentions of a word cease to count, and how far long texts are held against a document: k1 and b of BM25
    /// (Robertson & Zaragoza 2009, sections 3.4 and 3.5: usual are 1.2 to 2, and 0.5 to 0.8).
    private static let saturation = 1.5
    private static let lengthPenalty = 0.7

    /// - Parameter fieldWeights: by field, 1 for the weightiest.
    init(parts: Parts, stems: Int, fieldWeights: [Double]) {
        let lengths = FieldLengths(parts: parts, fields: fieldWeights.count)
        var counts = [Int](repeating: 0, count: stems + 1)
        Postings.forEach(parts, lengths, fieldWeights) { stem, _, _, _ in counts[Int(stem) + 1] += 1 }
        for stem in counts.indices.dropFirst() { counts[stem] += counts[stem - 1] }
        let total = counts[stems]
        var documents = [Int32](repeating: 0, count: total)
        var mentions = [SIMD2<Float>](repeating: .zero, count: total)
        var next = counts
        Postings.forEach(parts, lengths, fieldWeights) { stem, document, share, reach in
            let place = next[Int(stem)]
            next[Int(stem)] = place + 1
            documents[place] = Int32(document)
            mentions[place] = SIMD2(Float(share), Float(reach))
        }
        starts = counts
        self.documents = documents
        self.mentions = mentions
    }

    /// How many documents have each stem.
    var documentCounts: [Int] { zip(starts.dropFirst(), starts).map { $0 - $1 } }

    private func places(of stem: Int32) -> Range<Int> { starts[Int(stem)]..<starts[Int(stem) + 1] }

    /// Calls `body` with each document that has a stem, and its share and reach there times `worth`.
    @inline(__always)
    func forEach(of stem: Int32, _ worth: SIMD2<Double>, _ body: (_ document: Int, _ gain: SIMD2<Double>) -> Void) {
        for place in places(of: stem) { body(Int(documents[place]), worth * SIMD2<Double>(mentions[place])) }
    }

    /// The share of a stem in a document; 0 where it has none.
    func share(of stem: Int32, in document: Int) -> Double {
        var places = places(of: stem)
        while !places.isEmpty {
            let middle = places.lowerBound + places.count / 2
            if documents[middle] == document { return Double(mentions[middle].x) }
            places = documents[middle] < document ? middle + 1..<places.upperBound : places.lowerBound..<middle
        }
        return 0
    }

    /// The words of each document in each field, and of the mean document that has the field.
    private struct FieldLengths {
        let fields: Int
        private var lengths: [Int32]
        private var means: [Double]

        init(parts: Parts, fields: Int) {
            self.fields = fields
            lengths = [Int32](repeating: 0, count: parts.documents * fields)
            var totals = [Int](repeating: 0, count: fields)
            var having = [Int](repeating: 0, count: fields)
            for document in 0..<parts.documents {
                for part in parts.parts(of: document) {
                    let words = parts.stemPlaces(of: part).reduce(0) { $0 + Int(parts.counts[$1]) }
                    let field = Int(parts.fields[part])
                    if words > 0, lengths[document * fields + field] == 0 { having[field] += 1 }
                    lengths[document * fields + field] += Int32(words)
                    totals[field] += words
                }
            }
            means = zip(totals, having).map { Double($0) / Double(max(1, $1)) }
        }

        /// The share of a stem that a document has so often in a field.
        func share(count: Int, document: Int, field: Int) -> Double {
            let relative = Double(lengths[document * fields + field]) / max(1, means[field])
            let damping = Postings.saturation * (1 - Postings.lengthPenalty + Postings.lengthPenalty * relative)
            return Double(count) * (Postings.saturation + 1) / (Double(count) + damping)
        }
    }

    /// Every stem of every document, with the shares of the fields, weighed, together.
    private static func forEach(
        _ parts: Parts, _ lengths: FieldLengths, _ fieldWeights: [Double],
        _ body: (_ stem: Int32, _ document: Int, _ share: Double, _ reach: Double) -> Void
    ) {
        var found: [(stem: Int32, field: UInt8, count: UInt16)] = []
        for document in 0..<parts.documents {
            found.removeAll(keepingCapacity: true)
            for part in parts.parts(of: document) {
                for place in parts.stemPlaces(of: part) { found.append((parts.stems[place], parts.fields[part], parts.counts[place])) }
            }
            found.sort { ($0.stem, $0.field) < ($1.stem, $1.field) }
            var place = 0
            while place < found.count {
                let stem = found[place].stem
                var share = 0.0
                var reach = 0.0
                while place < found.count, found[place].stem == stem {
                    let field = found[place].field
                    var count = 0
                    while place < found.count, found[place].stem == stem, found[place].field == field {
                        count += Int(found[place].count)
                        place += 1
                    }
                    let weight = fieldWeights[Int(field)]
                    share += weight * lengths.share(count: count, document: document, field: Int(field))
                    reach = max(reach, weight)
                }
                body(stem, document, share, reach)
            }
        }
    }
}
