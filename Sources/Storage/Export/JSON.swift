/// A JSON value that is written in one line; an object's members keep their order (RFC 8259).
package indirect enum JSON: Sendable {
    case null
    case truth(Bool)
    /// Written with all digits.
    case whole(Int)
    /// Written as `null` where it is not finite.
    case number(Double)
    case text(String)
    case list([JSON])
    /// Names may come twice, and then are written twice.
    case object([(String, JSON)])

    /// As text, without a line break: what would break a line or drive a terminal is escaped.
    package var text: String {
        var bytes: [UInt8] = []
        append(to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    private func append(to sink: inout [UInt8]) {
        switch self {
        case .truth(let truth): sink += (truth ? "true" : "false").utf8
        case .whole(let number): PlainNumber.append(Int64(number), to: &sink)
        case .number(let number) where number.isFinite: PlainNumber.append(number, to: &sink)
        // JSON has no word for what is no number.
        case .null, .number: sink += "null".utf8
        case .text(let text): JSON.append(text, to: &sink)
        case .list(let values):
            sink.append(UInt8(ascii: "["))
            for (index, value) in values.enumerated() {
                if index > 0 { sink.append(UInt8(ascii: ",")) }
                value.append(to: &sink)
            }
            sink.append(UInt8(ascii: "]"))
        case .object(let members):
            sink.append(UInt8(ascii: "{"))
            for (index, (name, value)) in members.enumerated() {
                if index > 0 { sink.append(UInt8(ascii: ",")) }
                JSON.append(name, to: &sink)
                sink.append(UInt8(ascii: ":"))
                value.append(to: &sink)
            }
            sink.append(UInt8(ascii: "}"))
        }
    }

    private static func append(_ text: String, to sink: inout [UInt8]) {
        var text = text
        text.withUTF8 { TextEscapes.json($0, to: &sink) }
    }
}

