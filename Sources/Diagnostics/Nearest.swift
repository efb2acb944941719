/// The candidates a mistyped word may have meant, nearest first: those within a third of its length (at
/// least one edit, at most three), or that begin with it. Case does not count.
/// Distance: optimal string alignment (Damerau–Levenshtein without repeated edits).
package func nearest(_ word: String, among candidates: some Sequence<String>, limit: Int = 3) -> [String] {
    let wanted = Array(word.lowercased().unicodeScalars.prefix(64))
    guard !wanted.isEmpty else { return [] }
    let allowed = min(3, max(1, wanted.count / 3))
    var found: [(distance: Int, name: String)] = []
    for candidate in candidates {
        let letters = Array(candidate.lowercased().unicodeScalars.prefix(64))
        var distance = editDistance(wanted, letters)
        if distance > allowed, wanted.count >= 3, letters.starts(with: wanted) { distance = allowed }
        if distance <= allowed, !found.contains(where: { $0.name == candidate }) { found.append((distance, candidate)) }
    }
    found.sort { ($0.distance, $0.name) < ($1.distance, $1.name) }
    var names: [String] = []
    for (_, name) in found where names.count < limit && names.last != name { names.append(name) }
    return names
}

/// “ Did you mean a or b?” as a help text; nil when nothing is near.
package func didYouMean(_ word: String, among candidates: some Sequence<String>) -> String? {
    let names = nearest(word, among: candidates)
    guard !names.isEmpty else { return nil }
    return "Did you mean \(names.joined(separator: " or "))?"
}

private func editDistance(_ a: [Unicode.Scalar], _ b: [Unicode.Scalar]) -> Int {
    if a.isEmpty || b.isEmpty { return max(a.count, b.count) }
    var beforeLast = [Int](repeating: 0, count: b.count + 1)
    var last = Array(0...b.count)
    var current = last
    for i in 1...a.count {
        current[0] = i
        for j in 1...b.count {
            let substitution = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)
            current[j] = min(last[j] + 1, current[j - 1] + 1, substitution)
            if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] {
                current[j] = min(current[j], beforeLast[j - 2] + 1)
            }
        }
        (beforeLast, last, current) = (last, current, beforeLast)
    }
    return last[b.count]
}
