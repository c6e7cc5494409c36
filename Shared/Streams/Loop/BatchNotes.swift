/// What there is to report of the batch in hand: reported once it is committed, forgotten when it is dropped.
struct BatchNotes {
    private var messages: [HandledMessage] = []

    mutating func add(_ message: consuming HandledMessage, took: Duration) {
        messages.append(message)
        messages[messages.count - 1].took = took
    }

    mutating func tell(_ observer: any LoopObserver) {
        guard !messages.isEmpty else { return }
        observer.observe(.handled(messages))
        forget()
    }

    mutating func forget() { messages.removeAll(keepingCapacity: true) }
}
