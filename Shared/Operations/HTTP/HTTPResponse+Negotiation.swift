internal import CZlib
internal import Contracts

extension HTTPResponse {
    /// The answer as this client asks for it: 304 where it has it already, compressed where it takes that.
    ///
    /// Answers that are not to be stored, and those that are not 200, are left as they are.
    func negotiated(_ request: HTTPRequest) -> HTTPResponse {
        guard status == 200, case .bytes(let bytes) = body, ["GET", "HEAD"].contains(request.method),
            headers["Cache-Control"]?.contains("no-store") != true
        else { return self }
        var answer = self
        if answer.headers["Cache-Control"] == nil { answer.headers.add("Cache-Control", "no-cache") }
        answer.headers.add("Vary", "Accept-Encoding")
        let compressed =
            Self.takesGzip(request) && bytes.count >= HTTPLimits.compressedBytes ? Gzip.compressed(bytes) : nil
        let tag = "\"\(ContentTag.of(bytes))\(compressed == nil ? "" : "-gzip")\""
        answer.headers.add("ETag", tag)
        if Self.has(tag, request) {
            answer.status = 304
            answer.headers = HTTPHeaders(answer.headers.fields.filter { $0.name != "Content-Type" })
            answer.body = .bytes([])
        } else if let compressed {
            answer.headers.add("Content-Encoding", "gzip")
            answer.body = .bytes(compressed)
        }
        return answer
    }

    /// Whether `Accept-Encoding` names gzip and does not forbid it.
    private static func takesGzip(_ request: HTTPRequest) -> Bool {
        request.headers.all("Accept-Encoding").flatMap { $0.split(separator: ",") }.contains { item in
            let parts = item.split(separator: ";").map { $0.filter { $0 != " " && $0 != "\t" }.lowercased() }
            guard parts.first == "gzip" else { return false }
            return !parts.dropFirst().contains { $0.hasPrefix("q=") && Double($0.dropFirst(2)) == 0 }
        }
    }

    /// Whether `If-None-Match` names this tag, or any.
    private static func has(_ tag: String, _ request: HTTPRequest) -> Bool {
        request.headers.all("If-None-Match").flatMap { $0.split(separator: ",") }.contains { item in
            let one = item.filter { $0 != " " && $0 != "\t" }
            return one == "*" || one == tag || one == "W/" + tag
        }
    }
}

/// The gzip coding (RFC 1952).
public enum Gzip {
    /// Quick rather than small: an answer is compressed each time that it is asked for.
    private static let level: Int32 = 4

    /// The bytes compressed; nil where that takes no less room, or zlib has no memory.
    public static func compressed(_ bytes: [UInt8]) -> [UInt8]? {
        var stream = unsafe z_stream()
        guard unsafe turnback_gzip_open(&stream, level) == Z_OK else { return nil }
        defer { unsafe deflateEnd(&stream) }
        var input = bytes
        var output = [UInt8](repeating: 0, count: bytes.count)
        let written = unsafe input.withUnsafeMutableBufferPointer { source in
            unsafe output.withUnsafeMutableBufferPointer { target -> Int? in
                unsafe stream.next_in = source.baseAddress
                unsafe stream.avail_in = UInt32(source.count)
                unsafe stream.next_out = target.baseAddress
                unsafe stream.avail_out = UInt32(target.count)
                return unsafe deflate(&stream, Z_FINISH) == Z_STREAM_END
                    ? unsafe target.count - Int(stream.avail_out) : nil
            }
        }
        guard let written else { return nil }
        output.removeLast(output.count - written)
        return output
    }
}
