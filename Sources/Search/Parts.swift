/// The parts of all documents as the stems in them.
struct Parts: Sendable {
    /// Where each document's parts begin; one more than documents.
    private(set) var documentStarts: [Int32] = [0]
    /// Where each part's stems begin in `stems`; one more than parts.
    private(set) var stemStarts: [Int32] = [0]
    /// Each part's stems, ascending, each once.
    private(set) var stems: [Int32] = []
    /// How often the part has each, beside `stems`.
    private(set) var counts: [UInt16] = []
    /// Each part's field.
    private(set) var fields: [UInt8] = []
    /// The weights of each part's stems together.
    private(set) var weights: [Double] = []

    var documents: Int { documentStarts.count - 1 }

    mutating func add(_ numbers: inout [Int32], field: UInt8) {
        numbers.sort()
        for (place, number) in numbers.enumerated() {
            if place > 0, numbers[place - 1] == number {
                if counts[counts.count - 1] < .max { counts[counts.count - 1] += 1 }
            } else {
                stems.append(number)
                counts.append(1)
            }
        }
        stemStarts.append(Int32(stems.count))
        fields.append(field)
    }

    mutating func endDocument() { documentStarts.append(Int32(fields.count)) }

    mutating func weigh(by weights: Weights) {
        self.weights = fields.indices.map { part in stemPlaces(of: part).reduce(0) { $0 + weights.byStem[Int(stems[$1])] } }
    }

    func parts(of document: Int) -> Range<Int> { Int(documentStarts[document])..<Int(documentStarts[document + 1]) }

    func stemPlaces(of part: Int) -> Range<Int> { Int(stemStarts[part])..<Int(stemStarts[part + 1]) }
}
