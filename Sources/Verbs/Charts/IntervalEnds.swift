import Charts
import Diagnostics
import Engine
import Syntax
import Tables

/// Which columns are the ends of a figure's interval: `growth low` and `growth high` are those of `growth`; `low` and `high` are
/// those of the figure before them.
enum IntervalEnds {
    /// The figure with both ends, for one that was named.
    static func figures(of figure: Query.Named, in query: Query, at span: Span) throws(Diagnostic) -> [Query.Named] {
        if let ends = named(after: query.name(of: figure.slot) ?? figure.name, in: query) ?? plain(in: query).flatMap({ $0.owner == nil || $0.owner?.slot == figure.slot ? $0.ends : nil }) {
            return [figure] + ends
        }
        let owner = plain(in: query)?.owner
        throw Diagnostic(
            "no-ends", "There are no columns \(figure.name) low and \(figure.name) high.", at: span,
            notes: owner.map { ["low and high belong to \($0.name), which stands before them"] } ?? [],
            help: "Name its ends: chart intervals \(figure.name), LOW, HIGH by LABEL.")
    }

    /// The first figure with both ends among the columns; one with plain ones first, as it is what its rows are about.
    static func first(in query: Query) -> [Query.Named]? {
        if let (owner, ends) = plain(in: query), let owner {
            let slots = ([owner] + ends).map(\.slot)
            // Directly behind it: prices may be open, high, low.
            if query.columns.indices.contains(where: { query.columns[$0...].prefix(3).map(\.slot) == slots }) { return [owner] + ends }
        }
        for column in query.columns where isNumber(column, query) {
            if let ends = named(after: column.name, in: query) { return [column] + ends }
        }
        return nil
    }

    /// The texts and dates before a figure: the first are what its rows are of. Two at most.
    static func labels(before figure: Query.Named?, in query: Query) -> [Query.Named] {
        func isLabel(_ column: Query.Named) -> Bool { [.text, .date].contains(query.type(of: column.slot)) }
        let before = query.columns.prefix { $0.slot != figure?.slot }.filter(isLabel)
        return before.isEmpty ? Array(query.columns.filter(isLabel).prefix(1)) : Array(before.prefix(2))
    }

    static func check(_ figures: [Query.Named], _ query: Query, _ span: (Int) -> Span) throws(Diagnostic) {
        guard figures.count == 3 else {
            throw Diagnostic(
                "three-figures", "Intervals are of one figure, and behind it stand its low and its high end.", at: span(figures.count > 3 ? 3 : 1),
                help: "Write chart intervals \(figures[0].name), LOW, HIGH by LABEL.")
        }
        let type = query.type(of: figures[0].slot)
        for (index, end) in figures.enumerated().dropFirst() where query.type(of: end.slot).unit != type.unit {
            throw Diagnostic(
                "unlike-parts", "\(figures[0].name) is \(type.withArticle), and its end \(end.name) \(query.type(of: end.slot).withArticle).", at: span(index),
                help: "The ends of an interval are in the unit of the figure.")
        }
    }

    // MARK: Names

    private static func named(after name: String, in query: Query) -> [Query.Named]? { ends(name + " low", name + " high", in: query) }

    /// Columns low and high, and the figure before them.
    private static func plain(in query: Query) -> (owner: Query.Named?, ends: [Query.Named])? {
        guard let ends = ends("low", "high", in: query) else { return nil }
        let owner = query.columns.last { isNumber($0, query) && isBefore($0, ends[0], query) && isBefore($0, ends[1], query) }
        return (owner, ends)
    }

    private static func ends(_ low: String, _ high: String, in query: Query) -> [Query.Named]? {
        let ends = [low, high].compactMap { name in query.columns.first { equalIgnoringCase($0.name, name) && isNumber($0, query) } }
        return ends.count == 2 ? ends : nil
    }

    private static func isNumber(_ column: Query.Named, _ query: Query) -> Bool { query.type(of: column.slot).isNumeric }

    private static func isBefore(_ column: Query.Named, _ other: Query.Named, _ query: Query) -> Bool {
        let (place, limit) = (query.columns.firstIndex { $0.slot == column.slot }, query.columns.firstIndex { $0.slot == other.slot })
        return (place ?? 0) < (limit ?? 0)
    }
}
