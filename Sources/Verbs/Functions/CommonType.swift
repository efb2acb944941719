import Diagnostics
import Engine
import Tables

extension Functions {
    /// The one type that several arguments are brought to: their own when all have it, decimal for numbers of
    /// different types, money at the larger scale for amounts of one currency.
    ///
    /// A missing constant fits any type; a plain 0 fits any number, money included.
    static func commonType(_ arguments: [Function.Argument], of function: String) throws(Diagnostic) -> ColumnType {
        let known = arguments.filter { $0.constant?.isMissing != true }
        let telling = known.filter { !isZero($0) }
        let types = (telling.isEmpty ? known : telling).map(\.type)
        guard var type = types.first else { return .decimal }
        for other in types.dropFirst() { type = try common(type, other, function) }
        if telling.count < known.count, !type.isNumeric { throw mixed(type, .whole, function) }
        return type
    }

    private static func isZero(_ argument: Function.Argument) -> Bool {
        switch argument.constant {
        case .whole(0)?: true
        case .decimal(let number)?: number == 0
        default: false
        }
    }

    private static func common(_ a: ColumnType, _ b: ColumnType, _ function: String) throws(Diagnostic) -> ColumnType {
        switch (a, b) {
        case (.money(let x, let first), .money(let y, let second)):
            if x == y { return .money(x, scale: max(first, second)) }
            throw Diagnostic(
                "mixed-currencies", "\(function) wants one currency; these are \(x.code) and \(y.code).", help: "Bring them to one currency first.")
        case (.money(let currency, _), let other) where other.isNumeric, (let other, .money(let currency, _)) where other.isNumeric:
            throw Diagnostic(
                "money-and-number", "\(function) wants values of one kind; these are money (\(currency.code)) and \(other.withArticle).",
                help: "Write the amount with its currency, as in \(currency.prefix)5.")
        case (let x, let y) where x == y: return x
        case (let x, let y) where x.isNumeric && y.isNumeric: return .decimal
        default: throw mixed(a, b, function)
        }
    }

    private static func mixed(_ a: ColumnType, _ b: ColumnType, _ function: String) -> Diagnostic {
        Diagnostic(
            "mixed-types", "\(function) wants values of one kind; these are \(a.withArticle) and \(b.withArticle).",
            help: "text(…), number(…) and date(…) convert.")
    }

    /// The common type of the arguments from `first` on.
    static func common(from first: Int = 0, of function: String) -> Function.ResultType {
        { (arguments) throws(Diagnostic) in try commonType(Array(arguments.dropFirst(first)), of: function) }
    }
}
