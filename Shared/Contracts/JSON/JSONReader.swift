import Fulfillment

/// Pulls values out of JSON text (RFC 8259) one after the other, straight from the record's buffer.
///
/// A caller says what it expects; what it does not know it skips. All of the text is checked, skipped parts too.
public struct JSONReader: Sendable {
    let bytes: [UInt8]
    var at: Int
    /// Errors count from here.
    private let start: Int
    let end: Int
    var depth = 0
    /// The text is Turnback's own: an event, a command or a state that it wrote, maybe long ago. Ids and texts in it are read as
    /// they were accepted then; what others send is held to the rules of today.
    public var isOwn = false

    /// Reads `range` of `bytes`, which are shared, not copied.
    public init(_ bytes: [UInt8], _ range: Range<Int>) {
        self.bytes = bytes
        at = range.lowerBound
        start = range.lowerBound
        end = range.upperBound
    }

    public init(_ bytes: [UInt8]) { self.init(bytes, 0..<bytes.count) }

    /// The name of a field.
    public struct Key {
        @usableFromInline let words: NameWords
        /// What a name says that is written with escapes, or that is longer than `words` can be; nil for most.
        @usableFromInline let spelled: String?

        /// The name as a string, for messages and unknown fields.
        public var text: String { spelled ?? words.text }

        @inlinable @inline(__always)
        public static func ~= (name: StaticString, key: Key) -> Bool {
            key.spelled == nil ? name ~= key.words : key.says(name)
        }

        @usableFromInline @inline(never)
        func says(_ name: StaticString) -> Bool { spelled == name.description }
    }

    // MARK: Structure

    /// Reads an object: `field` is called with each name, and reads or skips its value.
    public mutating func object(_ field: (Key, inout JSONReader) throws(DecodeError) -> Void) throws(DecodeError) {
        try open("{", expected: "an object")
        if try closes("}") { return }
        repeat {
            let name = try key()
            do { try field(name, &self) } catch { throw error.inside(name.text.shortened(to: 64)) }
        } while try goesOn(to: "}")
    }

    /// Reads an array: `element` is called for each element with its index, and reads its value.
    public mutating func array(_ element: (Int, inout JSONReader) throws(DecodeError) -> Void) throws(DecodeError) {
        try open("[", expected: "an array")
        if try closes("]") { return }
        var index = 0
        repeat {
            do { try element(index, &self) } catch { throw error.inside("[\(index)]") }
            index += 1
        } while try goesOn(to: "]")
    }

    /// Reads past a value of any kind, and returns where it stands.
    @discardableResult
    public mutating func skip() throws(DecodeError) -> Range<Int> {
        skipSpace()
        let start = at
        switch peek {
        case UInt8(ascii: "{"): try object { _, reader throws(DecodeError) in try reader.skip() }
        case UInt8(ascii: "["): try array { _, reader throws(DecodeError) in try reader.skip() }
        case UInt8(ascii: "\""): try skipString()
        case UInt8(ascii: "t"): try literal("true")
        case UInt8(ascii: "f"): try literal("false")
        case UInt8(ascii: "n"): try literal("null")
        default: _ = try number()
        }
        return start..<at
    }

    /// Reads past a value, and returns a reader of it alone.
    public mutating func part() throws(DecodeError) -> JSONReader {
        var part = JSONReader(bytes, try skip())
        part.isOwn = isOwn
        return part
    }

    /// Nothing but white space may follow.
    public mutating func finish() throws(DecodeError) {
        skipSpace()
        if at < end { throw notJSON("nothing more after the value") }
    }

    /// Reads past `null` and says so; anything else stays to be read.
    public mutating func isNull() throws(DecodeError) -> Bool {
        skipSpace()
        guard peek == UInt8(ascii: "n") else { return false }
        try literal("null")
        return true
    }

    private mutating func key() throws(DecodeError) -> Key {
        skipSpace()
        guard peek == UInt8(ascii: "\"") else { throw notJSON("a field's name in quotation marks") }
        let before = at
        if let range = plainASCII(), at < end, bytes[at] == UInt8(ascii: ":"), let words = NameWords.of(bytes, range) {
            at += 1
            return Key(words: words, spelled: nil)
        }
        at = before
        return try unusualKey()
    }

    /// A name with escapes, other characters than ASCII, or more bytes than most; or with white space behind it.
    @inline(never)
    private mutating func unusualKey() throws(DecodeError) -> Key {
        let (range, isPlain, isASCII) = try stringRange()
        let text = isPlain && isASCII ? String(decoding: bytes[range], as: UTF8.self) : try unescaped(range)
        skipSpace()
        guard peek == UInt8(ascii: ":") else { throw notJSON("':' after a field's name") }
        at += 1
        let words = NameWords.of(bytes, range)
        return Key(words: words ?? NameWords.none, spelled: isPlain && words != nil ? nil : text)
    }

    private mutating func open(_ bracket: Unicode.Scalar, expected: String) throws(DecodeError) {
        skipSpace()
        guard at < end else { throw notJSON(expected) }
        guard peek == UInt8(ascii: bracket) else { throw try mismatch(expected) }
        depth += 1
        guard depth <= Limits.nesting else {
            throw DecodeError(.tooDeep, "", "nested deeper than \(Limits.nesting) levels")
        }
        at += 1
    }

    private mutating func closes(_ bracket: Unicode.Scalar) throws(DecodeError) -> Bool {
        skipSpace()
        guard peek == UInt8(ascii: bracket) else { return false }
        at += 1
        depth -= 1
        return true
    }

    private mutating func goesOn(to bracket: Unicode.Scalar) throws(DecodeError) -> Bool {
        skipSpace()
        if peek == UInt8(ascii: ",") {
            at += 1
            return true
        }
        if try closes(bracket) { return false }
        throw notJSON("',' or '\(bracket)'")
    }

    // MARK: Characters

    var peek: UInt8? { at < end ? bytes[at] : nil }

    @inline(__always)
    mutating func skipSpace() {
        // Services write none.
        if at < end, bytes[at] > 0x20 { return }
        skipWhiteSpace()
    }

    @inline(never)
    private mutating func skipWhiteSpace() {
        while at < end {
            switch bytes[at] {
            case 0x20, 0x09, 0x0a, 0x0d: at += 1
            default: return
            }
        }
    }

    private mutating func literal(_ text: StaticString) throws(DecodeError) {
        let count = text.utf8CodeUnitCount
        let start = at
        guard start + count <= end, bytes.holds(text, at: start) else {
            throw notJSON("a value")
        }
        at += count
    }

    /// The text is not JSON here.
    func notJSON(_ expected: String) -> DecodeError {
        let found =
            at < end
            ? (0x20..<0x7f).contains(bytes[at]) ? "'\(Unicode.Scalar(bytes[at]))'" : "byte \(bytes[at])"
            : "the end"
        return DecodeError(.notJSON, "", "not JSON at byte \(at - start): expected \(expected), found \(found)")
    }

    /// The text is JSON here, but of another kind than expected.
    mutating func mismatch(_ expected: String) throws(DecodeError) -> DecodeError {
        let range = try skip()
        let shown = String(decoding: bytes[range.prefix(40)], as: UTF8.self)
        return DecodeError(.invalidField, "", "expected \(expected), found \(shown)\(range.count > 40 ? "…" : "")")
    }
}
