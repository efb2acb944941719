import Diagnostics
import Syntax
import Tables
import Workspaces

extension Binder {
    mutating func call(_ call: Call, at span: Span) throws(Diagnostic) -> Bound {
        if let bound = try operation(call, at: span) { return bound }
        guard let function = session.catalogue.function(call.function) else { throw unknownFunction(call) }
        switch function.kind {
        case .scalar(let result, let body): return try scalar(function, call, result, body)
        case .aggregate(let kind): return try aggregate(function, kind, call, at: span)
        case .window(let kind): return try window(function, kind, call)
        }
    }

    private func unknownFunction(_ call: Call) -> Diagnostic {
        Diagnostic(
            "unknown-function", "There is no function '\(call.function)'.", at: call.functionSpan,
            help: didYouMean(call.function, among: session.catalogue.functions.flatMap { [$0.name] + $0.synonyms })
                ?? "help functions lists them.")
    }

    // MARK: Scalar functions

    private mutating func scalar(_ function: Function, _ call: Call, _ result: Function.ResultType, _ body: @escaping Function.Body)
        throws(Diagnostic) -> Bound
    {
        if call.filter != nil || call.per != nil {
            throw Diagnostic(
                "no-where-here", "\(function.name) works on one row; where and per belong to aggregates.", at: call.functionSpan)
        }
        try checkCount(function, call)
        var arguments: [Bound] = []
        for (index, argument) in call.arguments.enumerated() {
            let parameter = function.parameters[min(index, function.parameters.count - 1)]
            let bound = try bind(argument)
            if bound.constant?.isMissing != true { try check(bound.type, parameter, function, at: argument.span) }
            if case .constantNumber = parameter.accepts, bound.constant == nil {
                throw Diagnostic("not-constant", "\(function.name) wants a plain number for \(parameter.name).", at: argument.span)
            }
            arguments.append(bound)
        }
        do throws(Diagnostic) {
            return .apply(function.name, body, arguments, try result(arguments.map { Function.Argument($0.type, constant: $0.constant) }))
        } catch {
            throw error.at(call.functionSpan)
        }
    }

    private func checkCount(_ function: Function, _ call: Call) throws(Diagnostic) {
        let least = function.parameters.filter { !$0.isOptional }.count
        let most = function.parameters.last?.repeats == true ? Int.max : function.parameters.count
        guard call.arguments.count < least || call.arguments.count > most else { return }
        let wanted = least == most ? plural(least, "argument") : most == .max ? "at least \(plural(least, "argument"))" : "\(least) to \(plural(most, "argument"))"
        throw Diagnostic(
            "argument-count", "\(function.name) takes \(wanted), not \(call.arguments.count).", at: call.functionSpan, help: function.usage)
    }

    func check(_ type: ColumnType, _ parameter: Function.Parameter, _ function: Function, at span: Span) throws(Diagnostic) {
        if parameter.accepts.admits(type) { return }
        throw Diagnostic(
            "argument-type", "\(function.name) wants \(parameter.accepts.name)\(parameter.accepts.name.hasSuffix(parameter.name) ? "" : " for \(parameter.name)"); this is \(type.withArticle).", at: span,
            help: function.usage)
    }

    // MARK: Aggregates

    /// Refuses what an aggregate is taken of when it is neither a table nor a column: a name mistyped is the likeliest
    /// cause where no rows of another table were found.
    private func checkNamed(_ argument: Expression?) throws(Diagnostic) {
        guard let argument, case .name(let name) = argument.kind else { return }
        var trial = self
        do throws(Diagnostic) {
            _ = try trial.bind(argument)
        } catch {
            let tables = session.state.workspace.tables.map(\.name)
            let none = tables.isEmpty ? "There is no table yet: import accounts from 'FILE' key COLUMN." : "Tables: \(Binder.list(tables))."
            let last = name.parts.count - 2
            if name.parts.count == 1 {
                throw Diagnostic(
                    "unknown-name", "'\(name.text)' is neither a table nor a column here.", at: argument.span,
                    help: columnBelow(name.text) ?? didYouMean(name.text, among: tables + query.columns.map(\.name)) ?? none)
            }
            if session.state.workspace.table(named: name.parts[0]) == nil {
                throw Diagnostic("unknown-table", "There is no table '\(name.parts[0])'.", at: argument.span, help: didYouMean(name.parts[0], among: tables) ?? none)
            }
            if last > 0, session.state.workspace.table(named: name.parts[last]) != nil {
                let near = name.parts[last...].map(Words.typed).joined(separator: ".")
                throw Diagnostic("long-path", "The way between tables is found by itself.", at: argument.span, help: "Write \(near).")
            }
            throw error
        }
    }

