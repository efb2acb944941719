import Diagnostics

/// Which line of an answer each expected line stands for, when lines may come in any order.
struct AnswerPairing {
    /// The answer's line of each expected line.
    var partners: [Int?]
    /// The expected line of each of the answer's.
    var takers: [Int?]
    /// `...` stands for what is left.
    var hasRest = false
    /// Every expected line has a partner, and nothing is left that no `...` stands for.
    var isWhole = false

    init(_ expected: Int, _ answer: Int) {
        partners = Array(repeating: nil, count: expected)
        takers = Array(repeating: nil, count: answer)
    }

    mutating func join(_ line: Int, _ other: Int) {
        partners[line] = other
        takers[other] = line
    }
}

extension AnswerPattern {
    /// The patterns that lines in any order may hold.
    static let mostUnordered = 500

    /// Lines that are the same go together first: nothing else could take an exact line's place better. Lines that
    /// capture, or use what was captured, come next in the order of the file, each with the first line that fits. The
    /// rest goes together by augmenting paths: if there is a way for all, it is found.
    func pairing(with answer: [String], _ captures: inout Captures) throws(AnswerFailure) -> AnswerPairing {
        var pairing = AnswerPairing(lines.count, answer.count)
        pairing.hasRest = kinds.contains(.rest)
        joinSame(answer, &pairing)
        let patterns = kinds.indices.filter { pairing.partners[$0] == nil && kinds[$0] != .rest && kinds[$0] != .exact }
        if patterns.count > AnswerPattern.mostUnordered {
            throw .pattern(line: patterns[AnswerPattern.mostUnordered], PatternError("Lines in any order may hold \(AnswerPattern.mostUnordered) patterns; this is one more.", at: 0, help: "Use ... for lines that do not matter."))
        }
        for line in patterns where kinds[line].mentionsNames {
            for (index, text) in answer.enumerated() where pairing.takers[index] == nil {
                if try fits(line, text, &captures) {
                    pairing.join(line, index)
                    break
                }
            }
        }
        let plain = patterns.filter { !kinds[$0].mentionsNames }
        let free = answer.indices.filter { pairing.takers[$0] == nil }
        var candidates: [Int: [Int]] = [:]
        for line in plain { candidates[line] = try fitting(line, free, answer, captures, most: plain.count) }
        for line in plain { try augment(line, candidates, &pairing) }
        let isComplete = kinds.indices.allSatisfy { kinds[$0] == .rest || pairing.partners[$0] != nil }
        pairing.isWhole = isComplete && (pairing.hasRest || pairing.takers.allSatisfy { $0 != nil })
        return pairing
    }

    private func joinSame(_ answer: [String], _ pairing: inout AnswerPairing) {
        var places: [[UInt8]: [Int]] = [:]
        for (index, text) in answer.enumerated().reversed() { places[Array(text.utf8), default: []].append(index) }
        for line in kinds.indices where kinds[line] != .rest {
            if let place = places[Array(lines[line].utf8)]?.popLast() { pairing.join(line, place) }
        }
    }

    /// The first lines that a line fits. As many as there are lines to pair are enough: the others cannot take them all.
    private func fitting(_ line: Int, _ free: [Int], _ answer: [String], _ captures: Captures, most: Int) throws(AnswerFailure) -> [Int] {
        var found: [Int] = []
        for index in free {
            var trial = captures
            if try fits(line, answer[index], &trial) { found.append(index) }
            if found.count == most { break }
        }
        return found
    }

    /// Finds a partner for a line, where need be by giving others another one (breadth first).
    private func augment(_ line: Int, _ candidates: [Int: [Int]], _ pairing: inout AnswerPairing) throws(AnswerFailure) {
        var comesFrom: [Int: Int] = [:]
        var waiting = [line]
        var next = 0
        while next < waiting.count {
            let current = waiting[next]
            next += 1
            try AnswerFailure.checkCancelled()
            for index in candidates[current] ?? [] where comesFrom[index] == nil {
                comesFrom[index] = current
                guard let taker = pairing.takers[index] else { return shift(to: index, from: line, comesFrom, &pairing) }
                waiting.append(taker)
            }
        }
    }

    private func shift(to end: Int, from line: Int, _ comesFrom: [Int: Int], _ pairing: inout AnswerPairing) {
        var place = end
        while let taker = comesFrom[place] {
            let before = pairing.partners[taker]
            pairing.join(taker, place)
            guard taker != line, let before else { return }
            place = before
        }
    }
}
