/// How much English words that say little on their own count, beside how rare they are in the texts: a list of forty entries is too
/// small to tell by itself that `the` says nothing.
enum CommonWords {
    /// Words of grammar.
    private static let grammar = """
        a an the this that these those there here it its is are was were be been being am isnt arent wasnt werent im ive id ill \
        i me my mine myself we us our ours you your yours yourself he him his she her hers they them their theirs one \
        do does did done dont doesnt didnt have has had having havent hasnt hadnt can could cant couldnt cannot will would wont wouldnt \
        shall should shouldnt may might must and or but if then than so as of to in on at by for with from into onto about \
        whether just also please
        """
    /// Words of asking and of every conversation.
    private static let everyday = """
        what how why when where who which whose whom \
        not no yes ok okay hi hello hey dear sir madam team thanks thank help tell know want wanted need like get getting got go going \
        some any more most very too much many up out over down off again still yet now ever let make say said see \
        question answer ask something anything
        """

    /// By stem: 1 for words that are not common.
    private static let weights: [String: Double] = {
        let stemmer = Stemmer()
        var weights: [String: Double] = [:]
        for word in everyday.split(separator: " ") { weights[stemmer.stem(String(word))] = 0.5 }
        for word in grammar.split(separator: " ") { weights[stemmer.stem(String(word))] = 0.3 }
        return weights
    }()

    /// Words that turn what a text says into the opposite.
    private static let negations: Set<String> = Set(
        """
        not no never without none neither nor cannot cant dont doesnt didnt isnt arent wasnt werent wont wouldnt \
        couldnt shouldnt havent hasnt hadnt
        """.split(separator: " ").map { Stemmer().stem(String($0)) })

    static func isNegation(stem: String) -> Bool { negations.contains(stem) }

    static func weight(ofStem stem: String) -> Double { weights[stem] ?? 1 }
}
