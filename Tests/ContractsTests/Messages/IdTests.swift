import Contracts
import Testing

@Suite("Ids", .timeLimit(.minutes(15)))
struct IdTests {
    private func read(_ id: String) -> DecodeError? {
        var writer = JSONWriter()
        writer.string(id)
        do throws(DecodeError) {
            var reader = JSONReader(writer.bytes)
            let read = try reader.id()
            #expect(Array(read.utf8) == Array(id.utf8))
            return nil
        } catch { return error }
    }

    @Test(
        "are printable UTF-8, spaces within are fine",
        arguments: [
            "a", "SKU 1", "r-5001", "é", "e\u{301}", "出库单", "😀", "👨‍👩‍👧", "a\"b\\c", "<>&'%#?",
            String(repeating: "x", count: 128),
            String(repeating: "é", count: 64), "~", "a:b", "ﷺ",
        ])
    func fine(id: String) { #expect(read(id) == nil) }

    @Test(
        "are not empty, not longer than 128 bytes, and have no '/', control character or white space at either end",
        arguments: [
            "", " ", " a", "a ", "a/b", "/", "a\n", "\ta", "a\u{0}b", "a\u{7f}b", "a\u{85}b", "a\u{1b}b", "\u{a0}a",
            "a\u{3000}",
            "a\u{2028}b", "a\u{2029}", "/\u{301}", "\u{e000}/", String(repeating: "x", count: 129),
            String(repeating: "é", count: 65),
            String(repeating: "😀", count: 33),
        ])
    func refused(id: String) { #expect(read(id)?.code == .invalidField) }
}
