import Diagnostics
import Presenting

// What a check says to a build server: a test case a cell, in JUnit's XML.

extension CheckedNotebook {
    var junit: String {
        let cases = cells.map { $0.junit(of: source.name) }.joined()
        return "<testsuite name=\"\(xml(source.name))\" tests=\"\(cells.count)\" failures=\"\(differing)\" errors=\"0\">\n\(cases)</testsuite>\n"
    }
}

extension CheckedCell {
    fileprivate func junit(of path: String) -> String {
        let opening = "  <testcase classname=\"\(xml(path))\" name=\"\(xml(name))\" file=\"\(xml(path))\" line=\"\(line)\""
        if findings.isEmpty { return opening + "/>\n" }
        let failures = findings.map { finding in
            "    <failure message=\"\(xml("\(path):\(finding.line): \(finding.title)"))\" type=\"\(finding.problem?.id ?? "difference")\">\(xml(finding.details))</failure>\n"
        }
        return opening + ">\n" + failures.joined() + "  </testcase>\n"
    }
}

extension Diagnostic {
    func junit(in source: Source) -> String {
        let name = xml(source.name)
        return """
            <testsuite name="\(name)" tests="1" failures="0" errors="1">
              <testcase classname="\(name)" name="\(name)" file="\(name)">
                <error message="\(xml(message))" type="\(id)">\(xml(text(in: source, color: false)))</error>
              </testcase>
            </testsuite>

            """
    }
}

extension CheckSummary {
    /// A file that could not be checked is one test that went wrong.
    var counts: String {
        let errors = reports.count(where: \.isNotChecked)
        return "name=\"tierbook check\" tests=\"\(cells + errors)\" failures=\"\(differing)\" errors=\"\(errors)\""
    }
}

/// A text as XML may hold it, in an attribute too: without control characters.
private func xml(_ text: String) -> String { escapedMarkup(visibleData(text)) }
