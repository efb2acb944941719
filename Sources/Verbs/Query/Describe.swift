import Diagnostics
import Engine
import Syntax
import Tables

struct Describe: Verb {
    let forms = [Form("describe", .stage)]
    let manual = Manual(
        "one row a column: type, missing, distinct, quartiles, most frequent values",
        details: "Quartiles are of type 7, linear between neighbours, as in spreadsheets. Of texts the first and the last in order are shown.",
        examples: """
            tierbook> accounts | describe
            column        type          missing  distinct         min  quartile 1      median  quartile 3         max  most frequent
            account       text                0         6        Acme           —           —           —       Fjord  —
            tier          text                0         3      Bronze           —           —           —      Silver  Gold (2), Silver (2), Bronze (2)
            region        text                0         3    Americas           —           —           —        EMEA  EMEA (3), Americas (2)
            revenue       whole number        0         6      60,000     152,500     330,000     582,500     820,000  —
            cost          whole number        0         6      20,000     120,000     270,000     457,500     510,000  —
            wallet        whole number        1         5     300,000     800,000     900,000   1,500,000   2,000,000  —
            renewal date  date                1         5  2026-03-31  2026-05-31  2026-09-30  2026-12-31  2027-01-31  —
            """)

    func run(_ call: VerbCall, _ input: Query?, _ session: Session) throws(Diagnostic) -> Output {
        let query = try query(call, input)
        let table = try Session.table(query, try session.run(query))
        var summaries: [ColumnSummary] = []
        for field in table.fields { summaries.append(try ColumnSummary(field.column)) }
        return .query(
            Query(
                result: Table([
                    Field("column", .texts(table.fields.map(\.name))),
                    Field("type", .texts(table.fields.map(\.column.type.name))),
                    Field("missing", .integers(summaries.map { Int64($0.missing) })),
                    Field("distinct", .integers(summaries.map { Int64($0.distinct) })),
                    Field("min", .texts(summaries.map(\.least)), look: .figures),
                    Field("quartile 1", .texts(summaries.map(\.quartiles[0])), look: .figures),
                    Field("median", .texts(summaries.map(\.quartiles[1])), look: .figures),
                    Field("quartile 3", .texts(summaries.map(\.quartiles[2])), look: .figures),
                    Field("max", .texts(summaries.map(\.greatest)), look: .figures),
                    Field("most frequent", .texts(summaries.map(\.frequent))),
                ])))
    }
}

/// What there is to say about one column.
struct ColumnSummary {
    let missing: Int
    let distinct: Int
    var least: String?
    var greatest: String?
    var quartiles: [String?] = [nil, nil, nil]
    var frequent: String?

    init(_ column: Column) throws(Diagnostic) {
        missing = column.missingCount()
        let values = try Grouping.groups(by: [column], rows: column.count)
        distinct = values.count - (missing > 0 ? 1 : 0)
        guard missing < column.count else { return }
        let all = Groups.single(rows: column.count)
        least = ColumnSummary.text(try Aggregating.aggregate(.minimum, column, all, rows: column.count, tally: Tally())[0])
        greatest = ColumnSummary.text(try Aggregating.aggregate(.maximum, column, all, rows: column.count, tally: Tally())[0])
        if column.type.isNumeric || column.type == .date { try findQuartiles(column, all) }
        findFrequent(column, values)
    }

    private mutating func findQuartiles(_ column: Column, _ all: Groups) throws(Diagnostic) {
        for (index, share) in [0.25, 0.5, 0.75].enumerated() {
            let number = try Aggregating.aggregate(.quantile(share), column, all, rows: column.count, tally: Tally())[0].number ?? .nan
            switch column.type {
            case .date: quartiles[index] = number.isFinite ? Day(number: Int32(number.rounded(.down))).text : nil
            case .money(let currency, let scale): quartiles[index] = moneyText(number, currency: currency, scale: scale)
            case .percent: quartiles[index] = ColumnSummary.text(.percent(number))
            default: quartiles[index] = ColumnSummary.text(.decimal(number))
            }
        }
    }

    /// The three most frequent values with their counts, when any occurs twice and there are not too many to matter.
    private mutating func findFrequent(_ column: Column, _ values: Groups) {
        var counts = [Int](repeating: 0, count: values.count)
        let ids = values.ids.pointer(to: Int32.self)
        for row in 0..<column.count { counts[Int(ids[row])] += 1 }
        let known = counts.indices.filter { counts[$0] > 1 && !column[Int(values.firstRows[$0])].isMissing }
        let top = known.sorted { (counts[$1], $0) < (counts[$0], $1) }.prefix(3)
        guard !top.isEmpty, distinct <= 1_000 || counts[top[0]] * 20 > column.count else { return }
        frequent = top.map { "\(ColumnSummary.text(column[Int(values.firstRows[$0])]) ?? "") (\(grouped(counts[$0])))" }.joined(separator: ", ")
    }

    private static func text(_ value: Value) -> String? {
        switch value {
        case .missing: nil
        case .decimal(let number): NumberFormat(for: [number]).text(number)
        case .percent(let share): NumberFormat(for: [share], isPercent: true).text(share)
        case .money(let money): moneyText(money)
        case .whole(let number): grouped(Int(number))
        default: Plain.text(value)
        }
    }
}
