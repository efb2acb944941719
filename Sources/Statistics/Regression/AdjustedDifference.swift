/// What the treated changed by more than the others, freed of where they stood before. Each rests on an assumption that its
/// name stands for; the data cannot tell which holds.
package enum AdjustedDifference {
    /// Difference in differences: the mean change of the treated less that of the others. It assumes that without treatment both
    /// would have changed alike (Snow 1855; Ashenfelter & Card 1985), so it does not undo a fall back to the mean.
    ///
    /// The coefficient of treatment in an OLS of the changes. Its errors are Welch's (HC2 and its degrees are the same, MacKinnon
    /// & White 1985); by cluster with codes. Units are the measure's.
    package static func inDifferences(before: [Double], after: [Double], treated: [Bool], clusters: [Int32]? = nil)
        throws(LeastSquares.Refusal) -> Estimate
    {
        guard before.count == after.count, before.count == treated.count else { throw .unequalCounts }
        let changes = zip(after, before).map { $0 - $1 }
        if let clusters { return try coefficient(of: treated, in: changes, besides: [], .clustered(clusters)) }
        // For its refusals, and for one treated account alone, which has no variance of its own: then that of all stands.
        let plain = try coefficient(of: treated, in: changes, besides: [], .classic)
        func group(_ wanted: Bool) -> [Double] { zip(changes, treated).filter { $0.1 == wanted }.map(\.0) }
        return Welch.difference(group(true), group(false)) ?? plain
    }

    /// Analysis of covariance: the treated less others that stood at the same level before (Fisher 1932). It assumes that those who
    /// stood alike would have fared alike, and so undoes the fall back to the mean where before tells all that the list was drawn by.
    ///
    /// The coefficient of treatment in an OLS of after on treatment and the covariates, mostly the measure before. Errors are HC3,
    /// by cluster with codes. Units are those of `after`.
    package static func forCovariates(_ covariates: [[Double]], after: [Double], treated: [Bool], clusters: [Int32]? = nil)
        throws(LeastSquares.Refusal) -> Estimate
    {
        try coefficient(of: treated, in: after, besides: covariates, clusters.map { .clustered($0) } ?? .hc3)
    }

    private static func coefficient(
        of treated: [Bool], in response: [Double], besides covariates: [[Double]], _ errors: LeastSquares.Errors
    ) throws(LeastSquares.Refusal) -> Estimate {
        let indicator = treated.map { $0 ? 1.0 : 0 }
        return try LeastSquares(response, on: [indicator] + covariates, errors: errors).coefficients[1]
    }
}
