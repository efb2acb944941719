import Tables

/// One bar of a waterfall: a total from the base, or a step from where the last one ended.
package struct WaterfallBar: Sendable, Equatable {
    /// The step, or what the total is called.
    package let label: String
    /// Nil where it is missing: such a step leads nowhere.
    package let value: Double?
    /// Where it begins: a total at 0, a step where the last one ended.
    package let from: Double
    /// Where it ends; a step without a value ends where it begins.
    package let to: Double
    /// It stands for a level, not for a change of it.
    package let isTotal: Bool
}

extension Chart {
    /// The steps drawn at most; of more the lesser ones are one step together.
    package static let stepLimit = 14

    /// Of a waterfall: a series' bars from its first total, where it has one, through its steps to what they come to.
    package func waterfall(_ series: Series) -> [WaterfallBar] {
        func total(_ label: String, _ value: Double?) -> WaterfallBar {
            WaterfallBar(label: label, value: value, from: 0, to: value ?? 0, isTotal: true)
        }
        let start = series.start.flatMap { $0.isFinite ? $0 : nil }
        var bars = start.map { [total(totals.before, $0)] } ?? []
        var level = start ?? 0
        for label in labels.indices {
            let value = series.value(label)
            let next = min(max(level + (value ?? 0), -.greatestFiniteMagnitude), .greatestFiniteMagnitude)
            bars.append(WaterfallBar(label: labels[label], value: value, from: level, to: next, isTotal: false))
            level = next
        }
        return bars + [total(totals.after, bars.contains { $0.value != nil } ? level : nil)]
    }

    /// Of a waterfall: what must be said where its totals do not begin at 0.
    package var cutNote: String? {
        let reach = WaterfallReach(series.flatMap(waterfall))
        return reach.isCut ? "bars begin at \(series.first?.type.short(reach.base) ?? ""), not at 0" : nil
    }

    /// Writes the bars of a series alike: totals as they are, steps with their sign.
    package func waterfallWriter(_ series: Series) -> (WaterfallBar) -> String {
        let write = Series(name: "", values: waterfall(series).map(\.value), type: series.type, decimals: series.decimals).writer()
        return { bar in bar.value.map { ($0 > 0 && !bar.isTotal ? "+" : "") + write($0) } ?? missingSign }
    }
}

/// What a scale of waterfalls reaches from and to.
package struct WaterfallReach: Sendable {
    /// Where totals begin: at 0, or where the steps would vanish beside the totals, at a round number near them.
    package let base: Double
    /// The least that is drawn, not above `base`.
    package let low: Double
    /// The greatest that is drawn, not below `base`.
    package let high: Double
    /// Totals do not begin at 0, which must be said.
    package var isCut: Bool { base != 0 }

    /// Of no bars, or of bars without values, all are 0.
    package init(_ bars: [WaterfallBar]) {
        let levels = bars.filter { $0.value != nil }.flatMap { $0.isTotal ? [$0.to] : [$0.from, $0.to] }
        let (least, most) = (levels.min() ?? 0, levels.max() ?? 0)
        let (spread, furthest) = (most - least, max(most.magnitude, least.magnitude))
        if least > 0 || most < 0, spread > furthest * 1e-9, spread < furthest / 4 {
            let step = RoundStep(atLeast: spread / 4)
            // Below the least by a tenth of what is shown at least, so that the least total is a bar too.
            let floor = (least > 0 ? least : -most) - spread / 10
            let cut = step.multiple(step.index(below: floor))
            if cut > 0 {
                base = least > 0 ? cut : -cut
                (low, high) = (min(least, base), max(most, base))
                return
            }
        }
        base = 0
        (low, high) = (min(0, least), max(0, most))
    }
}
