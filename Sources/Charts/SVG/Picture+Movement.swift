import Diagnostics
import Tables

/// Two columns, where from and where to, joined by ribbons as thick as what went that way: pale for what stayed, dark
/// for what moved.
extension Picture {
    mutating func drawMovement() {
        let type = chart.series[0].type
        let flows = Flows(chart)
        guard flows.total > 0 else {
            bottom += 24
            canvas.text("nothing moved and nothing stayed", Picture.left, bottom, paint: .muted)
            return
        }
        let names = (chart.labels + chart.series.map(\.name)).reduce(0) { max($0, textWidth(visible($1), size: TextSize.label)) }
        let room = min(max(names, 90), 170)
        let (left, right) = (Picture.left + room + 12, Picture.right - room - 12)
        bottom += 16
        canvas.text(chart.axis.name, left, bottom, .end, size: TextSize.small, room: room, paint: .muted)
        canvas.text(chart.legend, right, bottom, size: TextSize.small, room: room, paint: .muted)
        let top = bottom + 12
        let layout = FlowLayout(flows, top: top)
        bottom = layout.bottom + 10

        for flow in layout.ribbons.filter({ !$0.isMove }) + layout.ribbons.filter(\.isMove) {
            let tip = "\(chart.labels[flow.from]) → \(chart.series[flow.to].name): \(type.exact(flow.amount))"
            canvas.path(ribbon(flow, left + 12, right - 12), flow.isMove ? .moved : .stayed, tip: tip)
        }
        for (node, box) in layout.left { drawNode(box, x: left, isLeft: true, chart.labels[node], flows.sides(from: node), type, room) }
        for (node, box) in layout.right { drawNode(box, x: right - 12, isLeft: false, chart.series[node].name, flows.sides(to: node), type, room) }
        drawAmounts(layout, left + 12, right - 12, type)
    }

    /// A column's part with its name, its amount, and how much of that moved.
    private mutating func drawNode(
        _ box: FlowLayout.Box, x: Double, isLeft: Bool, _ name: String, _ amounts: (all: Double, moved: Double), _ type: ColumnType,
        _ room: Double
    ) {
        let tip = "\(name): \(type.exact(amounts.all))"
        canvas.rectangle(x, box.top, 12, box.height, .node, tip: tip)
        let (place, anchor) = isLeft ? (x - 10, Canvas.Anchor.end) : (x + 22, .start)
        let middle = box.top + box.height / 2
        canvas.text(name, place, middle - 3, anchor, room: room)
        let moved = amounts.moved > 0 && chart.canStay ? " · \(type.short(amounts.moved)) \(isLeft ? "left" : "came")" : ""
        canvas.text(type.short(amounts.all) + moved, place, middle + 12, anchor, size: TextSize.small, room: room, paint: .muted)
    }

    /// How much moved, on the ribbons that are thick enough to bear it.
    private mutating func drawAmounts(_ layout: FlowLayout, _ left: Double, _ right: Double, _ type: ColumnType) {
        for flow in layout.ribbons where flow.thickness >= 13 {
            canvas.text(
                type.short(flow.amount), left + 6, flow.start + flow.thickness / 2 + 4, size: TextSize.small, paint: flow.isMove ? .paper : .ink)
        }
    }

    private func ribbon(_ flow: FlowLayout.Ribbon, _ left: Double, _ right: Double) -> String {
        let middle = (left + right) / 2
        let (a, b) = (flow.start, flow.end)
        return "M\(point(left, a))C\(point(middle, a)) \(point(middle, b)) \(point(right, b))V\(coordinate(b + flow.thickness))"
            + "C\(point(middle, b + flow.thickness)) \(point(middle, a + flow.thickness)) \(point(left, a + flow.thickness))z"
    }
}

/// A movement's flows, none so great that their sum would overflow.
struct Flows {
    let all: [Flow]
    let total: Double

    init(_ chart: Chart) {
        all = chart.flows.map { Flow(from: $0.from, to: $0.to, amount: min($0.amount, 1e300), isMove: $0.isMove) }
        total = all.reduce(0) { $0 + $1.amount }
    }

    func sides(from node: Int) -> (all: Double, moved: Double) { sums(all.filter { $0.from == node }) }
    func sides(to node: Int) -> (all: Double, moved: Double) { sums(all.filter { $0.to == node }) }

    private func sums(_ some: [Flow]) -> (all: Double, moved: Double) {
        (some.reduce(0) { $0 + $1.amount }, some.reduce(0) { $0 + ($1.isMove ? $1.amount : 0) })
    }
}

/// Where the columns' parts and the ribbons lie.
struct FlowLayout {
    struct Box {
        var top: Double
        var height: Double
    }

    struct Ribbon {
        let from: Int
        let to: Int
        let amount: Double
        let isMove: Bool
        let thickness: Double
        var start = 0.0
        var end = 0.0
    }

    /// By label and by series, those that anything came from or went to.
    private(set) var left: [(node: Int, box: Box)] = []
    private(set) var right: [(node: Int, box: Box)] = []
    private(set) var ribbons: [Ribbon]
    private(set) var bottom: Double

    /// The least that one part takes, so that its two lines of text fit, and the least that can be seen of a ribbon.
    private static let least = 34.0
    private static let hair = 1.5
    private static let gap = 10.0

    init(_ flows: Flows, top: Double) {
        let scale = 360 / flows.total
        ribbons = flows.all.map { flow in
            Ribbon(from: flow.from, to: flow.to, amount: flow.amount, isMove: flow.isMove, thickness: max(FlowLayout.hair, flow.amount * scale))
        }
        let (high, low) = (FlowLayout.heights(ribbons, \.from), FlowLayout.heights(ribbons, \.to))
        let height = max(FlowLayout.total(high), FlowLayout.total(low))
        bottom = top + height
        left = FlowLayout.column(high, top, height)
        right = FlowLayout.column(low, top, height)
        for (node, box) in left { stack(node, box, \.from, \.start) }
        for (node, box) in right { stack(node, box, \.to, \.end) }
    }

    /// The heights of one column's parts, in order.
    private static func heights(_ ribbons: [Ribbon], _ side: KeyPath<Ribbon, Int>) -> [(node: Int, height: Double)] {
        Set(ribbons.map { $0[keyPath: side] }).sorted().map { node in
            (node, ribbons.reduce(0) { $0 + ($1[keyPath: side] == node ? $1.thickness : 0) })
        }
    }

    private static func total(_ parts: [(node: Int, height: Double)]) -> Double {
        parts.reduce(-gap) { $0 + max($1.height, least) + gap }
    }

    /// One column's parts from the top down, spread over the height.
    private static func column(_ parts: [(node: Int, height: Double)], _ top: Double, _ height: Double) -> [(node: Int, box: Box)] {
        let spread = parts.count > 1 ? gap + (height - total(parts)) / Double(parts.count - 1) : gap
        var y = parts.count > 1 ? top : top + (height - total(parts)) / 2
        return parts.map { part in
            let room = max(part.height, least)
            defer { y += room + spread }
            return (part.node, Box(top: y + (room - part.height) / 2, height: part.height))
        }
    }

    /// A part's ribbons from its top down, in the order of their other ends.
    private mutating func stack(_ node: Int, _ box: Box, _ side: KeyPath<Ribbon, Int>, _ place: WritableKeyPath<Ribbon, Double>) {
        var y = box.top
        for index in ribbons.indices where ribbons[index][keyPath: side] == node {
            ribbons[index][keyPath: place] = y
            y += ribbons[index].thickness
        }
    }
}
