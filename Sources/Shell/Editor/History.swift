/// The statements entered so far, and where among them the editor stands.
struct History {
    private(set) var entries: [String]
    private let log: HistoryLog?
    /// The entry that is shown; `entries.count` is the line being written.
    private var place: Int
    /// The line being written, kept while entries are shown.
    private var draft = ""

    /// - Parameter log: where entries are kept from run to run; nil keeps them in memory.
    init(log: HistoryLog?) {
        self.log = log
        entries = log?.load() ?? []
        place = entries.count
    }

    /// Keeps a statement; a blank one, or the last one again, is not.
    mutating func add(_ statement: String) {
        defer { rewind() }
        if statement.allSatisfy(\.isWhitespace) || statement == entries.last { return }
        entries.append(statement)
        if entries.count > HistoryLog.limit { entries.removeFirst() }
        log?.append(statement)
    }

    /// Goes back to the line being written, which is empty.
    mutating func rewind() {
        place = entries.count
        draft = ""
    }

    /// The entry before the one shown; nil at the oldest.
    mutating func older(than line: String) -> String? {
        if place == 0 { return nil }
        if place == entries.count { draft = line }
        place -= 1
        return entries[place]
    }

    /// The entry after the one shown, at last the line being written; nil there.
    mutating func newer() -> String? {
        if place == entries.count { return nil }
        place += 1
        return place == entries.count ? draft : entries[place]
    }

    /// The newest entry before `place` that holds a text, its case aside.
    /// - Parameter place: an index; nil begins with the newest.
    func search(_ text: String, before place: Int? = nil) -> Int? {
        let wanted = text.lowercased()
        return entries[..<(place ?? entries.count)].lastIndex { $0.lowercased().contains(wanted) }
    }
}
