import Contracts
import Fulfillment

/// What the store was told against an outcome: each request that the case had answered by then hears it, once.
/// 30 bytes a contradiction.
struct ContradictionBook: Sendable {
    private var told = FingerprintSet()
    /// How many requests heard each of them.
    private var heard = FingerprintMap()
    /// How many more have to: the outcomes of a store order stand before what contradicts them.
    private var missing: [UInt64: (count: Int, place: Place)] = [:]

    /// - Parameter requests: how many the case had answered before.
    mutating func told(
        _ one: CancellationContradicted, requests: Int, at place: Place, _ findings: inout Findings
    ) {
        let what = Fingerprint(one.caseId, one.outboundOrderId)
        var toWhom = what
        toWhom.add(one.requestId)
        findings.expect(
            .contradictionsTold, told.insert(toWhom), at: place,
            expected: "request \(one.requestId) to be told once that outbound order \(one.outboundOrderId) was shipped",
            found: "told once more")
        if heard[what] == 0 { missing[what.value] = requests > 0 ? (requests, place) : nil }
        heard[what] += 1
        guard var left = missing[what.value] else { return }
        left.count -= 1
        missing[what.value] = left.count > 0 ? left : nil
    }

    var unsettled: [Finding] {
        missing.values.map { one in
            Finding(
                invariant: .contradictionsTold, place: one.place,
                expected: "each request of the case told what contradicts its outcome", found: "\(one.count) not told")
        }
    }
}
