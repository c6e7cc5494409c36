import Contracts
import Testing

@testable import Streams

@Suite("Pages of LMDB files", .timeLimit(.minutes(15)))
struct MappedPagesTests {
    @Test("are found among all mappings of the process, and those of nothing else")
    func files() {
        let maps = """
            7f00-7f80 r--s 00000000 fe:00 123 /var/tmp/a/log/data.mdb
            8000-9000 r--s 00000000 00:1b 124 /dev/shm/turnback-x/data.mdb (deleted)
            a000-b000 rw-s 00000000 00:1b 124 /dev/shm/turnback-x/lock.mdb
            c000-d000 r-xp 00000000 fe:00 9 /usr/lib/data.mdb.so
            e000-f000 rw-p 00000000 00:00 0
            """
        #expect(MappedPages.files(in: maps).map(\.start) == [0x7f00, 0x8000])
        #expect(MappedPages.files(in: maps).map(\.length) == [0x80, 0x1000])
    }

    @Test("are read again where they are needed")
    func releases() throws {
        let log = try EmbeddedLog(directory: nil)
        defer { log.close() }
        try log.create([TopicSettings(name: "t", partitions: 1, replication: 1, compacted: false)])
        try log.appender().append(
            (0..<100).map {
                OutgoingRecord(topic: "t", partition: 0, body: RecordBody(key: nil, headers: [], value: [UInt8($0)]))
            })
        EmbeddedLog.releasePages()
        let record = try log.record(at: TopicPartition("t", 0), offset: 99, within: .seconds(10))
        #expect(record?.body.value == [99])
    }
}
