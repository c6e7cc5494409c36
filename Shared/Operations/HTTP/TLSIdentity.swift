/// What a server shows to clients over TLS: its certificate and the key that belongs to it.
public struct TLSIdentity: Sendable {
    /// The server's certificate and those that lead from it to one that clients know, PEM.
    let certificate: [CChar]
    /// PEM, not encrypted.
    let key: [CChar]

    /// Reads both files.
    /// - Throws: `.configuration`, where a file cannot be read or is not PEM of its kind. Whether the two belong together is
    ///   seen when the server starts.
    public init(certificate: String, key: String) throws(Failure) {
        self.certificate = try Self.pem(certificate, "-----BEGIN CERTIFICATE-----", "a certificate")
        self.key = try Self.pem(key, "PRIVATE KEY-----", "a private key")
    }

    private static func pem(_ path: String, _ mark: String, _ what: String) throws(Failure) -> [CChar] {
        guard let bytes = FileBytes.read(path) else {
            throw Failure(.configuration, "\(path) cannot be read: it should hold \(what) in PEM format")
        }
        guard String(decoding: bytes, as: UTF8.self).contains(mark), !bytes.contains(0) else {
            throw Failure(.configuration, "\(path) does not hold \(what) in PEM format: it has no '\(mark)'")
        }
        return bytes.map { CChar(bitPattern: $0) } + [0]
    }
}
