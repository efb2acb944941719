import Diagnostics
import Prioritizing
import Syntax
import Tables

/// One tier as typed.
package struct TierSpec: Sendable {
    /// What a form that takes a tier has behind its name.
    package static let elements: [Element] = [
        .choice([
            [.choice([[.word("top")], [.word("next")]]), .slot("n", .number), .optional([.word("of"), .slot("measure", .expression)])],
            [.word("where"), .slot("condition", .condition)],
        ])
    ]

    private enum Kind: Sendable {
        case count(Int)
        case share(part: Int64, of: Int64)
        case measure(part: Int64, of: Int64, slot: Int)
        case condition(slot: Int)
        case score(points: Double)
    }

    /// As typed.
    package internal(set) var name: String
    /// The measure of which the tier takes a share, as typed.
    let measure: String?
    /// Its condition reads score or rank in a way that only holds for the ranking it was bound with.
    package let readsRanking: Bool
    private let kind: Kind

    /// Binds what the tier is cut by into `binder`. Errors: `not-a-share`, and what binding throws.
    package init(_ arguments: Arguments, _ span: Span, _ binder: inout Binder) throws(Diagnostic) {
        name = arguments.name("tier")?.text ?? ""
        measure = arguments.expression("measure").map(binder.text)
        if let condition = arguments.expression("condition") {
            if let points = TierSpec.scoreLine(condition) {
                // Bound all the same: where there is no score it says so.
                _ = try binder.condition(condition)
                (kind, readsRanking) = (.score(points: points), false)
                return
            }
            let bound = try binder.condition(condition)
            readsRanking = binder.reads(bound, ["score", "rank"])
            kind = .condition(slot: binder.slot(bound))
            return
        }
        readsRanking = false
        guard let (number, numberSpan) = arguments.number("n") else { throw Diagnostic("internal", "A tier has no size.", at: span) }
        if let measure = arguments.expression("measure") {
            guard number.unit == .percent else {
                throw Diagnostic("not-a-share", "A part of a measure is a percentage.", at: numberSpan, help: "For example top 80% of revenue.")
            }
            let share = try TierSpec.share(number, numberSpan)
            let bound = try binder.figure(measure)
            guard bound.type.isNumeric else { throw Diagnostic("not-a-number", "This is \(bound.type.withArticle), not a number.", at: measure.span) }
            kind = .measure(part: share.part, of: share.of, slot: binder.slot(bound))
        } else if number.unit == .percent {
            let share = try TierSpec.share(number, numberSpan)
            kind = .share(part: share.part, of: share.of)
        } else {
            guard number.isWhole, number.mantissa >= 0 else {
                throw Diagnostic("not-a-count", "A tier's size is a whole number or a percentage.", at: numberSpan)
            }
            kind = .count(Int(min(number.mantissa, Int64(Int32.max))))
        }
    }

    /// The points of `score >= 70`; nil for any other condition.
    private static func scoreLine(_ condition: Expression) -> Double? {
        guard case .call(let call) = condition.kind, call.function == ">=", call.arguments.count == 2, case .name(let name) = call.arguments[0].kind,
            name.parts.count == 1, equalIgnoringCase(name.text, "score"), case .literal(.number(let number)) = call.arguments[1].kind, number.unit == .none
        else { return nil }
        return number.double
    }

    /// The column that the rule reads; nil where it only counts rows.
    var slot: Int? {
        switch kind {
        case .count, .share, .score: nil
        case .measure(_, _, let slot), .condition(let slot): slot
        }
    }

    private static func share(_ number: Number, _ span: Span) throws(Diagnostic) -> (part: Int64, of: Int64) {
        guard number.scale <= 6, number.mantissa >= 0, number.double <= 100 else {
            throw Diagnostic("not-a-share", "A share lies between 0% and 100%, with at most six decimals.", at: span)
        }
        return (number.mantissa, 100 * integerPowerOfTen(number.scale))
    }

    /// Errors: `duplicate-tier`, in any case of letters; `reserved-tier` for `non-tiered` and `not ranked`.
    package static func checkNames(_ specs: [TierSpec], at span: Span) throws(Diagnostic) {
        var seen: Set<String> = []
        for spec in specs {
            let name = spec.name.lowercased()
            if !seen.insert(name).inserted { throw Diagnostic("duplicate-tier", "There are two tiers \(spec.name).", at: span) }
            if ["non-tiered", "not ranked"].contains(name) {
                throw Diagnostic("reserved-tier", "\(spec.name) is what the rows without a tier are called.", at: span, help: "Choose another name.")
            }
        }
    }

    /// The rules of tiers. Those that take shares of one measure have it in one buffer, by which their shares are added up.
    /// Errors: `cancelled`.
    package static func rules(_ specs: [TierSpec], _ batch: Batch, _ back: Unranked) throws(Diagnostic) -> [TierRule] {
        var measures: [String: Buffer] = [:]
        var rules: [TierRule] = []
        for spec in specs {
            var rule = try spec.rule(batch, back)
            if case .measureShare(let part, let whole, let values) = rule, let measure = spec.measure {
                let shared = measures[measure] ?? values
                measures[measure] = shared
                rule = .measureShare(part: part, of: whole, values: shared)
            }
            rules.append(rule)
        }
        return rules
    }

    private func rule(_ batch: Batch, _ back: Unranked) throws(Diagnostic) -> TierRule {
        switch kind {
        case .count(let count): return .count(count)
        case .score(let points): return .score(points: points)
        case .share(let part, let whole): return .share(part: part, of: whole)
        case .measure(let part, let whole, let slot):
            let (buffer, start) = try batch.column(slot).doubles()
            return .measureShare(part: part, of: whole, values: back.spread(buffer, from: start, absent: Double.nan))
        case .condition(let slot):
            let (truths, start) = try batch.column(slot).truthCells
            return .condition(back.spread(truths, from: start, absent: UInt8(0)))
        }
    }
}
