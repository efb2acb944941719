import Foundation
import Testing

@testable import Shell

struct OutputTests {
    @Test func writesEverythingInOrder() throws {
        let path = NSTemporaryDirectory() + "output-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: path) }
        let descriptor = open(path, O_CREAT | O_WRONLY, 0o600)
        let output = Output(descriptor: descriptor)
        let lines = (0..<20_000).map { "row \($0) é\n" }
        for line in lines { output.write(line) }
        output.finish()
        close(descriptor)
        #expect(try String(contentsOfFile: path, encoding: .utf8) == lines.joined())
        #expect(!output.isClosed)
        #expect(output.error == nil)
    }

    @Test func aReaderWhoLeftIsNoError() throws {
        signal(SIGPIPE, SIG_IGN)
        let ends = try #require(makePipe())
        close(ends.reading)
        let output = Output(descriptor: ends.writing)
        output.write("gone\n")
        output.finish()
        close(ends.writing)
        #expect(output.isClosed)
        #expect(output.error == nil)
    }

    @Test(.enabled(if: FileManager.default.fileExists(atPath: "/dev/full"))) func aFullDiskIsAnError() {
        let descriptor = open("/dev/full", O_WRONLY)
        let output = Output(descriptor: descriptor)
        output.write("no room\n")
        output.finish()
        close(descriptor)
        #expect(output.error == ENOSPC)
    }
}

struct PlainInputTests {
    private func statements(_ text: String, isComplete: @escaping (String) -> Bool) throws -> [Input] {
        let ends = try #require(makePipe())
        defer { close(ends.reading) }
        writeNow(text, to: ends.writing)
        close(ends.writing)
        let input = PlainInput(descriptor: ends.reading)
        input.isComplete = isComplete
        var found: [Input] = []
        while found.count < 20 {
            found.append(input.readStatement(prompt: "", continuation: ""))
            if found.last == .endOfInput { break }
        }
        return found
    }

    @Test func readsStatements() throws {
        let found = try statements("one\r\ntwo |\nthree\n\nlast") { !$0.hasSuffix("|") }
        #expect(found == [.line("one"), .line("two |\nthree"), .line(""), .line("last"), .endOfInput])
    }

    @Test func givesAnUnfinishedStatement() throws {
        #expect(try statements("open |\nmore |\n") { _ in false } == [.line("open |\nmore |"), .endOfInput])
    }
}
