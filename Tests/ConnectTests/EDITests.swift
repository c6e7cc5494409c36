import Contracts
import Fulfillment
import Testing

@testable import Connect

@Suite("EDI files")
struct EDITests {
    private static let plain = EDISettings(sender: "PARTNER")

    private static func isa(_ s: String = "*", _ c: String = ">", _ t: String = "~", control: String = "000000001") -> String {
        ["ISA", "00", "          ", "00", "          ", "ZZ", "PARTNER        ", "ZZ", "TURNBACK       ", "260101", "0000", "U",
            "00401", control, "0", "P", c].joined(separator: s) + t
    }

    private static func x12(_ body: [String], _ s: String = "*", _ t: String = "~", type: String = "860", control: String = "000000001") -> String {
        let segments = ["GS*PC*PARTNER*TURNBACK*20260101*1330*1*X*004010", "ST*\(type)*0001"] + body + ["SE*3*0001", "GE*1*1", "IEA*1*\(control)"]
        return isa(s, ">", t, control: control) + segments.map { $0.replacing(of: "*", with: s) + t }.joined()
    }

    private static func read(_ text: String, _ settings: EDISettings = plain) throws -> [EDIEntry] {
        try EDIFile.read(Array(text.utf8)) { $0 == settings.sender ? settings : nil }
    }

    private static func change(_ text: String, _ settings: EDISettings = plain) throws -> EDIChange {
        let entries = try read(text, settings)
        guard entries.count == 1, case .change(let change) = entries[0].outcome else { throw Rig.Unexpected(what: "\(entries)") }
        return change
    }

    @Test("of X12 have their interchange's delimiters", arguments: [("*", "~"), ("|", "\n"), ("^", "'"), ("*", "~\r\n")])
    func delimiters(_ separator: String, _ terminator: String) throws {
        let text = Self.x12(["BCH*01*SA*PO-1001**2*20251230*****20260101"], separator, String(terminator.prefix(1)))
            .replacing(of: "~", with: terminator.hasPrefix("~") ? terminator : "~")
        let change = try Self.change(text)
        #expect(change.order == "PO-1001")
        #expect(change.lines == nil)
        #expect(change.at == Timestamp(rfc3339: "2026-01-01T23:59:59.999Z"))
    }

    @Test("have ids that a resend keeps, though its control numbers are new")
    func resend() throws {
        let body = ["BCH*01*SA*PO-1001**2*20251230*****20260101"]
        let first = try Self.change(Self.x12(body))
        let second = try Self.change(Self.x12(body, control: "000000099"))
        #expect(first.ids == ["PARTNER", "PO-1001", "01", "2"])
        #expect(first == second)
    }

    @Test("of a line change say what is removed or what remains, as the partner means it")
    func lines() throws {
        let body = [
            "BCH*04*SA*PO-1001**3*20251230", "POC*1*DI*0*0*EA***VN*A-1", "POC*2*QD*2*2*EA***UP*0001*SK*B-1", "POC*3*NC*5*5*EA***VN*C-1",
        ]
        let change = try Self.change(Self.x12(body))
        #expect(
            change.lines == [
                .init(sku: "A-1", amount: .remaining(0), segment: 5), .init(sku: "B-1", amount: .remaining(2), segment: 6),
            ])
        let connection = try Rig.connection("edi", secret: nil, #","edi":{"sender":"PARTNER"}"#)
        let found = try #require(try change.cancellation(connection, ordered: ["A-1": 3, "B-1": 5]))
        #expect(found.lines == [Line("A-1", 3), Line("B-1", 3)])
        #expect(throws: DecodeError.self) { try change.cancellation(connection, ordered: ["A-1": 3]) }
        #expect(throws: DecodeError.self) { try change.cancellation(connection, ordered: ["A-1": 3, "B-1": 1]) }
        var removed = Self.plain
        removed.quantity = .removed
        let other = try Self.change(Self.x12(["BCH*04*SA*PO-1001**3", "POC*2*QD*2*0*EA***SK*B-1"]), removed)
        #expect(try other.cancellation(connection, ordered: [:])?.lines == [Line("B-1", 2)])
    }

