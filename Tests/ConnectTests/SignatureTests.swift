import Contracts
import Fulfillment
import Testing

@testable import Connect

/// The vectors of SHOPS.md, section 7: each platform's signature over exactly these bytes.
@Suite("Signatures")
struct SignatureTests {
    private static let woo = #"{"id":4711,"number":"4711","status":"cancelled"}"#
    private static let shopware =
        #"{"data":{"event":"state_enter.order.state.cancelled"},"source":{"eventId":"e1"},"timestamp":1767225600}"#
    private static let standard = #"{"type":"turnback.outcome"}"#
    private static let standardSecret = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3"
    private static let oldSecret = "whsec_ZmVkY2JhOTg3NjU0MzIxMGZlZGNiYTk4"

    @Test(
        "of Shopify are accepted, and of another body not",
        arguments: [
            (##"{"id":9007199254741001,"name":"#1001"}"##, "POlh3oHTzZnIPn8Yxb5xOzq2MKLIG8DPumUNcEK/D4U="),
            (#"{"kind":"CANCELLATION_REQUEST"}"#, "4hKMqmG06leGndouKp+W+oTMkiRkz+AB5ZRaaXvJ7OM="),
        ])
    func shopify(_ body: String, _ signature: String) throws {
        let connection = try Rig.connection("shopify", secret: "shop-secret-1")
        let headers = ["x-shopify-hmac-sha256": signature]
        #expect(connection.accepts(Rig.call(body, headers)))
        #expect(!connection.accepts(Rig.call(body + " ", headers)))
        #expect(!connection.accepts(Rig.call(body)))
        #expect(!connection.accepts(Rig.call(body, ["x-shopify-hmac-sha256": ""])))
        #expect(!connection.accepts(Rig.call(body, ["x-shopify-hmac-sha256": "not base64"])))
    }

    @Test("of WooCommerce are made with the secret's HTML entities decoded, however the file has it")
    func wooCommerce() throws {
        let good = ["x-wc-webhook-signature": "xkYGIXgUY3S3XYpOY+ndn3xHFwBcw2jqur6ynj+JeY0="]
        let undecoded = ["x-wc-webhook-signature": "0m1kRV7ZjYRVnPThwTItbo8O8LYDBaRPKf2dL2zBE8c="]
        for secret in ["woo&secret", "woo&amp;secret"] {
            let connection = try Rig.connection("woocommerce", secret: secret)
            #expect(connection.accepts(Rig.call(Self.woo, good)))
            #expect(!connection.accepts(Rig.call(Self.woo, undecoded)))
        }
    }

    @Test("of Shopware are hexadecimal")
    func shopware() throws {
        let connection = try Rig.connection("shopware", secret: "app-secret-1")
        let digits = "8940346426623e93135ca287acda77a991c33b50a402b2e325716d2cedb6f974"
        #expect(connection.accepts(Rig.call(Self.shopware, ["shopware-shop-signature": digits])))
        #expect(!connection.accepts(Rig.call(Self.shopware, ["shopware-shop-signature": String(digits.dropLast())])))
        #expect(!connection.accepts(Rig.call(Self.shopware, ["shopware-shop-signature": digits + "00"])))
    }

    @Test("of Standard Webhooks are the convention's, of two secrets side by side")
    func standardWebhooks() throws {
        let secrets = try [Self.standardSecret, Self.oldSecret].map { try #require(StandardWebhook.Secret($0)) }
        let signature = StandardWebhook.signature(id: "msg_1", seconds: 1_767_225_600, body: Array(Self.standard.utf8), secrets)
        #expect(
            signature
                == "v1,WX+so3cpv01GnE67P1nuYh07V/l4xZI8ew+OwnxK644= v1,7o8Ih62qGFKJt46TaRKP7sWRvMlwhqmLi3ZxGh+G1Ug=")
    }

    @Test("of Standard Webhooks are taken for five minutes, and of any secret that is in force", arguments: [(0, true), (299, true), (301, false), (-301, false)])
    func age(_ seconds: Int64, _ isTaken: Bool) throws {
        let connection = try Rig.connection(
            "generic", secret: nil,
            #","secret":["\#(Self.oldSecret)","\#(Self.standardSecret)"],"mapping":{"order":"/n","when":{"/e":["x"]}}"#)
        var call = Rig.call(
            Self.standard,
            [
                "webhook-id": "msg_1", "webhook-timestamp": "1767225600",
                "webhook-signature": "v2,AAAA v1,WX+so3cpv01GnE67P1nuYh07V/l4xZI8ew+OwnxK644=",
            ])
        call.receivedAt = .init(milliseconds: (1_767_225_600 + seconds) * 1000)
        #expect(connection.accepts(call) == isTaken)
    }

    @Test("of Adobe Commerce are over the Base64 text of the body")
    func adobe() throws {
        let key =
            "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAyujjWZzbHs14Ih/bUryNTgl+A6qBH24b77STJtwMrHW9j546hzV19QYVGI8WhTOA5zwkVglQVU+Y5sn61xX8LzsfYY4I6GW+75jT7/vxLnTibzsQUy6CNr8ybMC6iXU+38CI0DiMxXVbJPu7lLWpHbrow6pTEnk5CKuLa94tKrdPYXWA8KSM/RwEa09I/6k8tj8KbnstUgNg03oTjWyXr+zTWaBph/OqMgfkvfH4KI4q9pB67bnHINW8VLyl2QP1zdcZQu2KNOp8YnuuamYxC5P3IttmJDKy37MgQ9qxTq83ogDUzS5Tma8G9dRA3v978P1oD/np0//MsaIzaxvnBwIDAQAB"
        let signature =
            "YTa9ovVBgl86C35lkYuxfSj5WgbdfBeZOnY6FICJVf6NPRPhbBde6+xkQ3pyryPFvzTRSBbP6W7TjbAuICYhX9LBvCNjLbYX4NqDiZHCGah3jjRDX/u3cBSGyCyd+n6mZdiK/9T+jfA5xAlnRbGCrJpheoJqGYlL3PfjvPrnKG/x7E/45wqSq1ey+YQCW4b8Zhzr2QLx9K0BU0fFSMm+guHG4D0pUH/0NiCNPneDTZ+ipMFfq5Gfi4YJVmdfIq5cRYfwsTaLUirB6D9WZLZe2q4S88mdX+3RioQsoSjjxcQ5e0GUWp4Be05eKO+Ds2brkhzxft1REOB/keKiegPbkw=="
        let body = #"{"order":{"increment_id":"000000123"}}"#
        for secret in [key, "-----BEGIN PUBLIC KEY-----\\n\(key)\\n-----END PUBLIC KEY-----"] {
            let connection = try Rig.connection("adobe-commerce", secret: secret)
            #expect(connection.accepts(Rig.call(body, ["x-adobe-commerce-webhook-signature": signature])))
            #expect(!connection.accepts(Rig.call(body + "\n", ["x-adobe-commerce-webhook-signature": signature])))
        }
    }

    @Test("that are the secret itself go in a header")
    func token() throws {
        let amazon = try Rig.connection("amazon", secret: "of the forwarder")
        #expect(amazon.accepts(Rig.call("{}", ["authorization": "Bearer of the forwarder"])))
        #expect(!amazon.accepts(Rig.call("{}", ["authorization": "of the forwarder"])))
        #expect(!amazon.accepts(Rig.call("{}", ["authorization": "Bearer of the forwarde"])))
        let big = try Rig.connection("bigcommerce", secret: "custom-header-1")
        #expect(big.accepts(Rig.call("{}", ["x-turnback-token": "custom-header-1"])))
        #expect(!big.accepts(Rig.call("{}")))
    }

    @Test("need Base64 that is none but that", arguments: ["", "QQ==", "QUI=", "QUJD", "QUJDRA=="])
    func base64(_ text: String) { #expect(Base64.bytes(text).map(Base64.text) == text) }

    @Test("refuse what is not Base64", arguments: ["Q", "QQ", "QQ=", "Q===", "QQ= ", "Q Q="])
    func notBase64(_ text: String) { #expect(Base64.bytes(text) == nil) }
}
