/// Finds the words that a few slips of the hand make of another: a letter left out, put in, changed, or two swapped.
///
/// Words are compared as they are written, because a slip in an ending misleads the stemmer (`acces` has the stem `acc`); and as
/// stems, because the ending may be another one (`recieving` for `receive`).
struct Slips: Sendable {
    /// Of longer words no more is compared.
    static let longest = 32

    /// All words, one after another, shorter ones first.
    private let letters: [UInt8]
    private let starts: [Int32]
    /// Which letters a word has, one bit for each: two words a few slips apart differ in few.
    private let masks: [UInt32]
    /// What each word stands for.
    private let stems: [Int32]
    /// Where the words of each length begin.
    private let lengthStarts: [Int]

    init(vocabulary: Vocabulary) {
        var words = vocabulary.stems.enumerated().map { (text: $0.element, stem: Int32($0.offset)) }
        for (form, stem) in vocabulary.forms where form != vocabulary.stems[Int(stem)] { words.append((form, stem)) }
        var lengthStarts = [Int](repeating: 0, count: Slips.longest + 2)
        for word in words { lengthStarts[min(Slips.longest, word.text.utf8.count) + 1] += 1 }
        for length in 1..<lengthStarts.count { lengthStarts[length] += lengthStarts[length - 1] }
        self.lengthStarts = lengthStarts
        var order = [Int](repeating: 0, count: words.count)
        for (place, word) in words.enumerated() {
            let length = min(Slips.longest, word.text.utf8.count)
            order[lengthStarts[length]] = place
            lengthStarts[length] += 1
        }
        var letters: [UInt8] = []
        var starts: [Int32] = [0]
        var masks: [UInt32] = []
        for place in order {
            let word = words[place].text.utf8.prefix(Slips.longest)
            letters.append(contentsOf: word)
            starts.append(Int32(letters.count))
            masks.append(Slips.mask(word))
        }
        stems = order.map { words[$0].stem }
        (self.letters, self.starts, self.masks) = (letters, starts, masks)
    }

    /// The stems of the words that a few slips make of one: one from four letters on, two from eight on.
    func few(from word: String) -> [(stem: Int32, slips: Int)] {
        let word = Array(word.utf8.prefix(Slips.longest))
        let allowed = word.count >= 8 ? 2 : word.count >= 4 ? 1 : 0
        guard allowed > 0 else { return [] }
        let mask = Slips.mask(word)
        var found: [(stem: Int32, slips: Int)] = []
        var distance = Distance(word)
        let last = min(Slips.longest, word.count + allowed)
        for number in lengthStarts[word.count - allowed]..<lengthStarts[last + 1] where (masks[number] ^ mask).nonzeroBitCount <= 2 * allowed {
            let slips = distance.to(letters[Int(starts[number])..<Int(starts[number + 1])], atMost: allowed)
            if slips <= allowed { found.append((stems[number], slips)) }
        }
        return found
    }

    private static func mask(_ word: some Sequence<UInt8>) -> UInt32 { word.reduce(0) { $0 | 1 << UInt32($1 & 31) } }

    /// Counts slips (optimal string alignment).
    private struct Distance {
        private let word: [UInt8]
        /// The rows of the letters before: by letter of the other word, the least slips so far.
        private var before: [Int]
        private var last: [Int]
        private var current: [Int]

        init(_ word: [UInt8]) {
            self.word = word
            before = [Int](repeating: 0, count: Slips.longest + 1)
            last = before
            current = before
        }

        /// More than `limit` is not counted out.
        mutating func to(_ other: ArraySlice<UInt8>, atMost limit: Int) -> Int {
            let start = other.startIndex
            for column in 0...other.count { last[column] = column }
            for i in 0..<word.count {
                current[0] = i + 1
                var least = i + 1
                for j in 0..<other.count {
                    let letter = other[start + j]
                    var best = min(last[j + 1] + 1, current[j] + 1, last[j] + (word[i] == letter ? 0 : 1))
                    if i > 0, j > 0, word[i] == other[start + j - 1], word[i - 1] == letter { best = min(best, before[j - 1] + 1) }
                    current[j + 1] = best
                    least = min(least, best)
                }
                if least > limit { return least }
                (before, last, current) = (last, current, before)
            }
            return last[other.count]
        }
    }
}
