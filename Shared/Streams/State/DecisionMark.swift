internal import Glibc

/// Says on disk which message or timer of a partition is being decided, so that the next process knows what the last one
/// ended over.
///
/// A process that ends in the middle of a decision (a trap in a decider) comes back, reads the same message, and would end
/// again, for ever. The mark is a page of a file that is mapped into memory: writing it costs nothing, and the kernel keeps
/// it when the process ends. What a process ended over is counted; so often over the same one, and it is not decided again.
/// Who restarts a service elsewhere, without its state directory, begins to count again.
@safe final class DecisionMark {
    /// What a decision is about, as a number that is the same in every process.
    struct Subject: Equatable {
        fileprivate var number: UInt64

        static func record(_ topic: String, offset: Int64) -> Subject {
            var hash = WordHash()
            unsafe hash.add(topic.utf8Span.span.bytes)
            hash.add(UInt64(bitPattern: offset))
            return Subject(number: hash.value)
        }

        static func timer(_ entity: [UInt8]) -> Subject {
            var hash = WordHash()
            unsafe hash.add(entity.span.bytes)
            return Subject(number: hash.value)
        }
    }

    /// So many processes may end over the same message or timer.
    static let limit = 3

    /// The words of the page, in their order.
    private enum Word: Int, CaseIterable { case layout, isDeciding, subject, endedOver, times }

    private static let layout: UInt64 = 0x7475_726e_6201
    private static let size = 4_096
    private let page: UnsafeMutablePointer<UInt64>
    private let isMapped: Bool

    /// Opens the mark of the partition whose state lies in this directory, and counts what a process ended over. Where the
    /// file cannot be used nothing is counted: a full disk does not stop the service.
    init(directory: String) {
        let file = unsafe open(directory + "/deciding", O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        defer { if file >= 0 { close(file) } }
        if file >= 0, posix_fallocate(file, 0, off_t(Self.size)) == 0,
            let mapped = unsafe mmap(nil, Self.size, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0),
            unsafe mapped != MAP_FAILED
        {
            unsafe page = mapped.assumingMemoryBound(to: UInt64.self)
            isMapped = true
        } else {
            unsafe page = .allocate(capacity: Word.allCases.count)
            unsafe page.initialize(repeating: 0, count: Word.allCases.count)
            isMapped = false
        }
        readWhatWasLeft()
    }

    deinit {
        if isMapped { unsafe munmap(page, Self.size) } else { unsafe page.deallocate() }
    }

    private subscript(word: Word) -> UInt64 {
        get { unsafe page[word.rawValue] }
        set { unsafe page[word.rawValue] = newValue }
    }

    private func readWhatWasLeft() {
        if self[.layout] != Self.layout {
            for word in Word.allCases { self[word] = 0 }
            self[.layout] = Self.layout
        }
        guard self[.isDeciding] != 0 else { return }
        self[.times] = self[.endedOver] == self[.subject] ? self[.times] &+ 1 : 1
        self[.endedOver] = self[.subject]
        self[.isDeciding] = 0
    }

    /// A decision begins. It ends with `end`, or with the process.
    func begin(_ subject: Subject) {
        self[.subject] = subject.number
        self[.isDeciding] = 1
    }

    func end() { self[.isDeciding] = 0 }

    /// Whether a process has ended over anything.
    var hasEnds: Bool { self[.times] != 0 }

    /// How many processes have ended over this one, the last ones in a row.
    func ends(over subject: Subject) -> Int {
        self[.endedOver] == subject.number ? Int(clamping: self[.times]) : 0
    }
}
