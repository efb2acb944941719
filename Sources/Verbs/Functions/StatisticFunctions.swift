import Diagnostics
import Engine
import Statistics
import Tables

/// The statistics layer as functions: nothing is worked out here.
extension Functions {
    private static let pairs = "Only rows count in which both are there; of fewer than two, or when all are equal in one of them, the result is missing."

    static let statistics: [Function] = [
        aggregate(
            "trimmed mean", synonyms: ["trimmed_mean"], .statistic(StatisticKind("trimmed mean", .part, keepsUnit: true) { values, _, part in Location.trimmedMean(part, of: values) }),
            [.init("number", .number), .init("part", .constantNumber)], "the mean without the least and the greatest values",
            details: missing + " 10% leaves out a tenth of the values at either end, rounded down (Tukey 1962; trim_mean of SciPy, trim of R's mean).",
            example: """
                tierbook> accounts | group by region show avg(revenue), trimmed mean(revenue, 34%)
                region    avg(revenue)  trimmed mean(revenue, 34%)
                Americas       380,000                     380,000
                Asia           250,000                     250,000
                EMEA           430,000                     410,000
                """),
        aggregate(
            "winsorized mean", synonyms: ["winsorized_mean", "winsorised mean"], .statistic(StatisticKind("winsorized mean", .part, keepsUnit: true) { values, _, part in Location.winsorizedMean(part, of: values) }),
            [.init("number", .number), .init("part", .constantNumber)], "the mean with the least and the greatest values drawn in",
            details: missing + " With 10%, a tenth of the values at either end, rounded down, count as the nearest that is left (Dixon 1960; mstats.winsorize of SciPy).",
            example: """
                tierbook> accounts | summarize avg(revenue), winsorized mean(revenue, 20%)
                avg(revenue)  winsorized mean(revenue, 20%)
                  383,333.33                     363,333.33
                """),
        aggregate(
            "gini", .statistic(StatisticKind("gini", .none) { (values, _, _) throws(Diagnostic) in try Concentration(values).gini }), [.init("number", .number)],
            "how unequally values share their total, from 0 to 1",
            details: missing + " Half the mean difference of all pairs over the mean (Gini 1912): 0 when all are equal, (n − 1)/n when one has all. A negative value counts as 0; of a total of 0 the result is missing.",
            example: """
                tierbook> accounts | summarize gini(revenue), hhi(revenue)
                gini(revenue)  hhi(revenue)
                          0.4      0.251531
                """),
        aggregate(
            "hhi", synonyms: ["herfindahl"], .statistic(StatisticKind("hhi", .none) { (values, _, _) throws(Diagnostic) in try Concentration(values).herfindahl }), [.init("number", .number)],
            "how much of their total few values hold: the sum of the squared shares",
            details: missing + " The Herfindahl–Hirschman index (1950, 1945): from 1/n when all are equal to 1 when one has all; competition authorities multiply it by 10,000. 1 over it is how many equal ones would be as concentrated. A negative value counts as 0; of a total of 0 the result is missing.",
            example: """
                tierbook> accounts | group by region show hhi(revenue), 1 / hhi(revenue) as effective number
                region    hhi(revenue)  effective number
                Americas        0.7341            1.3623
                Asia            1.0000            1.0000
                EMEA            0.5072            1.9714
                """),
        aggregate(
            "correlation", synonyms: ["corr", "pearson"], .statistic(StatisticKind("correlation", .pair) { values, others, _ in LinearCorrelation.pearson(values, others) }),
            [.init("x", .number), .init("y", .number)], "how nearly two measures lie on a straight line, from -1 to 1",
            details: pairs + " Pearson's coefficient (1896). One great account decides it: spearman goes by the order alone.",
            example: """
                tierbook> accounts | summarize correlation(revenue, wallet), spearman(revenue, wallet), kendall(revenue, wallet)
                correlation(revenue, wallet)  spearman(revenue, wallet)  kendall(revenue, wallet)
                                    0.765157                        0.8                       0.6
                """),
        aggregate(
            "spearman", .statistic(StatisticKind("spearman", .pair) { (values, others, _) throws(Diagnostic) in try RankCorrelation.spearman(values, others) }),
            [.init("x", .number), .init("y", .number)], "how far two measures put rows into the same order, from -1 to 1",
            details: pairs + " Pearson's correlation of the ranks, ties at their average (Spearman 1904).",
            example: """
                tierbook> accounts | select account, spearman(revenue, cost per all) as all accounts | limit 1
                account  all accounts
                Acme                1
                1 of 6 rows
                """),
        aggregate(
            "kendall", .statistic(StatisticKind("kendall", .pair) { (values, others, _) throws(Diagnostic) in try RankCorrelation.kendall(values, others) }),
            [.init("x", .number), .init("y", .number)], "pairs of rows in the same order less those in the opposite one, from -1 to 1",
            details: pairs + " τ-b, which allows for ties (Kendall 1945).",
            example: """
                tierbook> accounts | group by region show count, kendall(revenue, wallet)
                region    count  kendall(revenue, wallet)
                Americas      2                         1
                Asia          1                         —
                EMEA          3                         1
                """),
    ]

