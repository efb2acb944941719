import Tables

/// What a chart shows, free of how it is drawn: a terminal draws it in characters, `svg` as a picture.
///
/// Every kind has labels along one axis and series of one value a label:
///
/// | kind | labels | series |
/// |---|---|---|
/// | bar, stacked | categories | the parts of each |
/// | line | categories, or points in time or along a number | a line each |
/// | histogram | bins, whose edges are the axis' places | one: how many |
/// | scatter | the points' names; x is the axis' places | y of each group's points; nil for the others |
/// | movement | where from | where to: how many came from each label |
/// | intervals | categories, or points in time or along a number | a figure each, with its interval at each label |
/// | waterfall | steps | a waterfall each: what the steps add, from `start` to what they come to |
package struct Chart: Sendable, Equatable {
    /// How it is drawn; the table above says what labels and values are then.
    package enum Kind: String, Sendable, CaseIterable { case bar, stacked, line, histogram, scatter, movement, intervals, waterfall }

    /// What the labels stand along.
    package struct Axis: Sendable, Equatable {
        /// The column that the labels come from; may be empty.
        package var name: String
        /// How its places are written; text for categories.
        package var type: ColumnType
        /// Where each label stands: a number, or a date as its day's number. Empty for categories, which stand side by
        /// side. Of a histogram the bins' edges, one more than there are labels.
        package var places: [Double?]

        /// Of categories, unless places are given.
        package init(_ name: String = "", type: ColumnType = .text, places: [Double?] = []) {
            self.name = name
            self.type = type
            self.places = places
        }
    }

    /// Values by label that are drawn alike: one colour, one line of the legend.
    package struct Series: Sendable, Equatable {
        /// As the legend has it.
        package var name: String
        /// One value a label; nil where it is missing.
        package var values: [Double?]
        /// How its values are written.
        package var type: ColumnType
        /// Of a movement, a value a label: how much of what came from there has not moved. Nil where nothing can stay, as the
        /// label and the series share no value. (A label that stands for many values shares some and not others.)
        package var stayed: [Double?]
        /// Of intervals, one a label: from its low end to its high one; nil where an end is missing.
        package var intervals: [ClosedRange<Double>?]
        /// Of a waterfall, the total that its steps begin from; nil for none, which is 0.
        package var start: Double?
        /// So many digits after the point, where the column says so.
        package var decimals: Int?
        /// What its values are in, where that is not the type's to say: `points`. Series of one measure share a scale only in one.
        package var unit: String

        /// Nothing is checked: where an array is shorter than the chart's labels, what it lacks is missing.
        package init(
            name: String, values: [Double?], type: ColumnType, stayed: [Double?] = [], intervals: [ClosedRange<Double>?] = [], start: Double? = nil,
            decimals: Int? = nil, unit: String = ""
        ) {
            self.unit = unit
            self.name = name
            self.values = values
            self.type = type
            self.stayed = stayed
            self.intervals = intervals
            self.start = start
            self.decimals = decimals
        }
    }

    /// What the two totals of a waterfall are called.
    package struct Totals: Sendable, Equatable {
        /// What the steps begin from.
        package var before: String
        /// What they come to.
        package var after: String

        /// Empty for every other kind of chart.
        package init(before: String = "", after: String = "") {
            self.before = before
            self.after = after
        }
    }

    /// Says what labels and values are.
    package var kind: Kind
    /// Stands above the drawing; may be empty.
    package var title: String
    /// What the labels stand along.
    package var axis: Axis
    /// One for each value of a series; of a histogram one a bin.
    package var labels: [String]
    /// In the order in which they are drawn and told in the legend.
    package var series: [Series]
    /// What the values are, where the series are not called by it: `total`, of a series for each region.
    package var measure: String
    /// What tells the series apart, where that is a column: `region`.
    package var legend: String
    /// Of a waterfall, what the total is called that it begins from, and the one it comes to.
    package var totals = Totals()
    /// Of intervals, the value that is no difference: a line stands there. 0, or 1 of how many times something is.
    package var reference: Double
    /// What is not drawn, in short phrases: `4 missing wallet`.
    package var notes: [String]

    /// Nothing is checked: what a label or a value lacks is missing where it is drawn.
    package init(
        kind: Kind, title: String, axis: Axis = Axis(), labels: [String], series: [Series], measure: String = "",
        legend: String = "", reference: Double = 0, notes: [String] = []
    ) {
        self.reference = reference
        self.kind = kind
        self.title = title
        self.axis = axis
        self.labels = labels
        self.series = series
        self.measure = measure
        self.legend = legend
        self.notes = notes
    }
}

