import Diagnostics
import Engine
import Foundation
import Tables
import TestSupport
import Testing

@testable import Verbs

@Suite struct RoundingTests {
    @Test func halvesGoAwayFromZeroAsWritten() throws {
        let written: [(Double, Int, Double)] = [
            (2.675, 2, 2.68), (1.005, 2, 1.01), (-1.005, 2, -1.01), (0.5, 0, 1), (1.5, 0, 2), (-0.5, 0, -1), (0.49999999999999994, 0, 0), (1.45, 1, 1.5),
            (8.345, 2, 8.35), (1234.5678, -2, 1200), (1250, -2, 1300), (-0.04, 1, 0), (1e308, 5, 1e308), (.leastNonzeroMagnitude, 15, 0), (1e300, -15, 1e300),
        ]
        for (number, decimals, expected) in written {
            let found = try value("round", .decimal(number), .whole(Int64(decimals)))
            #expect(found == .decimal(expected), "\(number) \(decimals)")
            if case .decimal(let zero) = found { #expect(zero != 0 || zero.sign == .plus) }
        }
    }

    /// Against Foundation's decimal arithmetic on the digits that a number is written with.
    @Test func agreesWithDecimalArithmetic() throws {
        var random = Seeded(state: 11)
        var numbers: [Double] = []
        for _ in 0..<20_000 {
            let digits = Int64.random(in: -99_999_999...99_999_999, using: &random)
            numbers.append(Double(digits) / powerOfTen(Int.random(in: 0...8, using: &random)))
        }
        for places in [0, 1, 2, 4] {
            let found = try call("round", .column(.doubles(numbers)), .constant(.whole(Int64(places))))
            for (row, number) in numbers.enumerated() {
                var exact = try #require(Decimal(string: "\(number)"))
                var rounded = Decimal()
                NSDecimalRound(&rounded, &exact, places, .plain)
                #expect(found[row] == .decimal(try #require(Double("\(rounded)"))), "\(number) to \(places)")
            }
        }
    }

    @Test func wholeNumbersAndMoneyKeepTheirType() throws {
        #expect(values(try call("round", euros([1_005, -1_005, 1_004, nil]), .constant(.whole(1)))) == [euros(1_010), euros(-1_010), euros(1_000), .missing])
        #expect(values(try call("round", euros([150, -250]))) == [euros(200), euros(-300)])
        #expect(values(try call("floor", euros([199, -101]))) == [euros(100), euros(-200)])
        #expect(values(try call("ceiling", euros([101, -199]))) == [euros(200), euros(-100)])
        #expect(values(try call("round", wholes(1_449, 1_450, -1_450), .constant(.whole(-2)))) == [.whole(1_400), .whole(1_500), .whole(-1_500)])
        #expect(values(try call("abs", euros([-5, 5]))) == [euros(5), euros(5)])
        let (lost, evaluation) = try call("round", [wholes(.max, 5), .constant(.whole(-15))])
        #expect(values(lost) == [.whole(9_223_000_000_000_000_000), .whole(0)])
        // 9 × 10^18 units of 10^-4 are nearer to 10^19 units, which 64 bits do not hold, than to 0.
        #expect(values(try call("round", euros([.max, 4_000_000_000_000_000_000], scale: 4), .constant(.whole(-15)))) == [.missing, euros(0, scale: 4)])
        #expect(values(try call("round", euros([.max, -5], scale: 9), .constant(.whole(-15)))) == [euros(0, scale: 9), euros(0, scale: 9)])
        #expect(evaluation.tally.overflows.value == 0)
        let (up, counted) = try call("ceiling", [euros([.max, 1])])
        #expect(values(up) == [.missing, euros(100)])
        #expect(counted.tally.overflows.value == 1)
    }

    @Test func percentsAreRoundedAsShares() throws {
        #expect(try value("round", .percent(0.2345), .whole(2)) == .percent(0.23))
        #expect(throws: Diagnostic.self) { try value("round", .decimal(1), .whole(99)) }
        #expect(throws: Diagnostic.self) { try value("round", .decimal(1), .decimal(1.5)) }
    }
}

@Suite struct NumberFunctionsTests {
    @Test func realFunctions() throws {
        #expect(values(try call("sqrt", decimals(4, -1, .nan))) == [.decimal(2), .missing, .missing])
        #expect(values(try call("ln", decimals(1, 0, -1))) == [.decimal(0), .missing, .missing])
        #expect(try value("log10", .whole(1_000)) == .decimal(3))
        let (powers, evaluation) = try call("power", [decimals(2, 10, -8, 0), decimals(10, 400, 0.5, -1)])
        #expect(values(powers) == [.decimal(1_024), .missing, .missing, .missing])
        #expect(evaluation.tally.overflows.value == 1)
        #expect(values(try call("sign", decimals(-0.1, 0, 7))) == [.whole(-1), .whole(0), .whole(1)])
    }

    @Test func remainders() throws {
        let (rest, evaluation) = try call("remainder", [wholes(7, -7, 5, nil), wholes(3, 3, 0, 2)])
        #expect(values(rest) == [.whole(1), .whole(-1), .missing, .missing])
        #expect(evaluation.tally.divisionsByZero.value == 1)
        #expect(try value("remainder", .decimal(7.5), .whole(2)) == .decimal(1.5))
        #expect(try value("remainder", euros(1_250), euros(10, scale: 0)) == euros(250))
    }

