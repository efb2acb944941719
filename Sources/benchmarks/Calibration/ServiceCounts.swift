import Diagnostics
import Statistics
import Tables

/// How often the interval of `Times` holds how many times as many services an account of one group gets, when accounts differ as
/// gamma variables do and their services come as they please.
struct ServiceCounts {
    /// Shapes of the group's accounts and of the rest's: the smaller, the more unlike each other they are.
    static let worlds: [(own: Double, rest: Double)] = [(5, 2), (3, 1), (1, 0.5)]
    private static let services = (own: 9.0, rest: 2.0)
    private static let restSize = 5

    /// Covered by the interval for each of `Coverage.sizes`.
    static func covered(_ world: (own: Double, rest: Double), trials: Int) throws(Diagnostic) -> [Int] {
        var covered: [Int] = []
        for size in Coverage.sizes {
            let hits = try Parallel.results(of: trials, parallel: true) { (trial) throws(Diagnostic) in
                try Cancellation.check()
                var random = Generator(seed: UInt64(size) << 32 | UInt64(trial), stream: 3)
                let own = counts(size, world.own, mean: services.own, &random)
                let rest = counts(size * restSize, world.rest, mean: services.rest, &random)
                guard let a = ResampledRatio(meanOf: own), let b = ResampledRatio(meanOf: rest), let times = Times(a, over: b) else { return false }
                return times.interval.contains(services.own / services.rest)
            }
            covered.append(hits.count(where: \.self))
        }
        return covered
    }

    private static func counts(_ size: Int, _ shape: Double, mean: Double, _ random: inout Generator) -> [Double] {
        (0..<size).map { _ in
            let rate = random.gamma(shape: shape) * mean / shape
            // As many as there are gaps, exponentially long, until the rate is used up.
            var (count, passed) = (0.0, -Elementary.log(1 - random.uniform()))
            while passed < rate {
                count += 1
                passed -= Elementary.log(1 - random.uniform())
            }
            return count
        }
    }
}
