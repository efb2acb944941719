import Diagnostics
import Syntax
import Tables
import Workspaces

/// The workspace's table `rates`: how many units of the home currency one unit of another is worth, by day.
package struct ExchangeRates: Sendable, Equatable {
    /// The currency that they are units of.
    package let home: String
    /// Something in the table says that they are units of it: its column home, or that one of it is 1. Else the asker says so.
    package let isHomeSaid: Bool
    private struct Series: Equatable {
        let code: String
        /// Ascending; one that holds for all days where rates have no dates.
        var days: [Int32]
        var rates: [Double]
    }
    private let series: [Series]

    static let tableName = "rates"

    /// Errors: `no-rates` and what else is wrong with the table.
    init(home name: String, at span: Span, _ session: Session) throws(Diagnostic) {
        guard let table = session.state.workspace.table(named: ExchangeRates.tableName)?.table else {
            throw Diagnostic("no-rates", "There is no table rates to take rates of exchange from.", at: span, help: "import rates from 'FILE', with the columns currency, date and rate: so many \(name) for one unit.")
        }
        guard let codes = table.text(named: "currency"), let rates = table.column(named: "rate"), rates.type.isNumeric else {
            throw Diagnostic("no-rates", "The table rates lacks \(table.text(named: "currency") == nil ? "a text column currency" : "a column of numbers, rate").", at: span, help: "It has the columns currency, date (where rates change) and rate: so many \(name) for one unit.")
        }
        try ExchangeRates.checkHome(table, name, at: span)
        let dates = (table.dated ?? table.fields.firstIndex { $0.column.type == .date }).map { table.fields[$0].column }
        var found: [(code: String, day: Int32, rate: Double)] = []
        for row in 0..<table.rowCount {
            if row % blockRows == 0 { try Cancellation.check() }
            guard case .text(let code) = codes[row], let rate = rates[row].number else { continue }
            guard rate > 0, rate.isFinite else {
                throw Diagnostic("invalid-rate", "The rate of \(code) in row \(grouped(row + 1)) of rates is not above 0.", at: span, help: "Set it right, or remove that row.")
            }
            var day = Int32.min
            if let dates {
                guard case .date(let own) = dates[row] else { continue }
                day = own.number
            }
            found.append((code, day, rate))
        }
        found.sort { ($0.code, $0.day, $0.rate) < ($1.code, $1.day, $1.rate) }
        var series: [Series] = []
        for (code, day, rate) in found {
            guard let last = series.indices.last, series[last].code == code else {
                series.append(Series(code: code, days: [day], rates: [rate]))
                continue
            }
            if series[last].days.last == day {
                if series[last].rates.last == rate { continue }
                throw Diagnostic("two-rates", "rates has two different ones for \(code)\(dates == nil ? "" : " on \(Day(number: day).text)").", at: span, help: dates == nil ? "Give the rates dates, or leave one of each." : "Leave one of them.")
            }
            series[last].days.append(day)
            series[last].rates.append(rate)
        }
        self.series = series
        home = series.first { equalIgnoringCase($0.code, name) }?.code ?? name.uppercased()
        // The one that is always worth 1 of itself.
        if let own = series.first(where: { $0.rates.allSatisfy { $0 == 1 } }), !equalIgnoringCase(own.code, name) {
            throw Diagnostic("other-home", "rates are in \(own.code), one of which is 1 in them, and not in \(home).", at: span, help: "Write in \(own.code).")
        }
        isHomeSaid = series.contains { equalIgnoringCase($0.code, name) } || table.text(named: ExchangeRates.homeName) != nil
        if let own = series.first(where: { equalIgnoringCase($0.code, name) }), let other = own.rates.first(where: { $0 != 1 }) {
            throw Diagnostic("other-home", "One \(own.code) is \(NumberFormat(for: [other]).text(other)) in rates, so these are in another currency.", at: span, help: "Write in the currency that the rates are units of.")
        }
    }

    private static let homeName = "home"

    /// Refuses rates whose column home names another currency.
    private static func checkHome(_ table: Table, _ name: String, at span: Span) throws(Diagnostic) {
        guard let homes = table.text(named: homeName) else { return }
        for row in 0..<table.rowCount {
            if row % blockRows == 0 { try Cancellation.check() }
            guard case .text(let own) = homes[row] else {
                throw Diagnostic("no-home", "Row \(grouped(row + 1)) of rates has no home, the currency that its rate is so many of.", at: span, help: "Set it, or remove the column home.")
            }
            guard !equalIgnoringCase(own, name) else { continue }
            throw Diagnostic("other-home", "By their column home, rates are in \(own), and not in \(name.uppercased()).", at: span, help: "Write in \(own), or import rates in \(name.uppercased()).")
        }
    }

    /// Where the rates of a currency are found.
    enum Way {
        case home
        case series(Int)
        case none
    }

    func way(_ code: String) -> Way {
        if equalIgnoringCase(code, home) { return .home }
        return series.firstIndex { equalIgnoringCase($0.code, code) }.map { .series($0) } ?? .none
    }

    /// The latest one on or before a day, never a later; nil without any. The home currency's own is 1.
    func rate(_ way: Way, on day: Day) -> Double? {
        let own: Series
        switch way {
        case .home: return 1
        case .none: return nil
        case .series(let index): own = series[index]
        }
        var (low, high) = (0, own.days.count)
        while low < high {
            let middle = (low + high) / 2
            if own.days[middle] <= day.number { low = middle + 1 } else { high = middle }
        }
        return low > 0 ? own.rates[low - 1] : nil
    }

    func missing(_ code: String, on day: Day, at span: Span) -> Diagnostic {
        let codes = series.map(\.code)
        guard let own = series.first(where: { equalIgnoringCase($0.code, code) }), let first = own.days.first else {
            return Diagnostic(
                "no-rate", "There is no rate of \(code) in rates, which amounts of \(day.text) are in.", at: span,
                help: didYouMean(code, among: codes) ?? "Add its rate to rates\(codes.contains { equalIgnoringCase($0, home) } ? "" : ", or write in \(code) where rates are units of that").")
        }
        return Diagnostic(
            "no-rate", "There is no rate of \(code) for \(day.text): those in rates begin on \(Day(number: first).text), and a later one is not taken.", at: span,
            help: "Add one of that day or an earlier to rates.")
    }
}

extension Table {
    func column(named name: String) -> Column? { index(of: name).map { fields[$0].column } }
    func text(named name: String) -> Column? { column(named: name).flatMap { $0.type == .text ? $0 : nil } }
}
