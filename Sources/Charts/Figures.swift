import Diagnostics
import Tables

/// `k`, `m` and `bn`, as amounts are typed.
struct MagnitudeUnit: Sendable, Equatable {
    let suffix: String
    let exponent: Int
    let factor: Double

    static let none = MagnitudeUnit(suffix: "", exponent: 0, factor: 1)
    private static let all = [
        MagnitudeUnit(suffix: "bn", exponent: 9, factor: 1e9), MagnitudeUnit(suffix: "m", exponent: 6, factor: 1e6),
        MagnitudeUnit(suffix: "k", exponent: 3, factor: 1e3),
    ]

    /// The greatest unit that a number reaches; thousands from 10^`from` on.
    init(of magnitude: Double, from: Int) {
        self = MagnitudeUnit.all.first { magnitude >= ($0.exponent == 3 ? decimal(1, from) : $0.factor) } ?? .none
    }

    private init(suffix: String, exponent: Int, factor: Double) {
        (self.suffix, self.exponent, self.factor) = (suffix, exponent, factor)
    }
}

extension ColumnType {
    /// A number in three digits or so, as it stands beside a mark: `$64.7m`, `9,024`, `12.5%`.
    package func short(_ value: Double) -> String {
        if self == .percent { return NumberFormat(for: [rounded(value, digits: 3)], isPercent: true).text(value) }
        let magnitude = rounded(value.magnitude, digits: 3)
        guard magnitude.isFinite else { return missingSign }
        let unit = magnitude < 1e15 ? MagnitudeUnit(of: magnitude, from: 5) : .none
        let text: String
        if unit != .none {
            let amount = magnitude / unit.factor
            // 5m is exactly that; 5.00m is near it.
            let isExact = value.magnitude == amount.rounded() * unit.factor
            text = NumberFormat(decimals: isExact || amount >= 100 ? 0 : amount >= 10 ? 1 : 2).text(amount) + unit.suffix
        } else if magnitude >= 1000, magnitude < 1e15 {
            text = NumberFormat(decimals: 0).text(value.magnitude)
        } else {
            text = NumberFormat(for: [magnitude]).text(magnitude)
        }
        if case .money(let currency, _) = self { return (value < 0 ? "-" : "") + currency.prefix + text }
        return (value < 0 && magnitude != 0 ? "-" : "") + text
    }

    /// A place on an axis in full: a date, or a number. Small whole numbers may be years and get no separator.
    package func place(_ value: Double) -> String {
        switch self {
        case .date: day(value).text
        case .whole where value.magnitude < 10_000: String(Int(value.rounded()))
        default: exact(value)
        }
    }

    /// A number as a table writes it.
    package func exact(_ value: Double) -> String {
        if case .money(let currency, let scale) = self { return moneyText(value, currency: currency, scale: scale) }
        return NumberFormat(for: [value], isPercent: self == .percent).text(value)
    }
}

/// The day of a place on a date axis.
func day(_ place: Double) -> Day {
    let (first, last) = (Double(Day.earliest.number), Double(Day.latest.number))
    return Day(number: Int32(min(max(place.isNaN ? 0 : place, first), last)))
}

/// A number to so many significant digits.
private func rounded(_ number: Double, digits: Int) -> Double {
    guard number != 0, number.isFinite, number.magnitude < 1e300, number.magnitude > 1e-290 else { return number }
    var exponent = 0
    while decimal(1, exponent) > number.magnitude { exponent -= 1 }
    while decimal(10, exponent) <= number.magnitude { exponent += 1 }
    let step = digits - 1 - exponent
    return decimal(decimal(number, step).rounded(), -step)
}

extension Chart {
    /// Writes the values and the ends of intervals of series on one scale alike.
    package func writer(_ panel: [Int]) -> (Double) -> String {
        var all = Series(name: "", values: [], type: panel.first.map { series[$0].type } ?? .decimal, decimals: panel.first.flatMap { series[$0].decimals })
        for index in panel {
            all.values += series[index].values
            all.intervals += series[index].intervals
        }
        return all.writer()
    }
}

extension Chart.Series {
    /// How the values are written: as a table's column of the series' type would be.
    package func writer() -> (Double) -> String {
        if case .money(let currency, let scale) = type { return { visible(moneyText($0, currency: currency, scale: scale)) } }
        if let decimals { return NumberFormat(decimals: decimals, isPercent: type == .percent).text }
        let ends = intervals.compactMap(\.self).flatMap { [$0.lowerBound, $0.upperBound] }
        return NumberFormat(for: values.compactMap(\.self) + ends, isPercent: type == .percent).text
    }
}
