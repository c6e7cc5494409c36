import Testing

@testable import Access

@Suite("A token")
struct TokenTests {
    @Test("is known by what the file has of it, and by nothing less")
    func matches() throws {
        let token = Token.random()
        let stored = StoredToken(token)
        let list = AccessList(principals: [
            "desk": .init(Principal(name: "desk", role: .store, stores: .some(["shop-de"])), tokens: [stored])
        ])
        #expect(list.principal(token: token.text, now: 0)?.name == "desk")
        #expect(Token(token.text) == token)
        // The same id with another secret, another id with the same secret, and texts that are not tokens.
        let other = Token.random()
        let secret = token.text.split(separator: "_")[2]
        for wrong in [
            other.text, "tb_\(token.id)_\(other.text.split(separator: "_")[2])", "tb_\(other.id)_\(secret)",
            String(token.text.dropLast()), token.text + "0", token.text.uppercased(), "tb__", "",
        ] { #expect(list.principal(token: wrong, now: 0) == nil, "\(wrong)") }
        #expect(!stored.hash.isEmpty && !Array(token.text.utf8).contains(stored.hash))
    }

    @Test("ends when it expires")
    func expires() {
        let token = Token.random()
        let list = AccessList(principals: [
            "desk": .init(
                Principal(name: "desk", role: .store, stores: .all), tokens: [StoredToken(token, expiresAt: 1_000)])
        ])
        #expect(list.principal(token: token.text, now: 999) != nil)
        #expect(list.principal(token: token.text, now: 1_000) == nil)
    }

    @Test("has SHA-256 as FIPS 180-4 gives it")
    func hash() {
        #expect(
            Hex.text(SecureBytes.sha256(Array("abc".utf8)))
                == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        #expect(Hex.bytes("0aff") == [10, 255])
        for wrong in ["0", "0A", "0g"] { #expect(Hex.bytes(wrong) == nil) }
    }
}
