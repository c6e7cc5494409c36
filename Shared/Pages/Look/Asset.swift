internal import Contracts
internal import Operations

/// A file that pages load: the style sheet, the script, the icon. Its address carries its content's hash, so that a browser
/// keeps it for good and still gets a new one.
enum Asset: CaseIterable {
    case style, script, icon

    private var name: String {
        switch self {
        case .style: "style.css"
        case .script: "pages.js"
        case .icon: "icon.svg"
        }
    }

    private var content: String {
        switch self {
        case .style: StyleSheet.text
        case .script: Script.text
        case .icon: Icon.file
        }
    }

    private var type: String {
        switch self {
        case .style: "text/css; charset=utf-8"
        case .script: "text/javascript; charset=utf-8"
        case .icon: "image/svg+xml"
        }
    }

    private static let hashes = Dictionary(
        uniqueKeysWithValues: allCases.map {
            ($0, String(DerivedId(service: "pages", source: $0.name, id: $0.content).id(0).prefix(12)))
        })

    var path: Path { Path("assets", Self.hashes[self] ?? "", name) }

    /// The file at this place; nil where there is none.
    static func answer(_ request: HTTPRequest) -> HTTPResponse? {
        guard let asset = allCases.first(where: { $0.name == request.parameter("name") }) else { return nil }
        let isCurrent = hashes[asset] == request.parameter("hash")
        let headers: HTTPHeaders = [
            "Content-Type": asset.type, "X-Content-Type-Options": "nosniff",
            "Cache-Control": isCurrent ? "public, max-age=31536000, immutable" : "no-store",
        ]
        return HTTPResponse(status: 200, headers: headers, body: .bytes(Array(asset.content.utf8)))
    }
}
