/// The words of an index: each stem has a number, in the order in which they were met.
struct Vocabulary: Sendable {
    private(set) var stems: [String] = []
    private var numbers: [String: Int32] = [:]
    /// The stem's number of each word as it was written: nothing is stemmed twice, and mistyped words are compared with these.
    private(set) var forms: [String: Int32] = [:]
    /// Whether some text has the word in capitals only, as initials are written: `AUM`.
    private var capitals: [Bool] = []

    /// The number of a word's stem, which is new where need be.
    mutating func number(of word: String, isCapitals: Bool, stemmer: Stemmer) -> Int32 {
        let number = forms[word] ?? add(word, stem: stemmer.stem(word))
        if isCapitals { capitals[Int(number)] = true }
        return number
    }

    private mutating func add(_ word: String, stem: String) -> Int32 {
        let number = numbers[stem] ?? Int32(stems.count)
        if Int(number) == stems.count {
            stems.append(stem)
            capitals.append(false)
            numbers[stem] = number
        }
        forms[word] = number
        return number
    }

    func number(ofStem stem: String) -> Int32? { numbers[stem] }

    func isInitials(_ number: Int32) -> Bool { capitals[Int(number)] }
}
