import Foundation
import Presenting
import Tables
import TestSupport
import Testing

@Suite struct PresenterNumberTests {
    private func column(_ numbers: [Double]) -> [String] {
        let format = NumberFormat(for: numbers)
        return numbers.map(format.text)
    }

    private func percent(_ shares: [Double]) -> [String] {
        let format = NumberFormat(for: shares, isPercent: true)
        return shares.map(format.text)
    }

    @Test(
        arguments: [
            (4.54, "4.54"), (646.1, "646.1"), (1223.72, "1,223.72"), (10_005_534, "10,005,534"), (0.631501, "0.631501"),
            (0.1 + 0.2, "0.3"), (1.0 / 3, "0.333333"), (100.0 / 3, "33.3333"), (1000.0 / 3, "333.333"),
            (10000.0 / 3, "3,333.33"),
            (0, "0"), (-0.0, "0"), (-4.54, "-4.54"), (-1234.5, "-1,234.5"), (0.5, "0.5"), (0.00012345, "0.0001234"),
            (0.000001, "0.000001"), (1e15, "1e15"), (1.5e-7, "1.5e-7"), (-1.23456789e20, "-1.2346e20"),
            (.leastNonzeroMagnitude, "5e-324"),
            (9.999996e22, "1e23"), (1_234_567_890_123_456, "1.2346e15"), (999_999_999_999_999, "999,999,999,999,999"),
            (.infinity, "—"), (.nan, "—"), (.greatestFiniteMagnitude, "1.7977e308"),
        ] as [(Double, String)])
    func `a number alone`(number: Double, text: String) { #expect(column([number]) == [text]) }

    @Test func `a column has one number of decimals`() {
        #expect(column([1, 2.5, 3.25]) == ["1.00", "2.50", "3.25"])
        #expect(column([1, 2, 3]) == ["1", "2", "3"])
        #expect(column([1223.721, 4.54]) == ["1,223.72", "4.54"])
        #expect(column([5000, 0.0003]) == ["5,000", "0.0003"])
        #expect(column([5000.25, -0.0003, 0]) == ["5,000.25", "-0.0003", "0.00"])
        #expect(column([0.1, .infinity, 1e20]) == ["0.1", "—", "1e20"])
    }

    @Test func `percents`() {
        #expect(percent([0.976]) == ["97.6%"])
        #expect(percent([0.6, 0.4]) == ["60%", "40%"])
        #expect(percent([0.976, 0]) == ["97.6%", "0.0%"])
        #expect(percent([0.0033, 0.5]) == ["0.33%", "50.00%"])
        #expect(percent([0.005, 0.5]) == ["0.5%", "50.0%"])
        #expect(percent([1.0 / 3]) == ["33.3%"])
        #expect(percent([-0.125, 123.45]) == ["-12.5%", "12,345.0%"])
        #expect(percent([0.5, 0.0000123]) == ["50.00%", "0.0012%"])
        #expect(percent([.greatestFiniteMagnitude]) == ["—"])
    }

    @Test func `money`() {
        func text(_ units: Int64, _ scale: Int, _ code: String) -> String {
            moneyText(Money(units: units, scale: scale, currency: Currency(code)))
        }
        #expect(text(150_000, 2, "EUR") == "€1,500.00")
        #expect(text(-1250, 2, "GBP") == "-£12.50")
        #expect(text(1200, 2, "CHF") == "CHF 12.00")
        #expect(text(5, 2, "USD") == "$0.05")
        #expect(text(0, 0, "JPY") == "¥0")
        #expect(text(.min, 0, "USD") == "-$9,223,372,036,854,775,808")
        #expect(text(.max, 9, "USD") == "$9,223,372,036.854775807")
        #expect(moneyText(-1234.5, currency: Currency("EUR"), scale: 2) == "-€1,234.50")
    }

    @Test func `rounds as printf does`() {
        var random = Seeded(state: 1)
        for _ in 0..<4000 {
            let decimals = Int.random(in: 0...6, using: &random)
            // Quarters and eighths bring exact ties.
            let number =
                Bool.random(using: &random)
                ? Double(Int.random(in: -100_000...100_000, using: &random)) / 8
                : Double.random(in: -1e9...1e9, using: &random)
            let wanted = String(format: "%.\(decimals)f", number)
            if Double(wanted) == 0 { continue }
            #expect(NumberFormat(decimals: decimals).text(number).replacing(",", with: "") == wanted)
        }
    }

    @Test func `a column is never longer than it needs and never lies about zero`() {
        var random = Seeded(state: 2)
        for _ in 0..<500 {
            let numbers = (0..<5).map { _ in anyDouble(&random) }
            for (number, text) in zip(numbers, column(numbers)) {
                #expect(!text.contains("nan") && !text.contains("inf"))
                #expect(text.contains("—") == !number.isFinite)
                let read = Double(text.replacing(",", with: "")) ?? .nan
                if number.isFinite { #expect((read == 0) == (number == 0), "\(number) is shown as \(text)") }
                if number == 0 { #expect(!text.contains("-")) }
                if abs(number) < 1e300, number != 0 { #expect(abs(read - number) <= abs(number) / 2) }
            }
        }
    }
}
