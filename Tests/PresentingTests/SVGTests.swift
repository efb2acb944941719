import Charts
import Foundation
import Tables
import TestSupport
import Testing

#if canImport(FoundationXML)
    import FoundationXML
#endif

@Suite struct SVGTests {
    @Test func `any chart is well-formed, finite and the same each time`() {
        var random = Seeded(state: 11)
        for _ in 0..<300 {
            let chart = hostileChart(&random)
            let picture = svg(chart, id: "c1")
            let found = Parsed(picture)
            #expect(found.isWellFormed, "\(chart)\n\(picture)")
            #expect(isHarmless(picture))
            let places = found.places.joined()
            #expect(!places.contains("nan") && !places.contains("inf"), "\(picture)")
            #expect(found.numbers.filter { !$0.isFinite }.isEmpty, "\(picture)")
            #expect(found.ids.count == Set(found.ids).count)
            #expect(found.ids.filter { !$0.hasPrefix("c1") }.isEmpty)
            #expect(svg(chart, id: "c1") == picture)
        }
    }

    @Test(.timeLimit(.minutes(1))) func `a title of any length is cut in time by its length`() {
        let words = String(repeating: "word ", count: 100_000)
        let found = Parsed(svg(Chart(kind: .bar, title: words, axis: .init("x"), labels: ["a"], series: [], notes: [words]), id: "c"))
        #expect(found.isWellFormed && found.texts.count < 20)
    }

    @Test(arguments: Chart.Kind.allCases) func `every element lies within the picture`(_ kind: Chart.Kind) {
        for chart in charts(kind) {
            let found = Parsed(svg(chart, id: "c"))
            let height = found.height
            for text in found.texts {
                #expect((0...720).contains(text.x) && (0...height).contains(text.y), "\(text)")
            }
        }
    }

    @Test func `what it says is in its title, its description and its tips`() {
        let chart = Chart(
            kind: .bar, title: "Revenue <by> tier", axis: .init("tier"), labels: ["Gold & co", "Silver"],
            series: [.init(name: "total", values: [1_460_000, nil], type: .money(Currency("USD"), scale: 0))], notes: ["1 missing total"])
        let found = Parsed(svg(chart, id: "a b"))
        #expect(found.isWellFormed)
        #expect(found.ids.first == "a-b")
        #expect(found.titles.first == "Revenue <by> tier")
        #expect(found.descriptions == ["total: $1.46m (Gold & co). 1 missing total."])
        #expect(found.titles.contains("Gold & co: $1,460,000"))
        #expect(found.texts.map(\.text).contains("1 missing total"))
    }

    @Test func `long texts are cut and given in full in a tip`() {
        let name = String(repeating: "Wide Name ", count: 30)
        let chart = Chart(kind: .bar, title: "t", labels: [name], series: [.init(name: "n", values: [1], type: .whole)])
        let found = Parsed(svg(chart, id: "c"))
        #expect(found.titles.contains(name))
        #expect(found.texts.contains { $0.text.hasPrefix("Wide Name") && $0.text.contains("…") })
    }

    @Test func `a thousand labels and ten thousand points stay small`() {
        let labels = (0..<1_000).map { "Account \($0)" }
        let values = labels.indices.map { Double?(Double($0 * $0)) }
        for kind in [Chart.Kind.bar, .stacked, .line, .intervals, .waterfall] {
            let picture = svg(Chart(kind: kind, title: "t", labels: labels, series: [.init(name: "n", values: values, type: .whole)]), id: "c")
            #expect(Parsed(picture).height < 1_200)
        }
        let whiskers = (1...8).map { Chart.Series(name: "\($0)", values: values, type: .whole, intervals: values.map { value in value.map { $0 - 1...$0 + 1 } }) }
        let upright = svg(Chart(kind: .intervals, title: "t", labels: labels, series: whiskers, measure: "n"), id: "c")
        #expect(upright.utf8.count < 1_000_000 && upright.contains("187 of 1,000 labels drawn"))
        let many = (0..<10_000).map { "\($0)" }
        let places = many.indices.map { Double?(Double($0 % 100)) }
        let cloud = Chart(
            kind: .scatter, title: "t", axis: .init("x", type: .whole, places: places), labels: many,
            series: [.init(name: "y", values: places, type: .whole)])
        #expect(svg(cloud, id: "c").utf8.count < 100_000, "Points that cover each other are drawn once.")
    }

