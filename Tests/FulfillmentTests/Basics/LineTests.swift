import Fulfillment
import Testing

@Suite("Lines", .timeLimit(.minutes(15)))
struct LineTests {
    @Test("the same SKU on several lines is one line with their sum, where it came first")
    func merged() {
        let lines = [Line("B", 1), Line("A", 2), Line("B", 3)].merged()
        #expect(lines == [Line("B", 4), Line("A", 2)])
        #expect([Line]().merged().isEmpty)
    }

    @Test("what is taken away is gone, and lines with nothing left disappear")
    func subtracting() {
        #expect([Line("A", 2), Line("B", 1)].subtracting([Line("A", 1), Line("B", 5)]) == [Line("A", 1)])
        #expect([Line("A", 2)].subtracting([Line("C", 1)]) == [Line("A", 2)])
    }

    @Test("the same units in another order are the same")
    func sameUnits() {
        #expect([Line("A", 2), Line("B", 1)].sameUnits(as: [Line("B", 1), Line("A", 2)]))
        #expect(![Line("A", 2)].sameUnits(as: [Line("A", 3)]))
        #expect(![Line("A", 3)].sameUnits(as: [Line("A", 2)]))
        #expect(![Line("A", 2)].sameUnits(as: [Line("A", 2), Line("B", 1)]))
    }
}
