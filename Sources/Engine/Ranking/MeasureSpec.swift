import Diagnostics
import Prioritizing
import Syntax
import Tables

/// One measure as typed.
package struct MeasureSpec: Sendable {
    /// What a form that takes measures has in its list: `60% revenue scaled minmax lower is better missing as 0`.
    package static let elements: [Element] = [
        .optional([.slot("weight", .number)]), .slot("measure", .expression),
        .anyOrder([
            [
                .word("scaled"),
                .choice([
                    [.word("percentile")], [.word("minmax")], [.word("zscore")],
                    [.word("reference"), .slot("low", .number), .symbol(.range), .slot("high", .number)],
                ]),
            ],
            [.word("lower is better")],
            [.word("missing as"), .choice([[.word("median")], [.word("excluded")], [.slot("fill", .number)]])],
        ]),
    ]

    /// The expression as typed.
    package let name: String
    /// Where its figures are.
    package let slot: Int
    /// Of its figures; numeric.
    package let type: ColumnType
    /// As typed, 1 where none is; only its part of all weights counts.
    package internal(set) var weight: Double
    /// How figures become comparable.
    package let scaling: Scaling
    /// The least figure gets the most points.
    package let lowerIsBetter: Bool
    /// What stands for a figure that is missing.
    package internal(set) var missing: MissingPolicy

    /// Binds the measure into `binder`. Errors: `not-a-number`, `invalid-weight`, `invalid-reference`, and what binding
    /// throws.
    package init(_ arguments: Arguments, _ span: Span, _ binder: inout Binder, _ session: Session) throws(Diagnostic) {
        guard let expression = arguments.expression("measure") else { throw Diagnostic("internal", "A measure is empty.", at: span) }
        let bound = try binder.figure(expression)
        guard bound.type.isNumeric else {
            throw Diagnostic("not-a-number", "A measure is a number; this is \(bound.type.withArticle).", at: expression.span)
        }
        slot = binder.slot(bound)
        type = bound.type
        name = binder.text(expression)
        weight = try MeasureSpec.weight(arguments)
        lowerIsBetter = arguments.has("lower is better")
        scaling = try MeasureSpec.scaling(arguments)
        if arguments.has("median"), arguments.has("missing as") { missing = .median } else if let (fill, _) = arguments.number("fill") {
            missing = .value(MeasureSpec.value(fill))
        } else {
            missing = .excluded
        }
    }

    private static func weight(_ arguments: Arguments) throws(Diagnostic) -> Double {
        guard let (number, span) = arguments.number("weight") else { return 1 }
        guard number.mantissa >= 0 else {
            throw Diagnostic("invalid-weight", "A weight is not negative.", at: span, help: "Where less is better, add lower is better.")
        }
        return number.double
    }

    private static func scaling(_ arguments: Arguments) throws(Diagnostic) -> Scaling {
        if arguments.has("minmax") { return .minmax }
        if arguments.has("zscore") { return .zscore }
        guard let low = arguments.number("low"), let high = arguments.number("high") else { return .percentile }
        if value(low.number) >= value(high.number) {
            throw Diagnostic("invalid-reference", "The lower reference bound must be below the upper one.", at: low.span.through(high.span), help: "Where less is better, add lower is better.")
        }
        return .reference(low: value(low.number), high: value(high.number))
    }

    private static func value(_ number: Number) -> Double { number.unit == .percent ? number.double / 100 : number.double }

    /// As in a footer: `growth scaled zscore, lower is better`.
    package var description: String {
        var parts = [name]
        switch scaling {
        case .percentile: break
        case .minmax: parts.append("scaled minmax")
        case .zscore: parts.append("scaled zscore")
        case .reference(let low, let high): parts.append("scaled reference \(Plain.text(.decimal(low)))..\(Plain.text(.decimal(high)))")
        }
        if lowerIsBetter { parts.append("lower is better") }
        return parts.joined(separator: " ")
    }
}
