import Contracts
import Fulfillment

/// One story for each row of the warehouse's handling guide, and for what real days bring besides.
package enum GuideStories {
    package static func all(_ names: RunNames) -> [Story] {
        [
            awaitingOutbound(names), inTransit(names), delivered(names), markedShipped(names), packed(names),
            withCarrier(names), missing(names), threeTimes(names),
            shippedAnyway(names),
        ]
    }

    private static let lines = [Line("mug", 2), Line("teapot", 1)]

    private static func awaitingOutbound(_ names: RunNames) -> Story {
        var writer = StoryWriter(1, lines, names)
        writer.request(until: .final(writer.requestId), .status(.cancelled), .moved(.released, 3))
        return writer.story(
            "The order still awaits outbound: it is cancelled, and its stock is free again by itself.",
            Story.Ending(
                requestId: writer.requestId, state: .cancelled, code: .cancelledBeforeWork,
                says: "cancelled; all 3 units are available again"))
    }

    private static func inTransit(_ names: RunNames) -> Story {
        var writer = StoryWriter(2, lines, names)
        writer.work(to: .shipped)
        writer.scan(.inTransit)
        writer.request(until: .final(writer.requestId))
        return writer.story(
            "The carrier has the parcel: it cannot be cancelled, and the store hears that it should create a return.",
            Story.Ending(
                requestId: writer.requestId, state: .refused, code: .inTransit, next: .createReturn, labelVoided: false,
                onHand: -3, says: "refused, in transit; the store hears that it should create a return"))
    }

    private static func delivered(_ names: RunNames) -> Story {
        var writer = StoryWriter(3, lines, names)
        writer.work(to: .shipped)
        writer.scan(.delivered)
        writer.request(until: .final(writer.requestId))
        return writer.story(
            "The buyer has the parcel already: the same, for another reason.",
            Story.Ending(
                requestId: writer.requestId, state: .refused, code: .delivered, next: .createReturn, labelVoided: false,
                onHand: -3, says: "refused, delivered; the store hears that it should create a return"))
    }

    private static func markedShipped(_ names: RunNames) -> Story {
        var writer = StoryWriter(4, lines, names)
        let (request, caseId) = (writer.requestId, writer.caseId)
        writer.work(to: .shipped)
        writer.request(until: .state(request, .verifying), .taskOpened(.verifyGoods, caseId: caseId))
        writer.found(
            .inWarehouse, until: .state(request, .intercepting), .taskClosed(.verifyGoods, caseId: caseId),
            .taskOpened(.interceptParcel, caseId: caseId), .taskOpened(.voidLabel, caseId: caseId))
        writer.intercepted(until: .taskClosed(.interceptParcel, caseId: caseId))
        writer.labelVoided(
            until: .state(request, .restocking), .taskClosed(.voidLabel, caseId: caseId),
            .taskOpened(.putAway, caseId: caseId), .returnOrder(writer.returnOrderId, .awaitingArrival),
            .status(.intercepted))
        writer.received(
            until: .final(request), .taskClosed(.putAway, caseId: caseId),
            .returnOrder(writer.returnOrderId, .received),
            .moved(.restored, 3))
        return writer.story(
            "Marked shipped, but the parcel still stands here: a status is not custody. The floor looks, pulls the "
                + "parcel and voids its label; the goods come back by a return order whose handling is put away.",
            Story.Ending(
                requestId: request, state: .restocked, code: .interceptedAndRestocked, labelVoided: true,
                says: "intercepted; all 3 units are back on the shelf, once"))
    }

    private static func packed(_ names: RunNames) -> Story {
        var writer = StoryWriter(5, [Line("mug", 3)], names)
        let (request, caseId) = (writer.requestId, writer.caseId)
        writer.work(to: .packed)
        writer.request(until: .state(request, .verifying), .taskOpened(.verifyGoods, caseId: caseId))
        writer.found(
            .inWarehouse, until: .state(request, .intercepting), .taskClosed(.verifyGoods, caseId: caseId),
            .taskOpened(.interceptParcel, caseId: caseId))
        writer.intercepted(
            until: .state(request, .restocking), .taskClosed(.interceptParcel, caseId: caseId),
            .taskOpened(.putAway, caseId: caseId), .returnOrder(writer.returnOrderId, .awaitingArrival),
            .status(.intercepted))
        writer.adjusted(
            until: .final(request), .taskClosed(.putAway, caseId: caseId),
            .returnOrder(writer.returnOrderId, .cancelled),
            .moved(.restored, 3))
        writer.received("received-late", rejections: 1)
        writer.receivedByHand(rejections: 2)
        return writer.story(
            "Packed, and stopped: this time a person puts the goods back by an adjustment that cites the case. The "
                + "return order left over is cancelled, and whoever tries the other way too learns which came first.",
            Story.Ending(
                requestId: request, state: .restocked, code: .interceptedAndRestocked,
                says: "intercepted; 3 units are back on the shelf once, though three tried to put them there"))
    }

    private static func withCarrier(_ names: RunNames) -> Story {
        var writer = StoryWriter(6, lines, names)
        let (request, caseId) = (writer.requestId, writer.caseId)
        writer.work(to: .shipped)
        writer.request(until: .state(request, .verifying), .taskOpened(.verifyGoods, caseId: caseId))
        writer.found(.withCarrier, until: .final(request), .taskClosed(.verifyGoods, caseId: caseId))
        return writer.story(
            "Marked shipped, and the floor finds that the truck has it: too late, before any scan said so.",
            Story.Ending(
                requestId: request, state: .refused, code: .inTransit, next: .createReturn, labelVoided: false,
                onHand: -3, says: "refused, in transit; the store hears that it should create a return"))
    }

    private static func missing(_ names: RunNames) -> Story {
        var writer = StoryWriter(7, lines, names)
        let (request, caseId) = (writer.requestId, writer.caseId)
        writer.work(to: .packed)
        writer.request(until: .state(request, .verifying), .taskOpened(.verifyGoods, caseId: caseId))
        writer.found(.missing, until: .final(request), .taskClosed(.verifyGoods, caseId: caseId))
        return writer.story(
            "Nobody can find the parcel: nothing is promised that cannot be kept, and no stock is made up.",
            Story.Ending(
                requestId: request, state: .refused, code: .goodsMissing, next: .contactWarehouse, allocated: 3,
                says: "refused, goods missing; the store hears that it should contact the warehouse"))
    }

    private static func threeTimes(_ names: RunNames) -> Story {
        var writer = StoryWriter(8, lines, names)
        writer.request(times: 3, until: .final(writer.requestId), .status(.cancelled), .moved(.released, 3))
        writer.request("r-8-again", until: .final("r-8-again"))
        return writer.story(
            "The store sends the same request three times: one case, one outcome, stock freed once. A second request "
                + "under another id gets the outcome of the first one.",
            Story.Ending(
                requestId: writer.requestId, state: .cancelled, code: .cancelledBeforeWork,
                says: "cancelled once; 3 units are available again, not 9"))
    }

    private static func shippedAnyway(_ names: RunNames) -> Story {
        var writer = StoryWriter(9, lines, names)
        let (request, caseId) = (writer.requestId, writer.caseId)
        writer.request(until: .final(request), .status(.cancelled), .moved(.released, 3))
        writer.work([.picking], until: [.taskOpened(.stopWork, caseId: caseId)])
        writer.work(
            [.picked, .packed, .labelled, .shipped],
            until: [.contradicted(request), .taskClosed(.stopWork, caseId: caseId), .moved(.issued, 3)])
        writer.scan(.delivered)
        writer.sentBack(until: .returnOrder(writer.customerReturnId, .received), .moved(.restored, 3))
        return writer.story(
            "Cancelled in time, and picked all the same: the floor is asked to stop. It ships; the outcome stays, the "
                + "store gets a contradiction, and the goods come back as a customer's return.",
            Story.Ending(
                requestId: request, state: .cancelled, code: .cancelledBeforeWork,
                says: "cancelled, shipped, and the store knows; all 3 units are back on the shelf"))
    }
}
