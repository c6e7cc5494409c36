import Contracts
import Fulfillment

/// What the books hold, as bytes. One method of each book writes them and reads them back, so that the two cannot
/// differ.
struct Archive {
    /// What was written so far, or is read.
    private(set) var bytes: [UInt8]
    private var at = 0
    let isReading: Bool
    /// The layout of what is read: an older one lacks what came later.
    let layout: Int
    /// What was read is not what this version writes.
    private(set) var isBroken = false

    /// To write.
    init() {
        bytes = []
        isReading = false
        layout = ReconcileSnapshot.layout
    }

    /// To read what was written.
    init(reading bytes: [UInt8], layout: Int = ReconcileSnapshot.layout) {
        self.bytes = bytes
        isReading = true
        self.layout = layout
    }

    /// All of it was read, and as it was written.
    var isDone: Bool { !isBroken && at == bytes.count }

    // MARK: Numbers and texts

    mutating func keep(_ value: inout UInt64) {
        guard isReading else {
            return unsafe withUnsafeBytes(of: value.littleEndian) { unsafe bytes.append(contentsOf: $0) }
        }
        guard bytes.count - at >= 8 else { return fail() }
        value = bytes[at..<at + 8].reversed().reduce(0) { $0 << 8 | UInt64($1) }
        at += 8
    }

    mutating func keep(_ value: inout Int64) {
        var bits = UInt64(bitPattern: value)
        keep(&bits)
        value = Int64(bitPattern: bits)
    }

    mutating func keep(_ value: inout Int) {
        var number = Int64(value)
        keep(&number)
        value = Int(truncatingIfNeeded: number)
    }

    mutating func keep(_ value: inout Int32) {
        var number = Int64(value)
        keep(&number)
        value = Int32(truncatingIfNeeded: number)
    }

    mutating func keep(_ value: inout Bool) {
        var number: UInt64 = value ? 1 : 0
        keep(&number)
        value = number == 1
    }

    mutating func keep(_ value: inout String) {
        var text = Array(value.utf8)
        let count = self.count(text.count)
        guard isReading else { return bytes.append(contentsOf: text) }
        text = Array(bytes[at..<at + count])
        at += count
        value = String(decoding: text, as: UTF8.self)
    }

    /// A word of an enumeration.
    mutating func keep<Word: RawRepresentable>(_ value: inout Word) where Word.RawValue == String {
        var text = value.rawValue
        keep(&text)
        guard let word = Word(rawValue: text) else { return fail() }
        value = word
    }

    mutating func keep<Word: RawRepresentable>(_ value: inout Word) where Word.RawValue == Int {
        var number = value.rawValue
        keep(&number)
        guard let word = Word(rawValue: number) else { return fail() }
        value = word
    }

    mutating func keep(_ value: inout Fingerprint) {
        var bits = value.value
        keep(&bits)
        value = Fingerprint(value: bits)
    }

    mutating func keep(_ value: inout Timestamp) {
        var milliseconds = value.milliseconds
        keep(&milliseconds)
        value = Timestamp(milliseconds: milliseconds)
    }

    mutating func keep(_ value: inout SIMD4<Int64>) { for index in 0..<4 { keep(&value[index]) } }
    mutating func keep(_ value: inout SIMD8<UInt64>) { for index in 0..<8 { keep(&value[index]) } }

    // MARK: Several

    /// The number of elements that come next, none of which is of no bytes; 0 where it cannot be so many.
    private mutating func count(_ count: Int) -> Int {
        var count = count
        keep(&count)
        guard isReading, count < 0 || count > bytes.count - at else { return count }
        fail()
        return 0
    }

    mutating func keep<Element>(
        _ list: inout [Element], blank: Element, _ each: (inout Element, inout Archive) -> Void
    ) {
        let count = self.count(list.count)
        if isReading { list = Array(repeating: blank, count: count) }
        for index in 0..<count { each(&list[index], &self) }
    }

    mutating func keep<Element>(
        _ value: inout Element?, blank: Element, _ each: (inout Element, inout Archive) -> Void
    ) {
        var list = value.map { [$0] } ?? []
        keep(&list, blank: blank, each)
        value = list.first
    }

    /// In the order of the keys, so that the same is always the same bytes.
    mutating func keep<Value>(
        _ map: inout [UInt64: Value], blank: Value, _ each: (inout Value, inout Archive) -> Void
    ) {
        var entries = map.sorted { $0.key < $1.key }.map { (key: $0.key, value: $0.value) }
        keep(&entries, blank: (key: 0, value: blank)) { entry, archive in
            archive.keep(&entry.key)
            each(&entry.value, &archive)
        }
        if isReading { map = Dictionary(entries.map { ($0.key, $0.value) }) { $1 } }
    }

    mutating func keep(_ map: inout [String: Int]) {
        var entries = map.sorted { $0.key < $1.key }.map { (key: $0.key, value: $0.value) }
        keep(&entries, blank: (key: "", value: 0)) { entry, archive in
            archive.keep(&entry.key)
            archive.keep(&entry.value)
        }
        if isReading { map = Dictionary(entries.map { ($0.key, $0.value) }) { $1 } }
    }

    mutating func keep(_ map: inout [UInt64: Int]) { keep(&map, blank: 0) { $1.keep(&$0) } }
    mutating func keep(_ map: inout [UInt64: Place]) { keep(&map, blank: .blank) { $1.keep(&$0) } }

    mutating func keep(_ list: inout [UInt64]) { keep(&list, blank: 0) { $1.keep(&$0) } }
    mutating func keep(_ list: inout [Int]) { keep(&list, blank: 0) { $1.keep(&$0) } }
    mutating func keep(_ list: inout [String]) { keep(&list, blank: "") { $1.keep(&$0) } }
    mutating func keep(_ list: inout [Line]) {
        keep(&list, blank: Line("", 0)) { line, archive in
            archive.keep(&line.sku)
            archive.keep(&line.quantity)
        }
    }

    mutating func keep(_ set: inout Set<UInt64>) {
        var list = set.sorted()
        keep(&list)
        if isReading { set = Set(list) }
    }

    mutating func keep(_ set: inout Set<String>) {
        var list = set.sorted()
        keep(&list)
        if isReading { set = Set(list) }
    }

    mutating func keep(_ set: inout Set<Fingerprint>) {
        var list = set.map(\.value).sorted()
        keep(&list)
        if isReading { set = Set(list.map { Fingerprint(value: $0) }) }
    }

    // MARK: What findings are made of

    mutating func keep(_ place: inout Place) {
        keep(&place.topic)
        keep(&place.alias)
        keep(&place.partition)
        keep(&place.offset)
    }

    mutating func keep(_ finding: inout Finding) {
        keep(&finding.invariant)
        keep(&finding.place)
        keep(&finding.expected)
        keep(&finding.found)
    }

    mutating func keep(_ map: inout [UInt64: Finding]) { keep(&map, blank: .blank) { $1.keep(&$0) } }

    mutating func fail() { isBroken = true }
}

extension Place {
    /// What is read into.
    static let blank = Place(topic: .rejections, partition: 0, offset: 0)
}

extension Finding {
    /// What is read into.
    static let blank = Finding(invariant: .readable, place: .blank, expected: "", found: "")
}
