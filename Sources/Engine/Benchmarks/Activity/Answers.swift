import Tables

/// Whether an account does business soon after a service: on one of so many days from that of the service on.
///
/// An account that does business every week answers everything, so beside the share that was answered stands the share that would
/// have been had the services fallen on any days.
struct Answers {
    /// Days after a service that count as its answer.
    let within: Int32
    /// By account the days on which it did business, ascending.
    let business: [[Int32]]
    /// The last day that is known; a service whose days are not over by then is not judged yet.
    let last: Int32

    func isJudged(_ day: Int32) -> Bool { day &+ within <= last }

    func isAnswered(_ account: Int, on day: Int32) -> Bool {
        let own = business[account]
        var (low, high) = (0, own.count)
        while low < high {
            let middle = (low + high) / 2
            if own[middle] < day { low = middle + 1 } else { high = middle }
        }
        return low < own.count && own[low] <= day &+ within
    }

    /// The share of a window's judged days on which a service would have been answered; 0 where none is.
    func chance(_ account: Int, in window: ServiceWindow) -> Double {
        let (from, to) = (window.from.number, min(window.last.number, last &- within))
        guard from <= to else { return 0 }
        var (covered, next) = (0, from)
        for day in business[account] where day >= next {
            let (first, end) = (max(next, day &- within), min(day, to))
            if first > to { break }
            if first <= end { covered += Int(end - first) + 1 }
            next = day &+ 1
        }
        return Double(covered) / Double(Int(to - from) + 1)
    }
}
