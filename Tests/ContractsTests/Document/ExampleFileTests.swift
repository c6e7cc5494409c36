import Contracts
import Foundation
import Fulfillment
import Testing

@Suite("The example files", .timeLimit(.minutes(15)))
struct ExampleFileTests {
    @Test("are there for every type, and no others")
    func complete() throws {
        let files = try FileManager.default.contentsOfDirectory(atPath: ExampleFile.directory.path)
        #expect(Set(files) == Set(ExampleFile.all.map(\.name)))
    }

    @Test("decode, in binary and in structured mode", arguments: ExampleFile.all)
    func decodes(file: ExampleFile) throws {
        let text = try file.text()
        let message = try decode(file.type, text)
        #expect(message.type == file.type)
        let structured = RecordBody(
            key: nil, headers: [Header("content-type", "application/cloudevents+json")],
            value: Array(
                #"{"specversion":"1.0","id":"1","source":"test","type":"\#(file.type.rawValue)","data":\#(text)}"#.utf8)
        )
        #expect(try Message.decode(structured, topic: file.type.topic).1 == message)
    }

    @Test("full and required encode to the same bytes", arguments: ExampleFile.all.filter { $0.kind != .future })
    func sameBytes(file: ExampleFile) throws {
        let text = try file.text()
        let written = encoded(try decode(file.type, text, source: "shop", id: "7"))
        // The only field that is made up where it is missing.
        let isUnnamed = file.type == .cancellationRequested && file.kind == .required
        #expect(written == (isUnnamed ? #"{"requestId":"shop#7","# + text.dropFirst() : text))
    }

    @Test("fields of the future change nothing", arguments: MessageType.allCases)
    func future(type: MessageType) throws {
        let full = try ExampleFile(type: type, kind: .full).text()
        let future = try ExampleFile(type: type, kind: .future).text()
        #expect(future.contains("FieldOfTomorrow"))
        #expect(try decode(type, future) == decode(type, full))
    }

    @Test("full and required are those of the document", arguments: MessageType.allCases)
    func ofTheDocument(type: MessageType) throws {
        #expect(try ExampleFile(type: type, kind: .full).text() == type.fullExample.compact)
        #expect(try ExampleFile(type: type, kind: .required).text() == type.requiredExample.compact)
    }
}
