extension Period {
    /// As it is written.
    package var text: String {
        switch self {
        case .year(let year): "\(year)"
        case .half(let year, let half): "\(year)H\(half)"
        case .quarter(let year, let quarter): "\(year)Q\(quarter)"
        case .month(let year, let month): "\(year)-\(month < 10 ? "0" : "")\(month)"
        case .last(let count, let unit): "last \(count) \(unit.rawValue)s"
        case .next(let count, let unit): "next \(count) \(unit.rawValue)s"
        case .calendar(let offset, let unit): (offset == 0 ? "this " : offset > 0 ? "next " : "last ") + unit.rawValue
        }
    }
}
