internal import Glibc

/// What the system says to an error number (`errno`).
public enum SystemError {
    /// In small letters, so that it can follow a colon.
    public static func text(_ code: Int32) -> String {
        var buffer = [UInt8](repeating: 0, count: 256)
        let result = unsafe buffer.withUnsafeMutableBytes { bytes in
            unsafe strerror_r(code, bytes.baseAddress!.assumingMemoryBound(to: CChar.self), bytes.count)
        }
        guard result == 0 else { return "error \(code)" }
        return String(decoding: buffer.prefix { $0 != 0 }, as: UTF8.self).lowercased()
    }
}
