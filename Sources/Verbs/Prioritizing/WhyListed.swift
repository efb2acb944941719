import Diagnostics
import Engine
import Prioritizing
import Syntax
import Tables

/// Why an account stands where it stands on the firm's list: beside its score its neighbours, what was set by hand, and its
/// labels.
struct WhyListed {
    private let list: FirmList
    private let session: Session

    init(_ list: FirmList, _ session: Session) { (self.list, self.session) = (list, session) }

    func reply(_ name: String, at span: Span) throws(Diagnostic) -> Reply {
        let row = try ListNames.account(name, list, at: span)
        var ranked = list.result
        var carried = ""
        if let quota = list.quota {
            guard let carrier = quota.carrier(row) else { return Reply(headline: "\(name) is not ranked by any objective.") }
            let objective = list.objectives[carrier]
            // Places part the list; what lifts an account on it is no matter of one objective's score alone.
            ranked = RankingResult(ranking: quota.objectives[carrier], measures: Array(list.measures[objective.measures]), names: list.result.names, noun: ranked.noun)
            carried = objective.name
        }
        let answer = try WhyAnswer(name, row, ranked, goal: try goal(row))
        guard let attribution = answer.attribution, var table = try answer.table() else { return Reply(headline: answer.headline, footer: more(row)) }
        if list.objectives.count > 1, list.quota == nil { table = withObjectives(table) }
        var headline = answer.headline
        if list.quota != nil {
            let place = try list.standing.place(of: row) ?? 0
            headline = "\(name) is \(label(row)): rank \(grouped(place)) of \(grouped(list.standing.rankedCount)), carried by \(Words.quoted(carried)), where it ranks \(grouped(attribution.place))."
        }
        if list.quota == nil, list.result.isHeld { headline = try held(name, row, attribution) }
        return Reply(headline: headline + byHand(row), table: table, footer: answer.liftSentences + (try neighbours(row)) + more(row))
    }

    /// Where tiers are held back an account must get further than the line, or needs a place that the list has given up.
    private func goal(_ row: Int) throws(Diagnostic) -> Goal? {
        guard list.result.isHeld, list.quota == nil else { return nil }
        let own = list.ruleTier(row)
        let next = own < 0 ? list.tierNames.count - 1 : own - 1
        guard next >= 0 else { return nil }
        do throws(Diagnostic) { return try list.goals(tier: next, row: row, session).any.first } catch {
            if error.id == Cancellation.cancelled.id { throw error }
            return nil
        }
    }

    /// `Oakfield is in Gold: rank 10 of 338. By rank alone it would be in Platinum; it is held by the buffer of 3 places.`
    private func held(_ name: String, _ row: Int, _ attribution: Attribution) throws(Diagnostic) -> String {
        let head = "\(name) is \(label(row)): rank \(grouped(attribution.place)) of \(grouped(attribution.rankedCount))"
        let free = Int(try Tiering(list.ranking, rules: list.result.rules ?? [], groups: list.result.groups).tier(row))
        let means = list.hold ?? ""
        if free == list.ruleTier(row) { return "\(head). Tiers are held by \(means)." }
        return "\(head). By rank alone it would be \(free < 0 ? "non-tiered" : "in \(list.tierNames[free])"); it is held by \(means)."
    }

    private func label(_ row: Int) -> String {
        let tier = list.ruleTier(row)
        return tier < 0 ? "non-tiered" : "in \(list.tierNames[tier])"
    }

    /// ` By hand it is in Gold: third-largest buyer (K. Lee, until 2018-06-30).`
    private func byHand(_ row: Int) -> String {
        guard let pin = list.pins.first(where: { $0.row == row && $0.status == .holds }) else { return "" }
        let where_ = pin.tier.map { "in \(list.tierNames[$0])" } ?? "off the list"
        return " By hand it is \(where_): \(pin.reason) (\(pin.author)\(pin.until.map { ", until \($0.text)" } ?? ""))."
    }

    /// Who stands next to it, with rank and score.
    private func neighbours(_ row: Int) throws(Diagnostic) -> [String] {
        let standing = list.standing
        guard let place = try standing.place(of: row) else { return [] }
        let places = [place - 1, place + 1].filter { $0 >= 1 && $0 <= standing.rankedCount }
        let marks = try standing.marks(at: places)
        return zip(places, marks).map { other, mark in
            let name = Plain.text(list.result.names[Int(mark.row)])
            return "\(other < place ? "above it" : "below it") \(name), rank \(grouped(other)) with \(TierLabels.points(standing.score(Int(mark.row))))"
        }
    }

    private func more(_ row: Int) -> [String] {
        let labels = list.qualifiers.filter { $0.members.pointer(to: UInt8.self)[row] == 2 }
        return labels.map { $0.need.isEmpty ? $0.name : "\($0.name), which needs \($0.need)" }
    }

    private func withObjectives(_ table: Table) -> Table {
        var names: [String?] = []
        for objective in list.objectives { names += objective.measures.map { $0 == objective.measures.lowerBound ? objective.name : nil } }
        return Table([Field("objective", .texts(names + [nil]))] + table.fields)
    }
}
