import Engine
import Tables

extension Query {
    /// What lint and charter check found, as rows below a sentence: where nothing was found, stages go on with no rows.
    init(findings: [(id: String, about: String, what: String, cure: String)], headline: String) {
        self.init(
            result: Table([
                Field("finding", .texts(findings.map(\.id))), Field("about", .texts(findings.map(\.about))), Field("what", .texts(findings.map(\.what))),
                Field("cure", .texts(findings.map { $0.cure.isEmpty ? nil : $0.cure })),
            ]))
        preamble = Preamble(headline: headline, rowLimit: findings.count, noun: "findings")
    }
}
