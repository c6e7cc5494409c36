import Testing

@testable import Streams

@Suite("Entities that stay decoded", .timeLimit(.minutes(15)))
struct DecodedEntitiesTests {
    private func key(_ number: Int) -> EntityKey { EntityKey(Array("order/\(number)".utf8)) }

    @Test("are those that were used last, and no more than are allowed")
    func bounded() {
        var entities = DecodedEntities(limit: 1_000)
        for number in 0..<100 { entities.keep(key(number), number, bytes: 100) }
        let held = (0..<100).filter { entities.entity(key($0)) == .some($0) }
        #expect(held.contains(99) && held.contains(90) && !held.contains(0))
        #expect(held.count <= 20)
    }

    @Test("are held on to while they are asked for")
    func used() {
        var entities = DecodedEntities(limit: 1_000)
        entities.keep(key(0), "hot", bytes: 100)
        for number in 1..<100 {
            entities.keep(key(number), "cold", bytes: 100)
            #expect(entities.entity(key(0)) == .some("hot"))
        }
    }

    @Test("are forgotten, replaced, and of one kind")
    func replaced() {
        var entities = DecodedEntities(limit: 1_000)
        entities.keep(key(0), 1, bytes: 100)
        entities.keep(key(0), 2, bytes: 100)
        #expect(entities.entity(key(0)) == .some(2))
        #expect(entities.entity(key(0)) == String?.none)
        entities.forget(key(0))
        #expect(entities.entity(key(0)) == Int?.none)
    }

    @Test("one that is changed under a batch that is dropped is read again")
    func dropped() throws {
        let store = try StateStore(directory: Directory.temporary())
        defer { store.close() }
        let key = Array("order/1".utf8)
        store.put(key, Array("1".utf8), decoded: 1)
        try store.commit(offset: 1)
        #expect(store.decoded(key) == .some(1))
        store.put(key, Array("2".utf8), decoded: 2)
        #expect(store.decoded(key) == .some(2))
        store.drop()
        #expect(store.decoded(key) == Int?.none)
        #expect(try store.get(key) == Array("1".utf8))
        store.put(key, nil)
        #expect(store.decoded(key) == Int?.none)
    }
}
