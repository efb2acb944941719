// Days counted year by year and month by month: slow, and plain to see.

func isLeap(_ year: Int) -> Bool { year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) }

func monthLength(_ year: Int, _ month: Int) -> Int { month == 2 ? (isLeap(year) ? 29 : 28) : [4, 6, 9, 11].contains(month) ? 30 : 31 }

func day(_ year: Int, _ month: Int, _ day: Int) -> Int {
    var days = 0
    if year >= 1970 { for y in 1970..<year { days += isLeap(y) ? 366 : 365 } } else { for y in year..<1970 { days -= isLeap(y) ? 366 : 365 } }
    for m in 1..<month { days += monthLength(year, m) }
    return days + day - 1
}

func parts(_ day: Int) -> (year: Int, month: Int, day: Int) {
    var (year, rest) = (1970, day)
    while rest < 0 {
        year -= 1
        rest += isLeap(year) ? 366 : 365
    }
    while rest >= (isLeap(year) ? 366 : 365) {
        rest -= isLeap(year) ? 366 : 365
        year += 1
    }
    var month = 1
    while rest >= monthLength(year, month) {
        rest -= monthLength(year, month)
        month += 1
    }
    return (year, month, rest + 1)
}

func dayText(_ number: Int) -> String {
    let (year, month, day) = parts(number)
    return "\(year)-\(twoDigits(month))-\(twoDigits(day))"
}

enum Unit: String, CaseIterable { case day, week, month, quarter, year }

/// The same day of a later (or earlier) month, its last day where that is shorter.
func adding(_ count: Int, _ unit: Unit, to number: Int) -> Int {
    let months =
        switch unit {
        case .day: 0
        case .week: 0
        case .month: count
        case .quarter: count * 3
        case .year: count * 12
        }
    if unit == .day { return number + count }
    if unit == .week { return number + 7 * count }
    var (year, month, date) = parts(number)
    month += months
    while month > 12 { (year, month) = (year + 1, month - 12) }
    while month < 1 { (year, month) = (year - 1, month + 12) }
    return day(year, month, min(date, monthLength(year, month)))
}

func firstDay(of unit: Unit, _ number: Int) -> Int {
    let (year, month, _) = parts(number)
    switch unit {
    case .day: return number
    // 1970-01-01 was a Thursday; weeks begin on Monday.
    case .week: return number - ((number + 3) % 7 + 7) % 7
    case .month: return day(year, month, 1)
    case .quarter: return day(year, (month - 1) / 3 * 3 + 1, 1)
    case .year: return day(year, 1, 1)
    }
}

/// Half-open.
struct PeriodOfDays {
    let text: String
    let from: Int
    let before: Int
}
