/// The standard normal density under 128 layers of one area, so that nearly every draw is one product and one comparison (Marsaglia &
/// Tsang 2000, *The ziggurat method for generating random variables*; without its faults as Doornik 2005, *An improved ziggurat
/// method to generate normal random samples*).
struct Ziggurat: Sendable {
    static let standard = Ziggurat()

    private static let count = 128
    /// Where the tail begins, and the area of a layer, for so many (Doornik 2005).
    private static let tail = 3.442619855899
    private static let area = 9.91256303526217e-3

    /// The right edges of the layers, from the lowest one, and 0 after the last; and what share of each lies under the next, which is
    /// all under the density.
    private let edges: [Double]
    private let shares: [Double]
    /// The density at each edge.
    private let heights: [Double]

    private init() {
        var edges = [Ziggurat.area / Ziggurat.density(Ziggurat.tail), Ziggurat.tail]
        while edges.count < Ziggurat.count {
            let height = Ziggurat.area / edges[edges.count - 1] + Ziggurat.density(edges[edges.count - 1])
            edges.append((-2 * Elementary.log(height)).squareRoot())
        }
        edges.append(0)
        self.edges = edges
        heights = edges.map(Ziggurat.density)
        shares = (0..<Ziggurat.count).map { edges[$0 + 1] / edges[$0] }
    }

    private static func density(_ x: Double) -> Double { Elementary.exp(-0.5 * x * x) }

    @inline(__always)
    func draw(_ generator: inout Generator) -> Double {
        let bits = generator.next()
        // 53 bits for the place, seven others for the layer.
        let (place, layer) = (2 * (Double(bits >> 11) * 0x1p-53) - 1, Int(bits & 0x7F))
        return abs(place) < shares[layer] ? place * edges[layer] : beyond(place, layer, &generator)
    }

    /// For a place outside the layer above: it may lie over the density, or in the tail.
    @inline(never)
    private func beyond(_ place: Double, _ layer: Int, _ generator: inout Generator) -> Double {
        if layer == 0 { return place < 0 ? -tail(&generator) : tail(&generator) }
        let x = place * edges[layer]
        let height = heights[layer] + generator.uniform() * (heights[layer + 1] - heights[layer])
        return height < Ziggurat.density(x) ? x : draw(&generator)
    }

    /// Marsaglia 1964.
    private func tail(_ generator: inout Generator) -> Double {
        while true {
            let x = -Elementary.log(1 - generator.uniform()) / Ziggurat.tail
            if -2 * Elementary.log(1 - generator.uniform()) >= x * x { return Ziggurat.tail + x }
        }
    }
}
