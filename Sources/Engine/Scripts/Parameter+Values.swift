import Diagnostics
import Syntax

extension Parameter {
    /// The values of a run: those given, else those declared.
    ///
    /// Where nothing is declared, any name that the text uses may be given; and any at all where it includes other files.
    /// - Throws: a name that is not there, a value of another type, a value that must be given and is not.
    package static func values(of declared: [Parameter], given: [(name: String, text: String)], usedIn source: Source) throws(Diagnostic) -> [String: ParameterValue] {
        let known = given.isEmpty ? [] : all(declared, usedIn: source).map(\.name)
        var values: [String: ParameterValue] = [:]
        for (name, text) in given {
            guard known.contains(name) || (declared.isEmpty && includesOthers(source)) else {
                throw Diagnostic(
                    "unknown-parameter", "\(source.name) has no parameter '\(name)'.",
                    help: didYouMean(name, among: known) ?? (known.isEmpty ? "It has none." : "Its parameters: \(known.joined(separator: ", "))."))
            }
            let value = declared.first { $0.name == name }?.value
            values[name] = try Parameter.value(of: text, like: value, name)
        }
        for parameter in declared where values[parameter.name] == nil {
            guard let value = parameter.value else {
                throw Diagnostic("missing-parameter", "\(source.name) wants a value for \(parameter.name).", help: "Add -p \(parameter.name)=VALUE.")
            }
            values[parameter.name] = value
        }
        return values
    }

    /// The values there are, for reading a text without running it.
    package static func known(_ declared: [Parameter], given: [(name: String, text: String)]) -> [String: ParameterValue] {
        var values: [String: ParameterValue] = [:]
        for parameter in declared { values[parameter.name] = parameter.value }
        for (name, text) in given { values[name] = ParameterValue(text) }
        return values
    }

    /// A value given where another one stands by default: it must be of the same kind.
    private static func value(of text: String, like other: ParameterValue?, _ name: String) throws(Diagnostic) -> ParameterValue {
        let value = ParameterValue(text)
        guard let other, value.kind != other.kind else { return value }
        if other.kind == .text { return ParameterValue(text: text) }
        throw Diagnostic(
            "bad-parameter", "\(name) wants \(other.kind.rawValue), and '\(text)' is \(value.kind.rawValue).", help: "For example -p \(name)=\(other.literal).")
    }

    /// Refuses a value that was set elsewhere where it is of another kind than the one that stands here by default.
    func check(_ present: ParameterValue, in file: String, at span: Span) throws(Diagnostic) {
        guard let value, value.kind != present.kind else { return }
        throw Diagnostic(
            "bad-parameter", "\(file) wants \(value.kind.rawValue) for \(name); here it is \(present.kind.rawValue), \(present.literal).", at: span,
            help: "Give it such a value, or another name in one of the files.")
    }

    private static func includesOthers(_ source: Source) -> Bool {
        source.text.split(whereSeparator: \.isNewline).contains { $0.drop { $0 == " " }.hasPrefix("include ") }
    }

    /// The parameters that a run may be given: those declared, else those that the text uses.
    package static func all(_ declared: [Parameter], usedIn source: Source) -> [Parameter] {
        declared.isEmpty ? names(usedIn: source).map { Parameter(name: $0, value: nil, about: "") } : declared
    }

    /// The names that a text uses as `$name`, in order.
    private static func names(usedIn source: Source) -> [String] {
        var names: [String] = []
        var seen: Set<String> = []
        var rest = source.text.utf8[...]
        while let dollar = rest.firstIndex(of: UInt8(ascii: "$")) {
            rest = rest[rest.index(after: dollar)...]
            let word = rest.prefix { (65...90).contains($0) || (97...122).contains($0) || (48...57).contains($0) || $0 == UInt8(ascii: "_") }
            let name = String(decoding: word, as: UTF8.self)
            if ParameterName.isName(name), seen.insert(name).inserted { names.append(name) }
        }
        return names
    }
}