    @Test func `long labels stand in lines below each other, and none is left out`() {
        let labels = ["services an account", "hours an account", "answered in 30 days, %", "revenue an hour, median account", "calls", "meetings held"]
        let values = labels.indices.map { Double?(Double($0)) }
        let series = ["a", "b"].map { Chart.Series(name: $0, values: values, type: .decimal, intervals: values.map { value in value.map { $0 - 1...$0 + 1 } }) }
        let texts = Parsed(svg(Chart(kind: .intervals, title: "t", labels: labels, series: series, measure: "n"), id: "c")).texts.map(\.text)
        for word in labels.joined(separator: " ").split(separator: " ") { #expect(texts.contains { $0.contains(word) }, "\(word) is missing of \(texts)") }
    }

    @Test func `ticks are round numbers in one unit`() {
        func texts(_ numbers: [Double], _ type: ColumnType = .decimal, _ count: Int = 4) -> [String] {
            let ticks = Ticks(numbers, type: type, count: count, zero: .always, ends: .ticks)
            return ticks.values.map(ticks.text)
        }
        #expect(texts([1_900_000], .money(Currency("USD"), scale: 2)) == ["$0", "$0.5m", "$1.0m", "$1.5m", "$2.0m"])
        #expect(texts([-0.25, 0.31], .percent) == ["-40%", "-20%", "0%", "20%", "40%"])
        #expect(texts([3], .whole) == ["0", "1", "2", "3"])
        #expect(texts([0.00000031]) == ["0", "1e-7", "2e-7", "3e-7", "4e-7"])
        #expect(texts([12_500]) == ["0", "5k", "10k", "15k"])
        #expect(texts([7e20]) == ["0", "2e20", "4e20", "6e20", "8e20"])
        #expect(texts([]) == ["0", "0.5", "1.0"])
        #expect(texts([0, 0]).count > 1)
    }

    @Test func `dates are counted in years, months, weeks or days`() {
        func texts(_ low: String, _ high: String) -> [String] {
            guard let low = Day(iso: low.utf8), let high = Day(iso: high.utf8) else { return [] }
            let ticks = DateTicks(from: Double(low.number), to: Double(high.number), count: 5)
            return ticks.values.map(ticks.text)
        }
        #expect(texts("2024-09-01", "2026-08-01") == ["2025-01", "2025-07", "2026-01", "2026-07"])
        #expect(texts("2026-03-04", "2026-03-08") == ["2026-03-04", "2026-03-05", "2026-03-06", "2026-03-07", "2026-03-08"])
        #expect(texts("2026-03-01", "2026-03-31") == ["2026-03-02", "2026-03-09", "2026-03-16", "2026-03-23", "2026-03-30"])
        #expect(texts("1990-01-01", "2026-01-01") == ["1990", "2000", "2010", "2020"])
        #expect(texts("2026-03-04", "2026-03-04") == ["2026-03-04"])
        #expect(texts("0001-01-01", "9999-12-31").count < 8)
    }

    /// Ordinary charts of a kind and its limits.
    private func charts(_ kind: Chart.Kind) -> [Chart] {
        let names = ["A", "A rather long name of an account that nobody could fit", "C", "D"]
        let values: [[Double?]] = [
            [1, 2, 3, 4], [0, 0, 0, 0], [-5, nil, 1e12, 0.001], [nil, nil, nil, nil], [7, 7, 7, 7], [1e-12, 2e-12, nil, 0], [-1, -2, -3, -4],
        ]
        return values.flatMap { first in
            [false, true].map { isPlaced in
                let series = [first, Array(first.reversed())].enumerated().map { index, values in
                    let intervals = values.map { value in value.map { $0 - 1...$0 * ($0 < 0 ? 0.5 : 2) + 1 } }
                    return Chart.Series(name: names[index], values: values, type: .percent, intervals: intervals, start: index == 0 ? 2 : nil)
                }
                return Chart(
                    kind: kind, title: "Title", axis: .init("axis", type: .whole, places: isPlaced ? [1, 2, 3, 4, 5] : []), labels: names, series: series,
                    measure: "measure", legend: "legend", notes: ["2 missing"])
            }
        }
    }
}

/// What an XML parser finds in a picture.
private final class Parsed: NSObject, XMLParserDelegate {
    private(set) var isWellFormed = false
    private(set) var ids: [String] = []
    private(set) var titles: [String] = []
    private(set) var descriptions: [String] = []
    private(set) var texts: [(x: Double, y: Double, text: String)] = []
    /// Every attribute that is one number, and every attribute of places.
    private(set) var numbers: [Double] = []
    private(set) var places: [String] = []
    private(set) var height = 0.0
    private var open: [String] = []

    init(_ svg: String) {
        super.init()
        let parser = XMLParser(data: Data(svg.utf8))
        parser.delegate = self
        isWellFormed = parser.parse()
    }

    func parser(_ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?, attributes: [String: String]) {
        open.append(name)
        if let id = attributes["id"] { ids.append(id) }
        for name in ["x", "y", "x1", "y1", "x2", "y2", "width", "height", "font-size"] {
            if let value = attributes[name] { numbers.append(Double(value) ?? .nan) }
        }
        if let path = attributes["d"] { places.append(path) }
        if name == "svg" { height = attributes["height"].flatMap(Double.init) ?? 0 }
        if name == "title" { titles.append("") }
        if name == "desc" { descriptions.append("") }
        if name == "text" { texts.append((attributes["x"].flatMap(Double.init) ?? -1, attributes["y"].flatMap(Double.init) ?? -1, "")) }
    }

    func parser(_ parser: XMLParser, foundCharacters string: String) {
        switch open.last {
        case "title": titles[titles.count - 1] += string
        case "desc": descriptions[descriptions.count - 1] += string
        case "text": texts[texts.count - 1].text += string
        default: break
        }
    }

    func parser(_ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?) { open.removeLast() }
}
