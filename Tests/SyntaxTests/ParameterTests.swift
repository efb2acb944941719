import Diagnostics
import Testing

@testable import Syntax

@Suite struct ParameterTests {
    @Test(arguments: [
        ("250k", ParameterValue.Kind.number, "250k"), ("-3", .number, "-3"), ("20%", .percent, "20%"), ("€1.5m", .money, "€1.5m"),
        ("2026-03-31", .date, "2026-03-31"), ("2026Q1", .period, "2026Q1"), ("true", .truth, "true"), ("EMEA", .text, "'EMEA'"),
        ("'O''Dwyer'", .text, "'O''Dwyer'"), ("O'Dwyer", .text, "'O''Dwyer'"), ("1 2", .text, "'1 2'"), ("", .text, "''"),
        ("'a' | remove", .text, "'''a'' | remove'"),
    ])
    func `a value is a literal or a text, never more of a line`(_ written: String, _ kind: ParameterValue.Kind, _ literal: String) {
        #expect(ParameterValue(written).kind == kind)
        #expect(ParameterValue(written).literal == literal)
    }
}
