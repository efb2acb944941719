import Tables

/// Scores of the same scaled measures under any weights: exact ones of a few rows, near ones of whole runs.
struct Scorer: Sendable {
    let scales: [Scale]
    let rankedCount: Int
    /// As in `Ranking`.
    let isExact: Bool
    /// The greatest distance of a scaled value from 0, by measure.
    private let magnitudes: [Double]

    init(_ scaled: ScaledMeasures) {
        self.init(scaled.scales, rankedCount: scaled.rankedCount, rowCount: scaled.rowCount)
    }

    private init(_ scales: [Scale], rankedCount: Int, rowCount: Int) {
        self.scales = scales
        self.rankedCount = rankedCount
        let isExact = scales.allSatisfy { if case .ranks = $0 { true } else { false } }
        self.isExact = isExact
        magnitudes = scales.map { scale in
            guard case .values(let buffer) = scale else { return isExact ? 2 * Double(rankedCount) : 1 }
            return UnsafeBufferPointer(start: buffer.pointer(to: Double.self), count: rowCount).reduce(0) { $1.isNaN ? $0 : max($0, abs($1)) }
        }
    }

    /// The same for a selection of the rows.
    func gathered(_ rows: [Int]) -> Scorer {
        let chosen = scales.map { scale in
            switch scale {
            case .ranks(let buffer):
                let ranks = buffer.pointer(to: Int32.self)
                return Scale.ranks(Buffer(rows.map { ranks[$0] }))
            case .values(let buffer):
                let values = buffer.pointer(to: Double.self)
                return Scale.values(Buffer(rows.map { values[$0] }))
            }
        }
        return Scorer(chosen, rankedCount: rankedCount, rowCount: rows.count)
    }

    // MARK: Exact

    /// The keys that `Ranking` has for these rows, to the last digit.
    func keys(of rows: [Int32], weights: [Int64]) -> [UInt64] {
        guard isExact else { return decimalKeys(of: rows, weights) }
        return [UInt64](unsafeUninitializedCapacity: rows.count) { keys, count in
            count = rows.count
            keys.update(repeating: 0)
            rows.withUnsafeBufferPointer { rows in
                for (scale, weight) in zip(scales, weights) {
                    let ranks = scale.buffer.pointer(to: Int32.self)
                    let weight = UInt64(bitPattern: weight)
                    for at in rows.indices { keys[at] &+= weight &* UInt64(UInt32(bitPattern: ranks[Int(rows[at])])) }
                }
                let ranks = scales[0].buffer.pointer(to: Int32.self)
                for at in rows.indices {
                    keys[at] = ranks[Int(rows[at])] == .min ? Ranking.missing : Ranking.key(ofWhole: keys[at])
                }
            }
        }
    }

    private func decimalKeys(of rows: [Int32], _ weights: [Int64]) -> [UInt64] {
        var scores = [Double](repeating: 0, count: rows.count)
        let total = Double(weights.reduce(0, &+))
        for (scale, weight) in zip(scales, weights) {
            let share = Double(weight) / total
            for at in rows.indices { scores[at] += share * scale.value(Int(rows[at]), ranked: rankedCount) }
        }
        return scores.map { Ordering.descending(Ordering.key($0)) }
    }

    // MARK: Near

    /// Weights for use with `lanes`.
    func nearWeights(_ weights: [Int64]) -> [Float] {
        let total = isExact ? 1 : Double(weights.reduce(0, &+))
        return weights.map { Float(Double($0) / total) }
    }

    /// How far a near score may be from the exact one, with room to spare: each operation errs by 2^−24 of its result.
    func tolerance(_ weights: [Int64]) -> Double { Double(scales.count + 4) * 0x1p-23 * greatest(weights) }

    /// No ranked row has a near score below this, and no other row one above.
    func lowest(_ weights: [Int64]) -> Float { isExact ? 0 : Float(-2 * greatest(weights) - 1) }

    private func greatest(_ weights: [Int64]) -> Double {
        let total = isExact ? 1 : Double(weights.reduce(0, &+))
        return zip(weights, magnitudes).reduce(0) { $0 + Double($1.0) / total * $1.1 }
    }

    /// The near score of an exact one.
    func near(_ key: UInt64) -> Double {
        let own = Ordering.descending(key)
        return isExact ? Double(Ordering.wholeNumber(ofKey: own)) : Ordering.double(ofKey: own)
    }

    /// What stands for the scaled values of a row that is not ranked: so little that any weight puts it last.
    private static let nothing: Float = -3e38

    /// Writes each measure's scaled values of a run of rows, `stride` apart.
    func lanes(_ rows: Range<Int>, into lanes: UnsafeMutablePointer<Float>, stride: Int) {
        for (index, scale) in scales.enumerated() {
            let lane = lanes + index * stride
            switch scale {
            case .ranks(let buffer):
                let ranks = buffer.pointer(to: Int32.self) + rows.lowerBound
                if isExact {
                    for at in 0..<rows.count { lane[at] = ranks[at] == .min ? Scorer.nothing : Float(ranks[at]) }
                } else {
                    for at in 0..<rows.count {
                        lane[at] = ranks[at] == .min ? Scorer.nothing : Float(Scale.percentile(ranks[at], rankedCount))
                    }
                }
            case .values(let buffer):
                let values = buffer.pointer(to: Double.self) + rows.lowerBound
                for at in 0..<rows.count { lane[at] = values[at].isNaN ? Scorer.nothing : Float(values[at]) }
            }
        }
    }
}
