/// What an element is, from which its colours follow.
enum Paint {
    /// Text, and what stands as firm as text.
    case ink
    /// Text that explains rather than says.
    case muted
    case grid
    case axis
    /// The fill of a series' bars.
    case series(Int)
    /// A series' marks on its line or in its cloud.
    case mark(Int)
    /// The same in a crowd, where what lies below shines through.
    case faint(Int)
    /// A series' line, thinner where it has very many points.
    case stroke(Int, isFine: Bool)
    /// The line of an interval.
    case whisker(Int)
    /// In a movement, what stayed and what moved; the columns they join.
    case stayed
    case moved
    case node
    case paper

    func attributes(id: String) -> String {
        switch self {
        case .ink: ""
        case .muted: "fill-opacity=\"0.7\""
        case .grid: "stroke=\"currentColor\" stroke-opacity=\"0.14\""
        case .axis: "stroke=\"currentColor\" stroke-opacity=\"0.6\""
        case .series(let index):
            Palette.pattern(index) == nil
                ? Palette.fill(index) : "fill=\"url(#\(id)-\(index + 1))\""
        case .mark(let index):
            index < Palette.count
                ? "class=\"edge \(Palette.name(index))\" fill=\"\(Palette.color(index))\" stroke=\"#fff\" stroke-width=\"0.75\""
                : "class=\"hollow \(Palette.name(index))\" fill=\"#fff\" stroke=\"\(Palette.color(index))\" stroke-width=\"1.5\""
        case .faint(let index): Palette.fill(index) + " fill-opacity=\"0.7\""
        case .stroke(let index, let isFine):
            "class=\"line \(Palette.name(index))\" fill=\"none\" stroke=\"\(Palette.color(index))\" stroke-width=\"\(isFine ? "1.25" : "2")\" "
                + "stroke-linejoin=\"round\"" + Palette.dash(index)
        case .whisker(let index):
            "class=\"line \(Palette.name(index))\" fill=\"none\" stroke=\"\(Palette.color(index))\" stroke-width=\"2\""
        case .stayed: "fill-opacity=\"0.13\""
        case .moved: "class=\"\(Palette.name(0))\" fill=\"\(Palette.color(0))\" fill-opacity=\"0.75\" stroke=\"none\""
        case .node: "fill-opacity=\"0.75\""
        case .paper: "class=\"paper\" fill=\"#fff\""
        }
    }
}

/// The colours of series. Each differs from its neighbours in lightness, and from the third on in pattern, so that a
/// print in black tells them apart as well.
enum Palette {
    /// On white, and on black.
    private static let colors: [(light: String, dark: String)] = [
        ("#1d4e89", "#7db3ec"), ("#e5a23a", "#f3cf86"), ("#4e978c", "#3f9488"), ("#8a3446", "#cf6f82"), ("#8ba6c4", "#6c8cb0"),
        ("#6a7280", "#a9b0ba"),
    ]
    private static let dashes = ["", "7 4", "2 3", "10 3 2 3", "14 4", "5 2 1 2"]
    /// Lines over the colour, in a square of 8; nil for the colour alone.
    private static let patterns: [String?] = [
        nil, nil, "M-2 2l4-4M0 8l8-8M6 10l4-4", "M1.5 2h1M5.5 6h1", "M0 2h8M0 6h8", "M2 0v8M6 0v8", "M-2 6l4 4M0 0l8 8M6-2l4 4",
        "M0 0l8 8M0 8l8-8", "M0 4h8M4 0v8", "M0 2h8M0 6h8", "M0 0l4 4l4-4M0 8l4-4l4 4", "M1.5 2h1M5.5 6h1",
    ]

    static let count = 6

    static func color(_ index: Int) -> String { colors[index % count].light }
    static func name(_ index: Int) -> String { "c\(index % count + 1)" }
    static func fill(_ index: Int) -> String { "class=\"\(name(index))\" fill=\"\(color(index))\"" }
    static func dash(_ index: Int) -> String {
        let dash = dashes[index % dashes.count]
        return dash.isEmpty ? "" : " stroke-dasharray=\"\(dash)\""
    }
    static func pattern(_ index: Int) -> String? { patterns[index % patterns.count] }

