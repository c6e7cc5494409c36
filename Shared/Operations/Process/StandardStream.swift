internal import Glibc

/// A standard stream of the process, written without buffering: what was written is out when the call returns.
public enum StandardStream: Int32, Sendable {
    /// File descriptor 1: what the command was asked for.
    case output = 1
    /// File descriptor 2: diagnostics, logs and progress.
    case error = 2

    /// Writes the text as it is.
    public func write(_ text: String) { DescriptorWriter.write(Array(text.utf8), to: rawValue) }

    /// Writes the text and a line feed, in one write(2). Only line feeds and colours get there of what a terminal obeys.
    public func writeLine(_ text: String) { write(PlainText.page(text) + "\n") }

    /// Whether a person reads it.
    public var isTerminal: Bool { isatty(rawValue) == 1 }
}

/// Writes whole byte sequences to a file descriptor.
enum DescriptorWriter {
    /// One write(2) where the kernel takes all of it, which it does for pipes and terminals up to their buffer; the
    /// rest follows otherwise. A closed reader is not an error here: there is nobody left to write to.
    static func write(_ bytes: [UInt8], to descriptor: Int32) {
        unsafe bytes.withUnsafeBytes { buffer in
            var written = 0
            while written < buffer.count {
                let count = unsafe Glibc.write(descriptor, buffer.baseAddress! + written, buffer.count - written)
                if count < 0 {
                    guard errno == EINTR else { return }
                    continue
                }
                written += count
            }
        }
    }
}
