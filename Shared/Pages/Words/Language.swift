internal import Operations

/// A language that the pages speak.
public enum Language: String, Sendable, CaseIterable {
    case english = "en"
    case chinese = "zh-Hans"

    /// Its own name for itself.
    var name: HTML { self == .english ? "English" : "中文" }

    /// The other one, for the switch in the frame.
    var other: Language { self == .english ? .chinese : .english }

    /// What a phrase is in it.
    func say(_ phrase: Phrase) -> HTML {
        switch self {
        case .english: English.text(phrase)
        case .chinese: Chinese.text(phrase)
        }
    }

    /// The first language of a browser's list that is spoken here (RFC 9110, section 12.5.4); English where none is.
    init(accepted: String?) {
        var best = (quality: 0.0, language: Language.english)
        for range in (accepted ?? "").split(separator: ",") {
            let parts = range.split(separator: ";").map { String($0).trimmed }
            guard let tag = parts.first?.lowercased() else { continue }
            let quality = parts.dropFirst().first { $0.hasPrefix("q=") }.flatMap { Double($0.dropFirst(2)) } ?? 1
            let language: Language? = tag.hasPrefix("zh") ? .chinese : tag.hasPrefix("en") ? .english : nil
            if let language, quality > best.quality { best = (quality, language) }
        }
        self = best.language
    }
}
