import Diagnostics
import Engine
import Tables

extension Functions {
    static let text: [Function] = [
        lower, upper, trim, length, left, right, mid, replace, concat, splitPart, leftOf, rightOf, padLeft, padRight,
    ]

    private static let characters = "Characters are counted as a reader counts them: é, or an emoji of several code points, is one."

    private static let lower = scalar(
        "lower", synonyms: ["lowercase"], [.init("text", .text)], always(.text),
        Manual(
            "the text in lower-case letters",
            details: "By Unicode's rules, the same in every language. A missing text stays missing.",
            examples: """
                tierbook> accounts | select account, lower(region) | limit 2
                account  lower(region)
                Acme     emea
                Birch    americas
                2 of 6 rows
                """)
    ) { inputs, _ in inputs.mapText("lower") { text, _ in text.lowercased() } }

    private static let upper = scalar(
        "upper", synonyms: ["uppercase"], [.init("text", .text)], always(.text),
        Manual(
            "the text in upper-case letters",
            details: "By Unicode's rules, the same in every language. A missing text stays missing.",
            examples: """
                tierbook> accounts | select account, upper(tier) | limit 2
                account  upper(tier)
                Acme     GOLD
                Birch    GOLD
                2 of 6 rows
                """)
    ) { inputs, _ in inputs.mapText("upper") { text, _ in text.uppercased() } }

    private static let trim = scalar(
        "trim", synonyms: ["strip"], [.init("text", .text)], always(.text),
        Manual(
            "the text without blanks at its ends",
            details: "Blanks are spaces, tabs, line ends and all else that Unicode calls white space. Blanks between words stay.",
            examples: """
                tierbook> concat('[', trim('  Acme Ltd '), ']')
                concat('[', trim('  Acme Ltd '), ']')
                [Acme Ltd]
                """)
    ) { inputs, _ in inputs.mapText("trim") { text, _ in trimmed(text) } }

    private static let length = scalar(
        "length", synonyms: ["len", "char length"], [.init("text", .text)], always(.whole),
        Manual(
            "how many characters the text has",
            details: characters + " An empty text has 0; a missing text has no length.",
            examples: """
                tierbook> accounts | select account, length(account) | limit 2
                account  length(account)
                Acme                   4
                Birch                  5
                2 of 6 rows
                """)
    ) { inputs, _ in inputs.mapText(to: .whole) { (text: String) in Int64(text.count) } }

    private static let left = scalar(
        "left", [.init("text", .text), .init("n", .number)], always(.text),
        Manual(
            "the first n characters",
            details: "A shorter text is given whole. A negative n leaves out that many at the end. " + characters,
            examples: """
                tierbook> accounts | select account, left(region, 2), left(account, -1) | limit 3
                account  left(region, 2)  left(account, -1)
                Acme     EM               Acm
                Birch    Am               Birc
                Cedar    EM               Ceda
                3 of 6 rows
                """)
    ) { inputs, _ in
        inputs.mapText("left") { text, values in
            Inputs.whole(values[0]).map { String($0 >= 0 ? text.prefix($0) : text.dropLast(-$0)) }
        }
    }

    private static let right = scalar(
        "right", [.init("text", .text), .init("n", .number)], always(.text),
        Manual(
            "the last n characters",
            details: "A shorter text is given whole. A negative n leaves out that many at the start. " + characters,
            examples: """
                tierbook> accounts | select account, right(account, 2) | limit 2
                account  right(account, 2)
                Acme     me
                Birch    ch
                2 of 6 rows
                """)
    ) { inputs, _ in
        inputs.mapText("right") { text, values in
            Inputs.whole(values[0]).map { String($0 >= 0 ? text.suffix($0) : text.dropFirst(-$0)) }
        }
    }

    private static let mid = scalar(
        "mid", synonyms: ["substring", "substr"], [.init("text", .text), .init("start", .number), .init("n", .number, optional: true)],
        always(.text),
        Manual(
            "n characters from a place on",
            details: """
                The first character has place 1; a negative start counts from the end, and 0 means 1. Without n, all that follows. \
                What lies beyond the text is left out, so that the result may be empty. \(characters)
                """,
            examples: """
                tierbook> accounts | select account, mid(account, 2, 3) | limit 2
                account  mid(account, 2, 3)
                Acme     cme
                Birch    irc
                2 of 6 rows
                """)
    ) { inputs, _ in
        inputs.mapText("mid") { text, values in
            guard let start = Inputs.whole(values[0]) else { return nil }
            let rest = start < 0 ? text.suffix(-start) : text.dropFirst(max(0, start - 1))
            if values.count < 2 { return String(rest) }
            return Inputs.whole(values[1]).map { String(rest.prefix(max(0, $0))) }
        }
    }

