import Testing

@testable import Shell

struct ProgressLineTests {
    @Test func saysHowFarItIs() {
        let text = ProgressLine.text(share: 0.437, elapsed: .milliseconds(1_290), isCancelling: false)
        #expect(text == "working … 43% (1.2 s, Ctrl-C cancels)")
        #expect(
            ProgressLine.text(share: nil, elapsed: .seconds(61), isCancelling: false)
                == "working … (61.0 s, Ctrl-C cancels)")
        #expect(ProgressLine.text(share: 1, elapsed: .seconds(2), isCancelling: true) == "cancelling … (2.0 s)")
    }
}