    // MARK: Shares

    private static func wilson(_ side: String, _ summary: String, _ end: @escaping @Sendable (Interval) -> Double, example: String) -> Function {
        scalar(
            "wilson \(side)", synonyms: ["wilson_\(side)"], [.init("count", .number), .init("of", .number)], always(.percent),
            Manual(
                summary,
                details: "So many of so many, as in 3 of 8. By the score test (Wilson 1927): with the other end it holds the true share 19 times in 20, for few and rare ones too. Missing unless both are whole numbers, of is above 0 and count no more than it.",
                examples: example)
        ) { inputs, type in
            inputs.doubles(inputs.column(0), inputs.column(1), type: type) { count, all in
                guard let count = Int(exactly: count), let all = Int(exactly: all) else { return .nan }
                return Proportion(count, of: all)?.interval().map(end) ?? .nan
            }
        }
    }

    static let proportions: [Function] = [
        wilson("low", "the lower end of a share's 95% interval", { $0.low }, example: """
            tierbook> accounts | group by region show count, count(where tier = 'Gold') as gold | derive share = gold / count, low = wilson low(gold, count), high = wilson high(gold, count)
            region    count  gold     share   low   high
            Americas      2     1  0.500000  9.5%  90.5%
            Asia          1     0  0.000000  0.0%  79.3%
            EMEA          3     1  0.333333  6.1%  79.2%
            """),
        wilson("high", "the upper end of a share's 95% interval", { $0.high }, example: """
            tierbook> accounts | summarize wilson high(count(where wallet is missing), count) as at most
            at most
              56.4%
            """),
    ]

    // MARK: Many comparisons

    private static let adjusts = "The numbers are probabilities of chance, p, of several comparisons; a missing one, or one that is no probability, was not made and stays missing. "

    static let adjustments: [Function] = [
        window(
            "holm", .adjusted(GroupAdjustment("holm", Multiplicity.holm)), [.init("p", .number)], "p adjusted for being one of many",
            details: adjusts + "Where those below 5% are called true, the chance that any of them is not stays below 5% (Holm 1979).",
            example: """
                tierbook> accounts | where revenue > 100k | select account, rank(revenue) / 100 as p | derive all = holm(p), rate = bh(p)
                account     p   all  rate
                Acme     0.01  0.05  0.05
                Birch    0.02  0.08  0.05
                Cedar    0.03  0.09  0.05
                Dune     0.04  0.09  0.05
                Elm      0.05  0.09  0.05
                5 of 6 rows
                """),
        window(
            "bh", synonyms: ["benjamini hochberg", "fdr"], .adjusted(GroupAdjustment("bh", Multiplicity.benjaminiHochberg)), [.init("p", .number)], "p adjusted so that of those called true few are not",
            details: adjusts + "Where those below 5% are called true, at most 5% of them are expected not to be (Benjamini & Hochberg 1995): less strict than holm.",
            example: """
                tierbook> accounts | where revenue > 100k | select account, region, rank(revenue) / 100 as p | derive rate = bh(p per region)
                account  region       p  rate
                Acme     EMEA      0.01  0.02
                Birch    Americas  0.02  0.04
                Cedar    EMEA      0.03  0.03
                Dune     Asia      0.04  0.04
                Elm      Americas  0.05  0.05
                5 of 6 rows
                """),
    ]
}
