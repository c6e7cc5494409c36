import Testing

/// What holds for every story, on messages that no service would write.
@Suite("Rules of all stories")
struct RulesTests {
    private func broken(_ messages: SeenMessage..., request: String = "") throws -> [String] {
        var seen = Seen()
        if !request.isEmpty { try seen.send(request) }
        for message in messages { seen.take(message) }
        return Rules.broken(by: seen)
    }

    private func outcome(_ units: String, state: String = "cancelled", final: Bool = true, parts: String = "")
        -> SeenMessage
    {
        SeenMessage(
            type: "fulfillment.cancellation.changed.v1",
            data: """
                {"caseId":"c","requestId":"r","state":"\(state)","final":\(final),"code":"x","nextAction":"none",
                 "outboundOrders":[\(parts)],"quantities":{\(units)}}
                """)
    }

    private let asked = """
        {"type":"fulfillment.cancellation.requested.v1","source":"/store","id":"m","data":{"requestId":"r","storeId":"s",
         "storeOrderId":"1","lines":[{"sku":"A","quantity":2}]}}
        """

    @Test func nothingIsWrongWithOneFinalOutcome() throws {
        #expect(
            try broken(
                outcome(#""requested":2"#, state: "verifying", final: false),
                outcome(#""requested":2,"cancelled":2"#), request: asked) == [])
    }

    @Test func aSecondFinalOutcomeAndOneThatFollowsAreNoticed() throws {
        let end = outcome(#""requested":1,"cancelled":1"#)
        #expect(try broken(end, end)[0].hasPrefix("r has 2 final outcomes"))
        let open = outcome(#""requested":1"#, state: "verifying", final: false)
        #expect(try broken(end, open) == ["r hears of verifying after its final outcome cancelled"])
    }

    @Test func unitsThatDoNotAddUpAreNoticed() throws {
        #expect(try broken(outcome(#""requested":2,"cancelled":1"#)).count == 1)
        #expect(try broken(outcome(#""requested":1,"cancelled":2"#, state: "x", final: false)).count == 1)
        #expect(try broken(outcome(#""requested":2,"intercepted":2,"restored":1"#)).count == 1)
        let part = #"{"outboundOrderId":"OB","status":"x","code":"x","quantities":{"requested":1}}"#
        #expect(try broken(outcome(#""requested":1,"cancelled":1"#, parts: part)).count == 1)
        #expect(try broken(outcome(#""requested":0,"cancelled":-1,"refused":1"#)).count == 1)
    }

    @Test func moreThanWasAskedForAndTheSameTwiceAreNoticed() throws {
        #expect(
            try broken(outcome(#""requested":3,"cancelled":3"#), request: asked)
                == ["r asked for 2 at most and was sent 3"])
        let told = SeenMessage(
            type: "fulfillment.cancellation.contradicted.v1",
            data:
                #"{"requestId":"r","outboundOrderId":"OB","code":"lateShipment","quantity":3,"nextAction":"createReturn"}"#
        )
        #expect(try broken(told, request: asked) == ["r asked for 2 at most and was sent lateShipment of 3"])
        let part = #"{"outboundOrderId":"OB","status":"x","code":"x"}"#
        #expect(try broken(outcome(#""requested":1,"cancelled":1"#, parts: "\(part),\(part)")).count == 1)
    }

    @Test func aMovementBelowZeroIsNoticed() throws {
        func moved(_ kind: String, _ delta: Int, _ more: String = "") -> SeenMessage {
            SeenMessage(
                type: "fulfillment.stock.moved.v1",
                data: """
                    {"warehouseId":"W","sku":"A","kind":"\(kind)","quantity":1,"onHandDelta":\(delta),"onHand":-1,
                     "allocated":0,"quarantined":0\(more)}
                    """)
        }
        #expect(try broken(moved("issued", -1)) == ["a movement takes A to -1 on hand"])
        #expect(try broken(moved("adjusted", -1, #","oversold":true"#)).count == 1)
        // What left the building says so; what comes in then makes it no worse.
        #expect(try broken(moved("issued", -1, #","oversold":true"#), moved("received", 1)) == [])
    }

    @Test func anEscalationThatComesWhenNoTaskIsDueIsNoticed() throws {
        func outcome(_ state: String, _ at: String, recordedAt: Int64 = 0) -> SeenMessage {
            SeenMessage(
                type: "fulfillment.cancellation.changed.v1",
                data: """
                    {"caseId":"c","requestId":"r","state":"\(state)","final":false,"code":"x","nextAction":"wait",
                     "outboundOrders":[],"quantities":{},"changedAt":"\(at)"}
                    """, recordedAt: recordedAt)
        }
        let due = "2026-11-28T12:00:00.000Z"
        let asked = SeenMessage(
            type: "fulfillment.warehouse.task-opened.v1",
            data: #"{"taskId":"t","caseId":"c","kind":"verifyGoods","outboundOrderId":"OB","dueAt":"\#(due)"}"#)
        let open = outcome("verifying", "2026-11-28T11:00:00.000Z")
        #expect(try broken(asked, open, outcome("escalated", due, recordedAt: 1_795_867_200_010)) == [])
        // So it was said, but it came an hour later.
        #expect(try broken(asked, open, outcome("escalated", due, recordedAt: 1_795_870_800_010)).count == 1)
        let early = outcome("escalated", "2026-11-28T11:59:00.000Z", recordedAt: 1_795_867_200_010)
        #expect(try broken(asked, open, early).count == 1)
    }

    @Test func aMessageThatCannotBeReadIsNoticed() throws {
        #expect(try broken(SeenMessage(type: "fulfillment.stock.moved.v1", data: "{}")).count == 1)
    }
}
