import Engine
import Tables

extension Functions {
    static func trimmed(_ text: String) -> String {
        let scalars = text.unicodeScalars
        guard let first = scalars.firstIndex(where: { !$0.properties.isWhitespace }),
            let last = scalars.lastIndex(where: { !$0.properties.isWhitespace })
        else { return "" }
        return String(scalars[first...last])
    }

    static func replaced(_ text: String, _ find: String, _ with: String) -> String? {
        let places = TextSearch.places(of: find, in: text)
        if places.isEmpty { return text }
        let growth = with.utf8.count - find.utf8.count
        guard text.utf8.count + places.count * growth <= max(Inputs.longestText, text.utf8.count) else { return nil }
        var result: [UInt8] = []
        let bytes = Array(text.utf8)
        var at = 0
        for place in places {
            result += bytes[at..<place]
            result += with.utf8
            at = place + find.utf8.count
        }
        result += bytes[at...]
        return String(decoding: result, as: UTF8.self)
    }

    /// Part `number` from 1, or from the end when negative; nil when there is no such part.
    static func part(_ number: Int, of text: String, _ separator: String) -> String? {
        let places = TextSearch.places(of: separator, in: text)
        let index = number < 0 ? places.count + 1 + number : number - 1
        guard (0...places.count).contains(index) else { return nil }
        let start = index == 0 ? 0 : places[index - 1] + separator.utf8.count
        return TextSearch.part(text, start..<(index < places.count ? places[index] : text.utf8.count))
    }

    /// The arguments' texts end to end, byte by byte.
    static func joined(_ inputs: Inputs) -> Column {
        let columns = (0..<inputs.count).map { inputs.textColumn($0) }
        let parts = columns.compactMap { column in
            column.dictionary.map { dictionary in
                let codes = column.codes()
                return (dictionary: dictionary, codes: codes, code: codes.pointer(to: Int32.self))
            }
        }
        var maker = TextMaker(inputs.tally)
        var scratch: [UInt8] = []
        var codes = [Int32](repeating: 0, count: inputs.rows)
        for row in 0..<inputs.rows {
            scratch.removeAll(keepingCapacity: true)
            var isKnown = false
            for part in parts {
                let code = Int(part.code[row])
                if code == 0 { continue }
                isKnown = true
                scratch.append(contentsOf: part.dictionary.utf8(code))
                if scratch.count > Inputs.longestText { break }
            }
            if isKnown, scratch.count <= Inputs.longestText { codes[row] = scratch.withUnsafeBufferPointer { maker.code(for: $0) } }
        }
        return Inputs.texts(codes, maker.collector)
    }

    /// The first argument as text, with filling up to the width that is the second.
    static func padded(_ inputs: Inputs, _ name: String, _ put: (_ text: String, _ filling: String) -> String) -> Column {
        let width = inputs.constant(1, otherwise: 0)
        // The width is a constant that the result's type has checked.
        let others = inputs.count > 2 ? 2..<3 : 0..<0
        let texts = inputs.textColumn(0)
        return inputs.mapText(texts, "\(name) \(width)", others: others) { text, values in
            var with = " "
            if case .text(let given)? = values.first { with = given }
            let room = width - text.count
            if room <= 0 || with.isEmpty { return text }
            let filling = String(repeating: with, count: room / with.count + 1).prefix(room)
            return put(text, String(filling))
        }
    }
}
