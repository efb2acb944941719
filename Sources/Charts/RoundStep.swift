/// A distance that people count in: 1, 2 or 5 times a power of ten.
package struct RoundStep: Sendable, Equatable {
    /// 1, 2 or 5.
    package let factor: Int
    /// The power of ten; below 0 for parts of one.
    package let exponent: Int

    /// The least one that is not less than `width`; of a width that is not positive or beyond 10^±300, the nearest
    /// that is within.
    package init(atLeast width: Double) {
        var exponent = 0
        let wanted = min(max(width.isNaN ? 1 : width, 1e-300), 1e300)
        while decimal(1, exponent) > wanted { exponent -= 1 }
        while decimal(10, exponent) <= wanted { exponent += 1 }
        let factor = [1, 2, 5].first { decimal(Double($0), exponent) >= wanted * (1 - 1e-12) }
        self.factor = factor ?? 1
        self.exponent = factor == nil ? exponent + 1 : exponent
    }

    /// The step itself, as a number along the axis.
    package var width: Double { multiple(1) }

    /// `count` steps from zero, as near as a double comes: 0.3 for three of a tenth.
    package func multiple(_ count: Double) -> Double { decimal(count * Double(factor), exponent) }

    /// How many whole steps lie below a number, of either sign.
    package func index(below number: Double) -> Double { (number / width + 1e-9).rounded(.down) }

    /// The digits after the point that its multiples need.
    package var decimals: Int { max(0, -exponent) }
}

/// `number` × 10^`exponent`: one rounding for the exponents of daily life.
func decimal(_ number: Double, _ exponent: Int) -> Double {
    if exponent < -22 { return decimal(number / 1e22, exponent + 22) }
    if exponent > 22 { return decimal(number * 1e22, exponent - 22) }
    var power = 1.0
    for _ in 0..<exponent.magnitude { power *= 10 }
    return exponent < 0 ? number / power : number * power
}
