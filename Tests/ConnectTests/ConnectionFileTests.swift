import Access
import Contracts
import Testing

@testable import Connect

@Suite("The connections file")
struct ConnectionFileTests {
    @Test("names shops, their secrets, and where outcomes go")
    func whole() throws {
        let list = try Rig.list(
            #"""
            {"connections": {
               "woo": {"platform": "woocommerce", "store": "shop-de", "merchant": "acme", "secret": ["new-secret", "old-secret"],
                       "order": {"from": "id"},
                       "outboundOrders": {"url": "http://console:8080/api/v1/orders/{storeId}/{storeOrderId}", "headers": {"authorization": "Bearer x"}}},
               "shopify": {"platform": "shopify", "store": "shop-fr", "merchant": "acme", "secret": "shop-secret",
                           "lookUp": {"command": ["/usr/local/bin/ask", "--shop", "x"]}},
               "partner": {"platform": "edi", "store": "shop-de", "merchant": "acme", "edi": {"sender": "PARTNER", "quantity": "removed"}}},
             "endpoints": {
               "shop-de": {"url": "https://shop.example/outcomes", "secret": "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3", "bearer": "t", "events": "final"}}}
            """#)
        #expect(list.connections["woo"]?.secrets == ["new-secret", "old-secret"])
        #expect(list.connections["woo"]?.sendsAgain == false)
        #expect(list.connections["shopify"]?.sendsAgain == true)
        #expect(list.connections["shopify"]?.lookUp == .command(["/usr/local/bin/ask", "--shop", "x"]))
        #expect(list.connections["partner"]?.edi?.quantity == .removed)
        #expect(list.endpoints["shop-de"]?.events == .final)
    }

    @Test(
        "is refused with the line, the place and what is allowed",
        arguments: [
            ("{\n\"connections\": {\n\"a\": {\"platform\": \"shopyfy\"}}}", 3, "connections.a.platform", "woocommerce"),
            ("{\n\"connections\": {\n\"a\": {\n\"platform\": \"shopify\",\n\"store\": \"s\"}}}", 3, "connections.a.merchant", "missing"),
            ("{\"connections\": {\"a\":\n{\"platform\": \"shopify\", \"store\": \"s\", \"merchant\": \"m\"}}}", 2, "secret", "everybody could cancel"),
            ("{\"connections\": {\"a\": {\"platform\": \"shopify\", \"store\": \"s\", \"merchant\": \"m\", \"secret\": \"short\"}}}", 1, "secret", "shorter"),
            ("{\"connections\": {\"a\": {\"platform\": \"shopify\",\n\"stores\": \"s\"}}}", 2, "connections.a.stores", "allowed are platform"),
            ("{\"connections\": {\"a\": {\"platform\": \"generic\", \"store\": \"s\", \"merchant\": \"m\", \"secret\": \"12345678\"}}}", 1, "mapping", "missing"),
            ("{\"connections\": {\"a/b\": {}}}", 1, "a/b", "without '/'"),
            ("{\n\n\"endpoints\": {\"s\": {\"url\": \"ftp://x\", \"secret\": \"whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3\"}}}", 3, "url", "https://"),
            ("{\"endpoints\": {\"s\": {\"url\": \"http://x\", \"secret\": \"whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3\"}}}", 1, "url", "allowsPrivate"),
            ("{\"endpoints\": {\"s\": {\"url\": \"https://x\", \"secret\": \"whsec_AAAA\"}}}", 1, "secret", "24 to 64"),
            ("{\n\"connections\": {,}}", 2, "byte", "field's name"),
        ])
    func wrong(_ text: String, _ line: Int, _ place: String, _ allowed: String) {
        do {
            _ = try Rig.list(text)
            Issue.record("it was taken: \(text)")
        } catch let error as ConnectionFileError {
            #expect(error.line == line, "\(error)")
            #expect(error.reason.contains(place), "\(error)")
            #expect(error.reason.contains(allowed), "\(error)")
        } catch { Issue.record("\(error)") }
    }

    @Test("says of each store which merchant it belongs to, as the access file does")
    func merchants() throws {
        func shop(_ name: String, _ merchant: String) -> String {
            #""\#(name)":{"platform":"shopify","store":"shop-de","merchant":"\#(merchant)","secret":"12345678"}"#
        }
        let list = try Rig.list(#"{"connections":{\#(shop("one", "acme")),\#(shop("two", "acme"))}}"#)
        #expect(list.contradiction(AccessList()) == nil)
        #expect(list.contradiction(AccessList(merchants: ["shop-de": "acme", "shop-fr": "bolt"])) == nil)
        #expect(
            list.contradiction(AccessList(merchants: ["shop-de": "bolt"]))
                == "connection one says that store shop-de belongs to merchant acme; the access file says bolt")
        let error = #expect(throws: ConnectionFileError.self) {
            try Rig.list(#"{"connections":{\#(shop("one", "acme")),\#(shop("two", "bolt"))}}"#)
        }
        #expect(error?.reason.contains("store shop-de belongs to acme in connection one, and to bolt here") == true, "\(error as Any)")
    }

    @Test("holds settings to the platform that has them")
    func ofPlatform() {
        for more in [#","edi":{"sender":"x"}"#, #","refundedIsCancelled":true"#, #","mapping":{"order":"/n","when":{"/e":["x"]}}"#] {
            #expect(throws: ConnectionFileError.self) { try Rig.connection("shopify", more) }
        }
        #expect(throws: ConnectionFileError.self) { try Rig.connection("edi", #","edi":{"sender":"x"}"#) }
    }

    @Test("reads look-ups: what they answer")
    func lookUps() throws {
        let connection = try Rig.connection("shopify")
        let question = ShopQuestion(ids: ["shop-de", "gid/41"], kind: "cancellationRequest", facts: [:], at: Rig.now)
        let answer = ##"{"cancellations":[{"order":"#1001","lines":[{"sku":"A-1","quantity":1}]}]}"##
        let found = try LookUpAnswer.cancellations(Array(answer.utf8), to: question, connection)
        #expect(found[0].name == "shop-de:gid:41")
        #expect(found[0].storeOrderId == "1001")
        #expect(found[0].at == Rig.now)
        #expect(try LookUpAnswer.cancellations(Array(#"{"cancellations":[]}"#.utf8), to: question, connection).isEmpty)
        for wrong in ["{}", "", #"{"cancellations":[{"order":"a"},{"order":"b"}]}"#, #"{"cancellations":[{"order":"a/b"}]}"#] {
            #expect(throws: DecodeError.self) { try LookUpAnswer.cancellations(Array(wrong.utf8), to: question, connection) }
        }
        let console = #"{"outboundOrders":[{"outboundOrderId":"OB-2"},{"outboundOrderId":"OB-1"}]}"#
        #expect(try LookUpAnswer.outboundOrders(Array(console.utf8)) == ["OB-1", "OB-2"])
    }
}
