import Contracts
import Testing

@Suite("Texts that name people, in any bytes", .timeLimit(.minutes(15)))
struct WithoutTextsTests {
    private func without(_ value: String) -> (text: String, names: [String]) {
        let body = RecordBody(
            key: Array("shop-de/1001".utf8), headers: [Header("ce_id", "1"), Header("none", nil)],
            value: Array(value.utf8))
        let (kept, names) = body.withoutTexts
        #expect(kept.key == body.key && kept.headers == body.headers)
        return (String(decoding: kept.value ?? [], as: UTF8.self), names)
    }

    @Test(
        "are emptied, and all else stays byte for byte",
        arguments: [
            (#"{"note":"ring Mrs Li","x":1}"#, #"{"note":"","x":1}"#, ["note"]),
            (
                #"{ "actor" :\#n"mia", "note":null,"reportedBy":"lin"}"#,
                #"{ "actor" :\#n"", "note":null,"reportedBy":""}"#, ["actor", "reportedBy"]
            ),
            (#"{"note":"a \"quoted\\\" text","y":2}"#, #"{"note":"","y":2}"#, ["note"]),
            (#"{"reason":"buyerChangedMind"}"#, #"{"reason":"buyerChangedMind"}"#, []),
            (#"{"reason":"it was gone"}"#, #"{"reason":""}"#, ["reason"]),
            (#"{"data_base64":"eyJub3RlIjoieCJ9"}"#, #"{"data_base64":""}"#, ["data_base64"]),
            (
                #"{"data":{"lines":[{"note":"x"},{"note":"y"}]}}"#, #"{"data":{"lines":[{"note":""},{"note":""}]}}"#,
                ["note"]
            ),
            // No JSON: cut off within the text, or wrong before it.
            (#"{"note":"ring Mrs L"#, #"{"note":""#, ["note"]), (#"{,,"note":"x"}"#, #"{,,"note":""}"#, ["note"]),
            (#"{"note":"x\"#, #"{"note":""#, ["note"]),
            // Nothing of it is a field's text.
            (#"{"notes":"x","a":"note","note":7}"#, #"{"notes":"x","a":"note","note":7}"#, []), ("", "", []),
            (#"""#, #"""#, []),
            (#"{"note":"","actor":""}"#, #"{"note":"","actor":""}"#, []),
        ])
    func emptied(value: String, kept: String, names: [String]) {
        let found = without(value)
        #expect(found.text == kept)
        #expect(found.names == names)
        #expect(without(found.text).text == found.text)
    }

    @Test("A record without a value stays one") func tombstone() {
        let body = RecordBody(key: [1], headers: [], value: nil)
        #expect(body.withoutTexts.body == body)
    }

    @Test(
        "Bytes that are not text are left alone", arguments: [[0xff, 0x22, 0x00], [UInt8](repeating: 0x22, count: 99)])
    func bytes(_ value: [UInt8]) {
        #expect(RecordBody(key: nil, headers: [], value: value).withoutTexts.body.value == value)
    }
}
