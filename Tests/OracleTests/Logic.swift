// Conditions in Kleene's three-valued logic: true, false, and nil for unknown.

func condition(_ text: String, _ body: @escaping (Frame) -> (Int) -> Bool?) -> Expr {
    Expr(text, .boolean) { frame in
        let truth = body(frame)
        return { .truth(truth($0)) }
    }
}

func allOf(_ operands: [Expr]) -> Expr {
    condition(operands.map { "(\($0.text))" }.joined(separator: " and ")) { frame in
        let all = operands.map { $0.cells(frame) }
        return { row in
            let truths = all.map { $0(row).truth }
            return truths.contains(false) ? false : truths.contains(nil) ? nil : true
        }
    }
}

func anyOf(_ operands: [Expr]) -> Expr {
    condition(operands.map { "(\($0.text))" }.joined(separator: " or ")) { frame in
        let all = operands.map { $0.cells(frame) }
        return { row in
            let truths = all.map { $0(row).truth }
            return truths.contains(true) ? true : truths.contains(nil) ? nil : false
        }
    }
}

func not(_ operand: Expr) -> Expr {
    condition("not (\(operand.text))") { frame in
        let inner = operand.cells(frame)
        return { inner($0).truth.map { !$0 } }
    }
}

/// A test of one cell that is unknown for a missing one.
func test(_ text: String, _ operand: Expr, _ body: @escaping (Cell) -> Bool?) -> Expr {
    .map(text, .boolean, operand) { .truth(body($0)) }
}

let comparisons: [(String, @Sendable (Int) -> Bool)] = [
    ("=", { $0 == 0 }), ("!=", { $0 != 0 }), ("<", { $0 < 0 }), ("<=", { $0 <= 0 }), (">", { $0 > 0 }), (">=", { $0 >= 0 }), ("<>", { $0 != 0 }),
    ("==", { $0 == 0 }),
]

/// Searching ignores case.
func folded(_ bytes: [UInt8]) -> [Unicode.Scalar] { Array(String(decoding: bytes, as: UTF8.self).lowercased().unicodeScalars) }

func holds(_ text: ArraySlice<Unicode.Scalar>, _ wanted: [Unicode.Scalar]) -> Bool {
    text.starts(with: wanted) || (!text.isEmpty && holds(text.dropFirst(), wanted))
}

func isLike(_ text: ArraySlice<Unicode.Scalar>, _ pattern: ArraySlice<Unicode.Scalar>) -> Bool {
    guard let first = pattern.first else { return text.isEmpty }
    if first == "%" { return isLike(text, pattern.dropFirst()) || (!text.isEmpty && isLike(text.dropFirst(), pattern)) }
    guard let next = text.first, first == "_" || first == next else { return false }
    return isLike(text.dropFirst(), pattern.dropFirst())
}
