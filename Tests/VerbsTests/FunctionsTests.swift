import Diagnostics
import Engine
import Foundation
import Syntax
import Tables
import TestSupport
import Testing

@testable import Verbs

@Suite struct CatalogueOfFunctionsTests {
    @Test func namesAreUniqueAndCanBeTyped() throws {
        let names = Functions.all.flatMap { [$0.name] + $0.synonyms }
        #expect(Set(names).count == names.count)
        for name in names {
            #expect(!Words.needsBackticks(name), "\(name)")
            #expect(name == name.lowercased())
            var parser = try Parser(Source("\(name)()"), grammar: Grammar([]))
            let line = try #require(try parser.nextLine())
            guard case .expression(let expression) = line.statements[0].head, case .call(let call) = expression.kind else {
                Issue.record("\(name) is not read as a function")
                continue
            }
            #expect(call.function == name)
        }
    }

    @Test func everyFunctionHasAManual() {
        for function in Functions.all {
            #expect(!function.manual.summary.isEmpty && !function.manual.summary.hasSuffix("."), "\(function.name)")
            #expect(function.manual.examples.hasPrefix("tierbook> "), "\(function.name)")
            #expect(function.manual.examples.contains(function.name), "\(function.name)")
        }
    }

    /// No function may crash on anything, nor break its promise of type and length.
    @Test func extremesAndMissingValuesEverywhere() throws {
        let odd: [Operand] = [
            wholes(.max, -.max, nil), decimals(1e308, -.leastNonzeroMagnitude, .nan), texts("", "é👨‍👩‍👧", nil), days("0001-01-01", "9999-12-31", nil),
            euros([.max, -.max, nil]), .column(.doubles([0.29, -1e300, .nan], type: .percent)), .column(.booleans([true, false, nil])),
            .column(.integers([.max, Int64(Int32.max), nil], type: .date)),
        ]
        var constants: [Operand] = odd.compactMap { $0.column }.flatMap { column in (0..<3).map { .constant(column[$0]) } }
        constants += [.constant(.whole(0)), .constant(.whole(1)), .constant(.whole(-15)), .constant(.text("EUR")), .constant(.decimal(0.1))]
        let all = odd + constants
        for function in Functions.all {
            guard case .scalar = function.kind else { continue }
            for first in all {
                for second in function.parameters.count > 1 ? all : [] {
                    for third in function.parameters.count > 2 ? all : [] { try trial(function, [first, second, third]) }
                    if function.parameters.count < 3 || function.parameters[2].isOptional { try trial(function, [first, second]) }
                }
                if function.parameters.count < 2 || function.parameters[1].isOptional { try trial(function, [first]) }
            }
        }
    }

