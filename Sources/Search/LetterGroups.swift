/// Finds the stems that share groups of three letters with a word (Dice's coefficient of the sets, with the word's ends as letters):
/// its other forms, and slips too many for `Slips`.
struct LetterGroups: Sendable {
    /// The stems that have each group.
    private let places: [UInt32: Range<Int>]
    private let members: [Int32]
    private let counts: [UInt8]

    init(stems: [String]) {
        let all = stems.map { LetterGroups.groups(of: $0) }
        counts = all.map { UInt8($0.count) }
        var having: [UInt32: Int] = [:]
        for groups in all { for group in groups { having[group, default: 0] += 1 } }
        var places: [UInt32: Range<Int>] = [:]
        var total = 0
        for (group, count) in having {
            places[group] = total..<total
            total += count
        }
        var members = [Int32](repeating: 0, count: total)
        for (number, groups) in all.enumerated() {
            for group in groups {
                guard let place = places[group] else { continue }
                members[place.upperBound] = Int32(number)
                places[group] = place.lowerBound..<place.upperBound + 1
            }
        }
        self.places = places
        self.members = members
    }

    /// How alike two sets of letter groups are, from 0 to 1, for the stems that have at least `least`.
    func sharing(with stem: String, least: Double) -> [(number: Int32, likeness: Double)] {
        let groups = LetterGroups.groups(of: stem)
        var shared: [Int32: Int] = [:]
        for group in groups {
            guard let place = places[group] else { continue }
            for number in members[place] { shared[number, default: 0] += 1 }
        }
        var found: [(number: Int32, likeness: Double)] = []
        for (number, count) in shared {
            let likeness = 2 * Double(count) / Double(groups.count + Int(counts[Int(number)]))
            if likeness >= least { found.append((number, likeness)) }
        }
        return found
    }

    /// The groups of three letters of a word, each once, with a blank at both ends.
    private static func groups(of word: String) -> [UInt32] {
        let word = Array(word.utf8.prefix(Slips.longest))
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
}
