import Diagnostics
import Engine
import Syntax
import Tables

/// What tells tiers apart, and what must not.
extension CharterFindings {
    // MARK: Differences between tiers

    mutating func lookAtDifferences() {
        guard labels.tierNames.count > 1 else { return }
        let (kinds, charter) = (kinds, charter)
        let entitlements = kinds.map { charter.entitlements(of: $0.kind) }
        func promise(_ kind: Int, _ service: Int) -> Clause.Promise { entitlements[kind][service].clause.map { charter.clauses[$0].promise } ?? .none }
        var types: [String?] = []
        for kind in kinds where !types.contains(kind.type) { types.append(kind.type) }
        func kind(_ tier: String, _ type: String?) -> Int? { kinds.firstIndex { $0.tier == tier && $0.type == type } }
        for (service, name) in charter.services.enumerated() {
            let rows = types.map { type in labels.tierNames.compactMap { kind($0, type) }.map { promise($0, service) } }
            let isAlike = rows.allSatisfy { row in row.allSatisfy { $0 == row.first } }
            if isAlike, rows.contains(where: { $0.first != Clause.Promise.none }), let first = rows.first?.first {
                let same = rows.allSatisfy { $0.first == first } ? " (\(first.text))" : ", whatever their type"
                add("alike", Words.quoted(name), "All tiers get it alike\(same): it tells none apart.", "Give the higher tiers more, or say it is for all: that is fair too.")
            }
            for (higher, lower) in zip(labels.tierNames, labels.tierNames.dropFirst() + [Clause.nonTiered]) where labels.areOrdered || lower == Clause.nonTiered {
                let inverted = types.filter { type in
                    guard let a = kind(higher, type), let b = kind(lower, type) else { return false }
                    return promise(b, service).perYear > promise(a, service).perYear && promise(a, service) != .onRequest
                }
                guard let first = inverted.first, let a = kind(higher, first), let b = kind(lower, first) else { continue }
                let whom = inverted.count < types.count ? " for \(Binder.list(inverted.map { $0.map { Words.quoted($0) } ?? "no client type" }))" : ""
                add("inverted", Words.quoted(name), "\(lower) gets more of it than \(higher)\(whom): \(promise(b, service).text) against \(promise(a, service).text).", "Set the higher tier's clause right.")
            }
        }
        lookForTwins(promise, types, kind)
    }

    /// Neighbouring tiers that get the same of everything.
    private mutating func lookForTwins(_ promise: (Int, Int) -> Clause.Promise, _ types: [String?], _ kind: (String, String?) -> Int?) {
        for (higher, lower) in zip(labels.tierNames, labels.tierNames.dropFirst()) {
            let isSame = types.allSatisfy { type in
                guard let a = kind(higher, type), let b = kind(lower, type) else { return false }
                return charter.services.indices.allSatisfy { promise(a, $0) == promise(b, $0) }
            }
            if isSame { add("alike", "\(higher), \(lower)", "They get the same of every service: one of the two tiers is enough.", "Tell them apart, or make them one.") }
        }
    }

    // MARK: Equal access

    /// Words for published research, and for having something before others.
    private static let research = ["research", "note", "report", "publication", "recommendation", "rating", "estimate", "forecast", "model"]
    private static let early = [
        "before publication", "before release", "before it is", "before they are", "before others", "before other clients", "before anyone", "before everyone", "before the rest",
        "before the market", "hours before", "day before", "days before", "evening before", "night before", "ahead of", "advance", "early", "earlier", "first call", "first look", "first to",
        "then the others", "then the rest", "preview", "pre-publication", "pre-release", "prior to", "priority access", "head start", "embargo", "draft", "unpublished", "sooner",
    ]

    mutating func lookAtAccess() {
        for service in charter.services {
            var times: [(clause: Clause, times: [String])] = []
            for clause in charter.clauses where equalIgnoringCase(clause.service, service) && clause.promise != .none {
                let text = "\(clause.service) \(clause.expectation)".lowercased()
                guard CharterFindings.research.contains(where: { text.containsWord($0) }) else { continue }
                if let word = CharterFindings.early.first(where: { text.containsWord($0) }) {
                    add("equal-access", title(clause), "It reads as if some clients had research before others (\(Words.quoted(word))).", "Compliance should review it: published research goes to all who get it at the same time.")
                }
                if !text.times.isEmpty { times.append((clause, text.times)) }
            }
            guard times.contains(where: { $0.times.count > 1 || $0.times != times[0].times }) else { continue }
            let told = times.map { "\($0.clause.id) \(joinWords($0.times, "and"))" }
            add("equal-access", Words.quoted(service), "Some clients are to have it sooner than others: \(Binder.list(told)).", "Compliance should review it: one time for all.")
        }
    }
}

extension String {
    /// Whether words stand in it as words, a plural s apart; both in lower case.
    fileprivate func containsWord(_ word: String) -> Bool {
        let text = Array(utf8), wanted = Array(word.utf8)
        guard wanted.count <= text.count else { return false }
        func isLetter(_ at: Int) -> Bool { text.indices.contains(at) && (text[at] >= 97 && text[at] <= 122 || text[at] >= 128) }
        return (0...(text.count - wanted.count)).contains { start in
            guard text[start..<(start + wanted.count)].elementsEqual(wanted), !isLetter(start - 1) else { return false }
            let end = start + wanted.count
            return !isLetter(end) || text[end] == UInt8(ascii: "s") && !isLetter(end + 1)
        }
    }

    /// How soon something is to come, each once: `within 2 hours`, `same day`, `by 7 am`.
    fileprivate var times: [String] {
        let words = split { !($0.isLetter || $0.isNumber) }.map(String.init)
        var found: [String] = []
        for at in words.indices {
            let next = words[(at + 1)...].prefix(2)
            let phrase = ([words[at]] + next).joined(separator: " ")
            let pair = ([words[at]] + next.prefix(1)).joined(separator: " ")
            if words[at] == "within", let unit = next.last, next.count == 2, ["minute", "hour", "day", "week"].contains(where: unit.hasPrefix) { found.append(phrase) }
            if words[at] == "by", let half = next.last, next.count == 2, ["am", "pm", "noon"].contains(half) { found.append(phrase) }
            if ["same day", "next day", "next morning", "morning after", "day after", "at once", "hours later", "day later", "days later"].contains(pair) { found.append(pair) }
        }
        return found.distinct
    }
}

extension [String] {
    fileprivate var distinct: [String] { reduce(into: []) { if !$0.contains($1) { $0.append($1) } } }
}