    private static let replace = scalar(
        "replace", synonyms: ["substitute"], [.init("text", .text), .init("find", .text), .init("with", .text)], always(.text),
        Manual(
            "the text with every occurrence of one text replaced by another",
            details: "Case counts. Nothing to find leaves the text as it is. A result of more than 1,000,000 bytes is missing.",
            examples: """
                tierbook> accounts | select account, replace(region, 'Americas', 'AMER') as area | limit 2
                account  area
                Acme     EMEA
                Birch    AMER
                2 of 6 rows
                """)
    ) { inputs, _ in
        inputs.mapText("replace") { text, values in
            guard case .text(let find) = values[0], case .text(let with) = values[1] else { return nil }
            return replaced(text, find, with)
        }
    }

    private static let concat = scalar(
        "concat", synonyms: ["concatenate"], [.init("a", .any), .init("b", .any, optional: true, repeats: true)], always(.text),
        Manual(
            "values one after the other as one text",
            details: """
                Values of any type, written as text(…) writes them. Missing values are left out; when all are missing, so is the result. \
                A result of more than 1,000,000 bytes is missing.
                """,
            examples: """
                tierbook> accounts | select concat(account, ' (', region, ')') as label | limit 2
                label
                Acme (EMEA)
                Birch (Americas)
                2 of 6 rows
                """)
    ) { inputs, _ in joined(inputs) }

    private static let splitPart = scalar(
        "split part", synonyms: ["split_part", "part"], [.init("text", .text), .init("separator", .text), .init("n", .number)], always(.text),
        Manual(
            "the nth part of a text between separators",
            details: """
                The first part is 1; negative numbers count from the end. A part that does not exist is missing. Case counts in the separator; \
                an empty separator gives the whole text as part 1.
                """,
            examples: """
                tierbook> split part('north/key/2026', '/', 2)
                split part('north/key/2026', '/', 2)
                key

                tierbook> split part('north/key/2026', '/', -1)
                split part('north/key/2026', '/', -1)
                2026
                """)
    ) { inputs, _ in
        inputs.mapText("split part") { text, values in
            guard case .text(let separator) = values[0], let number = Inputs.whole(values[1]) else { return nil }
            return part(number, of: text, separator)
        }
    }

    private static let leftOf = scalar(
        "left of", synonyms: ["textbefore", "text_before"], [.init("text", .text), .init("separator", .text)], always(.text),
        Manual(
            "the text before the first separator",
            details: "Missing where the separator does not occur. Case counts.",
            examples: """
                tierbook> left of('ann.lee@acme.com', '@')
                left of('ann.lee@acme.com', '@')
                ann.lee
                """)
    ) { inputs, _ in
        inputs.mapText("left of") { text, values in
            guard case .text(let separator) = values[0], let place = TextSearch.places(of: separator, in: text).first else { return nil }
            return TextSearch.part(text, 0..<place)
        }
    }

    private static let rightOf = scalar(
        "right of", synonyms: ["textafter", "text_after"], [.init("text", .text), .init("separator", .text)], always(.text),
        Manual(
            "the text after the first separator",
            details: "Missing where the separator does not occur. Case counts.",
            examples: """
                tierbook> right of('ann.lee@acme.com', '@')
                right of('ann.lee@acme.com', '@')
                acme.com
                """)
    ) { inputs, _ in
        inputs.mapText("right of") { text, values in
            guard case .text(let separator) = values[0], let place = TextSearch.places(of: separator, in: text).first else { return nil }
            return TextSearch.part(text, place + separator.utf8.count..<text.utf8.count)
        }
    }

    private static let padRules = """
        Numbers and dates are written as text(…) writes them. The filling is a blank unless given, and is cut to fit; a longer text stays whole. \
        The width is at most 1,000 characters.
        """

    private static let padLeft = scalar(
        "pad left", synonyms: ["lpad", "pad_left"], [.init("value", .any), .init("width", .constantNumber), .init("with", .text, optional: true)], padType,
        Manual(
            "the text filled up on its left to a width", details: padRules,
            examples: """
                tierbook> pad left(42, 6, '0')
                pad left(42, 6, '0')
                000042
                """)
    ) { inputs, _ in padded(inputs, "pad left") { text, filling in filling + text } }

    private static let padRight = scalar(
        "pad right", synonyms: ["rpad", "pad_right"], [.init("value", .any), .init("width", .constantNumber), .init("with", .text, optional: true)], padType,
        Manual(
            "the text filled up on its right to a width", details: padRules,
            examples: """
                tierbook> pad right('Acme', 8, '.')
                pad right('Acme', 8, '.')
                Acme....
                """)
    ) { inputs, _ in padded(inputs, "pad right") { text, filling in text + filling } }

    private static let padType: Function.ResultType = { (arguments) throws(Diagnostic) in
        _ = try constant(arguments, 1, "The width", in: 0...1_000, otherwise: 0)
        return .text
    }
}
