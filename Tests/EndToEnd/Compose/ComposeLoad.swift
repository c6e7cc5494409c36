import Foundation
import Testing

/// Orders that are submitted and cancelled one after the other for as long as it runs, by kcat in structured JSON. What
/// became of them is read from the topics.
final class ComposeLoad: @unchecked Sendable {
    // Safe to share: a lock guards what the sending thread changes.
    private let lock = NSLock()
    private var sent = 0
    private var isStopping = false
    private var hasEnded = false
    private var failure: String?
    private let kcat: Kcat
    private let store = "shop-\(String(UUID().uuidString.prefix(8)).lowercased())"
    private static let batch = 10

    init(_ stack: ComposeStack) throws {
        kcat = Kcat(broker: stack.broker)
        try send(
            "inventory.commands",
            [
                event(
                    "stock.receive", "receipt", key: "m-\(store)/w",
                    #"{"merchantId":"m-\#(store)","warehouseId":"w","receiptId":"RC","lines":[{"sku":"A","quantity":1000000}]}"#
                )
            ])
        Thread.detachNewThread { self.work() }
    }

    private func event(_ type: String, _ id: String, key: String, _ data: String) -> String {
        #"\#(key)\#t{"specversion":"1.0","id":"\#(id)-\#(store)","source":"/load","type":"fulfillment.\#(type).v1","data":\#(data)}"#
    }

    private func send(_ topic: String, _ lines: [String]) throws {
        try kcat.send(
            ["-t", "fulfillment.\(topic).v1", "-K", "\t", "-H", "content-type=application/cloudevents+json"],
            lines.joined(separator: "\n") + "\n")
    }

    private func work() {
        do {
            while !lock.withLock({ isStopping }) {
                let first = lock.withLock { sent }
                let numbers = first..<first + Self.batch
                try sendAtLast("orders.commands", numbers.map(submission))
                try sendAtLast("cancellations.requests", numbers.map(request))
                lock.withLock { sent = numbers.upperBound }
            }
        } catch { lock.withLock { failure = "\(error)" } }
        lock.withLock { hasEnded = true }
    }

    /// A client that sends again what it could not send, under the same ids: kcat gives up when no broker is there.
    private func sendAtLast(_ topic: String, _ lines: [String]) throws {
        var last = ""
        try eventually("the load is sent to \(topic)", within: .seconds(120)) { () -> Bool? in
            do { try send(topic, lines) } catch {
                last = "\(error)"
                return nil
            }
            return true
        } state: {
            last
        }
    }

    private func submission(_ number: Int) -> String {
        event(
            "outbound-order.submitted", "submit-\(number)", key: "\(store)/\(number)",
            #"{"outboundOrderId":"OB-\#(number)-\#(store)","storeId":"\#(store)","storeOrderId":"\#(number)","merchantId":"m-\#(store)","warehouseId":"w","lines":[{"sku":"A","quantity":2}],"submittedAt":"2026-11-24T08:00:00Z"}"#
        )
    }

    private func request(_ number: Int) -> String {
        event(
            "cancellation.requested", "cancel-\(number)", key: "\(store)/\(number)",
            #"{"requestId":"r-\#(number)","storeId":"\#(store)","storeOrderId":"\#(number)","reason":"buyerChangedMind","requestedBy":"buyer","requestedAt":"2026-11-24T08:05:00Z"}"#
        )
    }

    /// The final outcomes of this load's requests by now: the time of each, by request.
    private func finals(_ stack: ComposeStack) throws -> [String: [Kcat.Received]] {
        let mine = try stack.read("cancellations.outcomes").filter {
            $0.key.hasPrefix(store + "/") && $0.data["final"] as? Bool == true
        }
        return Dictionary(grouping: mine) { $0.data["requestId"] as? String ?? "" }
    }

    /// Waits until so many more requests were answered than now.
    func goesOn(_ stack: ComposeStack, by more: Int = 50) throws {
        let before = try finals(stack).count
        try eventually("\(more) more requests are answered", within: .seconds(120)) {
            if let failure = lock.withLock({ failure }) { throw NotSoYet(description: failure) }
            return try self.finals(stack).count >= before + more ? true : nil
        } state: {
            "sent \(lock.withLock { sent }), answered before \(before)"
        }
    }

    /// Sends no more.
    func stop() { lock.withLock { isStopping = true } }

    /// Sends no more, and waits until each request has its one final outcome. Returns the longest wait for one.
    @discardableResult
    func end(_ stack: ComposeStack) throws -> Duration {
        stop()
        try eventually("the sender has ended", within: .seconds(120)) { lock.withLock { hasEnded } ? true : nil }
        let sent = lock.withLock { self.sent }
        let finals: [String: [Kcat.Received]] = try eventually(
            "all \(sent) requests are answered", within: .seconds(120)
        ) {
            let finals = try self.finals(stack)
            return finals.count == sent ? finals : nil
        } state: {
            "answered: \((try? self.finals(stack).count) ?? -1)"
        }
        try #require(finals.values.allSatisfy { $0.count == 1 }, "a request has two final outcomes")
        try #require(finals.values.allSatisfy { $0[0].data["state"] as? String == "cancelled" })
        let asked = try stack.read("cancellations.requests").filter { $0.key.hasPrefix(store + "/") }
        let waits = asked.compactMap { one -> Int64? in
            guard let data = one.data["data"] as? [String: Any], let id = data["requestId"] as? String else {
                return nil
            }
            return finals[id].map { $0[0].time - one.time }
        }
        return .milliseconds(waits.max() ?? 0)
    }
}
