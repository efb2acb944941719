import Diagnostics
import Syntax
import Tables

extension Binder {
    /// The kernel, its arguments' slots and the result's type.
    struct AggregatePlan {
        var function: AggregateFunction
        var argument: Int?
        var second: Int?
        var type: ColumnType

        init(_ function: AggregateFunction, _ argument: Int?, second: Int? = nil, _ type: ColumnType) {
            (self.function, self.argument, self.second, self.type) = (function, argument, second, type)
        }
    }

    /// A statistic of single values, of pairs, or of values of which a part is cut off.
    mutating func statistic(_ statistic: StatisticKind, _ function: Function, _ call: Call, _ slot: Int, _ type: ColumnType) throws(Diagnostic) -> AggregatePlan {
        var (second, part) = (nil as Int?, nil as Double?)
        switch statistic.second {
        case .none: break
        case .pair:
            let (argument, parameter) = (call.arguments[1], function.parameters[1])
            let bound = try bind(argument)
            try check(bound.type, parameter, function, at: argument.span)
            second = self.slot(bound)
        case .part: part = try cutPart(function, call.arguments[1])
        }
        let kernel = GroupStatistic(statistic.name, parameter: part) { [part] (values, others) throws(Diagnostic) in try statistic.body(values, others, part ?? 0) }
        return AggregatePlan(.statistic(kernel), slot, second: second, statistic.keepsUnit ? Binder.averaged(type) : .decimal)
    }

    /// A share that is cut off at either end, written as a percent: 0.1 might mean either.
    private mutating func cutPart(_ function: Function, _ argument: Expression) throws(Diagnostic) -> Double {
        guard case .percent(let part)? = try bind(argument).constant, part >= 0, part < 0.5 else {
            throw Diagnostic("not-a-part", "\(function.name) wants a percent from 0% to below 50%, written out.", at: argument.span, help: "For example \(function.name)(revenue, 10%).")
        }
        return part
    }
}
