import Tables

/// The queries of W12.
enum Interactive {
    private static let segments = ["Corporate", "Mid-Market", "Public Sector", "Retail", "Small Business", "Startup"]
    private static let regions = ["North", "South", "East", "West", "Central", "Iberia", "Nordics", "Île-de-France"]
    private static let industries = [
        "Agriculture", "Automotive", "Banking", "Chemicals", "Construction", "Consulting", "Education", "Energy", "Food", "Healthcare",
        "Insurance", "Logistics", "Machinery", "Media", "Real Estate", "Retail", "Software", "Telecom", "Textiles", "Travel",
    ]
    private static let kinds = ["meeting", "call", "email", "review", "workshop", "visit", "proposal", "support"]
    private static let asOf = Day(year: 2025, month: 6, day: 30) ?? Day.earliest

    /// Query `number` of a thousand; `key` gives the n-th account's id.
    static func line(_ number: Int, key: (Int) -> Value) -> String {
        let j = number / 5
        switch number % 5 {
        case 0:
            return "accounts | where segment = '\(segments[j % 6])' and revenue >= \(100 * (j + 1)) | summarize count, max(revenue)"
        case 1:
            return """
                accounts | where region = '\(regions[j % 8])' and potential >= \(500 * j) and wallet is not null \
                | top 5 by wallet | select id, wallet
                """
        case 2: return "accounts | where industry = '\(industries[j % 20])' | group by region show count, sum(revenue)"
        case 3: return "activity | where account_id = \(Canonical.cell(key(j), decimals: 0)) | group by kind show count, max(hours)"
        default:
            return "activity | where kind = '\(kinds[j % 8])' and date > \(asOf.adding(days: -(j + 1)).text) | summarize count, max(hours)"
        }
    }
}
