/// Numbers from zero on in descending order, roughly: a thousand buckets of equal width, without a full sort.
struct Buckets: Sequence, IteratorProtocol {
    private let order: [Int32]
    private let starts: [Int]
    private let width: Double
    private var bucket = 0

    private static let count = 1024

    init(_ numbers: [Double]) {
        let width = (numbers.max() ?? 0) / Double(Buckets.count)
        func bucket(of number: Double) -> Int {
            let fromBelow = width > 0 ? Int(number / width) : 0
            return Buckets.count - 1 - Swift.min(Buckets.count - 1, fromBelow)
        }
        var starts = [Int](repeating: 0, count: Buckets.count + 1)
        for number in numbers { starts[bucket(of: number) + 1] += 1 }
        for place in 1...Buckets.count { starts[place] += starts[place - 1] }
        var next = starts
        var order = [Int32](repeating: 0, count: numbers.count)
        for (place, number) in numbers.enumerated() {
            order[next[bucket(of: number)]] = Int32(place)
            next[bucket(of: number)] += 1
        }
        self.order = order
        self.starts = starts
        self.width = width
    }

    /// The places of the next numbers, and what all that follow are less than.
    mutating func next() -> (places: ArraySlice<Int32>, floor: Double)? {
        guard bucket < Buckets.count else { return nil }
        defer { bucket += 1 }
        // A little more: a number on the border may have been rounded into the bucket below.
        return (order[starts[bucket]..<starts[bucket + 1]], width * (Double(Buckets.count - 1 - bucket) + 1e-6))
    }
}
