import Diagnostics

extension PatternProgram {
    /// What the captures hold when the pattern takes the whole line; nil when it does not.
    func match(_ line: String) throws(Diagnostic) -> [String: String]? {
        let scalars = line.unicodeScalars.map(\.value)
        var machine = PatternMachine(self, length: scalars.count)
        machine.follow(0, at: 0, places: [Int](repeating: -1, count: names.count * 2))
        for (index, value) in scalars.enumerated() {
            // A place may cost as many steps as the pattern is long.
            if index & 0xFF == 0xFF { try Cancellation.check() }
            if !machine.step(value, at: index) { return nil }
        }
        guard let places = machine.foundPlaces else { return nil }
        var captured: [String: String] = [:]
        for (index, name) in names.enumerated() {
            let (start, end) = (places[index * 2], places[index * 2 + 1])
            guard start >= 0, end >= start else { continue }
            var text = String.UnicodeScalarView()
            for value in scalars[start..<end] { if let scalar = Unicode.Scalar(value) { text.append(scalar) } }
            captured[name] = String(text)
        }
        return captured
    }
}

/// The ways through a program that are open at one place of a line, the best first.
private struct PatternMachine {
    private struct Way {
        let at: Int
        var places: [Int]
    }

    private let program: PatternProgram
    private let length: Int
    private var ways: [Way] = []
    /// The place of the line, plus one, for which an instruction was last reached: each is reached once a place.
    private var reached: [Int]
    private var stack: [Way] = []

    init(_ program: PatternProgram, length: Int) {
        self.program = program
        self.length = length
        reached = [Int](repeating: 0, count: program.code.count)
    }

    /// Goes on from an instruction as far as that takes no scalar.
    mutating func follow(_ start: Int, at place: Int, places: [Int]) {
        stack.append(Way(at: start, places: places))
        while var way = stack.popLast() {
            if reached[way.at] == place + 1 { continue }
            reached[way.at] = place + 1
            switch program.code[way.at] {
            case .jump(let target): stack.append(Way(at: target, places: way.places))
            case .split(let better, let other):
                stack.append(Way(at: other, places: way.places))
                stack.append(Way(at: better, places: way.places))
            case .keep(let slot):
                way.places[slot] = place
                stack.append(Way(at: way.at + 1, places: way.places))
            case .start: if place == 0 { stack.append(Way(at: way.at + 1, places: way.places)) }
            case .end: if place == length { stack.append(Way(at: way.at + 1, places: way.places)) }
            case .scalar, .any, .set, .found: ways.append(way)
            }
        }
    }

    /// Takes the scalar at a place; false when no way is left.
    mutating func step(_ value: UInt32, at place: Int) -> Bool {
        let before = ways
        ways.removeAll(keepingCapacity: true)
        for way in before {
            let isTaken =
                switch program.code[way.at] {
                case .scalar(let wanted): wanted == value
                case .any: true
                case .set(let set): set.contains(value)
                default: false
                }
            if isTaken { follow(way.at + 1, at: place + 1, places: way.places) }
        }
        return !ways.isEmpty
    }

    /// The places that the best way kept which ends here.
    var foundPlaces: [Int]? {
        ways.first { if case .found = program.code[$0.at] { true } else { false } }?.places
    }
}
