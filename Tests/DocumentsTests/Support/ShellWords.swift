import Foundation

/// The commands of a piece of shell: as much of its grammar as these documents use.
enum ShellWords {
    /// Each command as its words, without variables before it, redirections and words of the shell's own.
    static func commands(_ text: String) -> [[String]] {
        var commands: [[String]] = []
        var words: [String] = []
        for token in tokens(withoutHereDocuments(text)) {
            switch token {
            case .word(let word): words.append(word)
            case .end:
                commands.append(words)
                words = []
            }
        }
        return (commands + [words]).map(stripped).filter { !$0.isEmpty }
    }

    private enum Token {
        case word(String)
        case end
    }

    private static let keywords: Set<String> = [
        "while", "until", "do", "done", "then", "if", "fi", "{", "}", "!", "time", "exec",
    ]

    private static func stripped(_ words: [String]) -> [String] {
        Array(
            words.drop { word in
                keywords.contains(word) || word.hasSuffix("()")
                    || word.prefixMatch(of: /[A-Za-z_][A-Za-z0-9_]*=/) != nil
            })
    }

    /// A text that goes to a command's input does not belong to the shell.
    private static func withoutHereDocuments(_ text: String) -> String {
        var kept: [String] = []
        var end: String?
        for line in text.components(separatedBy: "\n") {
            if let word = end {
                if line == word { end = nil }
                continue
            }
            end = line.firstMatch(of: /<<'?([A-Z]+)'?/).map { String($0.1) }
            kept.append(line.replacing(/<<'?[A-Z]+'?/, with: ""))
        }
        return kept.joined(separator: "\n")
    }

    private static func tokens(_ text: String) -> [Token] {
        var tokens: [Token] = []
        var word: String?
        var quote: Character?
        var skipsNext = false
        var rest = Substring(text)
        func finish() {
            guard let done = word else { return }
            if !skipsNext { tokens.append(.word(done)) }
            skipsNext = false
            word = nil
        }
        while let character = rest.popFirst() {
            if let open = quote {
                if character == open { quote = nil } else { word = (word ?? "") + String(character) }
                continue
            }
            switch character {
            case "'", "\"":
                quote = character
                word = word ?? ""
            case "\\":
                let next = rest.popFirst()
                if next != "\n", let next { word = (word ?? "") + String(next) }
            case "#" where word == nil: rest = rest.drop { $0 != "\n" }
            case " ", "\t": finish()
            case "\n", ";", "|", "&":
                finish()
                tokens.append(.end)
            case "<", ">":
                // The number of a descriptor belongs to what is behind it.
                if let number = word, number == "1" || number == "2" { word = nil }
                finish()
                skipsNext = true
            default: word = (word ?? "") + String(character)
            }
        }
        finish()
        return tokens
    }
}
