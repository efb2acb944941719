// The few words that every message, headline and footer is built from.

/// `a`, `a and b`, `a, b and c`; empty for no words.
package func joinWords(_ words: [String], _ conjunction: String = "and") -> String {
    guard let last = words.last else { return "" }
    if words.count == 1 { return last }
    return words.dropLast().joined(separator: ", ") + " \(conjunction) " + last
}

/// `1 row`, `2 rows`, `8,800 rows`. `many` is the plural where it is not regular (`people`).
package func plural(_ count: Int, _ noun: String, many: String? = nil) -> String {
    grouped(count) + " " + (count == 1 ? noun : many ?? regularPlural(noun))
}

/// A whole number with thousands separators, `1,234,567`.
package func grouped(_ number: some FixedWidthInteger) -> String {
    let digits = groupedDigits(String(number.magnitude))
    return number < 0 ? "-" + digits : digits
}

/// Decimal digits with a comma before every third from the right.
package func groupedDigits(_ digits: String) -> String {
    let count = digits.utf8.count
    if count <= 3 { return digits }
    var result = ""
    result.reserveCapacity(count + count / 3)
    for (index, digit) in digits.unicodeScalars.enumerated() {
        if index > 0, (count - index) % 3 == 0 { result.append(",") }
        result.unicodeScalars.append(digit)
    }
    return result
}

private func regularPlural(_ noun: String) -> String {
    if ["s", "x", "z", "ch", "sh"].contains(where: noun.hasSuffix) { return noun + "es" }
    if noun.hasSuffix("y"), !["ay", "ey", "oy", "uy"].contains(where: noun.hasSuffix) {
        return noun.dropLast() + "ies"
    }
    return noun + "s"
}