    /// The definitions of the patterns in use.
    static func definitions(_ used: Set<Int>, id: String) -> String {
        let all = used.sorted().compactMap { index in
            pattern(index).map { lines in
                "<pattern id=\"\(id)-\(index + 1)\" width=\"8\" height=\"8\" patternUnits=\"userSpaceOnUse\">"
                    + "<rect class=\"\(name(index))\" width=\"8\" height=\"8\" fill=\"\(color(index))\"/>"
                    + "<path class=\"over\" d=\"\(lines)\" fill=\"none\" stroke=\"#fff\" stroke-opacity=\"0.75\" stroke-width=\"1.4\"/></pattern>\n"
            }
        }
        return all.isEmpty ? "" : "<defs>\n\(all.joined())</defs>\n"
    }

    /// The picture's style. A page around it may set `--chart-ink`, `--chart-paper` and `--chart-1` to `--chart-6`;
    /// without, the colours follow its `color-scheme`. A file of its own is dark on white.
    static func style(id: String) -> String { "<style>\(styleText(id: id))</style>\n" }

    static func styleText(id: String) -> String {
        let themes = [(name: "ink", light: "#1f2933", dark: "#e4e7eb"), (name: "paper", light: "#ffffff", dark: "#15191e")]
            + colors.enumerated().map { (name: "\($0 + 1)", light: $1.light, dark: $1.dark) }
        let plain = themes.map { "--_\($0.name):var(--chart-\($0.name),\($0.light))" }.joined(separator: ";")
        let both = themes.map { "--_\($0.name):var(--chart-\($0.name),light-dark(\($0.light),\($0.dark)))" }.joined(separator: ";")
        let classes = (1...count).map { "#\(id) .c\($0){fill:var(--_\($0))}#\(id) .line.c\($0),#\(id) .hollow.c\($0){stroke:var(--_\($0))}" }
        return """

            #\(id){\(plain);color:var(--_ink);background:var(--_paper);max-width:100%;height:auto}
            @supports (color:light-dark(#000,#fff)){#\(id){\(both)}}
            \(classes.joined())
            #\(id) .line{fill:none}#\(id) .edge,#\(id) .over{stroke:var(--_paper)}#\(id) .paper,#\(id) .hollow{fill:var(--_paper)}

            """
    }
}

/// What stands in the style element of a chart's picture with this id. A page trusts no other style.
package func svgStyle(id: String) -> String { Palette.styleText(id: id) }

/// The marks that tell points of one series from another's.
enum Marks {
    static func path(_ series: Int, _ x: Double, _ y: Double, _ r: Double) -> String {
        switch series % Palette.count {
        case 0:
            let radius = coordinate(r)
            return "M\(point(x - r, y))a\(radius) \(radius) 0 1 0 \(coordinate(2 * r)) 0a\(radius) \(radius) 0 1 0 \(coordinate(-2 * r)) 0z"
        case 1: return polygon([(-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9)], x, y, r)
        case 2: return polygon([(0, -1.2), (1.1, 0.8), (-1.1, 0.8)], x, y, r)
        case 3: return polygon([(0, -1.3), (1.3, 0), (0, 1.3), (-1.3, 0)], x, y, r)
        case 4: return polygon([(0, 1.2), (1.1, -0.8), (-1.1, -0.8)], x, y, r)
        default:
            let (a, b) = (0.4, 1.2)
            return polygon(
                [(-a, -b), (a, -b), (a, -a), (b, -a), (b, a), (a, a), (a, b), (-a, b), (-a, a), (-b, a), (-b, -a), (-a, -a)], x, y, r)
        }
    }

    private static func polygon(_ corners: [(Double, Double)], _ x: Double, _ y: Double, _ r: Double) -> String {
        "M" + corners.map { point(x + $0 * r, y + $1 * r) }.joined(separator: "L") + "z"
    }
}
