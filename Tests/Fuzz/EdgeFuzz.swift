import Contracts
import Fulfillment
import Streams

/// What libFuzzer calls with each input: the first byte says what reads the rest. What is compiled beside this file is what a
/// stranger's bytes reach first, and what the project reads back of its own: see compose/fuzz.
///
/// Nothing may crash or take long; what was read and written again has to be readable.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzEdges(_ input: UnsafePointer<UInt8>?, _ size: Int) -> CInt {
    let bytes = unsafe Array(UnsafeBufferPointer(start: input, count: size))
    guard let kind = bytes.first else { return 0 }
    let rest = Array(bytes.dropFirst())
    switch kind {
    case UInt8(ascii: "t"): target(String(decoding: rest, as: UTF8.self))
    case UInt8(ascii: "h"): headers(String(decoding: rest, as: UTF8.self))
    case UInt8(ascii: "o"): state(rest, { reader throws(DecodeError) in try StoreOrder.decodeState(&reader, Policies()) }, StoreOrder.encodeState)
    case UInt8(ascii: "a"): state(rest, Allocation.decodeState, Allocation.encodeState)
    case UInt8(ascii: "s"): state(rest, Stock.decodeState, Stock.encodeState)
    case UInt8(ascii: "r"): state(rest, ExpectedReturn.decodeState, ExpectedReturn.encodeState)
    case UInt8(ascii: "g"): state(rest, SentGoods.decodeState, SentGoods.encodeState)
    case UInt8(ascii: "p"): _ = try? Policies.decode(rest)
    case UInt8(ascii: "f"): accessFile(rest)
    case UInt8(ascii: "c"): csv(rest)
    case UInt8(ascii: "d"): deadLetter(rest)
    case UInt8(ascii: "n"): name(String(decoding: rest, as: UTF8.self))
    default: break
    }
    return 0
}

/// libmicrohttpd hands it over as a C string: no NUL is in it as it came.
private func target(_ text: String) {
    guard !text.utf8.contains(0), let target = HTTPTarget(text) else { return }
    precondition(target.path.hasPrefix("/"), "a path without a slash")
    precondition(!target.segments.contains { $0.contains("\0") }, "NUL in a segment")
}

/// `name: value` lines.
private func headers(_ text: String) {
    var fields = HTTPHeaders([])
    for line in text.split(separator: "\n") {
        let parts = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        fields.add(String(parts[0]), parts.count > 1 ? String(parts[1].drop { $0 == " " }) : "")
    }
    let isCertain = HTTPFraming.problem(fields, version: "HTTP/1.1") == nil
    precondition(
        !isCertain || fields.all("Content-Length").count + fields.all("Transfer-Encoding").count <= 1,
        "two ends of one request")
    _ = Cookies.all(fields)
}

private func state<Entity>(
    _ bytes: [UInt8], _ decode: (inout JSONReader) throws(DecodeError) -> Entity,
    _ encode: (Entity) -> (inout JSONWriter) -> Void
) {
    func read(_ bytes: [UInt8]) throws(DecodeError) -> Entity {
        var reader = JSONReader(bytes)
        reader.isOwn = true
        return try decode(&reader)
    }
    guard let entity = try? read(bytes) else { return }
    var writer = JSONWriter()
    writer.object { encode(entity)(&$0) }
    do throws(DecodeError) { _ = try read(writer.bytes) } catch {
        fatalError("what was written is not read: \(error)")
    }
}

private func accessFile(_ bytes: [UInt8]) {
    guard let list = try? AccessList.decode(bytes) else { return }
    precondition((try? AccessList.decode(list.text)) == list, "another list")
}

private func csv(_ bytes: [UInt8]) {
    var reader = CSVReader(LineReader(bytes: bytes))
    var count = 0
    while (try? reader.next()) ?? nil != nil { count += 1 }
    precondition(count <= bytes.count, "more entries than bytes")
}

private func deadLetter(_ bytes: [UInt8]) {
    let body = FuzzedRecord.body(bytes)
    _ = DeadLetterHeader.replayed(body)
    _ = DeadLetterHeader.content(body)
    let original = DeadLetterHeader.original(body)
    precondition(DeadLetterHeader.original(original) == original, "an original of an original")
    _ = SentOn(Record(topic: "t", partition: 0, offset: 0, timestamp: 0, body: body))
    _ = DeadLetterMark(String(decoding: bytes, as: UTF8.self))
}

private func name(_ text: String) {
    guard let name = TopicName(text) else { return }
    precondition(name.text == text && TopicName(name.text) == name, "another name")
}
