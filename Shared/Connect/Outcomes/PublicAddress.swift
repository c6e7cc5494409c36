/// Which addresses of the Internet Protocol are somewhere on the public network, and not this machine, its neighbours, or a
/// network's own services.
///
/// By IANA's registries of special-purpose addresses (RFC 6890 and its updates). An address that carries another one, as those
/// of NAT64 and 6to4 do, is what it carries.
public enum PublicAddress {
    /// Whether an IPv4 (4 bytes) or IPv6 (16 bytes) address is public. False for what is not an address.
    public static func isPublic(_ bytes: [UInt8]) -> Bool {
        switch bytes.count {
        case 4: isPublic(v4: bytes)
        case 16: isPublic(v6: bytes)
        default: false
        }
    }

    private static func isPublic(v4 bytes: [UInt8]) -> Bool {
        !special4.contains { network in contains(network.0, network.1, bytes) }
    }

    private static let special4: [([UInt8], Int)] = [
        ([0, 0, 0, 0], 8), ([10, 0, 0, 0], 8), ([100, 64, 0, 0], 10), ([127, 0, 0, 0], 8), ([169, 254, 0, 0], 16),
        ([172, 16, 0, 0], 12), ([192, 0, 0, 0], 24), ([192, 0, 2, 0], 24), ([192, 88, 99, 0], 24), ([192, 168, 0, 0], 16),
        ([198, 18, 0, 0], 15), ([198, 51, 100, 0], 24), ([203, 0, 113, 0], 24), ([224, 0, 0, 0], 4), ([240, 0, 0, 0], 4),
    ]

    private static func isPublic(v6 bytes: [UInt8]) -> Bool {
        // Global unicast is 2000::/3 and nothing else; NAT64 lies outside of it.
        if contains(nat64, 96, bytes) { return isPublic(v4: Array(bytes[12...])) }
        guard bytes[0] & 0xe0 == 0x20 else { return false }
        // 6to4 carries an IPv4 address behind its prefix.
        if bytes[0] == 0x20, bytes[1] == 0x02 { return isPublic(v4: Array(bytes[2..<6])) }
        return !special6.contains { contains($0.0, $0.1, bytes) }
    }

    private static let nat64: [UInt8] = [0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0]
    private static let special6: [([UInt8], Int)] = [
        // IETF protocols with Teredo, documentation, documentation of RFC 9637.
        ([0x20, 0x01, 0x00, 0x00], 23), ([0x20, 0x01, 0x0d, 0xb8], 32), ([0x3f, 0xff, 0x00], 20),
    ]

    /// Whether the first bits are the network's.
    private static func contains(_ network: [UInt8], _ bits: Int, _ address: [UInt8]) -> Bool {
        for bit in 0..<bits {
            let mask = UInt8(0x80) >> UInt8(bit % 8)
            if (network[bit / 8] ^ address[bit / 8]) & mask != 0 { return false }
        }
        return true
    }
}
