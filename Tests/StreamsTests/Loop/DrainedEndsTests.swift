import Testing

@testable import Streams

@Suite("DrainedEnds")
struct DrainedEndsTests {
    private let start = ContinuousClock.now
    private let place = TopicPartition("t", 0)

    @Test func offsetsAreCommittedAloneOnceNothingHasComeForAMoment() {
        var ends = DrainedEnds()
        #expect(!ends.isDue(at: start + .seconds(9)), "nothing was read to its end")
        ends.reached([place: 5], at: start)
        #expect(!ends.isDue(at: start + .milliseconds(999)))
        #expect(ends.isDue(at: start + .seconds(1)))
        ends.came(at: start + .seconds(1))
        #expect(!ends.isDue(at: start + .milliseconds(1_999)))
        #expect(ends.isDue(at: start + .seconds(2)))
    }

    @Test func messagesThatComeOneByOneDoNotHaveACommitEach() {
        var ends = DrainedEnds()
        ends.reached([place: 5], at: start)
        ends.committedAlone(at: start + .seconds(1))
        #expect(!ends.isDue(at: start + .seconds(9)), "nothing has come since")
        ends.reached([place: 7], at: start + .seconds(2))
        #expect(!ends.isDue(at: start + .seconds(5)))
        #expect(ends.isDue(at: start + .seconds(6)))
    }

    @Test func onlyWhatLiesBehindTheCommittedOffsetOfAPlaceThatIsReadCounts() {
        var ends = DrainedEnds()
        ends.reached([place: 5, TopicPartition("t", 1): 7, TopicPartition("t", 2): 9], at: start)
        #expect(ends.beyond([place: 4, TopicPartition("t", 1): 7]) == [place: 5])
        ends.forget([0])
        #expect(ends.beyond([place: 4]).isEmpty)
    }

    @Test func anEndDoesNotCountWhereWhatWasGivenOutComesAgain() {
        var ends = DrainedEnds()
        ends.reached([place: 5], at: start)
        ends.drop()
        #expect(ends.beyond([place: 4]).isEmpty)
        #expect(!ends.isDue(at: start + .seconds(9)))
    }
}
