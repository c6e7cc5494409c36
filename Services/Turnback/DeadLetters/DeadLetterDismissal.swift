import Contracts
import Streams

extension DeadLetterDismissal {
    /// The record that says so of this dead letter.
    func record(of letter: DeadLetterRecord) -> OutgoingRecord { record(key: letter.record.body.key) }
}
