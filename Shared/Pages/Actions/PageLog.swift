internal import Access
internal import API
internal import Contracts
internal import Fulfillment
internal import Operations
internal import ReadModel

/// Where what people do goes: through the API's intake to the log. Nothing is said to be done before the log has it.
struct PageLog: Sendable {
    let api: ConsoleAPI
    let intake: EventIntake
    /// In whose name.
    let principal: Principal
    /// For the access log.
    let trail: HTTPTrail

    /// Sends what an action says, as it was written down: the same again changes nothing.
    func append(_ record: ActionRecord) throws(PageFailure) {
        let (envelope, message) = try Self.decoded(record.body, record.topic)
        trail.note { $0.take(message, id: envelope.id) }
        do throws(HTTPError) {
            try api.mustBeAllowed(message, from: principal)
            _ = try intake.accept(
                message, sender: envelope.source, id: envelope.id, time: envelope.time, from: principal)
        } catch { throw error.response.status == 403 ? .notAllowed : .notReachable }
    }

    /// Whether this person may ask for the cancellation of an order of that store.
    func mayCancel(_ key: StoreOrderKey, at now: Timestamp) -> Bool {
        let request = CancellationRequested(
            requestId: "-", storeOrder: key, reason: "other", requestedBy: "staff", requestedAt: now)
        return (try? api.mustBeAllowed(.cancellationRequested(request), from: principal)) != nil
    }

    /// Sends what could not be read to where it came from, as it was.
    func sendAgain(_ letter: DeadLetterView) throws(PageFailure) {
        guard let origin = letter.row.origin, api.mayOperate(principal) else { throw .notFound }
        trail.note { $0.messageId = letter.row.id }
        let name = TopicName(origin.topic, alias: origin.alias)
        let whole =
            letter.lacksTexts
            ? intake.whole(letter.original, from: name, partition: origin.partition, offset: origin.offset) : nil
        do throws(HTTPError) {
            _ = try intake.sendAgain(
                whole ?? letter.original, from: origin.topic, alias: origin.alias, partition: origin.partition, deadLetter: letter.row.id)
        } catch { throw .notReachable }
    }

    /// Says on the topic of dead letters why one needs nothing more.
    func dismiss(_ letter: DeadLetterView, why: String, by person: String?) throws(PageFailure) {
        guard api.mayOperate(principal) else { throw .notFound }
        trail.note { $0.messageId = letter.row.id }
        do throws(HTTPError) {
            try intake.dismiss(letter.row.id, key: letter.original.key, why: why, by: person ?? Self.unnamed)
        } catch { throw .notReachable }
    }

    /// Who dismisses where nobody has said who they are.
    private static let unnamed = "console"

    /// A message as a record, checked by the same codec that will read it.
    static func body(_ message: Message, id: String, by person: String?, at now: Timestamp) throws(PageFailure)
        -> RecordBody
    {
        let body = message.body(Envelope(source: Sender.source(of: person), id: id, type: message.type, time: now))
        _ = try decoded(body, message.type.topic)
        return body
    }

    private static func decoded(_ body: RecordBody, _ topic: Topic) throws(PageFailure) -> (Envelope, Message) {
        do throws(DecodeError) { return try Message.decode(body, topic: topic) } catch {
            throw .notTaken(error.description)
        }
    }
}

/// Why a page cannot be made, or an action not be done.
enum PageFailure: Error, Equatable {
    /// The log or the read model does not answer.
    case notReachable
    /// What was sent cannot be a message: the codec says why.
    case notTaken(String)
    /// The person does not act for that store, merchant or warehouse.
    case notAllowed
    /// The form is not one of this browser's.
    case foreignForm
    /// Nothing is at this place.
    case notFound
}
