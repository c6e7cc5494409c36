import Testing

@testable import Pages

/// Texts of strangers in every place that a page has.
@Suite struct HTMLTests {
    static let hostile = [
        "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "' onmouseover='alert(1)", "</title><script>",
        "&lt;b&gt;",
        "javascript:alert(1)", "]]>", "<!--", "\u{202E}txt.exe", "a\u{0}b", "\u{FEFF}", "{{7*7}}", "${x}",
    ]

    @Test(arguments: hostile) func textIsNeverMarkup(_ text: String) {
        for html in [
            HTML(text: text), "\(text)", foreign(text), tag("p") { HTML(text: text) },
            English.text(.findNothing(what: foreign(text))),
        ] {
            let inner = html.markup.replacingTags()
            #expect(!inner.contains("<") && !inner.contains(">") && !inner.contains("\""), "\(html.markup)")
        }
    }

    @Test(arguments: hostile) func anAttributeEndsWhereItEnds(_ text: String) {
        let markup = tag("input", .attr("value", text), .id(text), .class(text)).markup
        #expect(markup.hasPrefix("<input value=\"") && markup.hasSuffix("\">"))
        #expect(
            markup.filter { $0 == "\"" }.count == 6 && markup.filter { $0 == "<" || $0 == ">" }.count == 2, "\(markup)")
    }

    @Test(arguments: hostile) func aPathStaysOnThisSite(_ text: String) {
        let path = Path("orders", text, text).query("q", text).at(text)
        #expect(path.text.hasPrefix("/orders/") && !path.text.hasPrefix("//"))
        #expect(
            path.text.allSatisfy { $0.isASCII && $0 != "<" && $0 != "\"" && $0 != " " && $0 != "\\" }, "\(path.text)")
        #expect(path.text.split(separator: "?")[0].filter { $0 == "/" }.count == 3, "\(path.text)")
    }

    @Test func dotsAreNoStepBack() {
        #expect(!Path("orders", "..", ".").text.contains("/.."))
        #expect(!Path("orders", "..", ".").text.lowercased().contains("/%2e"))
    }

    @Test(arguments: [
        "http://evil.example/", "//evil.example", "javascript:alert(1)", "/\\evil.example", "orders", "", "/a b",
        "/\u{0}",
    ])
    func onlyAPathLeadsBack(_ target: String) { #expect(Path(target: target) == nil) }

    @Test func aPathOfThisSiteLeadsBack() { #expect(Path(target: "/orders/a%20b?x=1")?.text == "/orders/a%20b?x=1") }

    @Test func whatReordersTextIsShown() {
        #expect(HTML(text: "a\u{202E}b\u{2066}c\u{200F}d\u{7}e").markup == "a·b·c·d·e")
        #expect(HTML(text: "中文 é 👍\n\t").markup == "中文 é 👍\n\t")
    }

    @Test func thePlainTextIsWhatAReaderSees() {
        let html = tag("p") { "a & b < c " + tag("b", .attr("title", "x > y")) { "\"d\"" } }
        #expect(html.plainText == "a & b < c \"d\"")
    }

    @Test func builtPiecesAreInOrder() {
        let isShown = false
        let html = tag("ul") {
            for number in 1...2 { tag("li") { "\(number)" } }
            if isShown { "never" } else { "else" }
            HTML?.none
        }
        #expect(html.markup == "<ul><li>1</li><li>2</li>else</ul>")
    }
}

extension String {
    /// Without the tags that the builder writes.
    fileprivate func replacingTags() -> String {
        var text = self
        for tag in ["<p>", "</p>", "<bdi>", "</bdi>"] {
            text = text.split(separator: tag, omittingEmptySubsequences: false).joined()
        }
        return text
    }
}
