import Tables
import Workspaces

/// A small book of accounts made from a seed, with many ties and missing figures, and rules for its list: as statements and as what
/// they mean.
struct ListBook {
    struct Measure {
        var weight: Int
        var column: Int
        /// 0 percentile, 1 minmax, 2 zscore, 3 reference 0..4.
        var scaling: Int
        var lower: Bool
        /// Nil leaves the account out; −1 stands for the median.
        var fill: Int?

        var text: String {
            let scaled = ["", " scaled minmax", " scaled zscore", " scaled reference 0..4"][scaling]
            return "\(weight)% \(ListBook.columns[column])\(scaled)\(lower ? " lower is better" : "")\(fill.map { $0 < 0 ? " missing as median" : " missing as \($0)" } ?? "")"
        }
    }

    enum Tier {
        case count(Int), share(Int), worth(Int, column: Int), score(Double)

        func text(_ name: String) -> String {
            switch self {
            case .count(let count): "tier \(name) next \(count)"
            case .share(let share): "tier \(name) next \(share)%"
            case .worth(let share, let column): "tier \(name) next \(share)% of \(ListBook.columns[column])"
            case .score(let least): "tier \(name) where score >= \(least)"
            }
        }
    }

    /// `tier` nil keeps the account off the list.
    struct Pin {
        var account: Int
        var tier: Int?
        var isOver: Bool
    }

    static let columns = ["a", "b", "c"]
    static let tierNames = ["Gold", "Silver", "Bronze"]

    var keys: [String] = []
    var regions: [String] = []
    /// By column, then account.
    var figures: [[Int?]] = [[], [], []]
    var objectives: [(weight: Int, measures: [Measure])] = []
    var tiers: [Tier] = []
    var pins: [Pin] = []
    var isPerRegion = false
    /// By objective so many places, in the stead of weights.
    var places: [Int]?

    init(seed: Int, plain: Bool = false) {
        var random = Random(UInt64(seed) &+ 4_711)
        let count = random.chance(5) ? random.below(2) : random.within(2...25)
        let step = [7, 11, 13].first { max(1, count) % $0 != 0 } ?? 1
        for row in 0..<count {
            let number = row * step % count
            keys.append("K\(number / 10)\(number % 10)")
            regions.append(random.pick(["EMEA", "Asia", "it's"]))
            for column in 0..<3 { figures[column].append(random.chance(column * 8) ? nil : random.within(-1...5)) }
        }
        for _ in 0..<random.within(1...3) {
            var measures = (0..<random.within(1...3)).map { _ in
                Measure(
                    weight: random.chance(10) ? 0 : random.within(1...7), column: random.below(3), scaling: random.chance(60) ? 0 : random.below(4), lower: random.chance(25),
                    fill: random.pick([nil, nil, -1, 0, 3]))
            }
            if measures.allSatisfy({ $0.weight == 0 }) { measures[0].weight = 1 }
            objectives.append((random.within(1...4), measures))
        }
        for _ in 0..<random.within(1...3) {
            switch random.below(10) {
            case 0...3: tiers.append(.count(random.within(0...6)))
            case 4...6: tiers.append(.share(random.within(0...60)))
            case 7 where !plain: tiers.append(.worth(random.within(1...70), column: random.below(3)))
            case 8 where !plain: tiers.append(.score(Double(random.within(1...95)) + 0.123))
            default: tiers.append(.count(1))
            }
        }
        if plain { return }
        isPerRegion = random.chance(30)
        if random.chance(25) { places = objectives.map { _ in random.within(0...5) }; if places?.allSatisfy({ $0 == 0 }) == true { places?[0] = 1 } }
        var rest = Array(0..<count)
        while !rest.isEmpty, random.chance(50) {
            pins.append(Pin(account: rest.remove(at: random.below(rest.count)), tier: random.chance(30) ? nil : random.below(tiers.count), isOver: random.chance(25)))
        }
    }

    var workspace: Workspace {
        var workspace = Workspace()
        let cells = figures.map { column in Column.doubles(column.map { $0.map(Double.init) ?? .nan }) }
        let fields = [Field("account", .texts(keys)), Field("region", .texts(regions))] + zip(ListBook.columns, cells).map { Field($0, $1) }
        workspace.put(Table(fields, rowCount: keys.count, key: 0), as: "accounts")
        workspace.asOf = Day(number: Int32(World.asOf) - 30)
        return workspace
    }

    var statements: [String] {
        var lines = objectives.enumerated().map { "objective 'o\($0)' = " + $1.measures.map(\.text).joined(separator: ", ") }
        lines += zip(ListBook.tierNames, tiers).map { $1.text($0) }
        if let places {
            lines.append("policy combine by places " + places.enumerated().map { "\($1) 'o\($0)'" }.joined(separator: ", "))
        } else if objectives.count > 1 {
            lines.append("policy combine by weight " + objectives.enumerated().map { "\($1.weight) 'o\($0)'" }.joined(separator: ", "))
        }
        if isPerRegion { lines.append("policy per region") }
        for pin in pins {
            let what = pin.tier.map { "override '\(keys[pin.account])' to \(ListBook.tierNames[$0])" } ?? "exclude '\(keys[pin.account])'"
            lines.append("\(what) because 'x' by 'y' until \(pin.isOver ? "2025-06-10" : "2025-12-31")")
        }
        return lines + ["set as of 2025-06-15"]
    }
}

/// What a book's list must be, worked out row by row from the manual's words.
struct ListReference {
    /// By account: 0 to 100, and nil for who is not ranked.
    private(set) var scores: [Double?]
    private(set) var order: [Int] = []
    private(set) var ruleTiers: [Int?] = []
    private(set) var tiers: [Int?] = []
    let book: ListBook

