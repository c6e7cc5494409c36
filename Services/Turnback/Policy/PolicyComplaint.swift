import Contracts
import Operations

/// What is wrong with a policy file, and where.
struct PolicyComplaint {
    let failure: Failure

    init(_ path: String, _ bytes: [UInt8], _ error: DecodeError) {
        let place = ErrorPlace.range(of: error.description, in: bytes)
        let line = bytes[..<min(place.lowerBound, bytes.count)].reduce(1) { $0 + ($1 == UInt8(ascii: "\n") ? 1 : 0) }
        failure = Failure(.dataErr, "\(path), line \(line): \(error.description)")
    }
}
