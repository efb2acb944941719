/// Finds the stems that are spelled like a word.
///
/// Two ways: groups of three letters in common (Dice's coefficient of the sets, with the word's ends as letters), which finds other
/// forms of a word and longer slips; and few slips of the hand, which is sharper for short words.
struct Spellings: Sendable {
    private let stems: [[UInt8]]
    /// Stems by length: where those of each length begin in `byLength`.
    private let lengthStarts: [Int]
    private let byLength: [Int32]
    /// Which letters a stem has, one bit for each: two words a few slips apart differ in few.
    private let masks: [UInt32]
    /// The stems that have each group of letters.
    private let places: [UInt32: Range<Int>]
    private let members: [Int32]
    private let groupCounts: [UInt8]

    private static let longest = 32

    init(stems: [String]) {
        let stems = stems.map { Array($0.utf8.prefix(Spellings.longest)) }
        masks = stems.map(Spellings.mask)
        var counts: [UInt32: Int] = [:]
        var groupCounts: [UInt8] = []
        for stem in stems {
            let groups = Spellings.groups(of: stem)
            groupCounts.append(UInt8(groups.count))
            for group in groups { counts[group, default: 0] += 1 }
        }
        self.groupCounts = groupCounts
        var places: [UInt32: Range<Int>] = [:]
        var total = 0
        for (group, count) in counts.sorted(by: { $0.key < $1.key }) {
            places[group] = total..<total
            total += count
        }
        var members = [Int32](repeating: 0, count: total)
        for (number, stem) in stems.enumerated() {
            for group in Spellings.groups(of: stem) {
                guard let place = places[group] else { continue }
                members[place.upperBound] = Int32(number)
                places[group] = place.lowerBound..<place.upperBound + 1
            }
        }
        self.places = places
        self.members = members
        byLength = stems.indices.sorted { (stems[$0].count, $0) < (stems[$1].count, $1) }.map(Int32.init)
        var starts = [Int](repeating: 0, count: Spellings.longest + 2)
        for stem in stems { starts[stem.count + 1] += 1 }
        for length in 1..<starts.count { starts[length] += starts[length - 1] }
        lengthStarts = starts
        self.stems = stems
    }

    /// How alike two sets of letter groups are, from 0 to 1, for the stems that have at least `least`.
    func sharingGroups(with stem: String, least: Double) -> [(number: Int32, likeness: Double)] {
        let groups = Spellings.groups(of: Array(stem.utf8.prefix(Spellings.longest)))
        var shared: [Int32: Int] = [:]
        for group in groups {
            guard let place = places[group] else { continue }
            for number in members[place] { shared[number, default: 0] += 1 }
        }
        var found: [(number: Int32, likeness: Double)] = []
        for (number, count) in shared {
            let likeness = 2 * Double(count) / Double(groups.count + Int(groupCounts[Int(number)]))
            if likeness >= least { found.append((number, likeness)) }
        }
        return found
    }

    /// The stems that a few slips make of a word: one from four letters on, two from seven on.
    func fewSlips(from stem: String) -> [(number: Int32, slips: Int)] {
        let word = Array(stem.utf8.prefix(Spellings.longest))
        let allowed = word.count >= 7 ? 2 : word.count >= 4 ? 1 : 0
        guard allowed > 0 else { return [] }
        let mask = Spellings.mask(word)
        var found: [(number: Int32, slips: Int)] = []
        let last = min(Spellings.longest, word.count + allowed)
        for number in byLength[lengthStarts[word.count - allowed]..<lengthStarts[last + 1]]
        where (masks[Int(number)] ^ mask).nonzeroBitCount <= 2 * allowed {
            let slips = Spellings.slips(word, stems[Int(number)], atMost: allowed)
            if slips <= allowed { found.append((number, slips)) }
        }
        return found
    }

    private static func mask(_ word: [UInt8]) -> UInt32 { word.reduce(0) { $0 | 1 << UInt32($1 & 31) } }

    /// The groups of three letters of a word, each once, with a blank at both ends.
    private static func groups(of word: [UInt8]) -> [UInt32] {
        var groups: [UInt32] = []
        var last: UInt32 = 0x20
        for (place, letter) in word.enumerated() {
            let next = place + 1 < word.count ? UInt32(word[place + 1]) : 0x20
            let group = last << 16 | UInt32(letter) << 8 | next
            if !groups.contains(group) { groups.append(group) }
            last = UInt32(letter)
        }
        return groups
    }

    /// Letters left out, put in, changed or swapped between two words (optimal string alignment); more than `limit` is not counted out.
    private static func slips(_ a: [UInt8], _ b: [UInt8], atMost limit: Int) -> Int {
        var before = [Int](repeating: 0, count: b.count + 1)
        var last = Array(0...b.count)
        var current = last
        for i in 0..<a.count {
            current[0] = i + 1
            var least = current[0]
            for j in 0..<b.count {
                var best = min(last[j + 1] + 1, current[j] + 1, last[j] + (a[i] == b[j] ? 0 : 1))
                if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { best = min(best, before[j - 1] + 1) }
                current[j + 1] = best
                least = min(least, best)
            }
            if least > limit { return least }
            (before, last, current) = (last, current, before)
        }
        return last[b.count]
    }
}
