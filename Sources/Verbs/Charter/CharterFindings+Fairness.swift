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
        let types = Set(kinds.map(\.type))
        func kind(_ tier: String, _ type: String?) -> Int? { kinds.firstIndex { $0.tier == tier && $0.type == type } }
        for (service, name) in charter.services.enumerated() {
            let rows = types.map { type in labels.tierNames.compactMap { kind($0, type) }.map { promise($0, service) } }
            if rows.allSatisfy({ $0.allSatisfy { $0 == rows.first?.first } }), let same = rows.first?.first, same != .none {
                add("alike", Words.quoted(name), "All tiers get it alike (\(same.text)): it tells none apart.", "Give the higher tiers more, or say it is for all: that is fair too.")
            }
            for (higher, lower) in zip(labels.tierNames, labels.tierNames.dropFirst() + [Clause.nonTiered]) {
                let inverted = kinds.map(\.type).filter { type in
                    guard let a = kind(higher, type), let b = kind(lower, type) else { return false }
                    return promise(b, service).perYear > promise(a, service).perYear && promise(a, service) != .onRequest
                }
                guard let first = Set(inverted).sorted(by: { ($0 ?? "") < ($1 ?? "") }).first, let a = kind(higher, first), let b = kind(lower, first) else { continue }
                let whom = inverted.count < types.count ? " for \(Binder.list(inverted.map { $0.map { Words.quoted($0) } ?? "no client type" }))" : ""
                add("inverted", Words.quoted(name), "\(lower) gets more of it than \(higher)\(whom): \(promise(b, service).text) against \(promise(a, service).text).", "Set the higher tier's clause right.")
            }
        }
        lookForTwins(promise, types, kind)
    }

    /// Neighbouring tiers that get the same of everything.
    private mutating func lookForTwins(_ promise: (Int, Int) -> Clause.Promise, _ types: Set<String?>, _ kind: (String, String?) -> Int?) {
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
        var delays: [String: [(clause: Clause, delay: String)]] = [:]
        for clause in charter.clauses where clause.promise != .none {
            let text = "\(clause.service) \(clause.expectation)".lowercased()
            guard CharterFindings.research.contains(where: { text.containsWord($0) }) else { continue }
            if let word = CharterFindings.early.first(where: { text.containsWord($0) }), clause.tiers.map({ !$0.isEmpty }) ?? !clause.segments.isEmpty {
                add("equal-access", title(clause), "It reads as if some clients had research before others (\(Words.quoted(word))).", "Compliance should review it: published research goes to all who get it at the same time.")
            }
            if let delay = text.delay { delays[clause.service.lowercased(), default: []].append((clause, delay)) }
        }
        for service in charter.services {
            guard let found = delays[service.lowercased()], Set(found.map(\.delay)).count > 1 else { continue }
            let told = found.map { "\($0.clause.id) \($0.delay)" }
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

    /// `within 2 hours`: how soon something is to come.
    fileprivate var delay: String? {
        let words = split { !($0.isLetter || $0.isNumber) }.map(String.init)
        guard let at = words.firstIndex(of: "within"), at + 2 < words.count, ["minute", "hour", "day", "week"].contains(where: { words[at + 2].hasPrefix($0) }) else { return nil }
        return words[at...(at + 2)].joined(separator: " ")
    }
}
