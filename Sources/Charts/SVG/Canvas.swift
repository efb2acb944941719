import Diagnostics

/// SVG elements as they are drawn, in the order that they cover each other.
///
/// Every element says its colours twice: as attributes, which any program understands, and by a class, which the
/// style of `Paint` colours for light and dark.
struct Canvas {
    private(set) var elements = ""
    /// The fills used, so that only their patterns are defined.
    private(set) var patterns: Set<Int> = []
    /// Begins the ids within the picture.
    let id: String

    init(id: String) { self.id = id }

    // MARK: Shapes

    mutating func rectangle(_ x: Double, _ y: Double, _ width: Double, _ height: Double, _ paint: Paint, tip: String = "") {
        guard width > 0, height > 0 else { return }
        let place = "x=\"\(coordinate(x))\" y=\"\(coordinate(y))\" width=\"\(coordinate(width))\" height=\"\(coordinate(height))\""
        add("rect", place + " " + attributes(paint), tip)
    }

    mutating func line(_ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, _ paint: Paint) {
        let place = "x1=\"\(coordinate(x1))\" y1=\"\(coordinate(y1))\" x2=\"\(coordinate(x2))\" y2=\"\(coordinate(y2))\""
        add("line", place + " " + attributes(paint), "")
    }

    mutating func path(_ commands: String, _ paint: Paint, tip: String = "") {
        guard !commands.isEmpty else { return }
        add("path", "d=\"\(commands)\" " + attributes(paint), tip)
    }

    /// A series' own mark, as wide as `size` and a little more.
    mutating func mark(_ series: Int, _ x: Double, _ y: Double, size: Double = 4, isFaint: Bool = false, tip: String = "") {
        path(Marks.path(series, x, y, size), isFaint ? .faint(series) : .mark(series), tip: tip)
    }

    // MARK: Text

    enum Anchor: String { case start, middle, end }

    /// One line of text on its baseline, cut to `room`; what was cut is in its tip.
    mutating func text(
        _ text: String, _ x: Double, _ y: Double, _ anchor: Anchor = .start, size: Double = TextSize.label,
        room: Double = .infinity, paint: Paint = .ink, isBold: Bool = false
    ) {
        let whole = visible(text)
        let shown = cut(whole, to: room, size: size, isBold: isBold)
        var attributes = "x=\"\(coordinate(x))\" y=\"\(coordinate(y))\" font-size=\"\(coordinate(size))\" \(self.attributes(paint))"
        if anchor != .start { attributes += " text-anchor=\"\(anchor.rawValue)\"" }
        if isBold { attributes += " font-weight=\"600\"" }
        let tip = shown == whole ? "" : "<title>\(escapedMarkup(whole))</title>"
        elements += "<text \(attributes)>\(escapedMarkup(shown))\(tip)</text>\n"
    }

    // MARK: Parts

    private mutating func attributes(_ paint: Paint) -> String {
        if case .series(let index) = paint { patterns.insert(index) }
        return paint.attributes(id: id)
    }

    private mutating func add(_ name: String, _ attributes: String, _ tip: String) {
        elements += tip.isEmpty ? "<\(name) \(attributes)/>\n" : "<\(name) \(attributes)><title>\(escapedMarkup(visible(tip)))</title></\(name)>\n"
    }
}

/// Sizes of text in units of the picture, which is 720 of them wide: read well on a page and on paper.
enum TextSize {
    static let title = 17.0
    static let label = 13.0
    static let small = 12.0
}

/// A number of a place, to a hundredth, without an exponent: the same bytes wherever it is written.
func coordinate(_ number: Double) -> String {
    guard number.isFinite else { return "0" }
    let hundredths = Int((min(max(number, -1e6), 1e6) * 100).rounded())
    let (whole, rest) = hundredths.magnitude.quotientAndRemainder(dividingBy: 100)
    let fraction = rest == 0 ? "" : rest % 10 == 0 ? ".\(rest / 10)" : rest < 10 ? ".0\(rest)" : ".\(rest)"
    return (hundredths < 0 ? "-" : "") + "\(whole)" + fraction
}

/// A point of a path, `12.5 40`.
func point(_ x: Double, _ y: Double) -> String { "\(coordinate(x)) \(coordinate(y))" }