extension Chart {
    /// The series drawn at most; more could not be told apart.
    package static let seriesLimit = 12

    /// Nothing can be drawn.
    package var isEmpty: Bool { labels.isEmpty || series.isEmpty }

    /// Where a label stands on the axis; nil where that is missing or not finite.
    package func place(_ index: Int) -> Double? { axis.places.finite(index) }

    /// Series that share a scale, in the order of their first: of one measure all in one unit; of several figures those in one
    /// unit whose greatest values are not so far apart that the lesser would vanish beside the greater.
    package var panels: [[Int]] {
        if kind == .stacked { return series.isEmpty ? [] : [Array(series.indices)] }
        if !measure.isEmpty {
            let units = series.map(\.unit)
            return units.indices.filter { units.firstIndex(of: units[$0]) == $0 }.map { first in units.indices.filter { units[$0] == units[first] } }
        }
        var panels: [(series: [Int], unit: Unit, reach: Double)] = []
        for (index, series) in series.enumerated() {
            let reach = labels.indices.reduce(0) { max($0, series.value($1)?.magnitude ?? 0) }
            let fitting = panels.firstIndex { panel in
                panel.unit == series.type.unit && (reach == 0 || panel.reach == 0 || max(reach / panel.reach, panel.reach / reach) <= 20)
            }
            if let fitting {
                panels[fitting].series.append(index)
                panels[fitting].reach = max(panels[fitting].reach, reach)
            } else {
                panels.append(([index], series.type.unit, reach))
            }
        }
        return panels.map(\.series)
    }

    /// What a series is called, with its unit where others are in another.
    package func title(_ index: Int) -> String {
        let own = series[index]
        return own.unit.isEmpty || own.unit == own.name || series.allSatisfy { $0.unit == own.unit } ? own.name : "\(own.name), \(own.unit)"
    }

    /// What the values of some series are, for the head of their scale: the measure and its unit, or the series' own names.
    package func heading(_ panel: [Int]) -> String {
        if measure.isEmpty { return panel.prefix(3).map { series[$0].name }.joined(separator: ", ") + (panel.count > 3 ? ", …" : "") }
        guard let first = panel.first, !series[first].unit.isEmpty else { return measure }
        let own = panel.count == 1 && series.count > 1 && series[first].name != series[first].unit ? "\(series[first].name): " : ""
        return "\(own)\(measure), \(series[first].unit)"
    }
}

extension Chart.Series {
    /// The value at a label; nil where it is missing or not finite.
    package func value(_ index: Int) -> Double? { values.finite(index) }

    /// How much of the value at a label has not moved; nil where nothing can stay.
    package func stayed(_ index: Int) -> Double? { stayed.finite(index) }

    /// The interval at a label; nil where an end is missing or not finite.
    package func interval(_ index: Int) -> ClosedRange<Double>? {
        guard intervals.indices.contains(index), let interval = intervals[index], interval.lowerBound.isFinite, interval.upperBound.isFinite else { return nil }
        return interval
    }

    /// The value at a label and the ends of its interval, as far as they are known.
    package func reach(_ index: Int) -> [Double] {
        [value(index), interval(index)?.lowerBound, interval(index)?.upperBound].compactMap(\.self)
    }
}

/// What numbers must share to stand on one scale.
package enum Unit: Hashable, Sendable {
    /// Plain numbers.
    case number
    /// Parts of a whole, written in percent.
    case share
    /// Money of one currency; others need a scale of their own.
    case money(Currency)
    /// What has no size: such series share a scale with their like alone.
    case other(ColumnType)
}

extension ColumnType {
    /// What its cells are in: columns may share a scale only where it is the same.
    package var unit: Unit {
        switch self {
        case .whole, .decimal: .number
        case .percent: .share
        case .money(let currency, _): .money(currency)
        case .text, .date, .boolean: .other(self)
        }
    }
}

extension [Double?] {
    /// The number at an index; nil outside, and for what is missing or not finite.
    fileprivate func finite(_ index: Int) -> Double? {
        guard indices.contains(index), let number = self[index], number.isFinite else { return nil }
        return number
    }
}
