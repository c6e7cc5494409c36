import Foundation
import Synchronization

/// Ports for servers that a test starts.
public enum FreePorts {
    /// There is none.
    public struct NoneLeft: Error, CustomStringConvertible {
        public var description: String { "no two ports in a row are free from \(FreePorts.first) on" }
    }

    private static let first: Int32 = 20_000

    /// A port that is free now, and the one after it, which a broker takes for its controller. Below those that the kernel
    /// gives to whoever connects, and each pair once in a process.
    public static func pair() throws(NoneLeft) -> Int {
        for _ in 0..<3_000 {
            let port = Int(next.add(2, ordering: .relaxed).oldValue)
            if isFree(port), isFree(port + 1) { return port }
        }
        throw NoneLeft()
    }

    private static let next = Atomic<Int32>(first + getpid() % 3_000 * 2)

    private static func isFree(_ port: Int) -> Bool {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        return unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                unsafe bind(descriptor, address, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
    }
}
