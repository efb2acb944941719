import Charts
import Diagnostics
import Engine
import Syntax
import Tables

/// What a chart of each kind needs.
extension ChartRequest {
    func check(_ call: VerbCall, _ items: [Item], _ by: [Item]) throws(Diagnostic) {
        func span(_ index: Int) -> Span { index < items.count ? items[index].span : call.verbSpan }
        func wrong(_ id: String, _ message: String, at place: Span? = nil, _ help: String) -> Diagnostic {
            Diagnostic(id, message, at: place ?? call.verbSpan, help: help)
        }
        for (index, figure) in figures.enumerated() where !type(of: figure).isNumeric {
            throw wrong(
                "not-a-number", "\(figure.name) is \(type(of: figure).withArticle); charts draw numbers.", at: span(index),
                "Count its rows, chart bars count by \(figure.name), or put it behind by.")
        }
        if figures.isEmpty, kind == .intervals {
            throw wrong(
                "no-ends", "There is no figure with columns for the ends of its interval.",
                "Name the figure and its ends: chart intervals VALUE, LOW, HIGH by \(labels.first?.name ?? "LABEL").")
        }
        if figures.isEmpty {
            throw wrong("nothing-to-chart", "There is no numeric column to draw.", "Count the rows: chart bars count by COLUMN.")
        }
        if figures.count > Chart.seriesLimit {
            throw wrong(
                "too-many-figures", "A chart draws \(Chart.seriesLimit) figures at most, and these are \(figures.count).",
                at: span(Chart.seriesLimit), "Leave some out.")
        }
        let byNames = labels.map(\.name).joined(separator: ", ")
        switch kind {
        case .histogram:
            if let first = by.first {
                throw wrong(
                    "histogram-by", "A histogram counts rows by the figure itself and takes no by.", at: first.span,
                    "Narrow the rows with where before it, or draw chart bars \(figureNames) by \(byNames).")
            }
            if figures.count > 1 {
                throw wrong("one-figure", "A histogram shows how one figure is spread.", at: span(1), "Name one: chart histogram \(figures[0].name).")
            }
        case .scatter:
            if figures.count != 2 {
                throw wrong(
                    "two-figures", "A scatter draws two figures: one across, one up.", at: span(2), "For example chart scatter revenue, wallet by account.")
            }
        case .movement:
            if labels.count != 2 {
                throw wrong(
                    "two-columns", "A movement goes from one column's values to another's, and needs both.", at: by.first?.span,
                    "Write chart movement by WAS, NOW.")
            }
            if figures.count > 1 {
                throw wrong("one-figure", "A movement draws one figure.", at: span(1), "Name one: chart movement \(figures[0].name) by \(byNames).")
            }
        case .intervals: try IntervalEnds.check(figures, query, span)
        case .waterfall:
            if figures.count > 2 {
                throw wrong(
                    "two-figures", "A waterfall draws one figure, or goes from one to another.", at: span(2),
                    "Write chart waterfall \(figures[0].name), \(figures[1].name) by \(labels.first?.name ?? "COLUMN").")
            }
            if figures.count == 2, type(of: figures[0]).unit != type(of: figures[1]).unit {
                throw wrong(
                    "unlike-parts",
                    "A waterfall goes from one total to another: \(figures[0].name) is \(type(of: figures[0]).withArticle), \(figures[1].name) is \(type(of: figures[1]).withArticle).",
                    at: span(1), "Name two figures of one kind.")
            }
        case .bars, .line, .stacked:
            if labels.count == 2, figures.count > 1 {
                throw wrong(
                    "one-figure", "by \(byNames) makes a series of each \(labels[1].name), and takes one figure.", at: span(1),
                    "Name one: chart \(kind.rawValue) \(figures[0].name) by \(byNames).")
            }
            if kind == .stacked { try checkStack(wrong, span) }
        }
    }

    private func checkStack(_ wrong: (String, String, Span?, String) -> Diagnostic, _ span: (Int) -> Span) throws(Diagnostic) {
        if labels.count < 2, figures.count < 2 {
            let by = labels.first?.name ?? "COLUMN"
            throw wrong(
                "no-parts", "A stack needs parts: more figures, or a second column after by.", nil,
                "Write chart stacked \(figures[0].name) by \(by), PART, or chart bars \(figures[0].name) by \(by).")
        }
        for (index, figure) in figures.enumerated() where type(of: figure).unit != type(of: figures[0]).unit {
            throw wrong(
                "unlike-parts",
                "A stack adds its parts up: \(figures[0].name) is \(type(of: figures[0]).withArticle), \(figure.name) is \(type(of: figure).withArticle).",
                span(index), "chart bars draws them side by side.")
        }
    }
}