    private func trial(_ function: Function, _ operands: [Operand]) throws {
        for (index, operand) in operands.enumerated() {
            let parameter = function.parameters[min(index, function.parameters.count - 1)]
            switch operand {
            case .column(let column):
                if case .constantNumber = parameter.accepts { return }
                if !parameter.accepts.admits(column.type) { return }
            case .constant(let value): if let type = value.type, !parameter.accepts.admits(type) { return }
            }
        }
        do {
            let column = try call(function.name, operands, rows: 3).column
            for value in values(column) {
                if case .decimal(let number) = value { #expect(number.isFinite) }
                if case .percent(let number) = value { #expect(number.isFinite) }
                if case .money(let money) = value { #expect(money.units != .min) }
            }
        } catch let refusal as Diagnostic {
            #expect(refusal.message.hasSuffix("."), "\(function.name): \(refusal.message)")
        }
    }

    /// A constant and a column that repeats it give the same cells.
    @Test func constantsAndColumnsAgree() throws {
        let samples: [(String, [Value])] = [
            ("left", [.text("Zürich"), .whole(2)]), ("mid", [.text("Zürich"), .whole(-3), .whole(2)]), ("replace", [.text("a-b-c"), .text("-"), .text("+")]),
            ("split part", [.text("a/b/c"), .text("/"), .whole(2)]), ("concat", [.text("x"), .whole(3), .percent(0.29)]), ("length", [.text("é👍")]),
            ("abs", [.decimal(-2.5)]), ("power", [.decimal(2), .whole(10)]), ("remainder", [.whole(-7), .whole(3)]), ("least", [.whole(3), .decimal(2.5)]),
            ("clamp", [.whole(30), .whole(1), .whole(10)]), ("months from", [date("2026-01-31"), date("2026-02-28")]), ("quarter of", [date("2026-05-01")]),
            ("coalesce", [.missing, .text("x")]), ("null if", [.whole(0), .whole(0)]), ("if", [.boolean(true), .text("y"), .text("n")]),
            ("number", [.text("1,234.5")]), ("percent", [.whole(1)]), ("date", [.whole(2026), .whole(2), .whole(29)]), ("text", [euros(12_34)]),
        ]
        for (name, constants) in samples {
            let once = try call(name, constants.map { .constant($0) }, rows: 3).column
            let columns = constants.map { Operand.column(.repeating($0, type: $0.type ?? .text, count: 3)) }
            #expect(values(once) == values(try call(name, columns, rows: 3).column), "\(name)")
        }
    }
}

@Suite struct TextFunctionsTests {
    @Test func casesAndBlanks() throws {
        #expect(values(try call("lower", texts("ÄPFEL", nil, ""))) == [.text("äpfel"), .missing, .text("")])
        #expect(values(try call("upper", texts("straße", "x"))) == [.text("STRASSE"), .text("X")])
        #expect(values(try call("trim", texts(" a  b\t\n", "   ", "\u{A0}x"))) == [.text("a  b"), .text(""), .text("x")])
    }

    @Test func charactersAreWhatReadersCount() throws {
        #expect(values(try call("length", texts("e\u{301}", "👨‍👩‍👧", nil, ""))) == [.whole(1), .whole(1), .missing, .whole(0)])
        #expect(try value("left", .text("👨‍👩‍👧bc"), .whole(2)) == .text("👨‍👩‍👧b"))
    }

    @Test func parts() throws {
        #expect(values(try call("left", texts("Acme", "Al", nil), .constant(.whole(3)))) == [.text("Acm"), .text("Al"), .missing])
        #expect(values(try call("left", texts("Acme", "Al"), wholes(-1, nil))) == [.text("Acm"), .missing])
        #expect(try value("right", .text("Acme"), .whole(-1)) == .text("cme"))
        #expect(try value("mid", .text("Acme"), .whole(2), .whole(2)) == .text("cm"))
        #expect(try value("mid", .text("Acme"), .whole(-2)) == .text("me"))
        #expect(try value("mid", .text("Acme"), .whole(9), .whole(2)) == .text(""))
        #expect(try value("split part", .text("a::b"), .text("::"), .whole(-1)) == .text("b"))
        #expect(try value("split part", .text("a::b"), .text("::"), .whole(3)) == .missing)
        #expect(try value("split part", .text("a::b"), .text("::"), .whole(0)) == .missing)
        #expect(try value("left of", .text("a@b@c"), .text("@")) == .text("a"))
        #expect(try value("right of", .text("a@b@c"), .text("@")) == .text("b@c"))
        #expect(try value("right of", .text("abc"), .text("@")) == .missing)
    }

    @Test func replacing() throws {
        #expect(try value("replace", .text("aaaa"), .text("aa"), .text("b")) == .text("bb"))
        #expect(try value("replace", .text("abc"), .text(""), .text("b")) == .text("abc"))
        let long = Value.text(String(repeating: "a", count: 2_000))
        #expect(try value("replace", long, .text("a"), long) == .missing)
        #expect(try value("concat", .text(String(repeating: "a", count: 600_000)), .text(String(repeating: "b", count: 600_000))) == .missing)
    }

    /// Against Foundation's search, over texts made of few letters, so that near hits abound.
    @Test func searchAgreesWithFoundation() throws {
        var random = Seeded(state: 7)
        func text(_ count: Int) -> String { String((0..<count).map { _ in "abé".randomElement(using: &random) ?? "a" }) }
        for _ in 0..<500 {
            let (hay, needle) = (text(Int.random(in: 0...30, using: &random)), text(Int.random(in: 1...4, using: &random)))
            #expect(try value("replace", .text(hay), .text(needle), .text("-")) == .text(hay.replacingOccurrences(of: needle, with: "-")))
            let parts = hay.components(separatedBy: needle)
            #expect(try value("split part", .text(hay), .text(needle), .whole(2)) == (parts.count > 1 ? .text(parts[1]) : .missing))
        }
    }

    @Test func tooMuchTextFails() throws {
        let function = try #require(Functions.all.first { $0.name == "concat" })
        guard case .scalar(_, let body) = function.kind else { throw CancellationError() }
        let evaluation = Evaluation(cache: DerivedCache(limit: 0))
        evaluation.tally.textBytes.add(1 << 30)
        #expect(throws: Diagnostic.self) { try body([wholes(1, 2)], 2, .text, evaluation) }
    }

    @Test func joining() throws {
        let joined = try call("concat", texts("a", nil, nil), .constant(.missing), wholes(1, 2, nil))
        #expect(values(joined) == [.text("a1"), .text("2"), .missing])
        #expect(try value("pad left", .whole(42), .whole(6), .text("0")) == .text("000042"))
        #expect(try value("pad right", .text("ab"), .whole(7), .text("xyz")) == .text("abxyzxy"))
        #expect(try value("pad left", .text("abc"), .whole(2)) == .text("abc"))
        #expect(throws: Diagnostic.self) { try value("pad left", .text("a"), .whole(1_000_000_000)) }
    }
}

@Suite struct DateFunctionsTests {
    /// Every day of some decades, and the ends of the calendar, against Foundation's calendar.
    @Test func partsAgreeWithFoundation() throws {
        var calendar = Foundation.Calendar(identifier: .iso8601)
        calendar.timeZone = try #require(TimeZone(secondsFromGMT: 0))
        let numbers = (0..<30_000).map { Int32($0 - 5_000) }
        let column = Operand.column(.dates(numbers.map { Day(number: $0) }))
        let names: [(String, (DateComponents) -> Int?)] = [
            ("year", \.year), ("month", \.month), ("day", \.day), ("week", \.weekOfYear), ("weekday", { $0.weekday.map { ($0 + 5) % 7 + 1 } }),
        ]
        let components = numbers.map {
            calendar.dateComponents([.year, .month, .day, .weekOfYear, .weekday], from: Date(timeIntervalSince1970: Double($0) * 86_400))
        }
        for (name, part) in names {
            let found = values(try call(name, column))
            #expect(found == components.map { .whole(Int64(part($0) ?? -1)) }, "\(name)")
        }
    }

    @Test func startsEndsAndLabels() throws {
        let some = days("2026-02-14", "2024-02-29", "9999-12-31", nil)
        #expect(values(try call("quarter start", some)) == [date("2026-01-01"), date("2024-01-01"), date("9999-10-01"), .missing])
        #expect(values(try call("last day", some)) == [date("2026-02-28"), date("2024-02-29"), date("9999-12-31"), .missing])
        #expect(values(try call("week start", some)) == [date("2026-02-09"), date("2024-02-26"), date("9999-12-27"), .missing])
        #expect(values(try call("quarter of", some)) == [.text("2026Q1"), .text("2024Q1"), .text("9999Q4"), .missing])
        #expect(values(try call("month of", some)) == [.text("2026-02"), .text("2024-02"), .text("9999-12"), .missing])
        #expect(values(try call("quarter", some)) == [.whole(1), .whole(1), .whole(4), .missing])
    }

    /// n months are over when adding n does not pass the end and adding n + 1 does.
    @Test func monthsAreTheMostThatFit() throws {
        var random = Seeded(state: 3)
        for _ in 0..<2_000 {
            let start = Day(number: Int32.random(in: 10_000...20_000, using: &random))
            let end = Day(number: start.number + Int32.random(in: 0...1_500, using: &random))
            guard case .whole(let months) = try value("months from", .date(start), .date(end)) else { throw CancellationError() }
            #expect(start.adding(months: Int(months)) <= end && start.adding(months: Int(months) + 1) > end, "\(start.text) \(end.text)")
            #expect(try value("months from", .date(end), .date(start)) == .whole(-months))
        }
        #expect(try value("years from", date("2019-05-31"), date("2026-03-31")) == .whole(6))
        #expect(try value("days from", date("2026-03-31"), date("2026-01-01")) == .whole(-89))
    }

    @Test func makingDates() throws {
        #expect(values(try call("date", texts("2026-03-31", " 2026-03-31 ", "31/03/2026", "", nil))) == [date("2026-03-31"), date("2026-03-31"), .missing, .missing, .missing])
        #expect(values(try call("date", wholes(2026, 2026, nil), .constant(.whole(2)), wholes(28, 30, 1))) == [date("2026-02-28"), .missing, .missing])
        #expect(throws: Diagnostic.self) { try value("date", .whole(2026), .whole(2)) }
    }
}
