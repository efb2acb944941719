/// Logarithm and exponential from additions, products and divisions alone, so that what is drawn with them is the same
/// on every machine; the C library's differ in the last digit from one to the other. Right to about 1e-15.
package enum Elementary {
    private static let ln2High = 0x1.62E42FEE00000p-1
    private static let ln2Low = 0x1.A39EF35793C76p-33

    /// The natural logarithm; −infinity for 0, NaN below.
    package static func log(_ x: Double) -> Double {
        guard x > 0, x.isFinite else { return x == 0 ? -.infinity : x < 0 ? .nan : x }
        var (exponent, m) = (Double(x.exponent), x.significand)
        if m > 1.414_213_562_373_095_1 { (exponent, m) = (exponent + 1, m / 2) }
        // log m = 2 artanh s with s = (m − 1)/(m + 1), at most 0.172.
        let s = (m - 1) / (m + 1)
        let z = s * s
        let late = 1.0 / 11 + z * (1.0 / 13 + z * (1.0 / 15 + z * (1.0 / 17 + z * (1.0 / 19 + z / 21))))
        let sum = z * (1.0 / 3 + z * (1.0 / 5 + z * (1.0 / 7 + z * (1.0 / 9 + z * late))))
        return exponent * ln2High + (2 * s + (2 * s * sum + exponent * ln2Low))
    }

    /// e to the power of x.
    package static func exp(_ x: Double) -> Double {
        guard x < 709.78 else { return x.isNaN ? x : .infinity }
        guard x > -745.2 else { return 0 }
        let exponent = (x / 0.693_147_180_559_945_3).rounded()
        let r = (x - exponent * ln2High) - exponent * ln2Low
        let late = 1 + r / 8 * (1 + r / 9 * (1 + r / 10 * (1 + r / 11 * (1 + r / 12 * (1 + r / 13)))))
        let sum = 1 + r * (1 + r / 2 * (1 + r / 3 * (1 + r / 4 * (1 + r / 5 * (1 + r / 6 * (1 + r / 7 * late))))))
        // In two steps, so that neither power of two is out of a double's range.
        let half = Int(exponent / 2)
        return sum * power(half) * power(Int(exponent) - half)
    }

    private static func power(_ exponent: Int) -> Double { Double(sign: .plus, exponent: exponent, significand: 1) }
}
