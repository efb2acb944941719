import Diagnostics

/// A sum of fractions, exact.
struct Fraction {
    private(set) var part: Int128 = 0
    private(set) var whole: Int128 = 1

    mutating func add(_ part: Int64, _ whole: Int64) throws(Diagnostic) {
        let (a, x) = self.part.multipliedReportingOverflow(by: Int128(whole))
        let (b, y) = Int128(part).multipliedReportingOverflow(by: self.whole)
        let (sum, z) = a.addingReportingOverflow(b)
        let (product, w) = self.whole.multipliedReportingOverflow(by: Int128(whole))
        guard !x, !y, !z, !w else { throw Fraction.invalid }
        var (divisor, rest) = (sum, product)
        while rest != 0 { (divisor, rest) = (rest, divisor % rest) }
        (self.part, self.whole) = (sum / divisor, product / divisor)
    }

    /// ⌊fraction · n⌋, at most n.
    func floor(of n: Int) throws(Diagnostic) -> Int {
        if part >= whole { return n }
        let (product, overflow) = part.multipliedReportingOverflow(by: Int128(n))
        guard !overflow else { throw Fraction.invalid }
        return Int(product / whole)
    }

    var double: Double { Double(part) / Double(whole) }

    static let invalid = Diagnostic("invalid-share", "The shares of tiers are too fine to add up; write them in percent.")
}

/// The shares of the ranked rows that tiers have had so far.
struct ShareSum {
    private var sum = Fraction()
    private var taken = 0

    /// How many rows a further share of n rows takes: ⌊sum·n⌋ less what the earlier shares took.
    mutating func add(_ part: Int64, _ whole: Int64, of n: Int) throws(Diagnostic) -> Int {
        try sum.add(part, whole)
        let end = try sum.floor(of: n)
        defer { taken = end }
        return end - taken
    }
}

/// The shares of a measure's sum that tiers have had so far.
struct MeasureSum {
    private var sum = Fraction()
    private let total: Double
    var taken = 0.0

    init(_ total: Double) { self.total = total }

    mutating func add(_ part: Int64, _ whole: Int64) throws(Diagnostic) { try sum.add(part, whole) }

    /// True once the rows taken make the share; a billionth of a thousandth is left to rounding.
    var isReached: Bool { taken >= min(1, sum.double) * total * (1 - 1e-12) }
}

extension TierRule {
    /// Errors `invalid-count` and `invalid-share`.
    func check() throws(Diagnostic) {
        switch self {
        case .count(let count):
            if count < 0 { throw Diagnostic("invalid-count", "A tier cannot have fewer than 0 accounts.") }
        case .share(let part, let whole), .measureShare(let part, let whole, _):
            guard part >= 0, whole > 0, part <= whole else {
                throw Diagnostic("invalid-share", "The share of a tier must lie between 0% and 100%.")
            }
        case .condition, .score: break
        }
    }
}