    private mutating func aggregate(_ function: Function, _ kind: AggregateKind, _ call: Call, at span: Span) throws(Diagnostic) -> Bound {
        if let child = try relatedTable(call) { return try related(function, kind, call, child) }
        if let other = try foreignTable(call) { return try overTable(function, kind, call, other) }
        if let per = call.per {
            if case .groups = mode {
                throw Diagnostic(
                    "per-in-group", "per is over rows; in show each row is a whole group.", at: call.functionSpan,
                    help: "Go on with a stage of its own, as in | derive share = share(count).")
            }
            return try perGroup(function, kind, call, per)
        }
        switch mode {
        case .groups(let keys): return try collected(function, kind, call, keys)
        case .rows:
            try checkNamed(call.arguments.first)
            let inside = call.arguments.first.map { session.text(of: $0.span) } ?? ""
            throw Diagnostic(
                "aggregate-needs-per", "\(call.function) needs per here: each row wants one value.", at: span,
                help: "Write \(call.function)(\(inside)\(inside.isEmpty ? "" : " ")per all), or per and a column; group by … show gives one row a group.")
        }
    }

    /// Inside group by: a row's cell for each aggregate, over the rows of the group.
    private mutating func collected(_ function: Function, _ kind: AggregateKind, _ call: Call, _ keys: [Int]) throws(Diagnostic) -> Bound {
        mode = .rows
        defer { mode = .groups(keys: keys) }
        let plan = try arguments(function, kind, call)
        let filter = try call.filter.map { (condition) throws(Diagnostic) in self.slot(try self.condition(condition)) }
        let slot = query.addSlot(plan.type)
        calls.append(AggregateCall(slot: slot, function: plan.function, argument: plan.argument, second: plan.second, filter: filter, type: plan.type))
        return .slot(slot, plan.type)
    }

    /// `sum(revenue per region)`: the group's aggregate beside every row.
    private mutating func perGroup(_ function: Function, _ kind: AggregateKind, _ call: Call, _ per: [Name]) throws(Diagnostic) -> Bound {
        guard case .rows = mode else {
            throw Diagnostic(
                "per-in-group", "per has no meaning here: \(function.name) is over the rows of each group already.", at: call.functionSpan,
                help: "Leave per out, or use it in derive in a stage before or after.")
        }
        let plan = try arguments(function, kind, call)
        let filter = try call.filter.map { (condition) throws(Diagnostic) in self.slot(try self.condition(condition)) }
        var slots: [Int] = []
        for name in per { slots.append(try column(name)) }
        let slot = query.addSlot(plan.type)
        let window = WindowCall(
            function: .aggregate(plan.function), argument: plan.argument, second: plan.second, per: slots, descending: false, parameter: 0, filter: filter, type: plan.type)
        query.steps.append(.window(slot: slot, window))
        return .slot(slot, plan.type)
    }

