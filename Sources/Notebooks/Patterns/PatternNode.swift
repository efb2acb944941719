/// A pattern as a tree; `(re)` and `(glob)` lines are both read into it.
indirect enum PatternNode: Equatable {
    case scalar(UInt32)
    /// Any one scalar.
    case any
    case set(ScalarSet)
    /// The start or the end of the line.
    case start, end
    case sequence([PatternNode])
    /// The first that leads to a match.
    case choice([PatternNode])
    /// At most `most` times, nil for no bound; a lazy one takes as few as it can.
    case repeated(PatternNode, least: Int, most: Int?, isLazy: Bool)
    /// Keeps what it matches under a name.
    case capture(PatternNode, String)

    /// A text that stands for itself.
    static func text(_ text: String) -> PatternNode { .sequence(text.unicodeScalars.map { .scalar($0.value) }) }
}

/// The scalars that one place of a pattern takes.
struct ScalarSet: Equatable {
    enum Item: Equatable {
        case range(ClosedRange<UInt32>)
        case kind(Kind, isNegated: Bool)
    }

    /// `\d`, `\w`, `\s`.
    enum Kind: Equatable {
        case digit, word, space

        func contains(_ value: UInt32) -> Bool {
            switch value {
            case 48...57: self != .space
            case 65...90, 95, 97...122: self == .word
            case 9...13, 32: self == .space
            case 0..<128: false
            default: containsBeyondASCII(value)
            }
        }

        private func containsBeyondASCII(_ value: UInt32) -> Bool {
            guard let properties = Unicode.Scalar(value)?.properties else { return false }
            switch self {
            case .digit: return properties.generalCategory == .decimalNumber
            case .word: return properties.isAlphabetic || properties.generalCategory == .decimalNumber
            case .space: return properties.isWhitespace
            }
        }
    }

    var items: [Item] = []
    var isNegated = false

    func contains(_ value: UInt32) -> Bool {
        let isFound = items.contains { item in
            switch item {
            case .range(let range): range.contains(value)
            case .kind(let kind, let isNegated): kind.contains(value) != isNegated
            }
        }
        return isFound != isNegated
    }
}

/// What is wrong with a pattern, and at which of its scalars.
struct PatternError: Error, Equatable {
    let message: String
    let help: String?
    let offset: Int

    init(_ message: String, at offset: Int, help: String? = nil) {
        self.message = message
        self.help = help
        self.offset = offset
    }
}
