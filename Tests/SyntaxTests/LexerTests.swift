import Diagnostics
import Syntax
import Testing

@Suite struct LexerTests {
    private func kinds(_ text: String) throws -> [Token.Kind] { try Lexer.tokens(Source(text)).map(\.kind).dropLast() }

    @Test(arguments: [
        ("250k", Number(mantissa: 250_000)), ("5m", Number(mantissa: 5_000_000)), ("1.2bn", Number(mantissa: 1_200_000_000)),
        ("20%", Number(mantissa: 20, unit: .percent)), ("€1.5m", Number(mantissa: 1_500_000, unit: .money("EUR"))),
        ("$0.50", Number(mantissa: 50, scale: 2, unit: .money("USD"))), ("1_000", Number(mantissa: 1000)), ("0.10", Number(mantissa: 10, scale: 2)),
        ("12.50k", Number(mantissa: 12_500)),
    ])
    func numbersAreExact(_ text: String, _ number: Number) throws { #expect(try kinds(text) == [.number(number)]) }

    @Test func datesAndPeriods() throws {
        #expect(try kinds("2026-03-31") == [.date(DateParts(year: 2026, month: 3, day: 31))])
        #expect(try kinds("2026Q1 2026-03 2026H2") == [.period(.quarter(2026, 1)), .period(.month(2026, 3)), .period(.half(2026, 2))])
        #expect(try kinds("2026 - 03") == [.number(Number(mantissa: 2026)), .symbol(.minus), .number(Number(mantissa: 3))])
    }

    @Test(arguments: ["'it''s'", "\"it's\"", "“it's”"]) func quotes(_ text: String) throws { #expect(try kinds(text) == [.text("it's")]) }

    @Test func commentsAndNotEquals() throws {
        #expect(try kinds("a # b") == [.word("a")])
        #expect(try kinds("a -- b") == [.word("a")])
        #expect(try kinds("a--b") == [.word("a"), .symbol(.minus), .symbol(.minus), .word("b")])
        #expect(try kinds("!= <> ≠ == =") == [.symbol(.notEqual), .symbol(.notEqual), .symbol(.notEqual), .symbol(.equal), .symbol(.equal)])
    }

    @Test func linesRunOnInBracketsOnly() throws {
        #expect(try kinds("a\nb") == [.word("a"), .newline, .word("b")])
        #expect(try kinds("(a\nb)") == [.symbol(.open), .word("a"), .word("b"), .symbol(.close)])
        #expect(try kinds("(a\n\nb") == [.symbol(.open), .word("a"), .newline, .newline, .word("b")])
    }

    /// What cannot be read spoils its own line and no other.
    @Test(arguments: ["'open", "5mm", "99999999999999999999", "€", "`", "a ; [", "\u{1}"])
    func oneBadLineLeavesTheNext(_ bad: String) throws {
        let tokens = try kinds("\(bad)\nb")
        #expect(tokens.suffix(2) == [.newline, .word("b")])
        #expect(tokens.contains { if case .invalid = $0 { true } else { false } })
    }
}
