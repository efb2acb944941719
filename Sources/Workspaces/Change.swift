import Tables

/// One accepted change: enough to show it, and to do it again.
package struct Change: Sendable, Equatable {
    /// The statement as typed.
    package var statement: String
    /// What it did, in one line.
    package var summary: String
    package var asOf: Day?
    package var seed: UInt64
    /// The files it read.
    package var inputs: [Input]

    package struct Input: Sendable, Equatable {
        package var path: String
        package var byteCount: Int
        /// A 64-bit hash of the bytes, as 16 hexadecimal digits.
        package var digest: String

        package init(path: String, byteCount: Int, digest: String) {
            self.path = path
            self.byteCount = byteCount
            self.digest = digest
        }
    }

    package init(statement: String, summary: String, asOf: Day?, seed: UInt64, inputs: [Input] = []) {
        self.statement = statement
        self.summary = summary
        self.asOf = asOf
        self.seed = seed
        self.inputs = inputs
    }
}
