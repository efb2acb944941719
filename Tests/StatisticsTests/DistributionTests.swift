import Statistics
import Testing

/// Against SciPy 1.17.1.
@Suite struct DistributionTests {
    private func expect(_ found: Double?, _ wanted: Double, within: Double = 1e-12, _ what: String) {
        guard let found else {
            Issue.record("\(what) is nil, should be \(wanted)")
            return
        }
        #expect(abs(found - wanted) <= within * abs(wanted), "\(what) is \(found), should be \(wanted)")
    }

    @Test func normal() {
        for row in Self.normal {
            expect(Normal.below(row[0]), row[1], "below \(row[0])")
            #expect(Normal.above(-row[0]) == Normal.below(row[0]))
        }
        for row in Self.normalQuantiles { expect(Normal.quantile(row[0]), row[1], "quantile \(row[0])") }
        for p in [0, 1, -1, 2, .nan] { #expect(Normal.quantile(p) == nil) }
        #expect(Normal.below(.infinity) == 1 && Normal.below(-.infinity) == 0)
    }

    @Test func student() throws {
        for row in Self.t {
            let distribution = try #require(StudentT(degrees: row[1]))
            expect(distribution.above(row[0]), row[2], "above \(row[0]) with \(row[1])")
            #expect(distribution.below(-row[0]) == distribution.above(row[0]))
        }
        for row in Self.tQuantiles {
            expect(StudentT(degrees: row[1])?.quantile(row[0]), row[2], within: 1e-9, "quantile \(row[0]) with \(row[1])")
            // Its own inverse, closer than SciPy's is.
            let t = try #require(StudentT(degrees: row[1])?.quantile(row[0]))
            expect(StudentT(degrees: row[1])?.below(t), row[0], "below the quantile \(row[0]) with \(row[1])")
        }
        for degrees in [0, -1, .nan] { #expect(StudentT(degrees: degrees) == nil) }
        let normal = try #require(StudentT(degrees: .infinity))
        #expect(normal.above(1.5) == Normal.above(1.5) && normal.above(.infinity) == 0 && normal.outside(0) == 1)
        for p in [0, 1, .nan] { #expect(normal.quantile(p) == nil) }
    }

    @Test func incompleteBeta() {
        for row in Self.beta { expect(Special.incompleteBeta(row[0], row[1], row[2]), row[3], "I(\(row))") }
        for row in Self.gamma { expect(Special.logGamma(row[0]).map { $0 + 1 }, row[1] + 1, "ln gamma \(row[0])") }
        #expect(Special.incompleteBeta(0, 2, 3) == 0 && Special.incompleteBeta(1, 2, 3) == 1)
        for (x, a, b) in [(-0.1, 1.0, 1.0), (1.1, 1, 1), (0.5, 0, 1), (0.5, 1, -1), (.nan, 1, 1), (0.5, .infinity, 1)] {
            #expect(Special.incompleteBeta(x, a, b) == nil)
        }
    }

    // scipy.stats.norm.cdf(z), norm.ppf(p); t.sf(t, degrees), t.ppf(p, degrees); scipy.special.betainc(a, b, x), gammaln(x)
    private static let normal: [[Double]] = [
        [-37.5, 4.605353009581954e-308],
        [-8.0, 6.22096057427174e-16],
        [-3.1, 0.0009676032132183563],
        [-1.959963984540054, 0.025],
        [-0.3, 0.3820885778110474],
        [0.0, 0.5],
        [0.7, 0.758036347776927],
        [2.5, 0.9937903346742238],
        [6.0, 0.9999999990134123],
    ]
    private static let normalQuantiles: [[Double]] = [
        [1e-300, -37.0470962993612],
        [1e-20, -9.262340089798409],
        [1e-09, -5.9978070150076865],
        [0.001, -3.090232306167813],
        [0.025, -1.9599639845400545],
        [0.08, -1.4050715603096329],
        [0.4, -0.2533471031357997],
        [0.5, 0.0],
        [0.77, 0.7388468491852137],
        [0.975, 1.959963984540054],
        [0.9999, 3.719016485455709],
    ]
    private static let t: [[Double]] = [
        [0.1, 1.0, 0.4682744825694465],
        [12.7, 1.0, 0.025012163844672083],
        [2.0, 2.5, 0.07869574787898295],
        [1.3, 5.0, 0.12515031708533855],
        [40.0, 5.0, 9.205981085886477e-08],
        [2.228, 10.0, 0.02500588590855566],
        [-1.1, 17.3, 0.8567981233741718],
        [6.0, 30.0, 6.971384383602382e-07],
        [1.98, 120.0, 0.02499603778877053],
        [3.0, 10000.0, 0.001353224094998833],
        [1.96, 1000000.0, 0.024998033792634926],
        [9.0, 1000000.0, 1.1304865167464308e-19],
        [2.0, 1000000000.0, 0.022750132083156623],
        [0.01, 3.0, 0.496324555706426],
        [1e-09, 4.0, 0.499999999625],
        [1e+80, 2.0, 5e-161],
        [30.0, 0.3, 0.1259793695516079],
    ]
    private static let tQuantiles: [[Double]] = [
        [0.975, 1.0, 12.706204736174694],
        [0.995, 2.0, 9.924843200918287],
        [0.9, 2.7, 1.6881081751466425],
        [0.975, 7.0, 2.364624251592784],
        [0.6, 12.0, 0.25903274567688733],
        [0.025, 33.3, -2.033819224134053],
        [0.9995, 99.0, 3.391528833363685],
        [0.975, 100000.0, 1.9599877075346095],
        [0.975, 1000000000.0, 1.959963986912325],
        [1e-12, 6.0, -179.75335991079194],
        [0.5000001, 8.0, 2.5859905131937123e-07],
    ]
    private static let beta: [[Double]] = [
        [0.3, 2.0, 5.0, 0.5798250000000003],
        [0.9, 0.5, 0.5, 0.7951672353008665],
        [0.01, 8.0, 2.0, 8.920000000000003e-16],
        [0.5, 30.0, 30.0, 0.5],
        [0.51, 1000.0, 1000.0, 0.8144473405684881],
        [0.02, 20.0, 900.0, 0.3825185181344732],
        [1e-09, 0.2, 3.0, 0.02092059013351316],
        [0.999, 40.0, 0.5, 0.777919867635688],
        [0.2, 12.0, 16.0, 0.003456482292332376],
        [0.7, 1.0, 1.0, 0.7],
    ]
    private static let gamma: [[Double]] = [
        [1e-10, 23.025850929882733],
        [0.25, 1.2880225246980774],
        [1.0, 0.0],
        [1.5, -0.12078223763524526],
        [2.0, 0.0],
        [7.7, 7.926541356269006],
        [14.9, 24.924132002217277],
        [15.0, 25.191221182738683],
        [80.0, 269.29109765101975],
        [1000000.0, 12815504.569147611],
    ]
}
