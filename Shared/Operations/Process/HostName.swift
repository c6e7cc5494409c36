internal import Glibc

/// The name of this machine or container.
enum HostName {
    /// As gethostname(2) says; "localhost" where it says nothing.
    static func current() -> String {
        var buffer = [UInt8](repeating: 0, count: 256)
        let result = unsafe buffer.withUnsafeMutableBytes { bytes in
            unsafe gethostname(bytes.baseAddress!.assumingMemoryBound(to: CChar.self), bytes.count - 1)
        }
        let name = String(decoding: buffer.prefix { $0 != 0 }, as: UTF8.self)
        return result == 0 && !name.isEmpty ? name : "localhost"
    }
}
