import Tables

/// One accepted change: enough to show it, and to do it again.
package struct Change: Sendable, Equatable {
    /// The statement as typed.
    package var statement: String
    /// What it did, in one line.
    package var summary: String
    /// The day that counted as today; nil where none was set.
    package var asOf: Day?
    /// What chance was drawn by.
    package var seed: UInt64
    /// The files it read.
    package var inputs: [Input]

    /// A file that a statement read.
    package struct Input: Sendable, Equatable {
        /// As the statement named it.
        package var path: String
        /// The size when it was read.
        package var byteCount: Int
        /// A 64-bit hash of the bytes, as 16 hexadecimal digits.
        package var digest: String

        /// What the file was when it was read.
        package init(path: String, byteCount: Int, digest: String) {
            self.path = path
            self.byteCount = byteCount
            self.digest = digest
        }
    }

    /// `inputs` in the order in which they were read.
    package init(statement: String, summary: String, asOf: Day?, seed: UInt64, inputs: [Input] = []) {
        self.statement = statement
        self.summary = summary
        self.asOf = asOf
        self.seed = seed
        self.inputs = inputs
    }
}
