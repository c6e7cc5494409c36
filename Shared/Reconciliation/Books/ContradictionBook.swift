import Contracts
import Fulfillment

/// What was sent to the store beyond a final outcome, compared with that outcome: no more units leave after all than it
/// called stopped, and no more are stopped after all than it called refused. 16 bytes for each outbound order of an ended
/// case.
struct ContradictionBook: Sendable {
    /// What was sent to the store about the units of an outbound order, of the request that asked for most of them.
    private struct Said {
        var stopped: Int
        var refused: Int
        var isLostInPart: Bool
        var isKnown: Bool

        init(_ packed: UInt64) {
            stopped = Int(packed & Self.most)
            refused = Int(packed >> 24 & Self.most)
            isLostInPart = packed >> 62 & 1 == 1
            isKnown = packed >> 63 == 1
        }

        var packed: UInt64 {
            func cut(_ number: Int) -> UInt64 { UInt64(min(max(0, number), Int(Self.most))) }
            return cut(stopped) | cut(refused) << 24 | (isLostInPart ? 1 << 62 : 0) | (isKnown ? 1 << 63 : 0)
        }

        private static let most: UInt64 = 1 << 24 - 1
    }

    private var said = FingerprintMap()
    /// For each request, units of an outbound order that left after all, less those that were stopped after all.
    private var left: [UInt64: Int] = [:]
    /// What is sent once.
    private var told = FingerprintSet()

    // MARK: What is read

    mutating func told(_ outcome: CancellationChanged) {
        // One outbound order of a case may be stopped for good while another is not.
        for part in outcome.outboundOrders {
            guard let units = part.quantities else { continue }
            widen(Fingerprint(outcome.caseId, part.outboundOrderId)) {
                // What is called back may leave once more, as what is called stopped may.
                let isBack = part.code == .alreadyBack
                $0.stopped = max($0.stopped, units.cancelled &+ units.intercepted &+ (isBack ? units.refused : 0))
                $0.refused = max($0.refused, units.refused)
                $0.isLostInPart = $0.isLostInPart || units.refused > 0 || units.writtenOff > 0
            }
        }
    }

    private mutating func widen(_ key: Fingerprint, _ change: (inout Said) -> Void) {
        var known = Said(said[key])
        change(&known)
        known.isKnown = true
        said[key] = known.packed
    }

    mutating func told(_ one: CancellationContradicted, at place: Place, _ findings: inout Findings) {
        let key = Fingerprint(one.caseId, one.outboundOrderId)
        let known = Said(said[key])
        let toWhom = Fingerprint(one.caseId, one.requestId, one.outboundOrderId)
        switch one.code {
        case .laterPart:
            expectOnce(toWhom, one, at: place, &findings)
            if let following = one.followedBy {
                widen(Fingerprint(following, one.outboundOrderId)) { $0.stopped = max($0.stopped, one.quantity) }
            }
        // An earlier version sent no quantities of an outbound order, and each late shipment once.
        case .lateShipment where !known.isKnown, .leftAfterAll where !known.isKnown:
            expectOnce(toWhom, one, at: place, &findings)
        case .lateShipment, .leftAfterAll: move(toWhom, one, by: one.quantity, known, at: place, &findings)
        case .stoppedAfterAll: move(toWhom, one, by: 0 &- one.quantity, known, at: place, &findings)
        case .foundAfterAll:
            findings.expect(
                .contradictionsTold, known.isLostInPart, at: place,
                expected: "units found of what was published as lost", found: "none of case \(one.caseId) was")
        }
    }

    private mutating func expectOnce(
        _ toWhom: Fingerprint, _ one: CancellationContradicted, at place: Place, _ findings: inout Findings
    ) {
        findings.expect(
            .contradictionsTold, told.insert(toWhom), at: place,
            expected: "request \(one.requestId) to hear once \(one.code.rawValue) of outbound order "
                + one.outboundOrderId, found: "published once more")
    }

    private mutating func move(
        _ toWhom: Fingerprint, _ one: CancellationContradicted, by units: Int, _ known: Said, at place: Place,
        _ findings: inout Findings
    ) {
        let sum = (left[toWhom.value] ?? 0) &+ units
        left[toWhom.value] = sum
        findings.expect(
            .contradictionsTold, (-known.refused...known.stopped).contains(sum), at: place,
            expected: "outbound order \(one.outboundOrderId) to contradict \(known.stopped) stopped and "
                + "\(known.refused) refused units at most, for request \(one.requestId)",
            found: "\(one.code.rawValue) of \(one.quantity)"
                + (sum > known.stopped ? ", \(sum) left in all" : ", \(0 &- sum) stopped in all"))
    }
}

// MARK: Kept

extension ContradictionBook: Archived {
    mutating func archive(_ archive: inout Archive) {
        said.archive(&archive)
        archive.keep(&left)
        told.archive(&archive)
    }
}