    /// What an aggregate is taken of.
    mutating func arguments(_ function: Function, _ kind: AggregateKind, _ call: Call) throws(Diagnostic) -> AggregatePlan {
        if kind == .count {
            try checkCount(function, call)
            guard let argument = call.arguments.first else { return AggregatePlan(.count, nil, .whole) }
            if case .star = argument.kind { return AggregatePlan(.count, nil, .whole) }
            let bound = try bind(argument)
            if bound.type == .boolean, bound.slot == nil {
                session.note(
                    .warning(
                        "count-of-condition", "This counts the rows where the condition is known, true or false.", at: argument.span,
                        help: "To count those where it is true write count(where \(session.text(of: argument.span)))."))
            }
            return AggregatePlan(.countValues, self.slot(bound), .whole)
        }
        try checkCount(function, call)
        guard let argument = call.arguments.first, let parameter = function.parameters.first else { return AggregatePlan(.count, nil, .whole) }
        let bound = try bind(argument)
        try check(bound.type, parameter, function, at: argument.span)
        let slot = self.slot(bound)
        switch kind {
        case .count: return AggregatePlan(.count, nil, .whole)
        case .sum: return AggregatePlan(.sum, slot, bound.type)
        case .average: return AggregatePlan(.average, slot, Binder.averaged(bound.type))
        case .median: return AggregatePlan(.quantile(0.5), slot, Binder.averaged(bound.type))
        case .deviation: return AggregatePlan(.deviation, slot, Binder.averaged(bound.type))
        case .percentile: return AggregatePlan(.quantile(try percentile(call)), slot, Binder.averaged(bound.type))
        case .minimum, .oldest: return AggregatePlan(.minimum, slot, bound.type)
        case .maximum, .newest: return AggregatePlan(.maximum, slot, bound.type)
        case .distinctCount: return AggregatePlan(.distinctCount, slot, .whole)
        case .first: return AggregatePlan(.first, slot, bound.type)
        case .last: return AggregatePlan(.last, slot, bound.type)
        case .statistic(let statistic): return try self.statistic(statistic, function, call, slot, bound.type)
        case .any: return AggregatePlan(.any, slot, .boolean)
        case .all: return AggregatePlan(.all, slot, .boolean)
        }
    }

    /// Money is averaged to its own scale but at least two decimals, rounded half to even; percents stay percents.
    static func averaged(_ type: ColumnType) -> ColumnType {
        switch type {
        case .money(let currency, let scale): .money(currency, scale: max(2, scale))
        case .percent: .percent
        default: .decimal
        }
    }

    private mutating func percentile(_ call: Call) throws(Diagnostic) -> Double {
        guard call.arguments.count == 2, let value = try bind(call.arguments[1]).constant, let number = value.number else {
            throw Diagnostic("percentile-share", "percentile wants a plain number from 0 to 100.", at: call.functionSpan, help: "For example percentile(revenue, 90).")
        }
        let share: Double = if case .percent = value { number } else { number / 100 }
        guard (0...1).contains(share) else {
            throw Diagnostic("percentile-share", "A percentile lies between 0 and 100.", at: call.arguments[1].span)
        }
        return share
    }

    // MARK: Windows

    private mutating func window(_ function: Function, _ kind: WindowFunction, _ call: Call) throws(Diagnostic) -> Bound {
        guard case .rows = mode else {
            throw Diagnostic(
                "window-in-group", "\(function.name) is over rows; in group by … show each row is a whole group.", at: call.functionSpan,
                help: "Use it in derive in the next stage.")
        }
        if call.filter != nil { throw Diagnostic("no-where-here", "\(function.name) takes no where.", at: call.functionSpan, help: "Put a where stage before it.") }
        try checkCount(function, call)
        var argument: Int?
        var type = ColumnType.whole
        if let first = call.arguments.first, let parameter = function.parameters.first {
            let bound = try bind(first)
            try check(bound.type, parameter, function, at: first.span)
            argument = slot(bound)
            type = bound.type
        }
        var parameter = 1
        if call.arguments.count > 1 {
            guard case .whole(let number)? = try bind(call.arguments[1]).constant, (1...1_000_000).contains(number) else {
                throw Diagnostic("not-constant", "\(function.name) wants a whole number from 1 to 1,000,000 here.", at: call.arguments[1].span)
            }
            parameter = Int(number)
        }
        var per: [Int] = []
        for name in call.per ?? [] { per.append(try column(name)) }
        let ascending = call.order?.first.map { !$0.descending } ?? false
        let result: ColumnType =
            switch kind {
            case .rank, .rowNumber, .ntile: .whole
            case .share, .runningShare, .percentileRank: .percent
            case .adjusted: type == .percent ? .percent : .decimal
            case .runningSum, .lag, .lead, .aggregate: type
            }
        let slot = query.addSlot(result)
        query.steps.append(
            .window(slot: slot, WindowCall(function: kind, argument: argument, per: per, descending: !ascending, parameter: parameter, type: result)))
        return .slot(slot, result)
    }
}