    init(_ book: ListBook) {
        self.book = book
        scores = []
        if let places = book.places {
            let lists = book.objectives.map { ListReference.ranked($0.measures.map { ($0, Double($0.weight)) }, book) }
            let best = book.keys.indices.map { row in
                lists.enumerated().compactMap { index, list in list.order.firstIndex(of: row).map { (rank: $0, objective: index) } }.min { $0 < $1 }
            }
            var hasPlace = Set<Int>()
            for (index, list) in lists.enumerated() {
                hasPlace.formUnion(list.order.filter { best[$0]?.objective == index }.prefix(places[index]))
            }
            scores = book.keys.indices.map { row in best[row].flatMap { lists[$0.objective].scores[row] } }
            order = book.keys.indices.filter { best[$0] != nil }.sorted { a, b in
                let (x, y) = (best[a] ?? (0, 0), best[b] ?? (0, 0))
                return (hasPlace.contains(a) ? 0 : 1, x.rank, x.objective) < (hasPlace.contains(b) ? 0 : 1, y.rank, y.objective)
            }
        } else {
            let measures = book.objectives.flatMap { objective in
                let total = Double(objective.measures.reduce(0) { $0 + $1.weight })
                return objective.measures.map { ($0, Double(objective.weight) * Double($0.weight) / total) }
            }
            (scores, order) = ListReference.ranked(measures, book)
        }
        cut()
    }

    /// Scores and order of one weighted set of measures.
    static func ranked(_ all: [(ListBook.Measure, Double)], _ book: ListBook) -> (scores: [Double?], order: [Int]) {
        // What counts for nothing keeps nobody off the list.
        let measures = all.filter { $0.1 > 0 }
        func value(_ measure: ListBook.Measure, _ row: Int) -> Double? {
            let present = book.figures[measure.column].compactMap { $0 }.sorted()
            if let own = book.figures[measure.column][row] { return Double(own) }
            guard let fill = measure.fill else { return nil }
            if fill >= 0 { return Double(fill) }
            return present.isEmpty ? nil : Double(present[(present.count - 1) / 2] + present[present.count / 2]) / 2
        }
        let ranked = book.keys.indices.filter { row in measures.allSatisfy { value($0.0, row) != nil } }
        let n = Double(ranked.count)
        func scaled(_ measure: ListBook.Measure, _ row: Int) -> Double {
            let all = ranked.compactMap { value(measure, $0) }
            let own = value(measure, row) ?? 0
            var y: Double
            switch measure.scaling {
            case 0:
                let (below, equal) = (all.count { $0 < own }, all.count { $0 == own })
                y = n > 1 ? (Double(below) + Double(equal - 1) / 2) / (n - 1) : 1
                if measure.lower, n > 1 { y = 1 - y }
                return y
            case 1:
                let (least, greatest) = (all.min() ?? 0, all.max() ?? 0)
                y = greatest > least ? (own - least) / (greatest - least) : 0.5
            case 2:
                let mean = all.reduce(0, +) / n
                let deviation = (all.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / n).squareRoot()
                y = deviation > 0 ? (own - mean) / deviation : 0
                return measure.lower ? -y : y
            default: y = min(1, max(0, own / 4))
            }
            return measure.lower ? 1 - y : y
        }
        let total = measures.reduce(0) { $0 + $1.1 }
        var scores = [Double?](repeating: nil, count: book.keys.count)
        for row in ranked { scores[row] = measures.reduce(0) { $0 + $1.1 * scaled($1.0, row) } / total * 100 }
        // Scores of the same account figures are the same; a billionth is rounding.
        let order = ranked.sorted { a, b in
            let (x, y) = (scores[a] ?? 0, scores[b] ?? 0)
            return abs(x - y) > 1e-9 ? x > y : book.keys[a] < book.keys[b]
        }
        return (scores, order)
    }

    private mutating func cut() {
        ruleTiers = [Int?](repeating: nil, count: book.keys.count)
        for group in book.isPerRegion ? Array(Set(book.regions)) : [""] {
            let list = order.filter { group.isEmpty || book.regions[$0] == group }
            var share = 0
            var worth: [Int: Int] = [:]
            var taken: [Int: Double] = [:]
            for (tier, rule) in book.tiers.enumerated() {
                let left = list.filter { ruleTiers[$0] == nil }
                switch rule {
                case .count(let count): for row in left.prefix(count) { ruleTiers[row] = tier }
                case .share(let more):
                    let before = min(100, share) * list.count / 100
                    share += more
                    for row in left.prefix(min(100, share) * list.count / 100 - before) { ruleTiers[row] = tier }
                case .worth(let more, let column):
                    func amount(_ row: Int) -> Double { Double(max(0, book.figures[column][row] ?? 0)) }
                    worth[column, default: 0] += more
                    let wanted = Double(min(100, worth[column] ?? 0)) / 100 * list.reduce(0) { $0 + amount($1) }
                    for row in left where taken[column, default: 0] < wanted - 1e-9 {
                        ruleTiers[row] = tier
                        taken[column, default: 0] += amount(row)
                    }
                case .score(let least): for row in left where (scores[row] ?? 0) >= least { ruleTiers[row] = tier }
                }
            }
        }
        tiers = ruleTiers
        for pin in book.pins where !pin.isOver { tiers[pin.account] = pin.tier }
    }

    func rank(_ row: Int) -> Int? { order.firstIndex(of: row).map { $0 + 1 } }

    func tierName(_ row: Int, _ tiers: [Int?]) -> String {
        tiers[row].map { ListBook.tierNames[$0] } ?? (scores[row] == nil ? "not ranked" : "non-tiered")
    }
}
