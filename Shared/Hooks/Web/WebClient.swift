internal import CCurl
internal import Connect
internal import Glibc

/// A call over HTTP, by libcurl: TLS is verified, redirects are not followed, and no address is connected to that may not be.
package struct WebCall: Sendable {
    package var url: String
    /// nil: a GET.
    package var body: [UInt8]?
    package var headers: [(String, String)]
    /// Whether private and loopback addresses may be connected to, and http:// spoken.
    package var allowsPrivate = false
    /// A file of certificates to trust instead of the system's.
    package var certificates: String?
    var connectTime = HookLimits.connectTime
    var time = HookLimits.deliveryTime
    /// Bytes of the answer that are taken; with more of them the call ends, and its status counts.
    package var answerBytes = HookLimits.answerBytes

    package init(url: String, body: [UInt8]?, headers: [(String, String)], allowsPrivate: Bool = false) {
        (self.url, self.body, self.headers) = (url, body, headers)
        self.allowsPrivate = allowsPrivate
    }

    init(
        url: String, body: [UInt8]?, headers: [(String, String)], allowsPrivate: Bool, certificates: String? = nil,
        connectTime: Duration = HookLimits.connectTime, time: Duration = HookLimits.deliveryTime,
        answerBytes: Int = HookLimits.answerBytes
    ) {
        self.init(url: url, body: body, headers: headers, allowsPrivate: allowsPrivate)
        self.certificates = certificates
        (self.connectTime, self.time, self.answerBytes) = (connectTime, time, answerBytes)
    }
}

/// What a call came to.
package enum WebResult: Sendable, Equatable {
    /// An answer: its status, the header fields in small letters, and the beginning of its body.
    case answered(Int, [String: String], [UInt8])
    /// None came, for this reason.
    case failed(String)
}

