/// Gives names to SQLite tables or columns: the user's own wherever SQLite takes it, a near one where not.
///
/// SQLite's names know no case of ASCII letters, must not begin with `sqlite_`, and end at a NUL; `tierbook_` names are
/// the catalogue's, and `_rowid_` is how rows are kept in order. The true name always stands in the catalogue.
struct PhysicalNames {
    private var taken: Set<[UInt8]> = []

    init(taken: [String] = []) {
        for name in taken { self.taken.insert(PhysicalNames.folded(name)) }
    }

    mutating func claim(_ name: String) -> String {
        var base = String(name.unicodeScalars.filter { $0.value != 0 })
        let folded = String(decoding: PhysicalNames.folded(base), as: UTF8.self)
        if base.isEmpty || folded.hasPrefix("sqlite_") || folded.hasPrefix("tierbook_") || folded == "_rowid_" {
            base = "own " + base
        }
        var candidate = base
        var number = 2
        while !taken.insert(PhysicalNames.folded(candidate)).inserted {
            candidate = "\(base) \(number)"
            number += 1
        }
        return candidate
    }

    private static func folded(_ name: String) -> [UInt8] {
        name.utf8.map { $0 >= 65 && $0 <= 90 ? $0 + 32 : $0 }
    }
}
