#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The keys that come as escape sequences, under the codes by which libedit knows them: C1 controls, which no
/// keyboard types and no text may hold.
enum NamedKey: UInt32, CaseIterable {
    case up = 0x80
    case down, left, right, home, end, delete, wordLeft, wordRight, newline, paste
}

/// Reads keys from the terminal's bytes: UTF-8 is decoded, escape sequences become named keys, unknown ones nothing.
struct KeyReader {
    enum Key: Equatable {
        case scalar(Unicode.Scalar)
        case named(NamedKey)
    }

    private let descriptor: Int32
    /// Bytes read but not used, such as what followed a paste.
    private var unread: ArraySlice<UInt8> = []

    init(descriptor: Int32 = STDIN_FILENO) { self.descriptor = descriptor }

    /// Whether a key is there without waiting.
    var hasInput: Bool { !unread.isEmpty || isReadable(milliseconds: 0) }

    /// Whether bytes were read from the terminal that no key has used yet.
    var holdsBytes: Bool { !unread.isEmpty }

    /// Reads the next known key; waits for it. Nil at the end of the input.
    mutating func next() -> Key? {
        while true {
            guard let first = nextByte() else { return nil }
            switch first {
            case 0x1B: if let key = escaped() { return key }
            case 0..<0x80: return .scalar(Unicode.Scalar(first))
            default: return .scalar(decoded(first))
            }
        }
    }

    /// Reads the text of a paste up to its end mark. Nil when the input ended or `interrupted` says so while waiting.
    mutating func paste(isInterrupted: () -> Bool) -> [UInt8]? {
        let mark = Array("\u{1B}[201~".utf8)
        var text: [UInt8] = []
        while true {
            if unread.isEmpty {
                if waitForInput(descriptor) == .signal {
                    if isInterrupted() { return nil }
                    continue
                }
                guard fill(65_536) else { return nil }
            }
            while let byte = unread.popFirst() {
                text.append(byte)
                if byte == mark[mark.count - 1], text.suffix(mark.count).elementsEqual(mark) {
                    return Array(text.dropLast(mark.count))
                }
            }
        }
    }

    private func isReadable(milliseconds: Int32) -> Bool {
        var wanted = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return poll(&wanted, 1, milliseconds) > 0
    }

    private mutating func nextByte() -> UInt8? {
        // One at a time, so that what is typed ahead stays with the terminal for the next program that reads it.
        if unread.isEmpty, !fill(1) { return nil }
        return unread.popFirst()
    }

    /// The next byte of a sequence that has begun: terminals send one in one go.
    private mutating func followingByte() -> UInt8? {
        if unread.isEmpty, !isReadable(milliseconds: 30) { return nil }
        return nextByte()
    }

    private mutating func fill(_ count: Int) -> Bool {
        var bytes = [UInt8](repeating: 0, count: count)
        while true {
            let got = read(descriptor, &bytes, count)
            if got > 0 {
                unread = bytes[..<got]
                return true
            }
            if got == 0 || errno != EINTR { return false }
        }
    }

    /// The scalar a lead byte begins; U+FFFD for what is no UTF-8.
    private mutating func decoded(_ first: UInt8) -> Unicode.Scalar {
        let replacement: Unicode.Scalar = "\u{FFFD}"
        let length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2
        guard (0xC2...0xF4).contains(first) else { return replacement }
        var bytes = [first]
        while bytes.count < length, let byte = followingByte() {
            if byte & 0xC0 != 0x80 {
                unread = [byte] + unread
                return replacement
            }
            bytes.append(byte)
        }
        let scalars = String(decoding: bytes, as: UTF8.self).unicodeScalars
        // A C1 control would pass for a named key.
        guard let scalar = scalars.first, scalars.count == 1, scalar.value >= 0xA0 else { return replacement }
        return scalar
    }

    /// The key of a sequence whose ESC was read; ESC itself where it came alone or begins a Meta key.
    private mutating func escaped() -> Key? {
        guard let next = followingByte() else { return .scalar("\u{1B}") }
        switch next {
        case UInt8(ascii: "["): return controlSequence()
        case UInt8(ascii: "O"): return followingByte().flatMap { Self.named(final: $0, parameters: "") }.map(Key.named)
        case 0x0A, 0x0D: return .named(.newline)
        default:
            unread = [next] + unread
            return .scalar("\u{1B}")
        }
    }

    private mutating func controlSequence() -> Key? {
        var parameters: [UInt8] = []
        while let byte = followingByte() {
            switch byte {
            case UInt8(ascii: "["):
                _ = followingByte()  // a function key of the Linux console
                return nil
            case 0x40...0x7E:
                return Self.named(final: byte, parameters: String(decoding: parameters, as: UTF8.self)).map(Key.named)
            default: if parameters.count < 32 { parameters.append(byte) }
            }
        }
        return nil
    }

    private static func named(final: UInt8, parameters: String) -> NamedKey? {
        // `1;5C` is Right with a modifier; 3, 5 and 7 hold Alt or Ctrl.
        let hasModifier = parameters.contains(";") && !parameters.hasSuffix(";2")
        switch (Character(Unicode.Scalar(final)), parameters) {
        case ("A", _): return .up
        case ("B", _): return .down
        case ("C", _): return hasModifier ? .wordRight : .right
        case ("D", _): return hasModifier ? .wordLeft : .left
        case ("H", _), ("~", "1"), ("~", "7"): return .home
        case ("F", _), ("~", "4"), ("~", "8"): return .end
        case ("~", "3"): return .delete
        case ("~", "200"): return .paste
        default: return nil
        }
    }
}
