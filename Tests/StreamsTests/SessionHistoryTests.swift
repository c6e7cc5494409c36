import Testing

@testable import Streams

@Suite("Sessions of a member, one after the other")
struct SessionHistoryTests {
    private let history = SessionHistory()
    private let start = ContinuousClock.now
    private let fenced = LogError(.fenced, "fenced")

    private func group(_ member: String) -> GroupSettings {
        GroupSettings(group: "g", member: member, inputs: [], outputs: [], stateTopic: "s")
    }

    private func outcome(of member: String, after seconds: Int) -> LogError.Outcome {
        history.disturbance(of: group(member)).judge(fenced, now: start + .seconds(seconds)).outcome
    }

    @Test("the first one is fenced by another process") func first() {
        history.ended(group("other"), now: start)
        #expect(outcome(of: "mine", after: 0) == .fenced)
    }

    @Test("a later one may be fenced by what its predecessor had sent, for a while") func later() {
        history.ended(group("mine"), now: start)
        #expect(outcome(of: "mine", after: 59) == .unknown)
        #expect(outcome(of: "mine", after: 60) == .fenced)
    }

    @Test("one whose connection was cut may be fenced by what it had sent itself, for a while") func cut() {
        let disturbance = history.disturbance(of: group("mine"))
        #expect(disturbance.judge(fenced, now: start).outcome == .fenced)
        disturbance.happened(now: start)
        #expect(disturbance.judge(fenced, now: start + .seconds(59)).outcome == .unknown)
        #expect(disturbance.judge(fenced, now: start + .seconds(60)).outcome == .fenced)
    }

    @Test("other errors are what they are") func others() {
        history.ended(group("mine"), now: start)
        let error = LogError(.configuration, "no")
        #expect(history.disturbance(of: group("mine")).judge(error, now: start).outcome == .configuration)
    }
}
