/// A response explained by an intercept and regressors, by ordinary least squares.
package struct LeastSquares: Sendable {
    /// How the coefficients' standard errors are worked out.
    package enum Errors: Sendable {
        /// All rows vary alike.
        case classic
        /// Rows may vary unlike each other: White's, times n/(n − p) (MacKinnon & White 1985, HC1).
        case hc1
        /// The same from what each row would be off without itself (HC3): the one for few rows (Long & Ervin 2000).
        case hc3
        /// Rows with the same code move together (Liang & Zeger 1986), times G/(G − 1)·(n − 1)/(n − p), with G − 1 degrees for
        /// G codes; a negative code is a cluster of its own.
        case clustered([Int32])
    }

    /// Why there is no result.
    package enum Refusal: Error, Equatable {
        /// Columns of different length, or clusters not one a row.
        case unequalCounts
        /// A missing or infinite number, or one out of range on the way; the regressor's number, nil for the response.
        case notFinite(regressor: Int?)
        /// There must be more rows than coefficients.
        case tooFewRows(Int, coefficients: Int)
        /// This regressor is constant, or a sum of multiples of those before it.
        case dependent(regressor: Int)
        /// This row alone decides a coefficient, so that HC3 has nothing to measure it by.
        case decidedByOne(row: Int)
        /// Of clusters there must be two at least.
        case oneCluster
    }

    /// The intercept and then a coefficient for each regressor, in the response's unit over the regressor's.
    package let coefficients: [Estimate]
    /// By row, what the coefficients say of it, in the response's unit.
    package let fitted: [Double]
    /// By row, the response less `fitted`.
    package let residuals: [Double]
    /// The part of the response's variance that is explained; nil when the response does not vary.
    package let rSquared: Double?
    /// The standard deviation of what is left, on n − p degrees.
    package let residualDeviation: Double

    /// A column of which less than this part is its own depends on the others.
    private static let least = 1e-10

    /// Throws why there is no result. Takes time as rows times the square of the coefficients.
    /// - Parameter regressors: one array a regressor, each as long as the response and without an intercept.
    package init(_ response: [Double], on regressors: [[Double]], errors: Errors = .hc3) throws(Refusal) {
        let (n, p) = (response.count, regressors.count + 1)
        guard regressors.allSatisfy({ $0.count == n }) else { throw .unequalCounts }
        guard n > p else { throw .tooFewRows(n, coefficients: p) }
        guard let centre = Moments(response)?.mean else { throw .notFinite(regressor: nil) }

        // Regressors less their mean are orthogonal to the intercept, and keep the digits that a great mean would take.
        var design = Orthogonal()
        _ = design.add([Double](repeating: 1, count: n), least: 0)
        var means = [0.0]
        for (at, regressor) in regressors.enumerated() {
            guard let mean = Moments(regressor)?.mean else { throw .notFinite(regressor: at) }
            let greatest = regressor.reduce(0) { max($0, abs($1)) }
            let centred = regressor.map { $0 - mean }
            // What the mean leaves may be rounding alone.
            guard Orthogonal.length(centred) > 1e-14 * greatest * Double(n).squareRoot(), design.add(centred, least: LeastSquares.least)
            else { throw .dependent(regressor: at) }
            means.append(mean)
        }

        var rest = response.map { $0 - centre }
        let all = Orthogonal.product(rest, rest)
        let slopes = design.solved(design.project(&rest))
        let left = Orthogonal.product(rest, rest)
        let residuals = rest
        fitted = zip(response, residuals).map { $0 - $1 }
        self.residuals = residuals
        residualDeviation = (left / Double(n - p)).squareRoot()
        rSquared = all > 0 ? max(0, 1 - left / all) : nil

        let spread = try LeastSquares.spread(design, residuals, errors)
        // The intercept is that of the regressors as they were, before their means were taken off.
        let intercept = [1] + means.dropFirst().map { -$0 }
        var estimates: [Estimate] = []
        for at in 0..<p {
            var combination = [Double](repeating: 0, count: p)
            if at == 0 { combination = intercept } else { combination[at] = 1 }
            let value = Orthogonal.product(combination, slopes) + (at == 0 ? centre : 0)
            let error = spread.error(of: combination, design)
            guard let estimate = Estimate(value, standardError: error, degrees: spread.degrees) else {
                throw .notFinite(regressor: at == 0 ? nil : at - 1)
            }
            estimates.append(estimate)
        }
        coefficients = estimates
    }

    /// The covariance of Qᵀy, and the degrees that it is known with.
    private struct Spread {
        private(set) var covariance: [[Double]]
        var degrees: Double

        init(_ coefficients: Int, degrees: Double) {
            covariance = Array(repeating: Array(repeating: 0, count: coefficients), count: coefficients)
            self.degrees = degrees
        }

        /// Adds the square of one independent part of Qᵀy.
        mutating func add(_ part: [Double], times factor: Double) {
            for a in part.indices { for b in part.indices { covariance[a][b] += factor * part[a] * part[b] } }
        }

        /// The standard error of a combination c of coefficients, which is cᵀR⁻¹Qᵀy.
        func error(of combination: [Double], _ design: Orthogonal) -> Double {
            // w with Rᵀw = c, from the first row down.
            var w = combination
            for at in w.indices {
                for earlier in 0..<at { w[at] -= design.r[at][earlier] * w[earlier] }
                w[at] /= design.r[at][at]
            }
            let variance = zip(w, covariance).reduce(0) { $0 + $1.0 * Orthogonal.product($1.1, w) }
            return max(0, variance).squareRoot()
        }
    }

    private static func spread(_ design: Orthogonal, _ residuals: [Double], _ errors: Errors) throws(Refusal) -> Spread {
        let (n, p) = (residuals.count, design.q.count)
        var spread = Spread(p, degrees: Double(n - p))
        var part = [Double](repeating: 0, count: p)
        switch errors {
        case .classic:
            for at in 0..<p {
                part[at] = 1
                spread.add(part, times: Orthogonal.product(residuals, residuals) / spread.degrees)
                part[at] = 0
            }
        case .hc1, .hc3:
            for row in 0..<n {
                var room = 1.0
                for at in 0..<p {
                    part[at] = design.q[at][row]
                    room -= part[at] * part[at]
                }
                var factor = residuals[row].squared * Double(n) / spread.degrees
                if case .hc3 = errors {
                    guard room > 1e-10 else { throw .decidedByOne(row: row) }
                    factor = (residuals[row] / room).squared
                }
                spread.add(part, times: factor)
            }
        case .clustered(let codes):
            guard codes.count == n else { throw .unequalCounts }
            let clusters = Clusters(codes)
            guard clusters.count > 1 else { throw .oneCluster }
            let groups = Double(clusters.count)
            let factor = groups / (groups - 1) * Double(n - 1) / spread.degrees
            for cluster in 0..<clusters.count {
                spread.add(design.q.map { q in clusters[cluster].reduce(0) { $0 + q[Int($1)] * residuals[Int($1)] } }, times: factor)
            }
            spread.degrees = groups - 1
        }
        return spread
    }
}
