internal import Operations

/// How one person has set the pages: what was set on this device, else what the browser says.
struct Viewer: Sendable {
    enum Theme: String, Sendable, CaseIterable { case auto, light, dark }

    var language: Language
    var zone: ViewerZone
    var theme: Theme
    /// The name that stands beside reports; nil while nobody has set one.
    var name: String?
    var hasSound: Bool
    var hasKeys: Bool

    /// The names of the cookies. Those that the script reads say so when they are set.
    enum Cookie {
        static let language = "turnback-language"
        static let zone = "turnback-zone"
        static let theme = "turnback-theme"
        static let name = "turnback-name"
        static let sound = "turnback-sound"
        static let keys = "turnback-keys"
    }

    init(
        language: Language = .english, zone: ViewerZone = .utc, theme: Theme = .auto, name: String? = nil,
        hasSound: Bool = true, hasKeys: Bool = true
    ) {
        self.language = language
        self.zone = zone
        self.theme = theme
        self.name = name
        self.hasSound = hasSound
        self.hasKeys = hasKeys
    }

    init(_ request: HTTPRequest, cookies: [String: String]) {
        self.init(
            language: cookies[Cookie.language].flatMap { Language(rawValue: $0) }
                ?? Language(accepted: request.headers["Accept-Language"]),
            zone: cookies[Cookie.zone].flatMap { ViewerZone(named: $0) } ?? .utc,
            theme: cookies[Cookie.theme].flatMap { Theme(rawValue: $0) } ?? .auto,
            name: cookies[Cookie.name].flatMap { Self.name($0) },
            hasSound: cookies[Cookie.sound] != "off", hasKeys: cookies[Cookie.keys] != "off")
    }

    /// Bytes of a name; what is longer is cut.
    private static let nameBytes = 64

    /// A name that may stand in a report: nil where nothing is left of it.
    static func name(_ text: String) -> String? {
        var name = ""
        for character in text.trimmed where name.utf8.count + character.utf8.count <= nameBytes {
            if character != "/",
                character.unicodeScalars.allSatisfy({ !$0.properties.isDefaultIgnorableCodePoint && $0.value >= 0x20 })
            {
                name.append(character)
            }
        }
        name = name.trimmed
        return name.isEmpty ? nil : name
    }
}
