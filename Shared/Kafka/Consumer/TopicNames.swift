internal import CRdKafka
import Glibc

/// The names of topics by librdkafka's handles, so that a message does not cost a new string.
///
/// A handle's memory may be another topic's later, so the name is compared: a few nanoseconds.
@safe
struct TopicNames {
    @safe
    private struct Entry {
        let handle: OpaquePointer
        let name: String
        let bytes: ContiguousArray<CChar>
    }

    private var known: [Entry] = []
    private var last = 0

    /// The name of the topic that a message came from.
    mutating func name(of handle: OpaquePointer) -> String {
        let current = unsafe rd_kafka_topic_name(handle)!
        if last < known.count, unsafe known[last].handle == handle, unsafe isSame(known[last].bytes, current) {
            return known[last].name
        }
        if let index = known.firstIndex(where: { unsafe $0.handle == handle }) {
            last = index
            if unsafe isSame(known[index].bytes, current) { return known[index].name }
            known.remove(at: index)
        }
        let name = unsafe String(cString: current)
        last = known.count
        unsafe known.append(Entry(handle: handle, name: name, bytes: ContiguousArray(name.utf8CString)))
        return name
    }

    private func isSame(_ bytes: ContiguousArray<CChar>, _ name: UnsafePointer<CChar>) -> Bool {
        unsafe bytes.withUnsafeBufferPointer { unsafe strcmp($0.baseAddress!, name) == 0 }
    }
}
