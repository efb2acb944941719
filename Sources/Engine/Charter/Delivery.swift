import Diagnostics
import Syntax
import Tables
import Workspaces

/// What was done for every account, by measure and window; each is counted once.
struct Delivery {
    /// What one measure came to in one window, by row of accounts.
    struct Figures: Sendable {
        fileprivate enum Storage {
            case counts(CrossCounts, place: Int)
            case doubles(Buffer, start: Int)
        }

        fileprivate let storage: Storage

        /// 0 where nothing is known to have been done.
        func value(_ row: Int) -> Double { withExtendedLifetime(self) { cells.value(row) } }

        /// For loops over many rows; of use as long as these figures are there.
        var cells: Cells {
            switch storage {
            case .counts(let counts, let place): Cells(counts: counts.cells(of: place), doubles: nil)
            case .doubles(let buffer, let start): Cells(counts: nil, doubles: buffer.pointer(to: Double.self) + start)
            }
        }
    }

    /// The memory of figures, without a count of who uses it.
    struct Cells: @unchecked Sendable {
        fileprivate let counts: CrossCounts.Cells?
        fileprivate let doubles: UnsafePointer<Double>?

        @inline(__always)
        func value(_ row: Int) -> Double {
            if let counts { return Double(counts[row]) }
            guard let number = doubles?[row], number.isFinite else { return 0 }
            return number
        }
    }

    private struct Key: Hashable {
        var measure: String
        var window: ServiceWindow
    }

    private let session: Session
    private let accounts: NamedTable
    /// Int32 by row: the account that what was done for each counts for; nil for itself.
    private let heads: Buffer?
    /// By clause; what is wrong with those that cannot be measured.
    private let measures: [Result<ServiceMeasure, Diagnostic>]
    private var known: [Key: Figures] = [:]

    init(_ charter: Charter, _ labels: AccountLabels, _ session: Session) throws(Diagnostic) {
        self.session = session
        accounts = labels.accounts
        heads = labels.heads
        measures = try charter.clauses.map { (clause) throws(Diagnostic) in
            do throws(Diagnostic) { return .success(try ServiceMeasure(clause, labels.accounts, session)) } catch {
                if error.id == Cancellation.cancelled.id { throw error }
                return .failure(error)
            }
        }
    }

    /// The first and last day of each table that kinds of service are counted in.
    var extents: [(table: String, first: Day, last: Day)] {
        var found: [(table: String, first: Day, last: Day)] = []
        for case .success(let measure) in measures {
            guard let kind = measure.kind, !found.contains(where: { $0.table == kind.child.name }),
                let (first, last) = try? Zones(of: kind.days, cache: session.cache).extent
            else { continue }
            found.append((kind.child.name, first, last))
        }
        return found
    }

    /// Why a clause cannot be measured; nil where it can be.
    func failure(_ clause: Int) -> Diagnostic? { if case .failure(let error) = measures[clause] { error } else { nil } }

    func measureText(_ clause: Int) -> String? { (try? measures[clause].get())?.key }

    /// Counts what some clauses need, those by kind together.
    mutating func count(_ wanted: [(clause: Int, window: ServiceWindow)]) throws(Diagnostic) {
        var kinds: [(group: KindGroup, members: [(key: Key, kind: ServiceMeasure.Kind)])] = []
        for (clause, window) in wanted {
            guard case .success(let measure) = measures[clause] else { continue }
            let key = Key(measure: measure.key, window: window)
            if known[key] != nil { continue }
            guard let kind = measure.kind else {
                let cells = try measure.figures(accounts, window, session).doubles()
                known[key] = Figures(storage: .doubles(cells.buffer, start: cells.start))
                continue
            }
            let group = KindGroup(table: kind.child.name, column: kind.column, window: window)
            let index = kinds.firstIndex { $0.group == group } ?? kinds.count
            if index == kinds.count { kinds.append((group, [])) }
            if !kinds[index].members.contains(where: { $0.key == key }) { kinds[index].members.append((key, kind)) }
        }
        for (_, members) in kinds { try count(members) }
        for (clause, window) in wanted { try addParts(clause, window) }
    }

    private var added: Set<Key> = []

    /// What was done for the accounts of a group counts for the one that is served.
    private mutating func addParts(_ clause: Int, _ window: ServiceWindow) throws(Diagnostic) {
        guard let heads = heads?.pointer(to: Int32.self), case .success(let measure) = measures[clause] else { return }
        let key = Key(measure: measure.key, window: window)
        guard let figures = known[key], added.insert(key).inserted else { return }
        var sums = [Double](repeating: 0, count: accounts.table.rowCount)
        for row in sums.indices { sums[Int(heads[row])] += figures.value(row) }
        known[key] = Figures(storage: .doubles(Buffer(sums), start: 0))
    }

    private struct KindGroup: Equatable {
        var table: String
        var column: Int
        var window: ServiceWindow
    }

    private mutating func count(_ members: [(key: Key, kind: ServiceMeasure.Kind)]) throws(Diagnostic) {
        guard let kind = members.first?.kind, let window = members.first?.key.window else { return }
        let texts = kind.child.table.fields[kind.column].column
        guard let dictionary = texts.dictionary else { return }
        var places = [Int32](repeating: -1, count: max(1, dictionary.count))
        for code in places.indices.dropFirst() {
            let text = dictionary.text(code)
            if let place = members.firstIndex(where: { $0.kind.text == text }) { places[code] = Int32(place) }
        }
        let counts = try CrossCounts(
            of: texts, places: places, width: members.count, map: kind.map, parents: accounts.table.rowCount,
            days: kind.days, from: window.from, before: window.before, cache: session.cache)
        for (place, member) in members.enumerated() {
            known[member.key] = Figures(storage: .counts(counts, place: place))
        }
    }

    /// What `count` has counted; nil where the clause cannot be measured.
    func figures(_ clause: Int, _ window: ServiceWindow) -> Figures? {
        guard case .success(let measure) = measures[clause] else { return nil }
        return known[Key(measure: measure.key, window: window)]
    }
}