    @Test("that ask for nothing say why", arguments: [("05", "no line"), ("06", "confirms"), ("07", "duplicate"), ("03", "deleteCancels"), ("99", "not a cancellation")])
    func leftOut(_ purpose: String, _ reason: String) throws {
        let entries = try Self.read(Self.x12(["BCH*\(purpose)*SA*PO-1001"]))
        guard case .leftOut(let told) = entries[0].outcome else { throw Rig.Unexpected(what: "\(entries)") }
        #expect(told.contains(reason))
    }

    @Test("of X12 that replace an order cancel what the new one has less of")
    func replacement() throws {
        let change = try Self.change(
            Self.x12([
                "BCH*05*SA*PO-1001**3*20251230", "POC*1*CA*2*2*EA***VN*A-1", "POC*2*NC*1*1*EA***VN*B-1", "POC*3*AI*7*7*EA***VN*N-1",
                "POC*4*DI***EA***VN*D-1", "POC*5*NC*1*1*EA***VN*B-1",
            ]))
        #expect(change.needsOrder)
        #expect(change.ids == ["PARTNER", "PO-1001", "05", "3"])
        let ordered = ["A-1": 5, "B-1": 2, "C-1": 4, "D-1": 1]
        let connection = try Rig.connection("edi", secret: nil, #","edi":{"sender":"PARTNER"}"#)
        let found = try #require(try change.cancellation(connection, ordered: ordered))
        #expect(found.lines == [Line("A-1", 3), Line("C-1", 4), Line("D-1", 1)])
        #expect(change.leftOut(ordered: ordered) == [
            EDILeftOut(7, "7 of N-1: it was not ordered before, and nothing is added by this: submit an outbound order")
        ])
        #expect(try change.cancellation(connection, ordered: ["A-1": 2, "B-1": 2]) == nil)
        #expect(throws: DecodeError.self) { try change.cancellation(connection, ordered: [:]) }
    }

    @Test(
        "of a line change say of each line that asks for something else why it was left out",
        arguments: [
            ("AI*1*1", "adds an item"), ("QI*9*9", "increases"), ("NC*1*1", "nothing"), ("RE*1*1", "replaces the item"), ("PC*1*1", "takes no unit away"),
            ("CA", "no quantity"),
        ])
    func leftOutLine(_ line: String, _ reason: String) throws {
        let fields = line.split(separator: "*").map(String.init) + ["", ""]
        let poc = "POC*1*\(fields[0])*\(fields[1])*\(fields[2])*EA***VN*A-1"
        let entries = try Self.read(Self.x12(["BCH*04*SA*PO-1001**3", poc, "POC*2*DI***EA***VN*B-1"]))
        guard case .change = entries[0].outcome else { throw Rig.Unexpected(what: "\(entries)") }
        #expect(entries[0].leftOut.map(\.segment) == [5])
        #expect(entries[0].leftOut[0].reason.contains(reason))
    }

    @Test("of a line change that names the new quantity cancel a decrease and leave an increase out", arguments: ["CA", "RZ", "RQ"])
    func newQuantity(_ code: String) throws {
        let change = try Self.change(
            Self.x12(["BCH*04*SA*PO-1001**3", "POC*1*\(code)*2*2*EA***VN*A-1", "POC*2*\(code)*9*9*EA***VN*B-1"]))
        let ordered = ["A-1": 3, "B-1": 5]
        let connection = try Rig.connection("edi", secret: nil, #","edi":{"sender":"PARTNER"}"#)
        #expect(try change.cancellation(connection, ordered: ordered)?.lines == [Line("A-1", 1)])
        #expect(change.leftOut(ordered: ordered).map(\.segment) == [6])
        var removed = Self.plain
        removed.quantity = .removed
        let other = try Self.read(Self.x12(["BCH*04*SA*PO-1001**3", "POC*1*\(code)*2*2*EA***VN*A-1"]), removed)
        // RZ replaces the value, whatever the partner's other quantities are.
        if code == "RZ" { #expect(other[0].leftOut.isEmpty) } else { #expect(other[0].leftOut[0].reason.contains("up or down")) }
    }

    @Test("of a shipping order cancel by F, and by D where the partner means that")
    func shipping() throws {
        let change = try Self.change(Self.x12(["W05*F*DEP-1001*PO-1001"], type: "940"))
        #expect(change.ids == ["PARTNER", "DEP-1001", "F"])
        #expect(change.at == Timestamp(rfc3339: "2026-01-01T13:30:59.999Z"))
        #expect(try Self.read(Self.x12(["W05*D*DEP-1001"], type: "940")).first.map { if case .leftOut = $0.outcome { true } else { false } } == true)
        var deletes = Self.plain
        deletes.deleteCancels = true
        #expect(try Self.change(Self.x12(["W05*D*DEP-1001"], type: "940"), deletes).order == "DEP-1001")
    }

    @Test("hold several interchanges, groups and messages")
    func several() throws {
        let text = Self.x12(["BCH*01*SA*PO-1"]) + "\n" + Self.x12(["BCH*01*SA*PO-2"], "|", "\n") + Self.x12(["N1*ST"], type: "850")
        let entries = try Self.read(text)
        #expect(entries.map(\.kind) == ["860", "860", "850"])
        #expect(entries.map(\.segment) == [3, 10, 17])
        let stranger = try EDIFile.read(Array(text.utf8)) { _ in nil }
        guard case .leftOut(let reason) = stranger[0].outcome else { throw Rig.Unexpected(what: "\(stranger)") }
        #expect(reason.contains("PARTNER"))
    }

    private static let ordchg =
        "UNA:+.? 'UNB+UNOC:3+PARTNER:14+RECEIVER:14+260101:0000+ICR1'UNH+M1+ORDCHG:D:96A:UN:EAN008'BGM+230+CHG-77+1'DTM+137:20260101:102'RFF+ON:PO?+1001'UNS+S'UNT+6+M1'UNZ+1+ICR1'"

    @Test("of EDIFACT name the order in RFF+ON, with the release character")
    func edifact() throws {
        let change = try Self.change(Self.ordchg)
        #expect(change.order == "PO+1001")
        #expect(change.ids == ["PARTNER", "PO+1001", "CHG-77", "1"])
        #expect(change.at == Timestamp(rfc3339: "2026-01-01T23:59:59.999Z"))
        var byMessage = Self.plain
        byMessage.order = .message
        #expect(try Self.change(Self.ordchg, byMessage).order == "CHG-77")
        let unnamed = try Self.change(String(Self.ordchg.dropFirst(9)))
        #expect(unnamed == change)
        let other = "UNA|*.! ~" + String(Self.ordchg.dropFirst(9)).replacing(of: ":", with: "|").replacing(of: "?+", with: "\u{1}")
            .replacing(of: "+", with: "*").replacing(of: "\u{1}", with: "+").replacing(of: "'", with: "~\r\n")
        #expect(try Self.change(other).order == "PO+1001")
    }

    @Test("of EDIFACT change lines")
    func edifactLines() throws {
        let text = Self.ordchg.replacing(of: "CHG-77+1", with: "CHG-77+4").replacing(
            of: "UNS+S", with: "LIN+1+2+A-1:EN'LIN+2+3'PIA+5+B-1:SA'QTY+21:2'LIN+3+4+C-1:EN'UNS+S")
        let change = try Self.change(text)
        #expect(
            change.lines == [
                .init(sku: "A-1", amount: .remaining(0), segment: 6), .init(sku: "B-1", amount: .ordered(2), segment: 7),
            ])
        #expect(try Self.read(text)[0].leftOut == [EDILeftOut(10, "LIN: 4 changes nothing")])
    }

    @Test("of EDIFACT that replace an order cancel what the new one has less of")
    func edifactReplacement() throws {
        let text = Self.ordchg.replacing(of: "CHG-77+1", with: "CHG-77+5").replacing(
            of: "UNS+S", with: "LIN+1++A-1:EN'QTY+21:1'LIN+2+3+B-1:EN'QTY+21:5'UNS+S")
        let change = try Self.change(text)
        let ordered = ["A-1": 3, "B-1": 2, "C-1": 4]
        let connection = try Rig.connection("edi", secret: nil, #","edi":{"sender":"PARTNER"}"#)
        #expect(try change.cancellation(connection, ordered: ordered)?.lines == [Line("A-1", 2), Line("C-1", 4)])
        let left = change.leftOut(ordered: ordered)
        #expect(left.map(\.segment) == [8])
        #expect(left[0].reason.hasPrefix("5 of B-1: 2 were ordered before"))
        #expect(throws: DecodeError.self) { try change.cancellation(connection, ordered: [:]) }
        guard case .leftOut(let reason) = try Self.read(Self.ordchg.replacing(of: "CHG-77+1", with: "CHG-77+5"))[0].outcome
        else { throw Rig.Unexpected(what: "no line") }
        #expect(reason.contains("cancelled by 1"))
    }

    @Test(
        "that are cut off or none are refused with the place",
        arguments: ["", "hello", "ISA*00*short~", "UNB+UNOC:3+PARTNER", "UNA:+", "UNB+UNOC:3+P:14'UNH+M1+ORDCHG:D'"])
    func broken(_ text: String) { #expect(throws: DecodeError.self) { try Self.read(text) } }

    @Test("that are cut off within an interchange are refused")
    func cutOff() { #expect(throws: DecodeError.self) { try Self.read(String(Self.x12(["BCH*01*SA*PO-1"]).dropLast(10))) } }
}

@Suite("Lists of cancelled orders")
struct SweepFileTests {
    private static func orders(_ text: String, _ connection: Connection) throws -> [String] {
        try SweepFile.rows(Array(text.utf8)).compactMap { row in
            guard case .cancel(let found) = try connection.verdict(listed: row.order) else { return nil }
            return "\(row.number) \(found[0].storeOrderId) \(found[0].at?.rfc3339 ?? "-")"
        }
    }

    private static let shopifyOrder = ##"{"id":7,"name":"#1001","cancelled_at":"2026-01-01T00:00:00Z"}"##

    @Test("are JSON of whichever form")
    func json() throws {
        let connection = try Rig.connection("shopify")
        let told = ["1 1001 2026-01-01T00:00:00.000Z"]
        for text in [
            "[\(Self.shopifyOrder)]", #"{"orders":[\#(Self.shopifyOrder)]}"#, Self.shopifyOrder, "\(Self.shopifyOrder)\n\n" + #"{"id":8,"name":"x"}"#,
        ] { #expect(try Self.orders(text, connection) == told, "\(text)") }
        #expect(try Self.orders("", connection).isEmpty)
        #expect(throws: DecodeError.self) { try Self.orders("[", connection) }
    }

    @Test("are Shopify's export, an order on several lines")
    func shopify() throws {
        let csv = "Name,Email,Cancelled at,Lineitem name,Id\r\n#1001,a@b.example,2026-01-01 01:00:00 +0100,\"A, \"\"1\"\"\",7\r\n#1001,,,B,\r\n#1002,,,\"C\nD\",8\r\n"
        #expect(try Self.orders(csv, try Rig.connection("shopify")) == ["2 1001 2026-01-01T00:00:00.000Z"])
        let rows = try SweepFile.rows(Array(csv.utf8))
        #expect(rows.map(\.number) == [2, 4])
        #expect(rows[1].order["Lineitem name"]?.text == "C\nD")
        #expect(throws: DecodeError.self) { try SweepFile.rows(Array("a,b\n\"c".utf8)) }
    }

    @Test("are WooCommerce's, with semicolons too")
    func wooCommerce() throws {
        let csv = "id;number;status;date_modified_gmt\n5;A-5;cancelled;2026-01-01T00:00:00\n6;A-6;processing;2026-01-01T00:00:00\n"
        #expect(try Self.orders(csv, try Rig.connection("woocommerce")) == ["2 A-5 2026-01-01T00:00:00.000Z"])
    }
}
