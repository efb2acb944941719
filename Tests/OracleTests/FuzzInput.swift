import Verbs

/// Texts made from a seed to be read as lines: valid ones with damage, and plain rubbish.
enum FuzzInput {
    /// The manuals' own lines, and some with more of the grammar.
    static let lines: [String] = {
        let manuals = Verbs.catalogue.verbs.map(\.manual.examples) + Verbs.catalogue.functions.map(\.manual.examples)
        let typed = manuals.flatMap { $0.split(separator: "\n") }.filter { $0.hasPrefix("tierbook> ") }.map { String($0.dropFirst(10)) }
        return typed + [
            "accounts | where (tier = 'Gold' and not region in ('EMEA', \"Asia\")) or wallet between 5k and 1.2m | top 3 by revenue per region with ties",
            "activity | where date in 2026Q1 and hours > 0.25 | compare 2026Q1 against 2025H2 by kind show sum(hours), count | order by change desc",
            "accounts | derive x = case when revenue > 250k then 'a' when wallet is missing then 'b' else 'c' end, y = revenue / 0 | pivot count rows x columns tier with totals",
            "accounts | derive d = `renewal date` + 3 months - 2 weeks, s = share(revenue per region), l = lag(cost, 2) | skip 1 | distinct region, s",
            "define won = sum(activity.hours where kind = 'Call'); accounts | select account, won, -won as m | where won >= 0.5 and account like 'A%'",
            "accounts | join (activity | where kind <> “Call” | select account, hours) on account = account keep all | union (accounts | drop cost)",
            "count(accounts where tier = 'Gold') / 2 * (3 - -1) + 20%; 5 > €1.5m; today - 3 months; last 90 days",
            "accounts | where renewal date since 2026-01 and renewal date before last quarter # remark\n| limit 5 -- another\n| chart bars revenue by account",
            "accounts | prioritize by 50% revenue, 30% wallet | tiers A top 2, B next 20% | group by tier show count",
            "accounts | where account in (activity | where count(accounts) > 5 | select account) | set wallet = wallet * 1.1",
        ]
    }()

    static let words = [
        "accounts", "activity", "|", "where", "select", "derive", "group by", "show", "order by", "limit", "skip", "top", "bottom", "by", "per", "with ties", "pivot",
        "rows", "columns", "compare", "against", "distinct", "join", "on", "union", "(", ")", ",", "=", "!=", "<", ">=", "+", "-", "*", "/", "and", "or", "not",
        "in", "between", "is", "missing", "null", "like", "contains", "case", "when", "then", "else", "end", "last 90 days", "this quarter", "2026Q1", "2026-02-30",
        "99999", "0000-00-00", "1e5", "20%", "€1.5m", "$x", "$", "'", "\"", "`", "``", "_", ";", "\n", "#", "--", "count", "sum(", "rank(", "median(revenue per all)",
        "revenue", "renewal date", "tier", "'Gold'", "hours", "date", "today", "as", "desc", "define", "expect", "explain", "help", "prioritize", "tiers", "why",
        "999999999999999999", "9999999999999999999999", "0.000000000000000001", "5 months", "999999 years", "next year", "as of", "set", "undo", ".", "..", "≠", "−",
        "chart", "histogram", "describe", "percentile(revenue, 101)", "lag(revenue, 1000000)", "ntile(cost, 0)", "true", "🦆", "e\u{301}", "\u{202E}", "\0", "\u{1B}[31m",
        "round(revenue, -400)", "concat(", "year(", "date + 99999999999", "revenue * 999999999999999999", "no", "9999-12-31", "0001-01-01", "of", "all",
    ]

    static func text(_ random: inout Random) -> [UInt8] {
        switch random.below(100) {
        case 0..<8: return (0..<random.below(60)).map { _ in UInt8(random.below(256)) }
        case 8..<30: return salad(&random)
        case 30..<32: return nested(&random)
        case 32..<34: return unicode(&random)
        default:
            var bytes = Array(random.pick(lines).utf8)
            for _ in 0..<random.within(0...4) { mutate(&bytes, &random) }
            return bytes
        }
    }

    private static func salad(_ random: inout Random) -> [UInt8] {
        let start = random.chance(60) ? "accounts | " : ""
        let tokens = (0..<random.within(1...14)).map { _ in random.pick(words) }
        return Array((start + tokens.joined(separator: random.chance(90) ? " " : "")).utf8)
    }

    private static func unicode(_ random: inout Random) -> [UInt8] {
        let scalars = (0..<random.within(1...30)).compactMap { _ in Unicode.Scalar(UInt32(random.below(random.chance(50) ? 0x3000 : 0x1_1FFFF))) }
        var text = ""
        text.unicodeScalars.append(contentsOf: scalars)
        return Array((random.chance(50) ? "accounts | where " + text + " = " : text).utf8)
    }

    private static func nested(_ random: inout Random) -> [UInt8] {
        let depth = random.chance(80) ? random.within(1...60) : random.within(150...400)
        let (open, middle, close) = random.pick([
            ("(", "1", ")"), ("not ", "true", ""), ("-", "1", ""), ("case when ", "true", " then 1 end"), ("abs(", "1", ")"), ("(accounts | where ", "true", ")"),
            ("1 + ", "1", ""), ("(", "accounts", " | limit 1)"), ("x in (", "1", ")"), ("sum(", "1", " per all)"), ("+", "2", ""), ("(1 + ", "1", ")"),
            ("account in (accounts | where ", "true", " | select account)"), ("explain ", "accounts", ""), ("count(accounts where ", "true", ")"),
        ])
        let prefix = random.pick(["", "accounts | where ", "accounts | derive x = ", "accounts | union "])
        return Array((prefix + String(repeating: open, count: depth) + middle + String(repeating: close, count: random.chance(90) ? depth : depth / 2)).utf8)
    }

    private static func mutate(_ bytes: inout [UInt8], _ random: inout Random) {
        let at = random.below(bytes.count + 1)
        switch random.below(9) {
        case 0 where !bytes.isEmpty: bytes[min(at, bytes.count - 1)] = UInt8(random.below(256))
        case 1: bytes.insert(UInt8(random.below(128)), at: at)
        case 2 where !bytes.isEmpty: bytes.remove(at: min(at, bytes.count - 1))
        case 3: bytes.removeSubrange(at..<min(bytes.count, at + random.below(12)))
        case 4: bytes.insert(contentsOf: bytes[at..<min(bytes.count, at + random.below(30))], at: at)
        case 5: bytes.removeSubrange(at...)
        case 6:
            // Something of another line.
            let other = Array(random.pick(lines).utf8)
            let from = random.below(other.count)
            bytes.insert(contentsOf: other[from..<min(other.count, from + random.below(30))], at: at)
        default:
            // A word in the place of another.
            let end = bytes[at...].firstIndex(of: 32) ?? bytes.count
            bytes.replaceSubrange(at..<end, with: Array(random.pick(words).utf8))
        }
    }
}
