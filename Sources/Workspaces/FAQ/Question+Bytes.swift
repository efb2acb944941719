import Tables

/// An entry as it stands in a file and in the hash of an edition.
extension Question: Recorded {
    /// For messages.
    package static var listName: String { "the FAQ" }

    /// All of it, in an order that files depend on.
    package func write(to out: inout ByteWriter) {
        out.put(question)
        out.put(phrasings)
        out.put(answer)
        out.put(status.number)
        out.put(status.original ?? 0)
        for text in [owner, deputy, askedBy, askedAt] { out.put(text) }
        out.put(askedOn)
        out.put(due)
        out.put(verifiedBy)
        out.put(review)
        out.put(cites.flatMap { [$0.clause, $0.statement] })
        out.put(tags)
        out.put(trail.count)
        for event in trail {
            out.put(event.day)
            out.put(event.who)
            out.put(event.what)
        }
    }

    /// Nil where bytes are no entry.
    package init?(from reader: inout ByteReader) {
        guard let question = reader.text(), let phrasings = reader.texts(), let answer = reader.text(), let number = reader.byte(),
            let original = reader.number(), let status = Status(number, original), let owner = reader.text(), let deputy = reader.text(),
            let askedBy = reader.text(), let askedAt = reader.text(), let askedOn = reader.day(), let due = reader.day(),
            let verifiedBy = reader.text(), let review = reader.day(), let cites = reader.texts(), cites.count % 2 == 0,
            let tags = reader.texts(), let events = reader.number(), events >= 0
        else { return nil }
        self.init(question)
        (self.phrasings, self.answer, self.status, self.owner, self.deputy) = (phrasings, answer, status, owner, deputy)
        (self.askedBy, self.askedAt, self.askedOn, self.due) = (askedBy, askedAt, askedOn, due)
        (self.verifiedBy, self.review, self.tags) = (verifiedBy, review, tags)
        self.cites = stride(from: 0, to: cites.count, by: 2).map { Citation(clause: cites[$0], statement: cites[$0 + 1]) }
        for _ in 0..<events {
            guard let day = reader.day(), let who = reader.text(), let what = reader.text() else { return nil }
            trail.append(Event(day: day, who: who, what: what))
        }
    }
}

extension Question.Status {
    fileprivate var number: UInt8 {
        switch self {
        case .open: 0
        case .answered: 1
        case .verified: 2
        case .obsolete: 3
        case .duplicate: 4
        }
    }

    /// The entry that answers in its place.
    package var original: Int? { if case .duplicate(let original) = self { original } else { nil } }

    fileprivate init?(_ number: UInt8, _ original: Int) {
        switch number {
        case 0: self = .open
        case 1: self = .answered
        case 2: self = .verified
        case 3: self = .obsolete
        case 4 where original > 0: self = .duplicate(of: original)
        default: return nil
        }
    }
}

extension ByteWriter {
    mutating func put(_ texts: [String]) {
        put(texts.count)
        for text in texts { put(text) }
    }

    mutating func put(_ day: Day?) { put(day.map { Int($0.number) }) }
}

extension ByteReader {
    mutating func texts() -> [String]? {
        guard let count = number(), count >= 0 else { return nil }
        var texts: [String] = []
        for _ in 0..<count {
            guard let text = text() else { return nil }
            texts.append(text)
        }
        return texts
    }

    /// A day; nil outside when the bytes are none.
    mutating func day() -> Day?? {
        guard let number = optionalNumber() else { return nil }
        guard let number else { return .some(nil) }
        return Int32(exactly: number).map { .some(Day(number: $0)) }
    }
}