/// Makes calls. Used by one thread; keeps its connections open between calls.
@safe package final class WebClient {
    // Safe: the only owner, closed once in deinit.
    private let handle: UnsafeMutableRawPointer

    /// Done once, by the first client: libcurl says that this is not to run beside anything else of it.
    private static let isInitialised = curl_global_init(Int(CURL_GLOBAL_ALL)) == CURLE_OK

    package init?() {
        guard Self.isInitialised, let handle = unsafe curl_easy_init() else { return nil }
        unsafe self.handle = handle
    }

    deinit { unsafe curl_easy_cleanup(handle) }

    /// What callbacks write into.
    private final class Answer {
        var headers: [String: String] = [:]
        var body: [UInt8] = []
        let limit: Int
        let allowsPrivate: Bool
        var refusedAddress: String?

        init(limit: Int, allowsPrivate: Bool) {
            self.limit = limit
            self.allowsPrivate = allowsPrivate
        }
    }

    package func perform(_ call: WebCall) -> WebResult {
        unsafe curl_easy_reset(handle)
        let answer = Answer(limit: call.answerBytes, allowsPrivate: call.allowsPrivate)
        let context = unsafe Unmanaged.passUnretained(answer).toOpaque()
        var list: UnsafeMutablePointer<curl_slist>?
        defer { unsafe curl_slist_free_all(list) }
        // An empty Expect: else libcurl waits a second for permission to send what is larger than a mebibyte.
        for (name, value) in call.headers + [("Expect", "")] {
            guard let longer = unsafe curl_slist_append(list, value.isEmpty ? "\(name):" : "\(name): \(value)") else {
                return .failed("no memory for the header fields")
            }
            unsafe list = longer
        }
        var guarded = unsafe turnback_curl_guard(ask: mayConnect, context: context)
        let body = call.body ?? []
        return withExtendedLifetime(answer) {
            unsafe withUnsafeMutablePointer(to: &guarded) { guarded in
                unsafe body.withUnsafeBytes { bytes in
                    guard unsafe set(call, bytes, list, guarded, context) else { return .failed("libcurl lacks an option") }
                    let code = unsafe curl_easy_perform(handle)
                    return result(code, answer)
                }
            }
        }
    }

    private func set(
        _ call: WebCall, _ body: UnsafeRawBufferPointer, _ headers: UnsafeMutablePointer<curl_slist>?,
        _ guarded: UnsafeMutablePointer<turnback_curl_guard>, _ context: UnsafeMutableRawPointer
    ) -> Bool {
        func number(_ option: CURLoption, _ value: Int) -> Bool { unsafe turnback_curl_number(handle, option, value) == 1 }
        func text(_ option: CURLoption, _ value: String) -> Bool { unsafe turnback_curl_text(handle, option, value) == 1 }
        func milliseconds(_ time: Duration) -> Int {
            Int(time.components.seconds * 1000 + time.components.attoseconds / 1_000_000_000_000_000)
        }
        guard text(CURLOPT_URL, call.url), text(CURLOPT_PROTOCOLS_STR, call.allowsPrivate ? "http,https" : "https"),
            number(CURLOPT_FOLLOWLOCATION, 0), number(CURLOPT_NOSIGNAL, 1), text(CURLOPT_PROXY, ""),
            number(CURLOPT_SSL_VERIFYPEER, 1), number(CURLOPT_SSL_VERIFYHOST, 2),
            number(CURLOPT_CONNECTTIMEOUT_MS, milliseconds(call.connectTime)),
            number(CURLOPT_TIMEOUT_MS, milliseconds(call.time)), text(CURLOPT_USERAGENT, "turnback"),
            unsafe turnback_curl_headers(handle, headers) == 1,
            unsafe turnback_curl_answer(handle, takeBody, takeHeader, context) == 1,
            unsafe turnback_curl_guarded(handle, guarded) == 1
        else { return false }
        if let certificates = call.certificates, !text(CURLOPT_CAINFO, certificates) { return false }
        if call.body != nil, unsafe turnback_curl_body(handle, body.baseAddress, body.count) != 1 { return false }
        return true
    }

    private func result(_ code: CURLcode, _ answer: Answer) -> WebResult {
        let status = unsafe turnback_curl_status(handle)
        // An answer that is longer than anybody needs is ended by us: its status has come.
        if code == CURLE_OK || (code == CURLE_WRITE_ERROR && status > 0) {
            return .answered(status, answer.headers, answer.body)
        }
        if let address = answer.refusedAddress {
            return .failed("\(address) is a private or special address: \"allowsPrivate\" lets it be used")
        }
        return .failed(unsafe String(cString: curl_easy_strerror(code)))
    }

    /// Whether an address may be connected to. A plain function: a closure given to C must capture nothing.
    private let mayConnect: @convention(c) (UnsafeMutableRawPointer?, UnsafePointer<sockaddr>?, UInt32) -> Int32 = {
        context, address, count in
        let answer = unsafe Unmanaged<Answer>.fromOpaque(context!).takeUnretainedValue()
        let bytes = unsafe SocketBytes.address(address, count)
        if answer.allowsPrivate || bytes.map(PublicAddress.isPublic) == true { return 1 }
        answer.refusedAddress = bytes.map { $0.map { "\($0)" }.joined(separator: $0.count == 4 ? "." : ":") } ?? "no IP address"
        return 0
    }

    private let takeBody: turnback_curl_take = { bytes, size, count, context in
        let answer = unsafe Unmanaged<Answer>.fromOpaque(context!).takeUnretainedValue()
        let room = answer.limit - answer.body.count
        guard let bytes = unsafe bytes, size * count <= room else { return 0 }
        unsafe answer.body.append(contentsOf: UnsafeRawBufferPointer(start: bytes, count: size * count))
        return size * count
    }

    private let takeHeader: turnback_curl_take = { bytes, size, count, context in
        let answer = unsafe Unmanaged<Answer>.fromOpaque(context!).takeUnretainedValue()
        guard let bytes = unsafe bytes, answer.headers.count < 100 else { return size * count }
        let line = unsafe String(decoding: UnsafeRawBufferPointer(start: bytes, count: size * count), as: UTF8.self)
        let parts = line.split(separator: ":", maxSplits: 1)
        if parts.count == 2 { answer.headers[parts[0].lowercased()] = String(parts[1].filter { !$0.isNewline }.drop { $0 == " " }) }
        return size * count
    }
}

/// The bytes of an address in a socket's form.
enum SocketBytes {
    static func address(_ address: UnsafePointer<sockaddr>?, _ count: UInt32) -> [UInt8]? {
        guard let address = unsafe address else { return nil }
        let bytes = unsafe [UInt8](UnsafeRawBufferPointer(start: address, count: Int(count)))
        switch unsafe Int32(address.pointee.sa_family) {
        // Behind the family and the port; of IPv6, behind the flow label too.
        case AF_INET where bytes.count >= 8: return Array(bytes[4..<8])
        case AF_INET6 where bytes.count >= 24:
            let address = Array(bytes[8..<24])
            // IPv4 in IPv6 is IPv4.
            return address.starts(with: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff]) ? Array(address[12...]) : address
        default: return nil
        }
    }
}