    @Test func leastAndGreatest() throws {
        #expect(values(try call("least", wholes(3, nil, nil), wholes(5, 2, nil))) == [.whole(3), .whole(2), .missing])
        #expect(values(try call("greatest", texts("a", "é"), texts("b", "z"))) == [.text("b"), .text("é")])
        #expect(try value("greatest", .whole(3), .decimal(3.5), .missing) == .decimal(3.5))
        #expect(values(try call("greatest", euros([-5, 5]), .constant(.whole(0)))) == [euros(0), euros(5)])
        #expect(throws: Diagnostic.self) { try value("least", euros(5), .whole(3)) }
        #expect(throws: Diagnostic.self) { try value("least", .text("a"), .whole(0)) }
        #expect(values(try call("clamp", wholes(-5, 50, nil, 7), .constant(.whole(0)), wholes(10, 10, 10, nil))) == [.whole(0), .whole(10), .missing, .whole(7)])
    }

    @Test func bins() throws {
        #expect(values(try call("bin", wholes(29, -1, 30, nil), .constant(.whole(10)))) == [.whole(20), .whole(-10), .whole(30), .missing])
        #expect(values(try call("bin", decimals(0.35, 0.3, 0.29, -0.05), .constant(.decimal(0.1)))) == [.decimal(0.3), .decimal(0.3), .decimal(0.2), .decimal(-0.1)])
        #expect(values(try call("bin", euros([12_345]), .constant(euros(100, scale: 0)))) == [euros(10_000 + 2_300 - 2_300)])
        #expect(throws: Diagnostic.self) { try value("bin", .whole(1), .whole(0)) }
        // Every hundredth is the lower bound of its own class.
        let hundredths = (-500...500).map { Double($0) / 100 }
        #expect(values(try call("bin", .column(.doubles(hundredths)), .constant(.decimal(0.01)))) == hundredths.map { .decimal($0) })
    }

    @Test func missingValues() throws {
        #expect(values(try call("coalesce", wholes(nil, 1), .constant(.missing), decimals(2.5, 3))) == [.decimal(2.5), .decimal(1)])
        #expect(values(try call("coalesce", euros([nil, 5]), .constant(.whole(0)))) == [euros(0), euros(5)])
        #expect(values(try call("coalesce", texts(nil, "a"), .constant(.text("?")))) == [.text("?"), .text("a")])
        #expect(values(try call("null if", texts("n/a", "a", nil), .constant(.text("n/a")))) == [.missing, .text("a"), .missing])
        #expect(values(try call("null if", wholes(0, 5), .constant(.decimal(0)))) == [.missing, .whole(5)])
        let truths = Operand.column(.booleans([true, false, nil]))
        #expect(values(try call("if", truths, .constant(.text("y")), .constant(.text("n")))) == [.text("y"), .text("n"), .text("n")])
        #expect(values(try call("if", truths, wholes(1, 2, 3))) == [.whole(1), .missing, .missing])
    }

    @Test func numbersFromTexts() throws {
        let read: [(String, Double?)] = [
            ("1,234.50", 1234.5), (" -7 ", -7), ("20%", 0.2), ("20 %", 0.2), ("250k", 250_000), ("1.2bn", 1.2e9), ("5M", 5e6), ("1e3", 1000), ("€12.50", 12.5),
            ("EUR 12", 12), ("12,34", nil), ("", nil), ("abc", nil), ("nan", nil), ("inf", nil), ("0x10", nil), ("k", nil), ("bn", nil), ("1e999", nil), ("%", nil),
        ]
        for (text, expected) in read { #expect(try value("number", .text(text)) == expected.map { .decimal($0) } ?? .missing, "\(text)") }
        #expect(values(try call("whole", texts("2.5", "x", nil, "1e30"))) == [.whole(3), .missing, .missing, .missing])
        #expect(try value("percent", .text("12.5%")) == .percent(0.125))
        #expect(try value("number", .percent(0.2)) == .decimal(0.2))
        #expect(throws: Diagnostic.self) { try value("number", .boolean(true)) }
    }

    @Test func amounts() throws {
        #expect(values(try call("money", wholes(5, nil), .constant(.text("eur")))) == [euros(5, scale: 0), .missing])
        #expect(values(try call("money", decimals(1.005, -1.005), .constant(.text("€")))) == [euros(101), euros(-101)])
        #expect(values(try call("money", texts("€1,234.5", "$5", "0.125", "2k"), .constant(.text("EUR")))) == [euros(123_450), .missing, euros(13), euros(200_000)])
        #expect(values(try call("money", euros([12_345]), .constant(.text("EUR")), .constant(.whole(1)))) == [euros(1_235, scale: 1)])
        #expect(values(try call("money", wholes(.max), .constant(.text("EUR")), .constant(.whole(2)))) == [.missing])
        for bad: [Operand] in [[wholes(1), .constant(.text("euro"))], [wholes(1), texts("EUR")], [euros([1]), .constant(.text("USD"))]] {
            #expect(throws: Diagnostic.self) { try call("money", bad) }
        }
    }

    @Test func plainTexts() throws {
        #expect(values(try call("text", decimals(0.1, 1e21, -2.5e-7, 3))) == [.text("0.1"), .text("1000000000000000000000"), .text("-0.00000025"), .text("3")])
        #expect(try value("text", .percent(0.29)) == .text("29%"))
        #expect(try value("text", euros(-1_205)) == .text("-12.05"))
        #expect(try value("text", date("2026-03-31")) == .text("2026-03-31"))
        #expect(try value("text", .boolean(false)) == .text("false"))
        #expect(try value("text", .missing) == .missing)
    }
}
