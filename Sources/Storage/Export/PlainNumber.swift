import Tables

/// Numbers as data files want them: plain decimal digits, no separators, no exponent.
package enum PlainNumber {
    /// The fewest digits that read back as the same double; nothing for NaN and the infinities.
    package static func append(_ value: Double, to sink: inout [UInt8]) {
        guard value.isFinite else { return }
        // Decimals of up to 15 digits are different doubles each, so that one found is the shortest.
        let hundredfold = (value * 100).rounded()
        if abs(hundredfold) < 1e15, hundredfold / 100 == value, value != 0 {
            let units = Int64(hundredfold)
            append(units: units, scale: units % 100 == 0 ? 0 : units % 10 == 0 ? 1 : 2, of: 2, to: &sink)
            return
        }
        // Swift writes the shortest digits that round-trip, with an exponent for large and small ones.
        var text = value == 0 ? "0" : value.description
        text.withUTF8 { expand($0, to: &sink) }
    }

    /// `units` × 10^-`scale`, with exactly `scale` decimals.
    package static func append(units: Int64, scale: Int, to sink: inout [UInt8]) {
        append(units: units, scale: scale, of: scale, to: &sink)
    }

    /// `units` × 10^-`full` with the first `scale` of its `full` decimals; the rest must be zeros.
    private static func append(units: Int64, scale: Int, of full: Int, to sink: inout [UInt8]) {
        if units < 0 { sink.append(0x2D) }
        let divisor = UInt64(integerPowerOfTen(full))
        let (whole, rest) = units.magnitude.quotientAndRemainder(dividingBy: divisor)
        append(digits: whole, atLeast: 1, to: &sink)
        guard scale > 0 else { return }
        sink.append(0x2E)
        append(digits: rest / UInt64(integerPowerOfTen(full - scale)), atLeast: scale, to: &sink)
    }

    /// All digits, without separators.
    package static func append(_ value: Int64, to sink: inout [UInt8]) {
        if value < 0 { sink.append(0x2D) }
        append(digits: value.magnitude, atLeast: 1, to: &sink)
    }

    private static func append(digits value: UInt64, atLeast: Int, to sink: inout [UInt8]) {
        let start = sink.count
        var rest = value
        repeat {
            sink.append(0x30 + UInt8(rest % 10))
            rest /= 10
        } while rest > 0 || sink.count - start < atLeast
        sink[start...].reverse()
    }

    /// `2.5e-07` → `0.00000025`; `12.0` → `12`.
    private static func expand(_ text: UnsafeBufferPointer<UInt8>, to sink: inout [UInt8]) {
        var digits: [UInt8] = []
        var point: Int?
        var exponent = 0
        var at = 0
        if text.first == 0x2D {
            sink.append(0x2D)
            at = 1
        }
        while at < text.count, text[at] | 0x20 != 0x65 {
            if text[at] == 0x2E { point = digits.count } else { digits.append(text[at]) }
            at += 1
        }
        if at < text.count {
            let isNegative = text[at + 1] == 0x2D
            for byte in text[(at + 1)...] { if let digit = digitValue(byte) { exponent = exponent * 10 + Int(digit) } }
            if isNegative { exponent = -exponent }
        }
        // The digits before the point, after the exponent has moved it.
        let before = (point ?? digits.count) + exponent
        while digits.count > max(before, 1), digits.last == 0x30 { digits.removeLast() }
        if before <= 0 {
            sink += [0x30, 0x2E] + [UInt8](repeating: 0x30, count: -before) + digits
        } else if before >= digits.count {
            sink += digits + [UInt8](repeating: 0x30, count: before - digits.count)
        } else {
            sink += digits[..<before] + [0x2E] + digits[before...]
        }
    }
}

/// ISO 8601, `2026-03-31`.
func appendDate(_ day: Day, to sink: inout [UInt8]) {
    let (year, month, date) = day.parts
    for (value, divisor) in [(year, 1000), (month, 10), (date, 10)] {
        if divisor == 10 { sink.append(0x2D) }
        var divisor = divisor
        while divisor > 0 {
            sink.append(0x30 + UInt8(truncatingIfNeeded: value / divisor % 10))
            divisor /= 10
        }
    }
}
